//! What is said of files that are read.

use crate::message::messages;

messages! { "files";
    not_csv(kind, advice) "is not CSV: it is {kind}; {advice}";
    quote_is_delimiter() "it is the delimiter as well";
    no_ascii_sign(sign) "{sign} is not an ASCII character that can be used in a line";
    encoding_unknown(label) "`{label}` is not known; common ones are utf-8, utf-16le, windows-1252";
    read_by_mark(name)
        "read as {name}: its byte order mark says so, although `encoding` in the job says otherwise";
    read_by_guess(name) "read as {name}, which is a guess: set `encoding` if accents look wrong";
    read_as(name) "read as {name}";
    no_delimiter() "no delimiter found: each line is one value";
    delimiter_is_tab() "delimiter: tab";
    delimiter_by_first_line(delimiter) "delimiter: `{delimiter}`, as its first line says";
    delimiter_is(delimiter) "delimiter: `{delimiter}`";
    too_few_lines(lines, row) "the file has only {lines} lines, the header should be on line {row}";
    line_is_blank(row) "line {row} is blank";
    no_readable_header(line, reason) "has no header that can be read on line {line}: {reason}";
    only_blank_lines() "has only blank lines: there is no header; run the export again";
    header_has_fault(line, fault) "has a header on line {line} with {fault}";
    line_has_no_names(line) "line {line} has no names";
    undecodable(encoding) "bytes that are not {encoding}";
    damaged_before_export() "the character U+FFFD: the text was damaged before it was exported";
    nul_byte() "a NUL byte";
    a_value() "a value";
    value_has_fault(name, fault) "`{name}` has {fault}";
    cut_off_or_line_break() "the line is cut off, or a line break inside a value is not quoted";
    delimiter_not_quoted() "a delimiter inside a value is not quoted";
    wrong_count(count, columns, cause) "{count} {count:value|values} for {columns} columns: {cause}";
    quote_not_closed()
        "a quote opens in this line and is never closed: the line is left out, and reading goes on with the \
         next one";
    quote_not_doubled()
        "a quoted value has text after its closing quote: a quote inside a value must be doubled, and a \
         delimiter must follow the value";
    line_too_long() "the line is longer than 8 MiB";
    permission_denied() "permission denied; give the account that runs the job access to it";
    not_there() "it is not there (any more)";
    pattern_is_wrong(why, at) "{why} at position {at}";
    no_file(what)
        "is {what} and no file: reading it would wait for whoever writes into it, or never end; let the \
         export write a file";
    a_pipe() "a pipe (FIFO)";
    a_socket() "a socket";
    a_device() "a device";
    link_leaves(target)
        "is a link to {target}, which is outside of its folder and of the project: give `path` the file \
         itself, or put it there";
    reader_not_started(error) "cannot be read: the program that reads files cannot be started ({error})";
    needs_more_memory(limit)
        "needs more than {limit} of memory to be read: it is damaged, made to do harm, or larger than what \
         `memory` of [reading] in stocktake.toml allows; raise it if the file is sound";
    needs_more_time(limit)
        "takes longer than {limit} to be read: it is damaged, made to do harm, on a disk that does not \
         answer, or larger than what `time` of [reading] in stocktake.toml allows; raise it if the file is \
         sound";
    reader_broke_off(how, what)
        "makes the program that reads it break off ({how}{what}): it is damaged or made to do harm; export \
         it again";
    reader_stopped() "was not read to its end: the program that reads it was asked to stop";
    reader_killed()
        "was not read to its end: the system ended the program that reads it (signal 9), as it does when it \
         has no memory left";
    ended_by_signal(signal) "signal {signal}";
    ended_by_itself() "it ended early";
    mebibytes(n) "{n} MiB";
    cell_beyond(row, column) "it has a cell in row {row}, column {column}, where no sheet has one";
    no_folder(folder) "the folder {folder} does not exist";
    cannot_list(folder, error) "{folder} cannot be listed: {error}";
    folder_is_empty(folder) "{folder} is empty";
    nearest_files(names) "nearest files: {names}";
    no_column_named() "no column has a name";
    and_more(more) " and {more} more";
    columns_found(names, tail) "the columns found are {names}{tail}";
    an_object() "an object";
    null() "null";
    true_or_false() "true or false";
    a_number() "a number";
    a_text() "a text";
    an_array() "an array";
    not_an_object(shape) "this is {shape}, not an object with a value for each column";
    too_deep(name, deepest) "`{name}` is nested deeper than {deepest} levels";
    has_nul(name) "`{name}` has a NUL character";
    value_damaged(name) "`{name}` has the character U+FFFD: the text was damaged before it was exported";
    number_too_large(name) "`{name}` has a number that is too large";
    line_is_not_utf8(line) "is not UTF-8 on line {line}: JSON must be saved as UTF-8";
    place(line, column) "line {line}, column {column}";
    ends_too_early(place) "ends too early, at {place}: the export was cut off; run it again";
    several_documents(place)
        "is not a single JSON document: another one begins at {place}; if there is one on each line, set \
         `lines = true`";
    not_valid(place, detail) "is not valid JSON at {place}: {detail}";
    not_utf8() "the line is not UTF-8";
    line_cut_off() "the line is not a complete JSON object: it was cut off";
    line_not_valid(column, detail) "the line is not valid JSON at column {column}: {detail}";
    not_json(kind, advice) "is not JSON: it is {kind}; {advice}";
    the_document() "the document";
    has_no_step(place, shape, step) "{place} is {shape}, so it has no `{step}`";
    lacks_step(place, step, known) "{place} has no `{step}`; it has {known}";
    object_not_rows(place, known) "{place} is an object, not an array of rows; it has {known}";
    not_rows(place, shape) "{place} is {shape}, not an array of rows";
    lost_digits()
        "the number has more than 15 digits, and the sheet has lost the rest: format the column as text \
         and enter it again";
    no_date() "the date does not exist in the calendar";
    damaged() "the text has the character U+FFFD: it was damaged before";
    no_number() "the value is not a finite number";
    no_cells() "has no sheet with cells";
    its_sheets(what, sheets) "{what}; its sheets are {sheets}";
    no_sheet_number(number) "the workbook has no sheet number {number}";
    no_sheet_matches(pattern) "the workbook has no sheet that matches `{pattern}`";
    tables(sheet, n) "sheet `{sheet}`: {n} {n:table|tables}";
    column_is_there(name) "there is a column `{name}` already: choose another name";
    columns_are_there(names) "the rows have columns of these names already: {names}; set `prefix`";
    no_lookup_column(name, file) "there is no column `{name}`, by which rows are looked up in {file}";
    differs_there(value, file) "{file} has `{value}` more than once, with different values";
    no_sheet(wanted) "the workbook has no sheet `{wanted}`";
    sheet_is_empty() "is an empty sheet: there is no header";
    row_has_no_names(row) "row {row} has no names";
    sheet_and_header(sheet, row) "sheet `{sheet}`, header on row {row}";
    sheet_is(sheet) "sheet `{sheet}`";
    columns_not_read(address)
        "columns to the right of the header are not read (there is a value in {address})";
    workbook_unreadable(detail)
        "is a workbook that cannot be read ({detail}): open it in the program that wrote it and save it \
         again";
    structure_damaged() "its structure is damaged";
    not_a_workbook(kind, advice) "is not a workbook: it is {kind}; {advice}";
    empty() "empty";
    plain_text() "plain text";
    zip_archive() "a ZIP archive, as XLSX and ODS workbooks are";
    old_workbook() "an Excel 97-2003 workbook";
    pdf() "a PDF document";
    gzip() "compressed with gzip";
    web_page() "a web page (often the error or login page of the exporting system)";
    xml() "XML";
    json() "JSON";
    run_it_again() "the export has failed or has not begun; run it again";
    read_as_csv() "read it with [feed.csv]";
    read_as_sheet() "read it with [feed.sheet], or unpack it first if it is an archive";
    unpack_it() "unpack it first";
    export_it_again() "export it again as CSV, XLSX or JSON";
    read_as_json() "read it with [feed.json]";
    milliseconds(n) "{n} ms";
    days(n) "{n} {n:day|days}";
    hours(n) "{n} {n:hour|hours}";
    minutes(n) "{n} {n:minute|minutes}";
    seconds(n) "{n} {n:second|seconds}";
    read() "read";
    look_at() "look at";
    look_into() "look into";
    make_the_folder() "create the folder";
    move_it() "move";
}
