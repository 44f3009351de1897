//! Files and folders that we write.

use super::messages;

messages! { "files";
    cannot_make(path) "cannot make {path}";
    no_schema() "a schema cannot be written";
    cannot_write(path) "cannot write {path}";
    without_folder() "it has no folder";
    cannot_read(path) "cannot read {path}";
    written(path) "written: {path}";
    /// Head of the manual's table of systems.
    as_who_logs_in() "the user that logs in";
    head_of_directions()
        "| monitor | acknowledgements become notes | comments become notes | the ticket's number goes there | notes of the ticket become comments | as whom |\n|---|---|---|---|---|---|\n";
    head_of_systems() "| key | product | roles | page |\n|---|---|---|---|\n";
    cannot_make_folder(folder) "cannot make the folder {folder}";
}
