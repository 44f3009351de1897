//! Problems of `[[feed]]`.

use crate::message::messages;

messages! { "config.feed";
    lookup_wants_all() "a lookup looks into a whole table, not only into what has changed: leave `since` out"
        = "une recherche se fait dans un tableau entier, pas seulement dans ce qui a changé\u{a0}: retirez `since`";
    path_missing() "the file that is read: path = \"exports/*.csv\""
        = "le fichier à lire\u{a0}: path = \"exports/*.csv\"";
    asks_whom(key) "[feed.{key}] asks a system for records, and none is named"
        = "[feed.{key}] demande des enregistrements à un système, et aucun n'est nommé";
    name_the_source(system) "name it in the feed: from = \"{system}\""
        = "nommez-le dans le flux\u{a0}: from = \"{system}\"";
    other_kind(system, kind, key) "the system `{system}` is of kind {kind}: [feed.{key}] says nothing to it"
        = "le système `{system}` est de type {kind}\u{a0}: [feed.{key}] ne lui dit rien";
    write_table(kind) "what is asked of it stands in [feed.{kind}]"
        = "ce qui lui est demandé s'écrit dans [feed.{kind}]";
    query_missing(kind) "what is asked of the system: a table [feed.{kind}]"
        = "ce qui est demandé au système\u{a0}: une table [feed.{kind}]";
    no_records(name) "no records can be read from the system `{name}`"
        = "aucun enregistrement ne peut être lu depuis le système `{name}`";
    finds_no_files(key) "`{key}` finds files, and the system of this feed has none"
        = "`{key}` sert à trouver des fichiers, et le système de ce flux n'en a pas";
    mapping_missing() "the name of a file of the folder mappings, without .toml"
        = "le nom d'un fichier du dossier mappings, sans .toml";
    no_such_mapping(name) "there is no mapping `{name}` (mappings/{name}.toml)"
        = "il n'y a pas de correspondance `{name}` (mappings/{name}.toml)";
    not_a_file_pattern() "this is not a file pattern"
        = "ce n'est pas un motif de fichiers";
    file_pattern_signs() "* any characters, ? one character, [abc] one of these, ** folders"
        = "* des caractères quelconques, ? un caractère, [abc] l'un de ceux-ci, ** des dossiers";
    one_format() "a feed has one format"
        = "un flux a un seul format";
    keep_one_format() "keep one of [feed.csv], [feed.sheet], [feed.json], [feed.agent] and [feed.mail]"
        = "gardez l'un de [feed.csv], [feed.sheet], [feed.json], [feed.agent] et [feed.mail]";
    format_not_told() "the name of the file does not tell its format"
        = "le nom du fichier n'indique pas son format";
    path_with_signs() "the path holds a tab or a line break"
        = "le chemin contient une tabulation ou un saut de ligne";
    no_ending(path, endings)
        "of a folder name the files in it, such as \"{path}/*.csv\"; a file without an ending needs [feed.csv], \
         [feed.sheet] or [feed.json]; known endings: {endings}"
        = "d'un dossier, nommez les fichiers qu'il contient, comme \"{path}/*.csv\"\u{a0}; un fichier sans \
           extension demande [feed.csv], [feed.sheet] ou [feed.json]\u{a0}; extensions connues\u{a0}: {endings}";
    endings_that_tell(endings)
        "endings that do: {endings}; else write [feed.csv], [feed.sheet] or [feed.json]"
        = "extensions qui l'indiquent\u{a0}: {endings}\u{a0}; sinon, écrivez [feed.csv], [feed.sheet] ou \
           [feed.json]";
    one_delimiter() "one character such as \";\", or \"tab\""
        = "un seul caractère comme \";\", ou \"tab\"";
    one_quote() "one character such as \"'\", or \"none\""
        = "un seul caractère comme \"'\", ou \"none\"";
    delimiter_is_quote() "values are separated and quoted by the same character"
        = "le même caractère sert de séparateur et de guillemet";
    not_a_separator(text) "`{text}` cannot separate or quote values"
        = "`{text}` ne peut pas servir de séparateur ni de guillemet";
    not_an_encoding(name) "`{name}` is not the name of an encoding"
        = "`{name}` n'est pas le nom d'un encodage";
    header_row_without_header() "a table without a header has no row for it"
        = "une table sans en-tête n'a pas de ligne d'en-tête";
    header_or_row() "keep `header = false`, or `header_row`"
        = "gardez `header = false`, ou `header_row`";
    one_sheet_choice() "`sheet` names one sheet, `sheets` a pattern for several"
        = "`sheet` nomme une seule feuille, `sheets` est un motif pour plusieurs";
    keep_one_sheet_choice() "keep one of sheet and sheets"
        = "gardez sheet ou sheets";
    column_needs(column, key) "`{column}` says something only beside `{key}`"
        = "`{column}` n'a de sens qu'avec `{key}`";
    add_or_remove(key) "add `{key}`, or remove it"
        = "ajoutez `{key}`, ou enlevez-le";
    not_a_range(text) "`{text}` is no range of cells"
        = "`{text}` n'est pas une plage de cellules";
    range_example() "such as \"B3:H40\", \"B3:H\" (down to the end) or \"B:H\""
        = "comme \"B3:H40\", \"B3:H\" (jusqu'en bas) ou \"B:H\"";
    lookup_path_missing() "the file that is looked into: path = \"sites.csv\""
        = "le fichier où chercher\u{a0}: path = \"sites.csv\"";
    lookup_column_missing() "the column of the rows by which is looked: column = \"Site code\""
        = "la colonne des lignes par laquelle chercher\u{a0}: column = \"Site code\"";
    lookup_columns_missing() "the columns that are taken over: columns = [\"Region\", \"Town\"]"
        = "les colonnes à reprendre\u{a0}: columns = [\"Region\", \"Town\"]";
    column_name_blank() "the name of the column is blank"
        = "le nom de la colonne est vide";
    sheet_name_blank() "the name of the sheet is blank"
        = "le nom de la feuille est vide";
    makes_events(mapping) "the mapping `{mapping}` makes events, and this job reads items"
        = "la correspondance `{mapping}` produit des événements, et cette tâche lit des éléments";
    only_events_are_pushed() "what is pushed are events: only a ticket job reads an inbox"
        = "ce qui est envoyé sont des événements\u{a0}: seule une tâche de tickets lit une boîte de réception";
    second_inbox() "the job has an inbox already: all that is pushed to it goes there"
        = "la tâche a déjà une boîte de réception\u{a0}: tout ce qui lui est envoyé y va";
    nothing_is_pushed() "nothing is pushed to this feed: it is asked by each run"
        = "rien n'est envoyé à ce flux\u{a0}: chaque exécution l'interroge";
    schedule_has_one() "take it out; `dead_man` below [schedule] tells when no run of the job has ended well for too long"
        = "supprimez-la\u{a0}; `dead_man` sous [schedule] avertit quand aucune exécution de la tâche n'a réussi depuis trop \
           longtemps";
    another_job() "read the other one by another job, or have one mapping take both forms"
        = "lisez l'autre par une autre tâche, ou faites prendre les deux formes par une seule correspondance";
    ticket_job() "events are read by a ticket job: [[feed]] beside its [[rule]]"
        = "les événements sont lus par une tâche de tickets\u{a0}: [[feed]] à côté de ses [[rule]]";
    makes_items(mapping) "the mapping `{mapping}` makes items, and this job reads events"
        = "la correspondance `{mapping}` produit des éléments, et cette tâche lit des événements";
    makes_references(mapping) "the mapping `{mapping}` makes reference data"
        = "la correspondance `{mapping}` produit des données de référence";
    refs_job() "reference data is read by a job with [refs]: [[feed]] beside it"
        = "les données de référence sont lues par une tâche avec [refs]\u{a0}: [[feed]] à côté";
    makes_no_references(mapping) "the mapping `{mapping}` makes items, and this job reads reference data"
        = "la correspondance `{mapping}` produit des éléments, et cette tâche lit des données de référence";
    reference_class() "write class = \"Reference\" in the mapping, and the fields `kind`, `id` and `name`"
        = "écrivez class = \"Reference\" dans la correspondance, avec les champs `kind`, `id` et `name`";
    desk_missing() "the desk of which the list is kept: desk = \"itop\""
        = "l'outil de tickets dont la liste est tenue\u{a0}: desk = \"itop\"";
    kinds_missing() "what it has, all of it: kinds = [\"company\"]"
        = "ce qu'il contient, en entier\u{a0}: kinds = [\"company\"]";
    kind_filled_twice(kind, desk) "another feed has `{kind}` of the desk `{desk}` already"
        = "un autre flux contient déjà `{kind}` de l'outil `{desk}`";
    event_class() "write class = \"Event\" in the mapping, and the fields of an event"
        = "écrivez class = \"Event\" dans la correspondance, avec les champs d'un événement";
    feed_is_monitor(name) "`{name}` names two of what the job listens to"
        = "`{name}` désigne deux des sources que la tâche écoute";
    name_it() "give the feed a name of its own: name = \"servicenav\""
        = "donnez au flux son propre nom\u{a0}: name = \"servicenav\"";
    comments_list_missing() "the column that has what people said, a list of objects: list = \"comments\""
        = "la colonne où se trouve ce que les gens ont dit, une liste d'objets\u{a0}: list = \"comments\"";
    changes_are_no_list() "the feed asks for what has changed only: what it does not give is not over"
        = "le flux ne demande que ce qui a changé\u{a0}: ce qu'il ne donne pas n'est pas terminé";
    pushes_are_no_list() "what is pushed is not all that there is: what it does not name is not over"
        = "ce qui est envoyé n'est pas tout ce qu'il y a\u{a0}: ce qui n'y est pas nommé n'est pas terminé";
    list_or_changes() "ask for all that is open, or leave `absence` out and map `over`"
        = "demandez tout ce qui est ouvert, ou retirez `absence` et renseignez `over`";
    nothing_asks_for_one() "nothing says how one record is asked for"
        = "rien ne dit comment demander un seul enregistrement";
    declare_the_question()
        "declare the call beside what is read: [feed.http.one] with path = \"/alerts/{{{{ record.id }}}}\""
        = "déclarez l'appel à côté de ce qui est lu\u{a0}: [feed.http.one] avec path = \"/alerts/{{{{ record.id \
           }}}}\"";
    question_is_not_asked() "[feed.http.one] is asked of events only that a complete list does not have any more"
        = "[feed.http.one] ne sert que pour les événements qu'une liste complète n'a plus";
    write_asked() "it goes with absence = \"asked\""
        = "cela va avec absence = \"asked\"";
    question_says_what_is_over() "what is not in the list is asked for in this feed, whatever its age"
        = "dans ce flux, ce qui manque à la liste est demandé à la source, quel que soit son âge";
    nothing_is_over_by_absence() "nothing is over in this feed because it is not listed"
        = "dans ce flux, rien n'est terminé parce qu'il manque à la liste";
    needs_absence_over() "it goes with absence = \"over\" or \"asked\""
        = "cela va avec absence = \"over\" ou \"asked\"";
    list_says_what_is_over() "what is not in the list is over in this feed, whatever its age"
        = "dans ce flux, ce qui manque à la liste est terminé, quel que soit son âge";
    leave_absence_out() "it goes with absence = \"nothing\", the default"
        = "cela va avec absence = \"nothing\", la valeur par défaut";
    mail_pattern_missing()
        "an expression with named groups, which become columns: `regex = '(?m)^Server: (?<server>.+)$'`"
        = "une expression avec des groupes nommés, qui deviennent des colonnes\u{a0}: `regex = '(?m)^Serveur : \
           (?<serveur>.+)$'`";
    no_named_group() "no group of it has a name, so that it gives no column"
        = "aucun de ses groupes n'a de nom\u{a0}: elle ne donne aucune colonne";
    mail_has_column(name) "all mails have the column `{name}`: take another name"
        = "tous les messages ont la colonne `{name}`\u{a0}: prenez un autre nom";
}
