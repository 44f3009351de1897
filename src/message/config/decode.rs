//! What a TOML text says that no key or type allows.

use crate::message::messages;

messages! { "config.decode";
    no_such_key(key) "there is no key `{key}` here"
        = "il n'y a pas de clé `{key}` ici";
    must_be_a_table(key, found) "`{key}` must be a table, not {found}"
        = "`{key}` doit être une table, et non {found}";
    not_toml() "this is not valid TOML"
        = "ce n'est pas du TOML valide";
    cannot_be(key, word) "`{key}` cannot be `{word}`"
        = "`{key}` ne peut pas valoir `{word}`";
    must_be_not(key, wanted, found) "`{key}` must be {wanted}, not {found}"
        = "`{key}` doit être {wanted}, et non {found}";
    must_be(key, wanted) "`{key}` must be {wanted}"
        = "`{key}` doit être {wanted}";
}
