//! Files that cannot be read, and tests of mappings that fail.

use crate::message::messages;

messages! { "config.files";
    of_field(field) ", {field}";
    test_fails(test, of_field, found) "test `{test}` fails{of_field}: found {found}";
    wanted(wanted) "wanted {wanted}";
    problems(problems, files) "{problems} {problems:problem|problems} in {files} {files:file|files}";
    no_job() "there is no job in this folder";
    what_a_job_is() "a job is a file jobs/NAME.toml; `stocktake init` writes an example into a new folder";
    no_such_file(folder) "there is no such file in {folder}";
    no_such_folder(folder) "there is no folder {folder}";
    give_the_folder() "give the project folder, or start a new one with `stocktake init`";
    unreadable(error) "it cannot be read: {error}";
    not_utf8(line) "it is not UTF-8 (see line {line})";
    save_as_utf8() "save it again as UTF-8";
}
