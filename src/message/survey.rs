//! Reading the sources and what the desk holds.

use super::messages;

messages! { "survey";
    cannot_read(class) "cannot read {class}";
    column_left_out(class, column, why) "{class} has no column `{column}` here, and the field is left out: {why}";
    take_it_out() "nothing is to be done; to silence this, take the field out of the mapping";
    no_such_column(class, column, near) "{class} has no column `{column}`{near}";
    cannot_read_dictionaries() "cannot read the dictionaries";
    cannot_read_locks() "cannot read the locks";
    cannot_look_for(class) "cannot look for {class}";
    locks_hidden()
        "this user may not read locked fields (right `locked_field`): a locked field of an item that an \
         agent feeds is not written, and this run cannot tell which";
    cannot_read_earlier_runs() "cannot read earlier runs";
    no_mapping(mapping) "there is no mapping `{mapping}`";
    not_read(class) "{class} was not read";
    not_read_to_end(file) "{file} was not read to its end";
    cannot_read_links_of(job) "cannot read the links of {job}";
    cannot_read_links_of_others() "cannot read the links of other jobs";
    there_by_now(class, label, id) "{class} {label} is there by now as #{id} and is not created again";
    dictionaries_hidden()
        "this user may not read the rules (right `config`): names are written as the source and its \
         mapping spell them, whatever the dictionaries say";
}
