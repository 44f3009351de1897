UPDATE runs SET notes = 'pc.csv: read before', notes_french = 'pc.csv : déjà lu' WHERE state = 'done';
