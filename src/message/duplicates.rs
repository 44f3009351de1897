//! What people are asked about items and names that may be there twice.

use super::messages;

messages! { "duplicates";
    more(n) "{n} more"
        = "{n} de plus";
    names_nothing(n, class, column, value, items) "{n} {class} items have the {column} `{value}`: {items}."
        = "{n} éléments {class} ont la même valeur `{value}` dans {column}\u{a0}: {items}.";
    correct_or_junk(value, column)
        "add `{value}` to `words` of [junk] in the mapping, or correct the {column} of these items"
        = "ajoutez `{value}` à `words` de [junk] dans la correspondance, ou corrigez {column} sur ces \
           éléments";
    keep_linked(keep, others)
        "keep #{keep}, which the source has; move what {others} has to it, then put that in the trash"
        = "gardez #{keep}, que la source connaît\u{a0}; transférez-y ce que {others} contient, puis mettez \
           le reste à la corbeille";
    keep_used(keep, others) "keep #{keep}, which is in use, and put {others} in the trash"
        = "gardez #{keep}, qui est utilisé, et mettez {others} à la corbeille";
    same_in_all(items) "{items} are the same in every field that is read."
        = "{items} sont identiques dans tous les champs lus.";
    keep_one(keep, others) "keep one of them, for example #{keep}, and put {others} in the trash"
        = "gardez-en un, par exemple #{keep}, et mettez {others} à la corbeille";
    correct_in_source() "the source has a record of each: correct it there"
        = "la source a un enregistrement pour chacun\u{a0}: corrigez-les dans la source";
    same_columns(items, columns) "{items} have the same {columns}."
        = "{items} ont les mêmes valeurs dans {columns}.";
    and(front, last) "{front} and {last}"
        = "{front} et {last}";
    several_spellings() "are one name in several spellings"
        = "sont un même nom écrit de plusieurs façons";
    one_letter() "differ by one letter"
        = "ne diffèrent que d'une lettre";
    replace_at_desk(others, keep)
        "delete {others} and choose #{keep} as its replacement; a value table in the mapping keeps it so"
        = "supprimez {others} et choisissez #{keep} pour les remplacer\u{a0}; une table de valeurs dans la \
           correspondance évite qu'ils reviennent";
}
