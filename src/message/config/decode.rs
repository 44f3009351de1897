//! What a TOML text says that no key or type allows.

use crate::message::messages;

messages! { "config.decode";
    no_such_key(key) "there is no key `{key}` here"
        = "il n'y a pas de clé `{key}` ici";
    must_be_a_table(key, found) "`{key}` must be a table, not {found}"
        = "`{key}` doit être une table, et non {found}";
    table_such_as(key, first, keys) "such as {key} = {{ {first} = … }}; its keys: {keys}"
        = "par exemple {key} = {{ {first} = … }}\u{a0}; ses clés\u{a0}: {keys}";
    any_table_such_as(key) "such as {key} = {{ name = \"value\" }}"
        = "par exemple {key} = {{ nom = \"valeur\" }}";
    tables_such_as(key, keys) "each begins with [[{key}]]; its keys: {keys}"
        = "chacune commence par [[{key}]]\u{a0}; ses clés\u{a0}: {keys}";
    list_such_as(key) "such as {key} = [\"…\"]"
        = "par exemple {key} = [\"…\"]";
    typographic(sign)
        "`{sign}` is a typographic quotation mark: a text stands between straight ones, \"like this\""
        = "`{sign}` est un guillemet typographique\u{a0}: un texte s'écrit entre guillemets droits, \"comme ceci\"";
    backslash()
        "between \"…\" a backslash begins a sign of its own: write the path between '…', such as 'C:\\Exports\\pc.csv', or with /"
        = "entre \"…\", une barre oblique inverse a un sens particulier\u{a0}: écrivez le chemin entre '…', comme 'C:\\Exports\\pc.csv', ou avec des /";
    defined_twice() "it stands further up already: put both together, or leave one out"
        = "cela se trouve déjà plus haut\u{a0}: réunissez les deux, ou enlevez-en un";
    belongs_on_top(key)
        "what stands below a [table] belongs to it, and `{key}` is of the whole file: move it above the first [table]"
        = "ce qui suit une [table] lui appartient, et `{key}` concerne tout le fichier\u{a0}: placez-la avant la première [table]";
    has_it_below(why, line) "{why}; line {line} has one, but below a [table], to which it belongs there"
        = "{why}\u{a0}; il y en a une à la ligne {line}, mais sous une [table], à laquelle elle appartient";
    sheet_is_a_table() "below the feed: [feed.sheet], and in it sheet = \"Name\" or its number"
        = "sous le flux\u{a0}: [feed.sheet], et dedans sheet = \"Nom\" ou son numéro";
    not_toml() "this is not valid TOML"
        = "ce n'est pas du TOML valide";
    cannot_be(key, word) "`{key}` cannot be `{word}`"
        = "`{key}` ne peut pas valoir `{word}`";
    must_be_not(key, wanted, found) "`{key}` must be {wanted}, not {found}"
        = "`{key}` doit être {wanted}, et non {found}";
    must_be(key, wanted) "`{key}` must be {wanted}"
        = "`{key}` doit être {wanted}";
}
