//! Why a record or one of its values cannot be used.

use super::messages;

messages! { "reject";
    end_before_begin(end, begin) [EndBeforeBegin] "the end {end} is before the begin {begin}"
        = "la fin {end} précède le début {begin}";
    no_key_but_blank_or_junk(keys) [NoKey] "no key to match it by: {keys} blank or junk"
        = "aucune clé pour retrouver l'élément\u{a0}: {keys} sans valeur utilisable";
    no_path(name) [NotAPath] "`{name}` is not a path of the form `A > B`"
        = "`{name}` n'est pas un chemin de la forme `A > B`";
    several_entities(name, n, path) [SeveralOfTheName] "`{name}` names {n} entities; give the path, for example `{path}`"
        = "`{name}` désigne {n} entités\u{a0}; indiquez le chemin, par exemple `{path}`";
    unknown_name(name, class, hint) [NoSuchName] "`{name}`: there is no {class} of this name{hint}"
        = "`{name}`\u{a0}: aucun élément {class} ne porte ce nom{hint}";
    unknown_by(name, class, column, hint) [NoSuchName] "`{name}`: there is no {class} with this {column}{hint}"
        = "`{name}`\u{a0}: aucun élément {class} n'a cette valeur dans {column}{hint}";
    and_nearest(near) "; the nearest is `{near}`"
        = "\u{a0}; la valeur la plus proche est `{near}`";
    and_nearest_entry(near) "; the nearest entry is `{near}`"
        = "\u{a0}; l'entrée la plus proche est `{near}`";
    also_named_by(thing, others) [NamedTwice] "{thing} is also named by {others}"
        = "{thing}\u{a0}: également désigné par {others}";
    also_named_by_stronger(thing, others) [NamedTwice] "{thing} is also named by {others}, by a stronger key"
        = "{thing}\u{a0}: également désigné par {others}, par une clé plus forte";
    several_new_items(name, n, class) [SeveralOfTheName] "`{name}` names {n} new items of {class}"
        = "`{name}` désigne {n} nouveaux éléments {class}";
    several_elements(n) [NamedTwice] "{n} elements of the item have this key"
        = "{n} composants de l'élément ont cette clé";
    ambiguous(n, class, by, items) [Ambiguous] "ambiguous: {n} {class} items have {by}: {items}"
        = "ambigu\u{a0}: {n} éléments {class} correspondent par {by}\u{a0}: {items}";
    put_in_trash_by_job(class, id, job) [InTheTrash]
        "its {class} #{id} was put in the trash by job {job}, whose source no longer has it; restore it \
         there"
        = "l'élément {class} #{id} a été mis à la corbeille par la tâche {job}, dont la source ne l'a \
           plus\u{a0}; restaurez-le dans l'outil";
    put_in_trash_at_desk(class, id) [InTheTrash]
        "its {class} #{id} was put in the trash by hand; restore or purge it there"
        = "l'élément {class} #{id} a été mis à la corbeille à la main\u{a0}; restaurez-le ou supprimez-le \
           définitivement dans l'outil";
    put_in_trash_by_undo(class, id, run) [InTheTrash]
        "its {class} #{id} was put in the trash by `undo`, run {run}; restore it there, or take its record out of \
         the source"
        = "l'élément {class} #{id} a été mis à la corbeille par `undo`, exécution {run}\u{a0}; restaurez-le dans \
           l'outil, ou retirez son enregistrement de la source";
    source_key(source_key) "the source key `{source_key}`"
        = "la clé de source `{source_key}`";
    rows_differ(theirs, first, ours) [RowsDiffer] "this row says `{theirs}`, {first} says `{ours}`: the first one counts"
        = "cette ligne indique `{theirs}`, {first} indique `{ours}`\u{a0}: c'est la première qui compte";
    contract_without_name() [Required] "a contract needs a name: give it one with [contract.name]"
        = "un contrat doit avoir un nom\u{a0}: donnez-en un avec [contract.name]";
    begin_blank(column, begin) [Required] "{column} cannot be counted: {begin} is blank"
        = "{column} ne peut pas être calculé\u{a0}: {begin} est vide";
    none_of_the_rows(n) [NoSuchName] "the item has {n} such {n:row|rows}, and none is the one named"
        = "l'élément a {n} {n:ligne|lignes} de ce type, et aucune n'est celle qui est désignée";
    several_contracts(wanted, n) [SeveralOfTheName] "`{wanted}` names {n} contracts; give the number of one"
        = "`{wanted}` désigne {n} contrats\u{a0}; indiquez le numéro de l'un d'eux";
    no_contract(wanted, hint) [NoSuchName] "no contract has the name or number `{wanted}`{hint}"
        = "aucun contrat n'a le nom ou le numéro `{wanted}`{hint}";
    out_of_sight(class, id) [OutOfSight]
        "this user cannot see its {class} #{id}: it was moved to another entity, or rights were taken \
         away"
        = "notre utilisateur ne voit pas l'élément {class} #{id}\u{a0}: il a été transféré dans une autre \
           entité, ou des droits ont été retirés";
    not_shown(class, id) [OutOfSight]
        "its {class} #{id} is not shown any more: it was deleted for good, moved to another entity, or rights were \
         taken away; which of them is not told"
        = "son élément {class} #{id} n'est plus montré\u{a0}: supprimé définitivement, transféré dans une autre \
           entité, ou des droits ont été retirés\u{a0}; lequel des trois n'est pas indiqué";
    names_nothing(path, value) [NoSuchName] "{path} `{value}` names nothing"
        = "{path} `{value}` n'identifie rien";
    is_blank(path) [Required] "{path} is blank"
        = "{path} est vide";
    no_key(reasons) [NoKey] "no key to match it by: {reasons}"
        = "aucune clé pour retrouver l'élément\u{a0}: {reasons}";
    more(n) "{n} more"
        = "{n} de plus";
    not_created(key) [OwnRecordRejected] "`{key}` is not created: its own record is rejected"
        = "`{key}` n'est pas créé\u{a0}: son propre enregistrement est rejeté";
    template_not_compiled() [TemplateFails] "the template does not compile"
        = "le modèle est incorrect et ne peut pas être lu";
    template_unknown_name(template) [TemplateFails]
        "the template `{template}` uses a column or name that this record does not have"
        = "le modèle `{template}` utilise une colonne ou un nom que cet enregistrement n'a pas";
    template_endless(template) [TemplateFails]
        "the template `{template}` does not come to an end: a loop in it runs too often"
        = "le modèle `{template}` ne se termine pas\u{a0}: une de ses boucles tourne trop longtemps";
    template_fails(template, error) [TemplateFails] "the template `{template}` fails: {error}"
        = "le modèle `{template}` échoue\u{a0}: {error}";
    no_number(text, example) [NotANumber] "`{text}` is not a number; write it like {example}, or set `locale`"
        = "`{text}` n'est pas un nombre\u{a0}; écrivez-le comme {example}, ou renseignez `locale`";
    no_whole_number(text) [NotANumber] "`{text}` is not a whole number"
        = "`{text}` n'est pas un nombre entier";
    no_yes_or_no(text) [NotYesOrNo] "`{text}` is neither yes nor no; give your words in `yes` and `no`"
        = "`{text}` ne signifie ni oui ni non\u{a0}; indiquez vos mots dans `yes` et `no`";
    no_such_time(text, zone) [NotADate] "`{text}` does not exist in {zone}: clocks were put forward"
        = "`{text}` n'existe pas dans le fuseau {zone}\u{a0}: c'est l'heure sautée au passage à l'heure \
           d'été";
    no_date_of_form(text, forms) [NotADate] "`{text}` is not a date of the form {forms}"
        = "`{text}` n'est pas une date de la forme {forms}";
    no_date(text) [NotADate] "`{text}` is not a date of the form YYYY-MM-DD; set `locale` or `formats`"
        = "`{text}` n'est pas une date de la forme AAAA-MM-JJ\u{a0}; renseignez `locale` ou `formats`";
    no_french_date(text) [NotADate] "`{text}` is not a date of the form 31/12/2026 or 2026-12-31"
        = "`{text}` n'est pas une date de la forme 31/12/2026 ou 2026-12-31";
    no_german_date(text) [NotADate] "`{text}` is not a date of the form 31.12.2026 or 2026-12-31"
        = "`{text}` n'est pas une date de la forme 31.12.2026 ou 2026-12-31";
    no_american_date(text) [NotADate] "`{text}` is not a date of the form 12/31/2026 or 2026-12-31"
        = "`{text}` n'est pas une date de la forme 12/31/2026 ou 2026-12-31";
    no_mac_address(text) [NotAnAddress] "`{text}` is not a MAC address of twelve hexadecimal digits"
        = "`{text}` n'est pas une adresse MAC de douze chiffres hexadécimaux";
    no_ip_address(text) [NotAnAddress] "`{text}` is not an IP address"
        = "`{text}` n'est pas une adresse IP";
    no_machine_name(text) [NotAnAddress] "`{text}` is not the name of a machine: letters, digits and hyphens"
        = "`{text}` n'est pas un nom de machine\u{a0}: lettres, chiffres et traits d'union";
    no_size(text) [NotASize] "`{text}` is not a size; write it like 512 GB or 524288 (mebibytes)"
        = "`{text}` n'est pas une taille\u{a0}; écrivez-la comme 512 GB ou 524288 (en mébioctets)";
    size_in_bytes(size) [NotASize]
        "`{size}` without a unit would be mebibytes, more than any disk has: if they are bytes, write the size \
         with its unit, like 512 GB"
        = "`{size}` sans unité serait en mébioctets, plus que n'en a aucun disque\u{a0}: si ce sont des octets, \
           écrivez la taille avec son unité, comme 512 Go";
    no_duration(months) [NotADuration]
        "`{months}` is no number of months that a contract or a warranty has: write 0 to 1200, or -1 for no end"
        = "`{months}` n'est pas un nombre de mois pour un contrat ou une garantie\u{a0}: écrivez de 0 à 1200, ou \
           -1 pour une durée sans fin";
    century(text, early, late) [NotADate]
        "`{text}` may be {early} or {late}: write the year with four digits"
        = "`{text}` peut être {early} ou {late}\u{a0}: écrivez l'année avec quatre chiffres";
    leap_second(text) [NotADate]
        "`{text}` has a 60th second, which databases do not keep: write 59 or the next minute"
        = "`{text}` a une soixantième seconde, que les bases de données ne gardent pas\u{a0}: écrivez 59 ou la \
           minute suivante";
    cell_error(error) [ErrorCell] "the cell holds the error {error}"
        = "la cellule contient l'erreur {error}";
    required_not_cleared() [Required] "it is required and cannot be cleared"
        = "ce champ est obligatoire et ne peut pas être vidé";
    required_and_blank() [Required] "it is required and blank"
        = "ce champ est obligatoire, et il est vide";
    required_without_column(columns) [Required] "it is required and the source has no column {columns}"
        = "ce champ est obligatoire, et la source n'a pas de colonne {columns}";
    required_and_absent() [Required] "it is required and absent"
        = "ce champ est obligatoire, et il manque";
    too_large(number) [NotANumber] "`{number}` is too large"
        = "`{number}` est trop grand";
    too_long(n, max, beginning) [TooLong] "it has {n} characters; at most {max} are kept: `{beginning}…`"
        = "le texte a {n} caractères\u{a0}; {max} au plus sont conservés\u{a0}: `{beginning}…`";
    too_long_stored(n, kept, beginning) [TooLong]
        "it has {n} characters, of which the first {kept} are kept in their stored form: `{beginning}…`"
        = "le texte a {n} caractères, dont les {kept} premiers sont conservés sous leur forme \
           enregistrée\u{a0}: `{beginning}…`";
    ambiguous_number(text) [NotANumber]
        "`{text}` may be a number with three decimal places or one of thousands: write it without the dot or \
         with a comma, or set `locale`"
        = "`{text}` peut être un nombre à trois décimales ou un nombre en milliers\u{a0}: écrivez-le sans \
           le point ou avec une virgule, ou renseignez `locale`";
    lost_digits(text) [LostDigits]
        "`{text}` is a number whose last digits a spreadsheet has lost: format the column as text and \
         export it again"
        = "`{text}` est un nombre dont un tableur a perdu les derniers chiffres\u{a0}: mettez la colonne \
           au format texte et exportez à nouveau";
    truth_value(value) [NotAText] "`{value}` is true or false, not a text: format the column as text and enter it again"
        = "`{value}` est une valeur vrai ou faux, pas un texte\u{a0}: mettez la colonne au format texte et \
           saisissez-la à nouveau";
    year_for_months(text) [NotADate]
        "`{text}` is a year where an end or a number of months is wanted; with `formats = [\"%Y\"]` it \
         means 31 December of that year"
        = "`{text}` est une année, alors qu'une date de fin ou un nombre de mois est attendu\u{a0}; avec \
           `formats = [\"%Y\"]`, cela signifie le 31 décembre de cette année";
    required_and_nothing(text) [Required] "it is required, and `{text}` names nothing"
        = "ce champ est obligatoire, et `{text}` n'identifie rien";
    and_also(reasons, path, reason) "{reasons}; and {path}: {reason}"
        = "{reasons}\u{a0}; et {path}\u{a0}: {reason}";
    element_blank() [NoKey] "it is blank, and it is what names the element"
        = "ce champ est vide, et c'est lui qui identifie le composant";
    uneven(column, n, other) [UnevenLists]
        "{column} has fewer pieces than another field ({n} and {other}): it is unclear which belong \
         together"
        = "{column} a moins de parties qu'un autre champ ({n} et {other})\u{a0}: on ne sait pas lesquelles \
           vont ensemble";
    not_in_table(left, hint) [NotInTable] "`{left}` is not in the value table{hint}"
        = "`{left}` n'est pas dans la table de valeurs{hint}";
}
