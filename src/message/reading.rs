//! What became of values and rows on their way from the source, told once.

use super::messages;

messages! { "reading";
    label(class, path) "{path} of {class}"
        = "{class}, {path}";
    told(label, text) "{label}: {text}"
        = "{label}\u{a0}: {text}";
    signs(n, found, becomes, origin)
        "{n} {n:value has|values have} invisible characters, which are left out: `{found}` of {origin} is \
         written as `{becomes}`."
        = "{n} {n:valeur contient|valeurs contiennent} des caractères invisibles, qui sont ignorés\u{a0}: \
           `{found}` de {origin} est écrit `{becomes}`.";
    backslash(n, found, becomes, origin)
        "{n} {n:value has a backslash|values have backslashes} that would be taken for an escape: \
         `{found}` of {origin} is written as `{becomes}`."
        = "{n} {n:valeur contient une barre oblique inverse qui serait prise|valeurs contiennent des \
           barres obliques inverses qui seraient prises} pour un caractère d'échappement\u{a0}: `{found}` \
           de {origin} est écrit `{becomes}`.";
    escapes(n, found, becomes, origin)
        "{n} {n:value is|values are} kept as what {n:it stands|they stand} for: `{found}` of {origin} is \
         written as `{becomes}`."
        = "{n} {n:valeur est gardée sous la forme que son code d'échappement représente|valeurs sont \
           gardées sous la forme que leurs codes d'échappement représentent}\u{a0}: `{found}` de {origin} \
           est écrit `{becomes}`.";
    cut(n, found, becomes, origin)
        "{n} {n:text is|texts are} too long and {n:is|are} cut: that of {origin} begins `{found}` and \
         ends at `{becomes}`."
        = "{n} {n:texte trop long a été coupé|textes trop longs ont été coupés}\u{a0}: celui de {origin} \
           commence par `{found}` et s'arrête à `{becomes}`.";
    nothing(n, found, origin)
        "{n} {n:value is a word|values are words} for nothing and {n:counts|count} as absent; what is \
         there stays: `{found}` of {origin}."
        = "{n} {n:valeur est un mot qui signifie «\u{a0}rien\u{a0}» et compte comme absente|valeurs sont \
           des mots qui signifient «\u{a0}rien\u{a0}» et comptent comme absentes}\u{a0}; ce qui est en \
           place y reste\u{a0}: `{found}` de {origin}.";
    no_end(n, found, origin)
        "{n} {n:date is|dates are} too far away to count months until: `{found}` of {origin} is taken to \
         mean no end."
        = "{n} {n:date est trop lointaine|dates sont trop lointaines} pour compter les mois \
           jusque-là\u{a0}: `{found}` de {origin} est compris comme «\u{a0}sans fin\u{a0}».";
    currency(n, found, becomes, origin)
        "{n} {n:price names its|prices name their} currency, which is not kept: `{found}` of {origin} is \
         written as `{becomes}`."
        = "{n} {n:prix indique sa|prix indiquent leur} devise, qui n'est pas gardée\u{a0}: `{found}` de \
           {origin} est écrit `{becomes}`.";
    rounded(n, found, becomes, origin)
        "{n} {n:number has|numbers have} more decimal places than are kept: `{found}` of {origin} is written as \
         `{becomes}`."
        = "{n} {n:nombre a plus de décimales que ce qui est gardé|nombres ont plus de décimales que ce qui est \
           gardé}\u{a0}: `{found}` de {origin} est écrit `{becomes}`.";
    format(n, found, becomes, origin)
        "{n} {n:number is|numbers are} written as {n:its cell shows it|their cells show them}: `{found}` of \
         {origin} as `{becomes}`."
        = "{n} {n:nombre est écrit tel que sa cellule l'affiche|nombres sont écrits tels que leurs cellules les \
           affichent}\u{a0}: `{found}` de {origin} devient `{becomes}`.";
    allow_word() "if it is a value here, add it to `allow` of [junk] in the mapping"
        = "si c'est une vraie valeur ici, ajoutez-la à `allow` de [junk] dans la correspondance";
    day_first_fits(n, locale)
        "All {n} dates can be read with the day first, but not all with the month first, which is what \
         `locale = \"{locale}\"` says."
        = "Les {n} dates se lisent toutes avec le jour en premier, mais pas toutes avec le mois en \
           premier, ce que demande pourtant `locale = \"{locale}\"`.";
    month_first_fits(n, locale)
        "All {n} dates can be read with the month first, but not all with the day first, which is what \
         `locale = \"{locale}\"` says."
        = "Les {n} dates se lisent toutes avec le mois en premier, mais pas toutes avec le jour en \
           premier, ce que demande pourtant `locale = \"{locale}\"`.";
    correct_locale() "correct `locale` of the field in the mapping, or give its `formats`"
        = "corrigez `locale` du champ dans la correspondance, ou indiquez ses `formats`";
    rows() "rows"
        = "lignes";
    total_lines(n, label, origin)
        "{n} {n:row is a total and is|rows are totals and are} left out: `{label}` of {origin}."
        = "{n} {n:ligne est un total et est laissée|lignes sont des totaux et sont laissées} de \
           côté\u{a0}: `{label}` de {origin}.";
    footers(n, label, origin)
        "{n} {n:row says something of the whole and is|rows say something of the whole and are} left out: \
         `{label}` of {origin}."
        = "{n} {n:ligne porte sur l'ensemble et est laissée|lignes portent sur l'ensemble et sont \
           laissées} de côté\u{a0}: `{label}` de {origin}.";
    older_records(n, older, newer)
        "{n} {n:record has|records have} a newer one of the same item, which counts, such as {older} beside \
         {newer}."
        = "{n} {n:enregistrement est remplacé|enregistrements sont remplacés} par un plus récent du même \
           élément, comme {older} par {newer}.";
    correct_total() "leave such rows out of the export, or with `only_if` in the mapping"
        = "retirez ces lignes de l'export, ou écartez-les avec `only_if` dans la correspondance";
    column_missing(file, columns, path, near)
        "{file} has no column {columns} for {path}{near}: correct `column` in the mapping, or the file; nothing is \
         written there meanwhile."
        = "{file} n'a pas de colonne {columns} pour {path}{near}\u{a0}: corrigez `column` dans la correspondance, \
           ou le fichier\u{a0}; rien n'y est écrit en attendant.";
    columns_missing(file, n, fields)
        "{file} has no columns for {n} {n:field|fields} of its mapping: {fields}. Nothing is written there; `stocktake read` \
         names their columns."
        = "{file} n'a pas de colonnes pour {n} {n:champ|champs} de sa correspondance\u{a0}: {fields}. Rien n'y est écrit\u{a0}; \
           `stocktake read` nomme leurs colonnes.";
    key_column_missing(file, columns, path, near) [ColumnsMissing]
        "{file} has no column {columns} for {path}, by which records are matched{near}"
        = "{file} n'a pas de colonne {columns} pour {path}, qui sert à retrouver les éléments{near}";
    perhaps(near) "; perhaps it is `{near}` now"
        = "\u{a0}; c'est peut-être devenu `{near}`";
    columns_unused(file, names) "{file} has columns that no mapping reads: {names}."
        = "{file} a des colonnes qu'aucune correspondance ne lit\u{a0}: {names}.";
    file() "the file"
        = "le fichier";
    not_calculated() [ErrorCell]
        "formula without a value: open the workbook in the program that wrote it and save it again"
        = "formule sans valeur\u{a0}: ouvrez le classeur dans le programme qui l'a écrit et enregistrez-le \
           à nouveau";
    changed_while_read() [FileChanging] "was changed while it was read: run the job again when it is complete"
        = "a été modifié pendant sa lecture\u{a0}: relancez la tâche quand le fichier sera complet";
    doubtful_encoding(file, encoding)
        "{file} is read as {encoding}, which is a guess that fits no language well: accents may be wrong."
        = "{file} est lu en {encoding}, une supposition qui ne convient bien à aucune langue\u{a0}: les \
           accents peuvent être faux.";
    set_encoding()
        "set `encoding` in the job: utf-8, windows-1250, windows-1252, windows-1254, macintosh, or export \
         it as UTF-8"
        = "renseignez `encoding` dans la tâche\u{a0}: utf-8, windows-1250, windows-1252, windows-1254, \
           macintosh, ou exportez en UTF-8";
    stray_lines(n, file, line, encoding)
        "{n} {n:line|lines} of {file} {n:is|are} UTF-8 among lines of {encoding}, and {n:is|are} read as \
         such; the first is line {line}."
        = "{n} {n:ligne|lignes} en UTF-8 dans {file}, parmi des lignes en {encoding}\u{a0}: {n:elle est \
           lue ainsi|elles sont lues ainsi}\u{a0}; la première est la ligne {line}.";
    comments(n, file, line)
        "{n} {n:line|lines} of {file} {n:begins|begin} with `#` and {n:has|have} another number of values than \
         the header: {n:it is|they are} taken for comments and left out; the first is line {line}."
        = "{n} {n:ligne|lignes} de {file} {n:commence|commencent} par `#` sans avoir autant de valeurs que \
           l'en-tête\u{a0}: {n:elle est prise pour un commentaire et laissée|elles sont prises pour des \
           commentaires et laissées} de côté\u{a0}; la première est la ligne {line}.";
    header_again(n, file, row)
        "{n} {n:row|rows} of {file} {n:repeats|repeat} the header and {n:is|are} left out; the first is row \
         {row}."
        = "{n} {n:ligne|lignes} de {file} {n:répète l'en-tête et est laissée|répètent l'en-tête et sont \
           laissées} de côté\u{a0}; la première est la ligne {row}.";
    zeros(n, file, cell, becomes)
        "{n} {n:number|numbers} of {file} {n:is|are} read with the zeros that {n:its|their} format shows: \
         that of {cell} as `{becomes}`."
        = "{n} {n:nombre|nombres} de {file} {n:est lu|sont lus} avec les zéros que {n:son|leur} format \
           affiche\u{a0}: celui de {cell} comme `{becomes}`.";
    not_found(n, file, column, lookup, found, row)
        "{n} {n:row|rows} of {file} {n:has|have} a value of `{column}` that {lookup} does not have, and \
         {n:gets|get} nothing from there: `{found}` of row {row}."
        = "{n} {n:ligne|lignes} de {file} {n:a|ont} dans `{column}` une valeur que {lookup} ne contient \
           pas, et n'en {n:reçoit|reçoivent} rien\u{a0}: `{found}` à la ligne {row}.";
    swallowed(n, first, last) [BadLine]
        "a quoted value holds {n} {n:line|lines} with as many delimiters as the header: a stray quote was \
         opened, and lines {first} to {last} vanish into the value"
        = "une valeur entre guillemets contient {n} {n:ligne|lignes} avec autant de séparateurs que \
           l'en-tête\u{a0}: un guillemet de trop est ouvert, et les lignes {first} à {last} disparaissent dans la valeur";
    other_table(n, file, sheet, rows)
        "Another table stands below in {file}{sheet}: its {n} {n:row is|rows are} not read; {n:it is|they \
         begin with} row {rows}."
        = "Un autre tableau se trouve plus bas dans {file}{sheet}\u{a0}: {n} {n:ligne n'est pas \
           lue|lignes ne sont pas lues} ({n:ligne|dont la ligne} {rows}).";
    read_other_table()
        "give it a feed of its own with `header_row`, or read `tables = \"all\"` in [feed.sheet]"
        = "donnez-lui un flux à part avec `header_row`, ou lisez `tables = \"all\"` dans \
           [feed.sheet]";
    split_tables() "export it into a file of its own"
        = "exportez-le dans un fichier à part";
    group_rows(n, file, sheet, text, row)
        "{n} {n:row|rows} of {file} [{sheet}] {n:has its|have their} first cell merged over several columns and \
         {n:is|are} left out: `{text}` in row {row}."
        = "{n} {n:ligne|lignes} de {file} [{sheet}] {n:a sa première cellule fusionnée|ont leur première cellule \
           fusionnée} sur plusieurs colonnes et {n:est laissée|sont laissées} de côté\u{a0}: `{text}` à la ligne \
           {row}.";
    unmerge() "if it is an item, separate its cells"
        = "si c'est un élément, séparez ses cellules";
    column_twice(file, names) "{file} has {names} more than once: the first is read."
        = "{file} a plusieurs fois {names}\u{a0}: la première est lue.";
    name_the_second() "name the second one `Name (2)` in `column` of the mapping"
        = "nommez la seconde `Name (2)` dans `column` de la correspondance";
    second_header(file, sheet, row)
        "Row {row} of {file}{sheet} is read as a second line of the header."
        = "La ligne {row} de {file}{sheet} est lue comme seconde ligne de l'en-tête.";
    merge_header() "if it is none, set `header_row`: what stands there is read as the only line"
        = "si ce n'en est pas une, renseignez `header_row`\u{a0}: ce qui s'y trouve est alors lu comme seule ligne";
}
