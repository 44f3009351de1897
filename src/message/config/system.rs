//! Problems of `[system.*]`: which kind of system it is.

use crate::message::messages;

messages! { "config.system";
    system_missing()
        "the system to write to: [system.practice.sandbox] is the practice GLPI, [system.glpi.glpi] a real \
         one";
    name_blank() "the name of a system is blank";
    two_kinds(name, first, second) "the system `{name}` is both of kind `{first}` and `{second}`";
    one_kind_each() "give each system one kind, and a second system its own name";
    kind_not_said(name) "it is not said what the system `{name}` is";
    write_one_of(tables) "write one of {tables}";
    or_practise(tables) "; to practise {tables}";
    or_monitor(tables) "; or for a monitor one of {tables}";
}
