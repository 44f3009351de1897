//! What became of values and rows on their way from the source, told once.

use super::messages;

messages! { "reading";
    label(class, path) "{path} of {class}";
    told(label, text) "{label}: {text}";
    signs(n, found, becomes, origin)
        "{n} {n:value has|values have} invisible characters, which are left out: `{found}` of {origin} is \
         written as `{becomes}`.";
    backslash(n, found, becomes, origin)
        "{n} {n:value has a backslash|values have backslashes} that would be taken for an escape: \
         `{found}` of {origin} is written as `{becomes}`.";
    escapes(n, found, becomes, origin)
        "{n} {n:value is|values are} kept as what {n:it stands|they stand} for: `{found}` of {origin} is \
         written as `{becomes}`.";
    cut(n, found, becomes, origin)
        "{n} {n:text is|texts are} too long and {n:is|are} cut: that of {origin} begins `{found}` and \
         ends at `{becomes}`.";
    nothing(n, found, origin)
        "{n} {n:value is a word|values are words} for nothing and {n:counts|count} as absent; what is \
         there stays: `{found}` of {origin}.";
    no_end(n, found, origin)
        "{n} {n:date is|dates are} too far away to count months until: `{found}` of {origin} is taken to \
         mean no end.";
    currency(n, found, becomes, origin)
        "{n} {n:price names its|prices name their} currency, which is not kept: `{found}` of {origin} is \
         written as `{becomes}`.";
    allow_word() "if it is a value here, add it to `allow` of [junk] in the mapping";
    day_first_fits(n, locale)
        "All {n} dates can be read with the day first, but not all with the month first, which is what \
         `locale = \"{locale}\"` says.";
    month_first_fits(n, locale)
        "All {n} dates can be read with the month first, but not all with the day first, which is what \
         `locale = \"{locale}\"` says.";
    correct_locale() "correct `locale` of the field in the mapping, or give its `formats`";
    rows() "rows";
    total_lines(n, label, origin)
        "{n} {n:row is a total and is|rows are totals and are} left out: `{label}` of {origin}.";
    footers(n, label, origin)
        "{n} {n:row says something of the whole and is|rows say something of the whole and are} left out: \
         `{label}` of {origin}.";
    correct_total() "leave such rows out of the export, or with `only_if` in the mapping";
    column_missing(file, columns, path, near) "{file} has no column {columns} for {path}{near}.";
    key_column_missing(file, columns, path, near)
        "{file} has no column {columns} for {path}, by which records are matched{near}";
    perhaps(near) "; perhaps it is `{near}` now";
    columns_unused(file, names) "{file} has columns that no mapping reads: {names}.";
    file() "the file";
    not_calculated()
        "formula without a value: open the workbook in the program that wrote it and save it again";
    changed_while_read() "was changed while it was read: run the job again when it is complete";
    doubtful_encoding(file, encoding)
        "{file} is read as {encoding}, which is a guess that fits no language well: accents may be wrong.";
    set_encoding()
        "set `encoding` in the job: utf-8, windows-1250, windows-1252, windows-1254, macintosh, or export \
         it as UTF-8";
    stray_lines(n, file, line, encoding)
        "{n} {n:line|lines} of {file} {n:is|are} UTF-8 among lines of {encoding}, and {n:is|are} read as \
         such; the first is line {line}.";
    comments(n, file, line)
        "{n} {n:line|lines} of {file} {n:begins|begin} with `#` and {n:has|have} another number of values than \
         the header: {n:it is|they are} taken for comments and left out; the first is line {line}.";
    header_again(n, file, row)
        "{n} {n:row|rows} of {file} {n:repeats|repeat} the header and {n:is|are} left out; the first is row \
         {row}.";
    zeros(n, file, cell, becomes)
        "{n} {n:number|numbers} of {file} {n:is|are} read with the zeros that {n:its|their} format shows: \
         that of {cell} as `{becomes}`.";
    not_found(n, file, column, lookup, found, row)
        "{n} {n:row|rows} of {file} {n:has|have} a value of `{column}` that {lookup} does not have, and \
         {n:gets|get} nothing from there: `{found}` of row {row}.";
    swallowed(n, first, last)
        "a quoted value holds {n} {n:line|lines} with as many delimiters as the header: a stray quote was \
         opened, and lines {first} to {last} vanish into the value";
    other_table(n, file, sheet, rows)
        "Another table stands below in {file} [{sheet}]: its {n} {n:row is|rows are} not read; {n:it is|they \
         begin with} row {rows}.";
    read_other_table()
        "give it a feed of its own with `header_row`, or read `tables = \"all\"` in [feed.sheet]";
    column_twice(file, names) "{file} has {names} more than once: the first is read.";
    name_the_second() "name the second one `Name (2)` in `column` of the mapping";
    second_header(file, sheet, row)
        "Row {row} of {file}{sheet} is read as a second line of the header.";
    merge_header() "if it is none, set `header_row`: what stands there is read as the only line";
}
