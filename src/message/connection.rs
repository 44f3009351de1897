//! Which system was meant, and why it cannot be opened.

use super::messages;

messages! { "connection";
    unknown(noun, name, near, known) "stocktake.toml has no {noun} `{name}`{near} ({noun}s: {known})";
    no_system(name) "stocktake.toml has no system `{name}`";
    no_target(name) "system `{name}` is not in the project, or no inventory is written into it";
    not_for_inventory(name, kind) "system `{name}` is of kind {kind}: inventory is written into a GLPI";
    needs_secret(name, secret) "system `{name}` needs the secret {secret}";
    cannot_open(name) "cannot open the system `{name}`";
    no_room(key) "there is no room `{key}`";
    not_a_monitor(name, kind) "system `{name}` is of kind {kind}: it is not a monitor";
    no_tickets(name, kind) "system `{name}` is of kind {kind}: it has no tickets";
}
