//! Reading the sources and what the desk holds.

use super::messages;

messages! { "survey";
    cannot_read(class) "cannot read {class}"
        = "impossible de lire {class}";
    column_left_out(class, column, why) "{class} has no column `{column}` here, and the field is left out: {why}"
        = "{class} n'a pas de colonne `{column}` ici, et le champ est laissé de côté\u{a0}: {why}";
    take_it_out() "nothing is to be done; to silence this, take the field out of the mapping"
        = "il n'y a rien à faire\u{a0}; pour ne plus voir ce message, enlevez le champ de la correspondance";
    not_compared(mapping, fields, why) "{mapping}: not compared, and no part of this plan: {fields}; {why}"
        = "{mapping}\u{a0}: non comparé, et absent de ce plan\u{a0}: {fields}\u{a0}; {why}";
    key_untold(mapping, field, why)
        "{mapping}: `{field}` is a key of `match`, and without it records cannot be found: {why}"
        = "{mapping}\u{a0}: `{field}` est une clé de `match`, et sans elle les enregistrements sont \
           introuvables\u{a0}: {why}";
    no_such_column(class, column, near) "{class} has no column `{column}`{near}"
        = "{class} n'a pas de colonne `{column}`{near}";
    cannot_read_dictionaries() "cannot read the dictionaries"
        = "impossible de lire les dictionnaires";
    cannot_read_locks() "cannot read the locks"
        = "impossible de lire les verrous";
    cannot_look_for(class) "cannot look for {class}"
        = "impossible de chercher {class}";
    wants_none(mapping, rows)
        "the mapping {mapping} leaves out all that its source has (`only_if`): {rows} {rows:row|rows}"
        = "la correspondance {mapping} écarte tout ce que contient sa source (`only_if`)\u{a0}: {rows} \
           {rows:ligne|lignes}";
    locks_hidden()
        "this user may not read locked fields (right `locked_field`): a locked field of an item that an \
         agent feeds is not written, and this run cannot tell which"
        = "cet utilisateur n'a pas le droit de lire les champs verrouillés (droit `locked_field`)\u{a0}: \
           un champ verrouillé d'un élément alimenté par un agent n'est pas écrit, et cette exécution ne \
           peut pas savoir lequel";
    cannot_read_earlier_runs() "cannot read earlier runs"
        = "impossible de lire les exécutions précédentes";
    no_mapping(mapping) "there is no mapping `{mapping}`"
        = "il n'y a pas de correspondance `{mapping}`";
    not_read(class) "{class} was not read"
        = "{class} n'a pas été lu";
    not_read_to_end(file) "{file} was not read to its end"
        = "{file} n'a pas été lu jusqu'au bout";
    cannot_read_links_of(job) "cannot read the links of {job}"
        = "impossible de lire les liens de {job}";
    cannot_read_links_of_others() "cannot read the links of other jobs"
        = "impossible de lire les liens des autres tâches";
    there_by_now(class, label, id) "{class} {label} is there by now as #{id} and is not created again"
        = "{class} {label} existe entre-temps (#{id}) et n'est pas créé à nouveau";
    dictionaries_hidden()
        "this user may not read the rules (right `config`): names are written as the source and its \
         mapping spell them, whatever the dictionaries say"
        = "cet utilisateur n'a pas le droit de lire les règles (droit `config`)\u{a0}: les noms sont \
           écrits comme dans la source et la correspondance, quoi que disent les dictionnaires";
}
