//! What is proposed for a file that nobody has mapped yet, and what a person should look at.

use super::messages;

messages! { "propose";
    // Why a column goes nowhere.
    taken(path, other) "it says the same as `{other}`, which fills `{path}`";
    no_field() "no field of this class is called so";
    empty_column() "it has no value, and no field of this class is called so";
    unfit(path, what) "by its name it would be `{path}`, but {what}";
    no_begin(path) "`{path}` is a number of months: another column must say the first day";
    no_name_of_element(path, keys) "`{path}` needs another column that names the element: {keys}";
    because(why) "{why}";
    no_dates() "not nearly all of its values are dates";
    no_numbers() "not nearly all of its values are numbers";
    no_sizes() "not nearly all of its values are sizes with a unit";
    no_truths() "not nearly all of its values are yes or no";
    no_macs() "not nearly all of its values are MAC addresses";
    no_addresses() "not nearly all of its values are IP addresses";
    no_uuids() "not nearly all of its values are UUIDs";
    no_keys() "its values are no names or numbers that find a row";
    no_names() "its values are no names";
    // The mapping.
    head(command) "Proposed by `{command}`. Read it once: what is wrong here is wrong every night.";
    source(file, rows) "Made from {rows} {rows:row|rows} of {file}.";
    source_sheet(file, sheet, rows) "Made from {rows} {rows:row|rows} of {file}, sheet `{sheet}`.";
    hidden() "The values shown here are made up, in the form of the real ones.";
    description(class, file) "{class} from {file}";
    field(label, column, samples) "{label}, from `{column}`: {samples}";
    field_of_several(label, columns, samples) "{label}, from {columns}: {samples}";
    no_value_yet() "no value in this file";
    each_once() "each value once";
    several_times(n) "{n} {n:row has|rows have} a value of another row";
    without(n) "{n} {n:row has|rows have} none";
    unread(n) "{n} {n:value is|values are} none that can be read, and {n:is|are} left out and told";
    may_be_either(locale) "these dates may begin with the day or with the month: read as the locale `{locale}` does, which is yours";
    unresolved() "these dates may begin with the day or with the month: set `locale`, else they are left out and told";
    as_other_dates(locale) "these dates may begin with the day or with the month: read as the others of this file, by the locale `{locale}`";
    end_from(begin) "kept as a number of months, counted from `{begin}`";
    separated(mark) "`{mark}` between the levels becomes ` > `";
    numbered(n) "the same of {n} numbered columns";
    joined() "the levels of one path";
    in_years() "the column counts years, months are kept";
    must_be_there() "names must be there; others are left out and told";
    entities() "entities must be there; `missing = \"create\"` makes them. Set on creation only";
    only(column) "Only these rows are of this class; the other values of `{column}` are of other ones.";
    left_over() "Left over. To use one, name the field and take out the mark of the comment.";
    left(column, samples, why) "`{column}`: {samples} ({why})";
    left_empty(column, why) "`{column}` ({why})";
    test_head() "A test, run by `stocktake check`: a real row, and what this mapping makes of it.";
    test_name(row, file) "row {row} of {file}";
    test_of_record(file) "a record of {file}";
    // What to look at.
    look() "Look at:";
    look_class(class) "nothing in the file says what its rows are: taken as {class}; `--class` says it otherwise";
    look_others(n, class, column) "{n} {n:row is|rows are} {class} by `{column}`: run it again with `--class {class}`";
    look_no_key(column, n) "`{column}` finds no item: {n} {n:row has|rows have} a value of another row";
    look_key(column, n) "`{column}` is a key, and {n} {n:row has|rows have} a value of another row: these contradict each other and are told";
    look_left(n) "{n} {n:column stands|columns stand} at the end of the mapping, with the reason why {n:it goes|they go} nowhere";
    look_dates(column) "`{column}`: day or month first cannot be told from its values";
    look_entities(column) "`{column}` names entities, which must be there";
    look_unread(column, n) "`{column}`: {n} {n:value|values} cannot be read as the others";
    look_rejected(n) "{n} {n:row|rows} of the file could not be read";
    mapped(mapped, of, class) "{mapped} of {of} {of:column|columns} go to fields of {class}";
    // Refusals.
    no_rows(file) "{file} has no row below its header: nothing can be told from it";
    nothing(file, columns, class) "no column of {file} ({columns}) goes to a field of {class} that finds items; `stocktake columns {class}` lists what there is, `--class` chooses another class";
    unknown_class(class, near) "there is no class `{class}`{near}";
    not_a_target(system) "`{system}` holds no items";
    no_such_system(system, known) "there is no system `{system}` that holds items: {known}";
    which_system(known) "say with --system which of these the job writes to: {known}";
    taken_name(name) "there is a job or a mapping `{name}` already: choose another name with --name";
    bad_name(name) "`{name}` cannot be the name of a job: letters, digits, - and _ only";
    unknown_ending(file, known) "the name of {file} does not tell what it is: {known}";
    no_plan(why) "the plan could not be made: {why}";
    first_changes(job) "The plan (`stocktake plan {job}` shows it whole):";
    go_on(folder, job) "Go on with:\n  stocktake --project {folder} plan {job}\n  stocktake --project {folder} run {job}";
    edit(mapping) "The mapping to read: {mapping}";
}
