UPDATE tickets SET intended_at = intended_at WHERE key = 'none';
