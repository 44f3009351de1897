//! The few words under an underlined place.

use crate::message::messages;

messages! { "config.label";
    one_field_here() "one field belongs here"
        = "il faut ici un seul champ";
    unknown_job() "unknown job"
        = "tâche inconnue";
    a_monitor() "a monitor"
        = "un outil de supervision";
    unknown_system() "unknown system"
        = "système inconnu";
    unknown_mapping() "unknown mapping"
        = "correspondance inconnue";
    one_too_many() "one too many"
        = "un de trop";
    unknown_ending() "unknown ending"
        = "extension inconnue";
    not_one_plain_character() "not one plain character"
        = "pas un caractère simple unique";
    unknown_encoding() "unknown encoding"
        = "encodage inconnu";
    not_a_column() "not a column"
        = "pas une colonne";
    no_input() "no input"
        = "aucune provenance";
    unknown_foreign_key() "unknown foreign key"
        = "clé étrangère inconnue";
    no_values() "no `values`"
        = "pas de `values`";
    group_always_empty(group) "${group} is always empty"
        = "${group} est toujours vide";
    without_effect() "without effect"
        = "sans effet";
    written_by_no_mapping() "written by no mapping"
        = "écrit par aucune correspondance";
    no_such_field() "no such field"
        = "champ inexistant";
    takes_no_records() "takes no records"
        = "ne reçoit pas d'enregistrements";
    unknown_word() "unknown word"
        = "mot inconnu";
    another_kind_of_job() "another kind of job"
        = "un autre type de tâche";
    second_time() "a second time"
        = "une seconde fois";
    blank() "blank"
        = "vide";
    leave_it_out() "leave it out"
        = "à enlever";
    says_nothing() "says nothing"
        = "ne dit rien";
    company_inherits_nothing() "a company inherits from nobody"
        = "une société n'hérite de rien";
    out_of_range() "out of range"
        = "hors limites";
    not_a_field() "not a field"
        = "pas un champ";
    second_way() "the second way"
        = "le second mode";
    not_a_host() "not a host"
        = "pas un nom d'hôte";
    not_a_class() "not a class"
        = "pas une classe";
    unknown_class() "unknown class"
        = "classe inconnue";
    class_of_which_product() "a class of which product?"
        = "une classe de quel produit\u{a0}?";
    no_such_date_field() "no such date field"
        = "champ de date inexistant";
    not_for(class) "not for {class}"
        = "pas pour {class}";
    empty() "empty"
        = "vide";
    same_name_again() "the same name again"
        = "encore le même nom";
    not_a_day() "not a day"
        = "pas une date";
    no_want() "no `want`"
        = "pas de `want`";
    no_reject() "no `reject`"
        = "pas de `reject`";
    nothing_wanted() "nothing wanted"
        = "rien n'est attendu";
    left_out_beside() "left_out beside want or reject"
        = "left_out à côté de want ou reject";
    neither_day_nor_time() "neither a day nor a local time of a day"
        = "ni une date ni une date avec heure locale";
    never_used() "never used"
        = "jamais utilisé";
    never_written() "never written"
        = "jamais écrit";
    too_late() "too late"
        = "trop tard";
    nothing_to_purge() "nothing to purge"
        = "rien à supprimer définitivement";
    counted_from_nothing() "counted from nothing"
        = "compté à partir de rien";
    not_whole_days() "not whole days"
        = "pas des jours entiers";
    only_the_day() "only the day"
        = "seulement la date";
    wider_than_its_field() "wider than its field"
        = "plus large que son champ";
    no_such_day() "no such day"
        = "date inexistante";
    before_from_date() "before from_date"
        = "avant from_date";
    unknown_day() "unknown day"
        = "jour inconnu";
    not_a_time() "not a time"
        = "pas une heure";
    beside_split() "beside `split`"
        = "à côté de `split`";
    not_a_path() "not a path"
        = "pas un chemin";
    not_a_range() "not a range"
        = "pas un intervalle";
    second_one() "the second one"
        = "le second";
    of_no_kind() "of no kind"
        = "d'aucun type";
    unknown_key() "unknown key"
        = "clé inconnue";
    unknown_variable() "unknown variable"
        = "variable inconnue";
    here() "here"
        = "ici";
    a_desk() "a ticket system"
        = "un outil de tickets";
    unknown_grouping() "unknown grouping"
        = "regroupement inconnu";
    unknown_level() "unknown level"
        = "niveau inconnu";
    never_reached() "never reached"
        = "jamais atteint";
    not_a_class_of_tickets() "not a class of tickets there"
        = "pas une classe de tickets de cet outil";
    same_item_as_which() "the same item as which?"
        = "le même élément que lequel\u{a0}?";
    never_looked_for() "never looked for"
        = "jamais cherché";
    names_nothing() "names nothing"
        = "ne désigne rien";
    site_of_which_company() "a site of which company?"
        = "un site de quelle société\u{a0}?";
    not_in_monitors() "not in `monitors` of the job"
        = "absent de `monitors` de la tâche";
    unknown_field() "unknown field"
        = "champ inconnu";
    does_not_come_out() "comes out differently"
        = "donne autre chose";
    secret_here() "a secret is written here"
        = "un secret est écrit ici";
    needs_key(key) "needs `{key}`"
        = "il manque `{key}`";
    table_here() "a table belongs here"
        = "il faut ici une table";
    belongs_here(wanted) "{wanted} belongs here"
        = "il faut ici {wanted}";
    not_a_duration() "not a span of time"
        = "pas une durée";
    not_a_size() "not an amount of memory"
        = "pas une quantité de mémoire";
    unknown_zone() "unknown zone"
        = "fuseau inconnu";
    asks_nobody() "no system is named"
        = "aucun système n'est nommé";
    has_no_records() "has no records"
        = "n'a pas d'enregistrements";
    not_an_address() "not an address"
        = "pas une adresse";
    not_a_date_pattern() "not a date pattern"
        = "pas un format de date";
    variable_signs() "letters, digits and _ only"
        = "lettres, chiffres et _ seulement";
    credential_signs() "one name without / and :"
        = "un nom sans `/` ni `:`";
    place_parts() "STORE/PATH#FIELD"
        = "COFFRE/CHEMIN#CHAMP";
    of_another_class() "of another class"
        = "d'une autre classe";
}
