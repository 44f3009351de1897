//! What is said of files that are read.

use crate::message::messages;

messages! { "files";
    one_for(near, wanted) "`{near}` for `{wanted}`"
        = "`{near}` pour `{wanted}`";
    and_perhaps(found, near) "{found}; perhaps {near}"
        = "{found}\u{a0}; peut-être {near}";
    bad_pattern(pattern, reason) "`{pattern}` is no valid file pattern: {reason}"
        = "`{pattern}` n'est pas un motif de fichier valide\u{a0}: {reason}";
    not_found(pattern, folder, hint) [NoFile] "no file matches `{pattern}` in {folder}; {hint}"
        = "aucun fichier ne correspond à `{pattern}` dans {folder}\u{a0}; {hint}";
    too_old(file, age, limit) [FileTooOld]
        "{file} was changed {age} ago and `max_age` is {limit}: the export has probably stopped; renew the \
         file or raise `max_age`"
        = "{file} a été modifié il y a {age}, et `max_age` est de {limit}\u{a0}: l'export s'est sans doute \
           arrêté\u{a0}; renouvelez le fichier ou augmentez `max_age`";
    unsettled(file, waited, settle) [FileChanging]
        "{file} was still changing after {waited}: wait until the export has ended, or raise `settle` \
         ({settle})"
        = "{file} changeait encore après {waited}\u{a0}: attendez la fin de l'export, ou augmentez `settle` \
           ({settle})";
    cannot(action, file, reason) [FileUnreadable] "cannot {action} {file}: {reason}"
        = "impossible de {action} {file}\u{a0}: {reason}";
    is_a_folder(file) [FileUnreadable] "{file} is a folder: name a file in it, or a pattern such as `{file}/*.csv`"
        = "{file} est un dossier\u{a0}: indiquez un fichier de ce dossier, ou un motif comme `{file}/*.csv`";
    changed(file) [FileChanging]
        "{file} was changed while the job ran: it stays where it is and is read by the next run"
        = "{file} a été modifié pendant l'exécution de la tâche\u{a0}: il reste à sa place et sera lu par la \
           prochaine exécution";
    content(file, reason) [WrongContent] "{file} {reason}"
        = "{file} {reason}";
    setting(file, option, reason) "{file} cannot be read with `{option}` as it is set: {reason}"
        = "{file} ne peut pas être lu avec la valeur actuelle de `{option}`\u{a0}: {reason}";
    columns_missing(file, missing, found) [ColumnsMissing]
        "{file} has none of the columns that the mapping reads ({missing}); {found}"
        = "{file} n'a aucune des colonnes que lit la correspondance ({missing})\u{a0}; {found}";
    has_a_password(file) [PasswordProtected] "{file} is protected by a password: save it without one for the import"
        = "{file} est protégé par un mot de passe\u{a0}: enregistrez-le sans mot de passe pour l'import";
    not_csv(kind, advice) "is not CSV: it is {kind}; {advice}"
        = "n'est pas du CSV\u{a0}: c'est {kind}\u{a0}; {advice}";
    quote_is_delimiter() "it is the delimiter as well"
        = "c'est aussi le séparateur";
    no_ascii_sign(sign) "{sign} is not an ASCII character that can be used in a line"
        = "{sign} n'est pas un caractère ASCII utilisable dans une ligne";
    encoding_unknown(label) "`{label}` is not known; common ones are utf-8, utf-16le, windows-1252"
        = "`{label}` n'est pas connu\u{a0}; les plus courants sont utf-8, utf-16le, windows-1252";
    read_by_mark(name)
        "read as {name}: its byte order mark says so, although `encoding` in the job says otherwise"
        = "lu en {name}\u{a0}: sa marque d'ordre des octets l'indique, bien que `encoding` de la tâche \
           dise autre chose";
    read_by_guess(name) "read as {name}, which is a guess: set `encoding` if accents look wrong"
        = "lu en {name}, par supposition\u{a0}: renseignez `encoding` si les accents sont faux";
    read_as(name) "read as {name}"
        = "lu en {name}";
    no_delimiter() "no delimiter found: each line is one value"
        = "aucun séparateur trouvé\u{a0}: chaque ligne est une seule valeur";
    delimiter_is_tab() "delimiter: tab"
        = "séparateur\u{a0}: tabulation";
    delimiter_by_first_line(delimiter) "delimiter: `{delimiter}`, as its first line says"
        = "séparateur\u{a0}: `{delimiter}`, indiqué par la première ligne";
    delimiter_is(delimiter) "delimiter: `{delimiter}`"
        = "séparateur\u{a0}: `{delimiter}`";
    too_few_lines(lines, row) "the file has only {lines} {lines:line|lines}, the header should be on line {row}"
        = "le fichier n'a que {lines} {lines:ligne|lignes}, l'en-tête devrait être à la ligne {row}";
    line_is_blank(row) "line {row} is blank"
        = "la ligne {row} est vide";
    no_readable_header(line, reason) "has no header that can be read on line {line}: {reason}"
        = "n'a pas d'en-tête lisible à la ligne {line}\u{a0}: {reason}";
    only_blank_lines() "has only blank lines: there is no header; run the export again"
        = "n'a que des lignes vides\u{a0}: il n'y a pas d'en-tête\u{a0}; relancez l'export";
    header_has_fault(line, fault) "has a header on line {line} with {fault}"
        = "a, à la ligne {line}, un en-tête qui contient {fault}";
    line_has_no_names(line) "line {line} has no names"
        = "la ligne {line} ne contient aucun nom";
    undecodable(encoding) [BadLine] "bytes that are not {encoding}"
        = "des octets qui ne sont pas du {encoding}";
    damaged_before_export() "the character U+FFFD: the text was damaged before it was exported"
        = "le caractère U+FFFD\u{a0}: le texte était abîmé avant l'export";
    nul_byte() "a NUL byte"
        = "un octet NUL";
    a_value() "a value"
        = "une valeur";
    value_has_fault(name, fault) [BadLine] "`{name}` has {fault}"
        = "`{name}` contient {fault}";
    cut_off_or_line_break() "the line is cut off, or a line break inside a value is not quoted"
        = "la ligne est tronquée, ou un saut de ligne dans une valeur n'est pas entre guillemets";
    delimiter_not_quoted() "a delimiter inside a value is not quoted"
        = "un séparateur dans une valeur n'est pas entre guillemets";
    wrong_count(count, columns, cause) [BadLine] "{count} {count:value|values} for {columns} {columns:column|columns}: {cause}"
        = "{count} {count:valeur|valeurs} pour {columns} {columns:colonne|colonnes}\u{a0}: {cause}";
    quote_not_closed() [BadLine]
        "a quote opens in this line and is never closed: the line is left out, and reading goes on with the \
         next one"
        = "un guillemet s'ouvre dans cette ligne et ne se ferme jamais\u{a0}: la ligne est laissée de \
           côté, et la lecture reprend à la suivante";
    quote_not_doubled() [BadLine]
        "a quoted value has text after its closing quote: a quote inside a value must be doubled, and a \
         delimiter must follow the value"
        = "une valeur entre guillemets est suivie de texte après le guillemet fermant\u{a0}: un guillemet \
           dans une valeur doit être doublé, et un séparateur doit suivre la valeur";
    line_too_long() [BadLine] "the line is longer than 8 MiB"
        = "la ligne dépasse 8 Mio";
    permission_denied() [FileUnreadable] "permission denied; give the account that runs the job access to it"
        = "accès refusé\u{a0}; donnez l'accès au compte qui exécute la tâche";
    not_there() [NoFile] "it is not there (any more)"
        = "introuvable (ou disparu entre-temps)";
    pattern_is_wrong(why, at) "{why} at position {at}"
        = "{why}, en position {at}";
    no_file(what) [NoFile]
        "is {what} and no file: reading it would wait for whoever writes into it, or never end; let the \
         export write a file"
        = "est {what} et non un fichier\u{a0}: sa lecture attendrait qu'un programme y écrive, ou ne \
           finirait jamais\u{a0}; faites écrire un fichier par l'export";
    a_pipe() "a pipe (FIFO)"
        = "un tube nommé (FIFO)";
    a_socket() "a socket"
        = "un socket";
    a_device() "a device"
        = "un périphérique";
    link_leaves(target)
        "is a link to {target}, which is outside of its folder and of the project: give `path` the file \
         itself, or put it there"
        = "est un lien vers {target}, hors de son dossier et du projet\u{a0}: indiquez le fichier lui-même \
           dans `path`, ou mettez-le à cet endroit";
    reader_not_started(error) "cannot be read: the program that reads files cannot be started ({error})"
        = "ne peut pas être lu\u{a0}: le programme qui lit les fichiers ne démarre pas ({error})";
    needs_more_memory(limit) [FileTooDemanding]
        "needs more than {limit} of memory to be read: it is damaged, made to do harm, or larger than what \
         `memory` of [reading] in stocktake.toml allows; raise it if the file is sound"
        = "demande plus de {limit} de mémoire pour être lu\u{a0}: il est abîmé, malveillant, ou plus grand \
           que ne le permet `memory` de [reading] dans stocktake.toml\u{a0}; augmentez cette limite si le \
           fichier est sain";
    needs_more_time(limit) [FileTooDemanding]
        "takes longer than {limit} to be read: it is damaged, made to do harm, on a disk that does not \
         answer, or larger than what `time` of [reading] in stocktake.toml allows; raise it if the file is \
         sound"
        = "demande plus de {limit} pour être lu\u{a0}: il est abîmé, malveillant, sur un disque qui ne \
           répond pas, ou plus grand que ne le permet `time` de [reading] dans stocktake.toml\u{a0}; \
           augmentez ce délai si le fichier est sain";
    reader_broke_off(how, what) [FileTooDemanding]
        "makes the program that reads it break off ({how}{what}): it is damaged or made to do harm; export \
         it again"
        = "fait échouer le programme qui le lit ({how}{what})\u{a0}: il est abîmé ou malveillant\u{a0}; \
           exportez-le à nouveau";
    reader_stopped() "was not read to its end: the program that reads it was asked to stop"
        = "n'a pas été lu jusqu'au bout\u{a0}: le programme qui le lit a reçu une demande d'arrêt";
    reader_killed() [FileTooDemanding]
        "was not read to its end: the system ended the program that reads it (signal 9), as it does when it \
         has no memory left"
        = "n'a pas été lu jusqu'au bout\u{a0}: le système a mis fin au programme qui le lit (signal 9), \
           comme il le fait quand il n'a plus de mémoire";
    ended_by_signal(signal) "signal {signal}"
        = "signal {signal}";
    ended_by_itself() "it ended early"
        = "arrêt prématuré";
    mebibytes(n) "{n} MiB"
        = "{n} Mio";
    cell_beyond(row, column) "it has a cell in row {row}, column {column}, where no sheet has one"
        = "il a une cellule à la ligne {row}, colonne {column}, là où aucune feuille n'en a";
    no_folder(folder) [NoFile] "the folder {folder} does not exist"
        = "le dossier {folder} n'existe pas";
    cannot_list(folder, error) [FileUnreadable] "{folder} cannot be listed: {error}"
        = "impossible de lister {folder}\u{a0}: {error}";
    folder_is_empty(folder) "{folder} is empty"
        = "{folder} est vide";
    nearest_files(names) "nearest files: {names}"
        = "fichiers les plus proches\u{a0}: {names}";
    no_column_named() "no column has a name"
        = "aucune colonne n'a de nom";
    and_more(more) " and {more} more"
        = " et {more} de plus";
    columns_found(names, tail) "the columns found are {names}{tail}"
        = "colonnes trouvées\u{a0}: {names}{tail}";
    an_object() "an object"
        = "un objet";
    null() "null"
        = "null";
    true_or_false() "true or false"
        = "un booléen (true ou false)";
    a_number() "a number"
        = "un nombre";
    a_text() "a text"
        = "un texte";
    an_array() "an array"
        = "un tableau";
    not_an_object(shape) [BadLine] "this is {shape}, not an object with a value for each column"
        = "c'est {shape}, et non un objet avec une valeur par colonne";
    too_deep(name, deepest) [BadLine] "`{name}` is nested deeper than {deepest} levels"
        = "`{name}` dépasse {deepest} niveaux d'imbrication";
    has_nul(name) [BadLine] "`{name}` has a NUL character"
        = "`{name}` contient un caractère NUL";
    value_damaged(name) [BadLine] "`{name}` has the character U+FFFD: the text was damaged before it was exported"
        = "`{name}` contient le caractère U+FFFD\u{a0}: le texte était abîmé avant l'export";
    half_a_sign(name) [BadLine] "`{name}` has half of a sign alone: `\\ud83d` means nothing without the `\\ude00` behind it"
        = "`{name}` contient la moitié d'un signe seule\u{a0}: `\\ud83d` ne veut rien dire sans le `\\ude00` qui le suit";
    number_too_large(name) [BadLine] "`{name}` has a number that is too large"
        = "`{name}` contient un nombre trop grand";
    line_is_not_utf8(line) "is not UTF-8 on line {line}: JSON must be saved as UTF-8"
        = "n'est pas en UTF-8 à la ligne {line}\u{a0}: le JSON doit être enregistré en UTF-8";
    place(line, column) "line {line}, column {column}"
        = "ligne {line}, colonne {column}";
    ends_too_early(place) "ends too early, at {place}: the export was cut off; run it again"
        = "s'arrête trop tôt ({place})\u{a0}: l'export a été interrompu\u{a0}; relancez-le";
    several_documents(place)
        "is not a single JSON document: another one begins at {place}; if there is one on each line, set \
         `lines = true`"
        = "n'est pas un seul document JSON\u{a0}: un autre commence à cet endroit ({place})\u{a0}; s'il y \
           en a un par ligne, mettez `lines = true`";
    not_valid(place, detail) "is not valid JSON at {place}: {detail}"
        = "n'est pas du JSON valide ({place})\u{a0}: {detail}";
    not_utf8() [BadLine] "the line is not UTF-8"
        = "la ligne n'est pas en UTF-8";
    line_cut_off() [BadLine] "the line is not a complete JSON object: it was cut off"
        = "la ligne n'est pas un objet JSON complet\u{a0}: elle a été tronquée";
    line_not_valid(column, detail) [BadLine] "the line is not valid JSON at column {column}: {detail}"
        = "la ligne n'est pas du JSON valide à la colonne {column}\u{a0}: {detail}";
    not_json(kind, advice) "is not JSON: it is {kind}; {advice}"
        = "n'est pas du JSON\u{a0}: c'est {kind}\u{a0}; {advice}";
    the_document() "the document"
        = "le document";
    has_no_step(place, shape, step) "{place} is {shape}, so it has no `{step}`"
        = "{place} est {shape}, et n'a donc pas de `{step}`";
    lacks_step(place, step, known) "{place} has no `{step}`; it has {known}"
        = "{place} n'a pas de `{step}`\u{a0}; clés présentes\u{a0}: {known}";
    object_not_rows(place, known) "{place} is an object, not an array of rows; it has {known}"
        = "{place} est un objet, et non un tableau de lignes\u{a0}; clés présentes\u{a0}: {known}";
    not_rows(place, shape) "{place} is {shape}, not an array of rows"
        = "{place} est {shape}, et non un tableau de lignes";
    lost_digits() [LostDigits]
        "the number has more than 15 digits, and the sheet has lost the rest: format the column as text \
         and enter it again"
        = "le nombre a plus de 15 chiffres, et la feuille a perdu les autres\u{a0}: mettez la colonne au \
           format texte et saisissez-le à nouveau";
    no_date() [BadLine] "the date does not exist in the calendar"
        = "la date n'existe pas dans le calendrier";
    damaged() [BadLine] "the text has the character U+FFFD: it was damaged before"
        = "le texte contient le caractère U+FFFD\u{a0}: il était déjà abîmé";
    no_number() [BadLine] "the value is not a finite number"
        = "la valeur n'est pas un nombre fini";
    no_cells() "has no sheet with cells"
        = "n'a aucune feuille avec des cellules";
    its_sheets(what, sheets) "{what}; its sheets are {sheets}"
        = "{what}\u{a0}; ses feuilles\u{a0}: {sheets}";
    no_sheet_number(number) "the workbook has no sheet number {number}"
        = "le classeur n'a pas de feuille numéro {number}";
    no_sheet_matches(pattern) "the workbook has no sheet that matches `{pattern}`"
        = "le classeur n'a aucune feuille qui corresponde à `{pattern}`";
    tables(sheet, n) "sheet `{sheet}`: {n} {n:table|tables}"
        = "feuille `{sheet}`\u{a0}: {n} {n:table|tables}";
    column_is_there(name) "there is a column `{name}` already: choose another name"
        = "il y a déjà une colonne `{name}`\u{a0}: choisissez un autre nom";
    columns_are_there(names) "the rows have columns of these names already: {names}; set `prefix`"
        = "les lignes ont déjà des colonnes de ces noms\u{a0}: {names}\u{a0}; renseignez `prefix`";
    no_lookup_column(name, file) "there is no column `{name}`, by which rows are looked up in {file}"
        = "il n'y a pas de colonne `{name}`, par laquelle chercher les lignes dans {file}";
    differs_there(value, file) "{file} has `{value}` more than once, with different values"
        = "{file} contient `{value}` plusieurs fois, avec des valeurs différentes";
    no_sheet(wanted) "the workbook has no sheet `{wanted}`"
        = "le classeur n'a pas de feuille `{wanted}`";
    sheet_is_empty() "is an empty sheet: there is no header"
        = "est une feuille vide\u{a0}: il n'y a pas d'en-tête";
    row_has_no_names(row) "row {row} has no names"
        = "la ligne {row} ne contient aucun nom";
    sheet_and_header(sheet, row) "sheet `{sheet}`, header on row {row}"
        = "feuille `{sheet}`, en-tête à la ligne {row}";
    sheet_is(sheet) "sheet `{sheet}`"
        = "feuille `{sheet}`";
    columns_not_read(address)
        "columns to the right of the header are not read (there is a value in {address})"
        = "les colonnes à droite de l'en-tête ne sont pas lues (il y a une valeur en {address})";
    workbook_unreadable(detail)
        "is a workbook that cannot be read ({detail}): open it in the program that wrote it and save it \
         again"
        = "est un classeur illisible ({detail})\u{a0}: ouvrez-le dans le programme qui l'a écrit et \
           enregistrez-le à nouveau";
    structure_damaged() "its structure is damaged"
        = "sa structure est abîmée";
    not_a_workbook(kind, advice) "is not a workbook: it is {kind}; {advice}"
        = "n'est pas un classeur\u{a0}: c'est {kind}\u{a0}; {advice}";
    empty() "empty"
        = "un fichier vide";
    plain_text() "plain text"
        = "du texte brut";
    zip_archive() "a ZIP archive, as XLSX and ODS workbooks are"
        = "une archive ZIP, comme le sont les classeurs XLSX et ODS";
    old_workbook() "an Excel 97-2003 workbook"
        = "un classeur Excel 97-2003";
    pdf() "a PDF document"
        = "un document PDF";
    gzip() "compressed with gzip"
        = "un fichier compressé avec gzip";
    web_page() "a web page (often the error or login page of the exporting system)"
        = "une page web (souvent la page d'erreur ou de connexion du système qui exporte)";
    xml() "XML"
        = "du XML";
    json() "JSON"
        = "du JSON";
    run_it_again() "the export has failed or has not begun; run it again"
        = "l'export a échoué ou n'a pas commencé\u{a0}; relancez-le";
    read_as_csv() "read it with [feed.csv]"
        = "lisez-le avec [feed.csv]";
    read_as_sheet() "read it with [feed.sheet], or unpack it first if it is an archive"
        = "lisez-le avec [feed.sheet], ou décompressez-le d'abord si c'est une archive";
    unpack_it() "unpack it first"
        = "décompressez-le d'abord";
    export_it_again() "export it again as CSV, XLSX or JSON"
        = "exportez-le à nouveau en CSV, XLSX ou JSON";
    read_as_json() "read it with [feed.json]"
        = "lisez-le avec [feed.json]";
    agent_too_large(mebibytes) "it has more than {mebibytes} MiB, as no inventory has"
        = "il dépasse {mebibytes} Mio, ce qu'aucun inventaire ne fait";
    agent_not_unpacked(error) "it is compressed and cannot be unpacked, so that it is cut off or damaged ({error})"
        = "il est compressé et ne se décompresse pas\u{a0}: il est tronqué ou abîmé ({error})";
    agent_empty() "it is empty"
        = "il est vide";
    agent_is_other(kind) "it is no inventory of an agent but {kind}"
        = "ce n'est pas l'inventaire d'un agent mais {kind}";
    agent_no_content() "it is no inventory of an agent: it has no `content`"
        = "ce n'est pas l'inventaire d'un agent\u{a0}: il n'a pas de `content`";
    agent_other_message(kind) "it is a message of an agent (`{kind}`), but no inventory"
        = "c'est un message d'un agent (`{kind}`), mais pas un inventaire";
    agent_cut_off(line, name) "it ends too early, on line {line}: `{name}` is not closed, so that it was cut off"
        = "il s'arrête trop tôt, à la ligne {line}\u{a0}: `{name}` n'est pas fermé, il a donc été tronqué";
    agent_not_xml(line, why) "it is not valid XML on line {line}: {why}"
        = "ce n'est pas du XML valide à la ligne {line}\u{a0}: {why}";
    agent_deep(most) "its elements are nested deeper than {most} levels"
        = "ses éléments sont imbriqués sur plus de {most} niveaux";
    agent_entity(name) "the entity `{name}` is none of XML's own"
        = "l'entité `{name}` n'est pas une de celles de XML";
    agent_encoding(name) "its text is not in {name}, as it says"
        = "son texte n'est pas en {name}, contrairement à ce qu'il indique";
    read() "read"
        = "lire";
    look_at() "look at"
        = "examiner";
    look_into() "look into"
        = "parcourir";
    make_the_folder() "create the folder"
        = "créer le dossier";
    move_it() "move"
        = "déplacer";
    example_glpi_agent() "files of the GLPI agent, FusionInventory and OCS become computers, printers, switches and screens"
        = "les fichiers de l'agent GLPI, de FusionInventory et d'OCS deviennent des ordinateurs, imprimantes, commutateurs et écrans";
    mail_too_large(mebibytes, most)
        "the mail has {mebibytes} MiB, and {most} MiB are read: raise `largest` in [feed.mail], or put it away by hand"
        = "le message fait {mebibytes} Mio, et {most} Mio sont lus\u{a0}: augmentez `largest` dans [feed.mail], ou \
           rangez-le à la main";
    mail_nested(most) "more than {most} mails stand inside of one another: nobody writes such a mail by hand"
        = "plus de {most} messages sont imbriqués l'un dans l'autre\u{a0}: personne n'écrit un tel message à la main";
    no_mail(kind) "is no mail: it is {kind}"
        = "n'est pas un message\u{a0}: c'est {kind}";
    no_pattern(error) "the pattern cannot be used: {error}"
        = "le motif est inutilisable\u{a0}: {error}";
    nothing_fits(subject, begin)
        "nothing that [feed.mail] looks for stands in the mail \"{subject}\", which begins \"{begin}\": adapt its patterns, leave such mails out by `subject` or `sender`, or write unmatched = \"ignore\""
        = "rien de ce que cherche [feed.mail] ne figure dans le message «\u{a0}{subject}\u{a0}», qui commence par \
           «\u{a0}{begin}\u{a0}»\u{a0}: adaptez ses motifs, écartez de tels messages avec `subject` ou `sender`, ou écrivez \
           unmatched = \"ignore\"";
    too_many_in_mail(count) "the mail gives {count} records or more, too many for its size"
        = "le message donne {count} enregistrements ou plus, trop pour sa taille";
    mail_signs() "signs of it cannot be read in the encoding that the mail names"
        = "certains signes sont illisibles dans l'encodage qu'indique le message";
    attachment_is_cut() "an attachment is cut short or damaged"
        = "une pièce jointe est tronquée ou abîmée";
    example_servicenav() "contracts, the inventory and the events of ServiceNav, from its exports"
        = "les contrats, l'inventaire et les événements de ServiceNav, à partir de ses exports";
    example_rvtools() "virtual machines and hosts of VMware vCenter become computers, from a workbook of RVTools"
        = "les machines virtuelles et les hôtes de VMware vCenter deviennent des ordinateurs, à partir d'un \
           classeur de RVTools";
    example_lansweeper() "assets of Lansweeper become computers, from a report or by its API"
        = "les matériels de Lansweeper deviennent des ordinateurs, à partir d'un rapport ou par son API";
}
