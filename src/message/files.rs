//! Files and folders that we write.

use super::messages;

messages! { "files";
    cannot_make(path) "cannot make {path}";
    no_schema() "a schema cannot be written";
    cannot_write(path) "cannot write {path}";
    cannot_make_folder(folder) "cannot make the folder {folder}";
}
