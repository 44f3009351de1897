//! Problems of `locks.toml`.

use crate::message::messages;

messages! { "config.locks";
    class_missing() "the class of the item: class = \"Computer\""
        = "la classe de l'élément\u{a0}: class = \"Computer\"";
    not_an_id(id) "{id} is not the id of an item"
        = "{id} n'est pas l'id d'un élément";
    ids_from_one() "a whole number from 1"
        = "un nombre entier à partir de 1";
    item_missing() "the item: item = 12 for its id, item = \"PC-1\" for its name or a value of its keys"
        = "l'élément\u{a0}: item = 12 pour son id, item = \"PC-1\" pour son nom ou la valeur d'une de ses \
           clés";
    field_missing() "the field: field = \"serial\", or \"*\" for the whole item"
        = "le champ\u{a0}: field = \"serial\", ou \"*\" pour l'élément entier";
    owner_missing() "who set the lock: owner = \"ann\""
        = "qui a posé le verrou\u{a0}: owner = \"ann\"";
    reason_missing() "why, for those who meet the lock"
        = "pourquoi, pour ceux qui rencontrent le verrou";
    not_a_path(path) "`{path}` cannot be the path of a field"
        = "`{path}` ne peut pas être le chemin d'un champ";
    paths_allowed() "serial, os.licenseid, contract.duration, os.* for a child set, or * for the whole item"
        = "serial, os.licenseid, contract.duration, os.* pour un ensemble de sous-éléments, ou * pour \
           l'élément entier";
}
