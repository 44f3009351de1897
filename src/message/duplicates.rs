//! What people are asked about items and names that may be there twice.

use super::messages;

messages! { "duplicates";
    more(n) "{n} more";
    names_nothing(n, class, column, value, items) "{n} {class} items have the {column} `{value}`: {items}.";
    correct_or_junk(value, column)
        "add `{value}` to `words` of [junk] in the mapping, or correct the {column} of these items";
    keep_linked(keep, others)
        "keep #{keep}, which the source has; move what {others} has to it, then put that in the trash";
    keep_used(keep, others) "keep #{keep}, which is in use, and put {others} in the trash";
    same_in_all(items) "{items} are the same in every field that is read.";
    keep_one(keep, others) "keep one of them, for example #{keep}, and put {others} in the trash";
    correct_in_source() "the source has a record of each: correct it there";
    same_columns(items, columns) "{items} have the same {columns}.";
    more_not_listed(n) "{n} more duplicates and values that name nothing are not listed.";
    and(front, last) "{front} and {last}";
    several_spellings() "are one name in several spellings";
    one_letter() "differ by one letter";
    replace_at_desk(others, keep)
        "delete {others} and choose #{keep} as its replacement; a value table in the mapping keeps it so";
}
