//! Problems of `[system.*]`: which kind of system it is.

use crate::message::messages;

messages! { "config.system";
    system_missing()
        "the system to write to: [system.practice.sandbox] is the practice GLPI, [system.glpi.glpi] a real \
         one"
        = "le système où écrire\u{a0}: [system.practice.sandbox] est le GLPI d'exercice, \
           [system.glpi.glpi] un vrai GLPI";
    name_blank() "the name of a system is blank"
        = "le nom d'un système est vide";
    two_kinds(name, first, second) "the system `{name}` is both of kind `{first}` and `{second}`"
        = "le système `{name}` est à la fois de type `{first}` et `{second}`";
    one_kind_each() "give each system one kind, and a second system its own name"
        = "donnez un seul type à chaque système, et un autre nom à un second système";
    kind_not_said(name) "it is not said what the system `{name}` is"
        = "il n'est pas dit ce qu'est le système `{name}`";
    write_one_of(tables) "write one of {tables}"
        = "écrivez l'une de ces tables\u{a0}: {tables}";
    or_practise(tables) "; to practise {tables}"
        = "\u{a0}; pour s'exercer {tables}";
    or_monitor(tables) "; or for a monitor one of {tables}"
        = "\u{a0}; ou, pour un outil de supervision, l'une de celles-ci\u{a0}: {tables}";
    or_source(tables) "; for records one of {tables}"
        = "\u{a0}; pour des enregistrements, l'une de celles-ci\u{a0}: {tables}";
    or_store(tables) "; for secrets {tables}"
        = "\u{a0}; pour des secrets\u{a0}: {tables}";
}
