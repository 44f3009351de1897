//! What people are asked about a plan, and how they may answer.

use super::messages;

messages! { "question";
    may_be_any(source, n, class, by, items, more)
        "The record of {source} may be any of {n} {class} items with {by}: {items}{more}.";
    leave_key_to_one(by, class) "leave {by} to one of the {class} items and put the others in the trash";
    both_changed(field, desk, source)
        "{field} is {desk} now and {source} in the source; both changed since it was last written.";
    choose_value(class, remote_id, field)
        "give {class} #{remote_id} the source's value by hand, or correct the source; on_conflict of \
         `{field}` decides for good";
    source_still_has_it(reason) "the source still has it: {reason}";
    restore_or_leave(class, id)
        "restore {class} #{id} there, or take its record out of the source; `questions close` leaves it so";
    part_removed(field, source)
        "{field} was removed by hand since it was last written; the source still has it ({source}).";
    name_made_again(class, path, run, day)
        "{class} `{path}` was made by run {run} on {day} and deleted since; rows of the source need it, so it is \
         made again.";
    let_name_be()
        "where it is to stay away: another word in the source or by the mapping, or `missing = \"skip\"` or \
         `\"reject\"` for its field";
    give_back_or_take_out(field)
        "give it back by hand, or take it out of the source; on_conflict of `{field}` decides for good";
    silent_job(job, class)
        "{job} has had no good run for longer than [authority.{class}] allows: its values of {class} are \
         written over by lower jobs";
    run_job(job) "stocktake run {job}";
    currencies(path) "currencies of {path}";
    several_currencies(currencies) "Amounts are stored without a currency: {currencies}.";
    convert_currencies() "convert them in the source, or leave one currency out with `only_if`";
    back_and_forth(path, class, label, runs, live, source)
        "{path} of {class} {label} has changed back and forth {runs} runs in a row: it is {live} now, and \
         {source} in the source";
    give_one_value(mapping)
        "give both sides one value, or set on_conflict = \"human\" for it in mappings/{mapping}.toml";
    not_written_yet(class, label, reason) "{class} {label} is not written yet: {reason}";
    approve(key) "stocktake approve RUN --only {key}";
    lines_overlap(first, second) "Two of its contract lines overlap: {first} and {second}.";
    correct_days() "correct the days of one line in the source";
    lock_ends(field, class, item, ends, until, owner, reason)
        "the lock on {field} of {class} {item} {ends} on {until} ({owner}: {reason})";
    lock_longer() "give it a later day in locks.toml, or take it out";
    bring_back_or_trash()
        "bring it back into the source; or put it in the trash by hand (and stop its agent): it stays \
         there, and is never purged";
    bring_back_or_trash_by_hand() "bring it back into the source, or put it in the trash by hand";
    flagged_and_changed(who, column)
        "the source no longer has it; it was flagged as missing, and {who} has changed its {column} \
         since: it is not put in the trash";
    and_more() " and more";
    back_from_trash(who) "the source no longer has it, and {who}";
    taken_out_by_agent() "GLPI took it out of the trash again: an agent reports it";
    taken_out_by_person() "a person took it out of the trash again";
    person_or_agent() "a person, or an agent that reports it,";
    person() "a person";
    silent(job) "{job} (silent)";
    price_currency(n, currency, first) "{n} {n:price|prices} in {currency}, first in {first}";
}
