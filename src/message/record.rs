//! What became of one record, as `show` and `explain` tell it.

use super::messages;

messages! { "record";
    no_such_field(job, field, near) "no mapping of job {job} has the field `{field}`{near}";
    mapping_not_there() "the mapping is not there";
    existing_contract(contract) "the existing one `{contract}`";
    to_be_emptied() "(to be emptied)";
    months_until(date) "months until {date}";
    left_out_by_only_if() "left out by only_if";
    value_rejected(field, reason) "rejected: {field}: {reason}";
    rejected(reason) "rejected: {reason}";
    not_wanted() "not wanted by only_if";
    source_key(key) "source key {key}";
    value_left_out(reason) "left out: {reason}";
}
