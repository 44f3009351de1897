//! What a plan notes beside its changes. The words around its changes are phrases, in both languages.

use super::messages;

messages! { "plan";
    idle_lock(class, item, field) "locks.toml: no {class} is `{item}`; the lock on {field} holds nothing";
    not_all_read() "not all of the source was read";
    left_to_job(class, path, n, job)
        "{class} {path}: {n} {n:value is|values are} left to {job}, which ranks higher";
    neither_retired_nor_counted(class, n, doubt)
        "{class}: {n} missing {n:item is|items are} neither retired nor counted as missing: {doubt}";
    may_be_the_missing_one() "; it may be the one missing item, which is not retired";
    may_be_missing(n) "; it may be one of the {n} missing items, none of which is retired";
}
