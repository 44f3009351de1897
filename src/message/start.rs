//! The start of the program.

use super::messages;

messages! { "start";
    no_log(error) "cannot start logging: {error}"
        = "impossible de démarrer la journalisation\u{a0}: {error}";
    error() "error:"
        = "erreur\u{a0}:";
    cannot_start(error) "cannot start: {error}"
        = "démarrage impossible\u{a0}: {error}";
}
