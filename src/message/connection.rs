//! Which system was meant, and why it cannot be opened.

use super::messages;

messages! { "connection";
    unknown_monitor(name, near, known) [NotFound]
        "stocktake.toml has no monitor `{name}`{near} (monitors: {known})"
        = "stocktake.toml n'a pas d'outil de supervision `{name}`{near} (outils\u{a0}: {known})";
    unknown_desk(name, near, known) [NotFound] "stocktake.toml has no desk `{name}`{near} (desks: {known})"
        = "stocktake.toml n'a pas d'outil de tickets `{name}`{near} (outils\u{a0}: {known})";
    no_system(name) [NotFound] "stocktake.toml has no system `{name}`"
        = "stocktake.toml n'a pas de système `{name}`";
    no_target(name) "system `{name}` is not in the project, or no inventory is written into it"
        = "le système `{name}` n'est pas dans le projet, ou aucun inventaire n'y est écrit";
    not_for_inventory(name, kind) "system `{name}` is of kind {kind}: inventory is written into a GLPI"
        = "le système `{name}` est de type {kind}\u{a0}: l'inventaire s'écrit dans un GLPI";
    needs_secret(name, secret) [SecretMissing] "system `{name}` needs the secret {secret}"
        = "le système `{name}` a besoin du secret {secret}";
    cannot_open(name) "cannot open the system `{name}`"
        = "impossible d'ouvrir le système `{name}`";
    no_room(key) "there is no room `{key}`"
        = "il n'y a pas de connecteur `{key}`";
    not_a_monitor(name, kind) "system `{name}` is of kind {kind}: it is not a monitor"
        = "le système `{name}` est de type {kind}\u{a0}: ce n'est pas un outil de supervision";
    no_records(name, kind) "system `{name}` is of kind {kind}: it has no records"
        = "le système `{name}` est de type {kind}\u{a0}: il n'a pas d'enregistrements";
    no_tickets(name, kind) "system `{name}` is of kind {kind}: it has no tickets"
        = "le système `{name}` est de type {kind}\u{a0}: il n'a pas de tickets";
}
