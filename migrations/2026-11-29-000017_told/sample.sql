UPDATE outbox SET error_french = 'pas encore remis' WHERE error IS NOT NULL;
UPDATE moments SET detail_french = 'une note sur 42' WHERE what = 'opened';
