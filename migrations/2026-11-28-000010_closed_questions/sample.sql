UPDATE questions SET closed_at = '2026-11-28T12:00:00.000000Z', closed_by = 'ana', closed_until = '2027-01-31', closed_why = 'both are right', closed_matter = text;
