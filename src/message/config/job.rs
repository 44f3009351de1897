//! Problems of job files of any kind, and of jobs for records and reference data.

use crate::message::messages;

messages! { "config.job";
    no_such_job(job) "there is no job `{job}`";
    monitor_takes_no_tickets(name) "`{name}` is a monitor: it has events and takes no tickets";
    no_such_system(name) "stocktake.toml has no system `{name}`";
    feed_missing() "what is read: a [[feed]] with `mapping` and `path`";
    system_missing() "the name of a [system.NAME] of stocktake.toml: system = \"practice\"";
    monitor_takes_no_records(name) "`{name}` is a monitor: it has events and takes no records";
    system_is_written_to() "the system of a job is the one that is written to, such as a [system.NAME.glpi]";
    inventory_goes_into_glpi(name, kind) "`{name}` is of kind {kind}: inventory is written into a GLPI";
    takes_no_inventory(name, why) "`{name}` takes no inventory: {why}";
    limit_of_what() "percent = 10, count = 100 or both; \"off\" instead of the table for no limit";
    no_such_limit(word) "a limit cannot be `{word}`";
    records() "records";
    tickets() "tickets";
    reference_data() "reference data";
    two_kinds(key, kind, first, first_kind)
        "`{key}` belongs to a job for {kind}, and `{first}` makes this one for {first_kind}";
    own_file_each()
        "give each its own file: records have `system` and `feed`, tickets have `monitors` and `rule`, \
         reference data has `refs`";
    refs_missing() "what is pulled: [refs] with systems = [\"glpi\"]";
    systems_of_refs() "systems of stocktake.toml that have tickets: systems = [\"glpi\"]";
    no_system_to_pull_from() "there is no system to pull from";
}
