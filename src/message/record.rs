//! What became of one record, as `show` and `explain` tell it.

use super::messages;

messages! { "record";
    of_field(field, reason) "{field}: {reason}"
        = "{field}\u{a0}: {reason}";
    no_such_field(job, field, near) "no mapping of job {job} has the field `{field}`{near}"
        = "aucune correspondance de la tâche {job} n'a de champ `{field}`{near}";
    mapping_not_there() "the mapping is not there"
        = "la correspondance est introuvable";
    existing_contract(contract) "the existing one `{contract}`"
        = "le contrat existant `{contract}`";
    to_be_emptied() "(to be emptied)"
        = "(à vider)";
    months_until(date) "months until {date}"
        = "mois jusqu'au {date}";
    left_out_by_only_if() "left out by only_if"
        = "écarté par only_if";
    value_rejected(field, reason) "rejected: {field}: {reason}"
        = "rejet\u{a0}: {field}\u{a0}: {reason}";
    rejected(reason) "rejected: {reason}"
        = "rejet\u{a0}: {reason}";
    not_wanted() "not wanted by only_if"
        = "écarté par only_if";
    source_key(key) "source key {key}"
        = "clé de source {key}";
    value_left_out(reason) "left out: {reason}"
        = "laissé de côté\u{a0}: {reason}";
}
