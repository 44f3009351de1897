//! What a list of known names holds: it stands before a colon.

use crate::message::messages;

messages! { "config.known";
    jobs() "jobs";
    desks() "systems with tickets";
    mappings() "mappings";
    classes() "classes";
    for_example() "for example";
    classes_of_mappings() "classes of the mappings";
    fields() "fields";
    systems() "systems";
    date_fields() "date fields of the same part";
    days() "days";
    keys_here() "known keys here";
    it_gets() "it gets";
    monitors() "monitors";
    allowed() "allowed";
    monitors_of_job() "monitors of the job";
}
