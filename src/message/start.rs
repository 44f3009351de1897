//! The start of the program.

use super::messages;

messages! { "start";
    no_log(error) "cannot start logging: {error}";
    cannot_start(error) "cannot start: {error}";
}
