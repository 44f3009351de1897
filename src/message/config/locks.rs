//! Problems of `locks.toml`.

use crate::message::messages;

messages! { "config.locks";
    class_missing() "the class of the item: class = \"Computer\"";
    not_an_id(id) "{id} is not the id of an item";
    ids_from_one() "a whole number from 1";
    item_missing() "the item: item = 12 for its id, item = \"PC-1\" for its name or a value of its keys";
    field_missing() "the field: field = \"serial\", or \"*\" for the whole item";
    owner_missing() "who set the lock: owner = \"ann\"";
    reason_missing() "why, for those who meet the lock";
    not_a_path(path) "`{path}` cannot be the path of a field";
    paths_allowed() "serial, os.licenseid, contract.duration, os.* for a child set, or * for the whole item";
}
