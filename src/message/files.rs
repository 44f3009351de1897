//! Files and folders that we write.

use super::messages;

messages! { "files";
    cannot_make(path) "cannot make {path}";
    no_schema() "a schema cannot be written";
    cannot_write(path) "cannot write {path}";
    stands_in_no_folder() "it has no folder";
    cannot_read(path) "cannot read {path}";
    written(path) "written: {path}";
    /// Head of the manual's table of systems.
    head_of_systems() "| key | product | roles | page |\n|---|---|---|---|\n";
    cannot_make_folder(folder) "cannot make the folder {folder}";
}
