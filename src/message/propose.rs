//! What is proposed for a file that nobody has mapped yet, and what a person should look at.

use super::messages;

messages! { "propose";
    // Why a column goes nowhere.
    taken(path, other) "it says the same as `{other}`, which fills `{path}`"
        = "même contenu que `{other}`, qui remplit `{path}`";
    no_field() "no field of this class is called so"
        = "aucun champ de cette classe ne porte ce nom";
    empty_column() "it has no value, and no field of this class is called so"
        = "aucune valeur, et aucun champ de cette classe ne porte ce nom";
    unfit(path, what) "by its name it would be `{path}`, but {what}"
        = "d'après son nom, ce serait `{path}`, mais {what}";
    no_begin(path) "`{path}` is a number of months: another column must say the first day"
        = "`{path}` est un nombre de mois\u{a0}: une autre colonne doit donner le premier jour";
    no_name_of_element(path, keys) "`{path}` needs another column that names the element: {keys}"
        = "`{path}` a besoin d'une autre colonne qui identifie le composant\u{a0}: {keys}";
    because(why) "{why}"
        = "{why}";
    no_dates() "not nearly all of its values are dates"
        = "trop de ses valeurs ne sont pas des dates";
    no_numbers() "not nearly all of its values are numbers"
        = "trop de ses valeurs ne sont pas des nombres";
    no_sizes() "not nearly all of its values are sizes with a unit"
        = "trop de ses valeurs ne sont pas des tailles avec une unité";
    no_truths() "not nearly all of its values are yes or no"
        = "trop de ses valeurs ne sont ni oui ni non";
    no_macs() "not nearly all of its values are MAC addresses"
        = "trop de ses valeurs ne sont pas des adresses MAC";
    no_addresses() "not nearly all of its values are IP addresses"
        = "trop de ses valeurs ne sont pas des adresses IP";
    no_uuids() "not nearly all of its values are UUIDs"
        = "trop de ses valeurs ne sont pas des UUID";
    no_keys() "its values are no names or numbers that find a row"
        = "ses valeurs ne sont pas des noms ou des numéros qui permettent de retrouver une ligne";
    no_names() "its values are no names"
        = "ses valeurs ne sont pas des noms";
    // The mapping.
    head(command) "Proposed by `{command}`. Read it once: what is wrong here is wrong every night."
        = "Proposé par `{command}`. À relire une fois\u{a0}: ce qui est faux ici le sera chaque nuit.";
    source(file, rows) "Made from {rows} {rows:row|rows} of {file}."
        = "Établi à partir de {rows} {rows:ligne|lignes} de {file}.";
    source_sheet(file, sheet, rows) "Made from {rows} {rows:row|rows} of {file}, sheet `{sheet}`."
        = "Établi à partir de {rows} {rows:ligne|lignes} de {file}, feuille `{sheet}`.";
    hidden() "The values shown here are made up, in the form of the real ones."
        = "Les valeurs montrées ici sont inventées, dans la forme des vraies.";
    description(class, file) "{class} from {file}"
        = "{class} à partir de {file}";
    field(label, column, samples) "{label}, from `{column}`: {samples}"
        = "{label}, de `{column}`\u{a0}: {samples}";
    field_of_several(label, columns, samples) "{label}, from {columns}: {samples}"
        = "{label}, de {columns}\u{a0}: {samples}";
    no_value_yet() "no value in this file"
        = "aucune valeur dans ce fichier";
    each_once() "each value once"
        = "chaque valeur une seule fois";
    several_times(n) "{n} {n:row has|rows have} a value of another row"
        = "{n} {n:ligne a|lignes ont} une valeur d'une autre ligne";
    without(n) "{n} {n:row has|rows have} none"
        = "{n} {n:ligne n'en a|lignes n'en ont} pas";
    unread(n) "{n} {n:value is|values are} none that can be read, and {n:is|are} left out and told"
        = "{n} {n:valeur illisible, laissée de côté et signalée|valeurs illisibles, laissées de côté et \
           signalées}";
    may_be_either(locale) "these dates may begin with the day or with the month: read as the locale `{locale}` does, which is yours"
        = "ces dates peuvent commencer par le jour ou par le mois\u{a0}: elles sont lues selon `{locale}`, \
           votre réglage régional";
    unresolved() "these dates may begin with the day or with the month: set `locale`, else they are left out and told"
        = "ces dates peuvent commencer par le jour ou par le mois\u{a0}: renseignez `locale`, sinon elles \
           sont laissées de côté et signalées";
    as_other_dates(locale) "these dates may begin with the day or with the month: read as the others of this file, by the locale `{locale}`"
        = "ces dates peuvent commencer par le jour ou par le mois\u{a0}: elles sont lues comme les autres \
           de ce fichier, selon `{locale}`";
    end_from(begin) "kept as a number of months, counted from `{begin}`"
        = "gardé sous forme d'un nombre de mois, comptés à partir de `{begin}`";
    separated(mark) "`{mark}` between the levels becomes ` > `"
        = "`{mark}` entre les niveaux devient ` > `";
    numbered(n) "the same of {n} numbered columns"
        = "le même champ de {n} colonnes numérotées";
    joined() "the levels of one path"
        = "les niveaux d'un même chemin";
    in_years() "the column counts years, months are kept"
        = "la colonne compte des années, ce sont des mois qui sont gardés";
    must_be_there() "names must be there; others are left out and told"
        = "les noms doivent exister\u{a0}; les autres sont laissés de côté et signalés";
    entities() "entities must be there; `missing = \"create\"` makes them. Set on creation only"
        = "les entités doivent exister\u{a0}; `missing = \"create\"` les crée. Écrit seulement à la création";
    only(column) "Only these rows are of this class; the other values of `{column}` are of other ones."
        = "Seules ces lignes sont de cette classe\u{a0}; les autres valeurs de `{column}` en désignent \
           d'autres.";
    left_over() "Left over. To use one, name the field and take out the mark of the comment."
        = "Non utilisées. Pour en utiliser une, nommez le champ et enlevez le signe de commentaire.";
    left(column, samples, why) "`{column}`: {samples} ({why})"
        = "`{column}`\u{a0}: {samples} ({why})";
    left_empty(column, why) "`{column}` ({why})"
        = "`{column}` ({why})";
    test_head() "A test, run by `stocktake check`: a real row, and what this mapping makes of it."
        = "Un test, exécuté par `stocktake check`\u{a0}: une vraie ligne, et ce que cette correspondance \
           en fait.";
    test_name(row, file) "row {row} of {file}"
        = "ligne {row} de {file}";
    test_of_record(file) "a record of {file}"
        = "un enregistrement de {file}";
    // What to look at.
    look() "Look at:"
        = "À vérifier\u{a0}:";
    look_class(class) "nothing in the file says what its rows are: taken as {class}; `--class` says it otherwise"
        = "rien dans le fichier ne dit ce que sont ses lignes\u{a0}: {class} par défaut\u{a0}; `--class` \
           permet d'en décider autrement";
    look_others(n, called, column, class) "{n} {n:row is|rows are} {called} by `{column}`: run it again with `--class {class}`"
        = "{n} {n:ligne est|lignes sont} de la classe {called} d'après `{column}`\u{a0}: relancez avec \
           `--class {class}`";
    look_no_key(column, n) "`{column}` finds no item: {n} {n:row has|rows have} a value of another row"
        = "`{column}` ne permet de retrouver aucun élément\u{a0}: {n} {n:ligne a|lignes ont} une valeur \
           d'une autre ligne";
    look_key(column, n) "`{column}` is a key, and {n} {n:row has|rows have} a value of another row: these contradict each other and are told"
        = "`{column}` est une clé, et {n} {n:ligne a|lignes ont} une valeur d'une autre ligne\u{a0}: elles \
           se contredisent et sont signalées";
    look_left(n) "{n} {n:column stands|columns stand} at the end of the mapping, with the reason why {n:it goes|they go} nowhere"
        = "{n} {n:colonne non utilisée\u{a0}: elle figure|colonnes non utilisées\u{a0}: elles figurent} à \
           la fin de la correspondance, avec la raison";
    look_dates(column) "`{column}`: day or month first cannot be told from its values"
        = "`{column}`\u{a0}: ses valeurs ne permettent pas de savoir si le jour ou le mois vient en premier";
    look_entities(column) "`{column}` names entities, which must be there"
        = "`{column}` nomme des entités, qui doivent exister";
    look_unread(column, n) "`{column}`: {n} {n:value|values} cannot be read as the others"
        = "`{column}`\u{a0}: {n} {n:valeur ne se lit|valeurs ne se lisent} pas comme les autres";
    look_rejected(n) "{n} {n:row|rows} of the file could not be read"
        = "{n} {n:ligne du fichier n'a|lignes du fichier n'ont} pas pu être {n:lue|lues}";
    mapped(mapped, of, class) "{mapped} of {of} {of:column|columns} go to fields of {class}"
        = "{mapped} {mapped:colonne|colonnes} sur {of} {mapped:va|vont} dans des champs de la classe {class}";
    // Refusals.
    no_rows(file) "{file} has no row below its header: nothing can be told from it"
        = "{file} n'a aucune ligne sous son en-tête\u{a0}: on ne peut rien en déduire";
    nothing(file, columns, called, class) "no column of {file} ({columns}) goes to a field of {called} that finds items; `stocktake columns {class}` lists what there is, `--class` chooses another class"
        = "aucune colonne de {file} ({columns}) ne va dans un champ de la classe {called} qui permet de retrouver des \
           éléments\u{a0}; `stocktake columns {class}` liste ceux qui existent, `--class` choisit une \
           autre classe";
    unknown_class(class, near) "there is no class `{class}`{near}"
        = "il n'y a pas de classe `{class}`{near}";
    not_a_target(system) "`{system}` holds no items"
        = "`{system}` ne contient pas d'éléments";
    no_such_system(system, known) "there is no system `{system}` that holds items: {known}"
        = "aucun système `{system}` ne contient d'éléments\u{a0}: {known}";
    which_system(known) "say with --system which of these the job writes to: {known}"
        = "indiquez avec --system dans lequel de ceux-ci la tâche écrit\u{a0}: {known}";
    taken_name(name) "there is a job or a mapping `{name}` already: choose another name with --name"
        = "il y a déjà une tâche ou une correspondance `{name}`\u{a0}: choisissez un autre nom avec --name";
    bad_name(name) "`{name}` cannot be the name of a job: letters, digits, - and _ only"
        = "`{name}` ne peut pas être le nom d'une tâche\u{a0}: seulement des lettres, des chiffres, - et _";
    unknown_ending(file, known) "the name of {file} does not tell what it is: {known}"
        = "le nom de {file} ne dit pas ce que c'est\u{a0}: {known}";
    no_plan(why) "the plan could not be made: {why}"
        = "le plan n'a pas pu être établi\u{a0}: {why}";
    first_changes(plan) "The plan (`{plan}` shows it whole):"
        = "Le plan (`{plan}` l'affiche en entier)\u{a0}:";
    go_on(plan, run) "Go on with:\n  {plan}\n  {run}"
        = "Continuez avec\u{a0}:\n  {plan}\n  {run}";
    edit(mapping) "The mapping to read: {mapping}"
        = "La correspondance à relire\u{a0}: {mapping}";
}
