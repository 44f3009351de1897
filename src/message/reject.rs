//! Why a record or one of its values cannot be used.

use super::messages;

messages! { "reject";
    end_before_begin(end, begin) "the end {end} is before the begin {begin}";
    no_key_but_blank_or_junk(keys) "no key to match it by: {keys} blank or junk";
    no_path(name) "`{name}` is not a path of the form `A > B`";
    several_entities(name, n, path) "`{name}` names {n} entities; give the path, for example `{path}`";
    unknown_name(name, class, hint) "`{name}`: there is no {class} of this name{hint}";
    unknown_by(name, class, column, hint) "`{name}`: there is no {class} with this {column}{hint}";
    and_nearest(near) "; the nearest is `{near}`";
    and_nearest_entry(near) "; the nearest entry is `{near}`";
    also_named_by(thing, others) "{thing} is also named by {others}";
    also_named_by_stronger(thing, others) "{thing} is also named by {others}, by a stronger key";
    several_new_items(name, n, class) "`{name}` names {n} new items of {class}";
    several_elements(n) "{n} elements of the item have this key";
    ambiguous(n, class, by, items) "ambiguous: {n} {class} items have {by}: {items}";
    put_in_trash_by_job(class, id, job)
        "its {class} #{id} was put in the trash by job {job}, whose source no longer has it; restore it \
         there";
    put_in_trash_at_desk(class, id)
        "its {class} #{id} was put in the trash by hand; restore or purge it there";
    source_key(source_key) "the source key `{source_key}`";
    rows_differ(theirs, first, ours) "this row says `{theirs}`, {first} says `{ours}`: the first one counts";
    contract_without_name() "a contract needs a name: give it one with [contract.name]";
    begin_blank(column, begin) "{column} cannot be counted: {begin} is blank";
    none_of_the_rows(n) "the item has {n} such rows, and none is the one named";
    several_contracts(wanted, n) "`{wanted}` names {n} contracts; give the number of one";
    no_contract(wanted, hint) "no contract has the name or number `{wanted}`{hint}";
    out_of_sight(class, id)
        "this user cannot see its {class} #{id}: it was moved to another entity, or rights were taken \
         away";
    names_nothing(path, value) "{path} `{value}` names nothing";
    is_blank(path) "{path} is blank";
    no_key(reasons) "no key to match it by: {reasons}";
    more(n) "{n} more";
    not_created(key) "`{key}` is not created: its own record is rejected";
    template_not_compiled() "the template does not compile";
    template_unknown_name(template)
        "the template `{template}` uses a column or name that this record does not have";
    template_endless(template)
        "the template `{template}` does not come to an end: a loop in it runs too often";
    template_fails(template, error) "the template `{template}` fails: {error}";
    no_number(text, example) "`{text}` is not a number; write it like {example}, or set `locale`";
    no_whole_number(text) "`{text}` is not a whole number";
    no_yes_or_no(text) "`{text}` is neither yes nor no; give your words in `yes` and `no`";
    no_such_time(text, zone) "`{text}` does not exist in {zone}: clocks were put forward";
    no_date_of_form(text, forms) "`{text}` is not a date of the form {forms}";
    no_date(text) "`{text}` is not a date of the form YYYY-MM-DD; set `locale` or `formats`";
    no_french_date(text) "`{text}` is not a date of the form 31/12/2026 or 2026-12-31";
    no_german_date(text) "`{text}` is not a date of the form 31.12.2026 or 2026-12-31";
    no_american_date(text) "`{text}` is not a date of the form 12/31/2026 or 2026-12-31";
    no_mac_address(text) "`{text}` is not a MAC address of twelve hexadecimal digits";
    no_ip_address(text) "`{text}` is not an IP address";
    no_machine_name(text) "`{text}` is not the name of a machine: letters, digits and hyphens";
    no_size(text) "`{text}` is not a size; write it like 512 GB or 524288 (mebibytes)";
    cell_error(error) "the cell holds the error {error}";
    required_not_cleared() "it is required and cannot be cleared";
    required_and_blank() "it is required and blank";
    required_without_column(columns) "it is required and the source has no column {columns}";
    required_and_absent() "it is required and absent";
    too_large(number) "`{number}` is too large";
    too_long(n, max, beginning) "it has {n} characters; at most {max} are kept: `{beginning}…`";
    too_long_stored(n, kept, beginning)
        "it has {n} characters, of which the first {kept} are kept in their stored form: `{beginning}…`";
    ambiguous_number(text)
        "`{text}` may be a number with three decimal places or one of thousands: write it without the dot or \
         with a comma, or set `locale`";
    lost_digits(text)
        "`{text}` is a number whose last digits a spreadsheet has lost: format the column as text and \
         export it again";
    truth_value(value) "`{value}` is true or false, not a text: format the column as text and enter it again";
    year_for_months(text)
        "`{text}` is a year where an end or a number of months is wanted; with `formats = [\"%Y\"]` it \
         means 31 December of that year";
    required_and_nothing(text) "it is required, and `{text}` names nothing";
    and_also(reasons, path, reason) "{reasons}; and {path}: {reason}";
    element_blank() "it is blank, and it is what names the element";
    uneven(column, n, other)
        "{column} has fewer pieces than another field ({n} and {other}): it is unclear which belong \
         together";
    not_in_table(left, hint) "`{left}` is not in the value table{hint}";
}
