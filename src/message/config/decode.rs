//! What a TOML text says that no key or type allows.

use crate::message::messages;

messages! { "config.decode";
    no_such_key(key) "there is no key `{key}` here";
    must_be_a_table(key, found) "`{key}` must be a table, not {found}";
    not_toml() "this is not valid TOML";
    cannot_be(key, word) "`{key}` cannot be `{word}`";
    must_be_not(key, wanted, found) "`{key}` must be {wanted}, not {found}";
    must_be(key, wanted) "`{key}` must be {wanted}";
}
