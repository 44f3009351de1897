UPDATE rejects SET code = 'no-key';
