//! What a program says that was built without practice systems.

use super::messages;

messages! { "without_practice";
    /// A table of a practice system in a project.
    left_out(key)
        "this program was built without practice systems (feature `practice`): it cannot use `{key}`"
        = "ce programme a été compilé sans systèmes d'exercice (feature `practice`)\u{a0}: il ne peut pas \
           utiliser `{key}`";
    not_here() "not in this program"
        = "pas dans ce programme";
}
