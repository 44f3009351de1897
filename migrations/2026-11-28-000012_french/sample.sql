UPDATE questions SET label_french = 'PC-1', text_french = 'Deux lignes nomment PC-1.', answer_french = 'corrigez la source';
UPDATE rejects SET french = 'la colonne clé `serial` est vide';
UPDATE runs SET french = 'le plan a été refusé' WHERE message IS NOT NULL;
