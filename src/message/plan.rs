//! A plan as people read it, on the terminal and as Markdown, and what it notes beside its changes.

use super::messages;

messages! { "plan";
    idle_lock(class, item, field) "locks.toml: no {class} is `{item}`; the lock on {field} holds nothing";
    not_all_read() "not all of the source was read";
    title(job, system) "Plan of {job} for {system}";
    counts(create, update, retire, restore, unchanged, rejected)
        "{create} to create, {update} to update, {retire} to retire, {restore} to restore, {unchanged} \
         unchanged, {rejected} rejected";
    references_title(n) "Names to create first ({n})";
    changes_title(n) "Changes ({n})";
    more_in_file(n) "… and {n} more; --out FILE or --format json has them all";
    held_title(n) "Held for approval ({n})";
    more(n) "… and {n} more";
    kept_title(n) "Kept as a person left them ({n})";
    kept_line(class, item, id, field, desk, source, reason)
        "{class} {item} #{id}: {field} stays {desk}, the source has {source} ({reason})";
    rejected_title(n) "Rejected ({n})";
    refused_title() "Refused";
    digest(digest) "Digest {digest}";
    absent_title(n) "Missing, not retired yet ({n})";
    absent_line(class, item, id, runs, of) "{class} {item} #{id}: absent in {runs} of {of} runs";
    found_by(key) ", found by {key}";
    put_in_trash() "put in the trash: the source no longer has it";
    deleted() "deleted for good, out of the trash: this cannot be taken back";
    taken_out() "taken out of the trash";
    link_to(item) "link to {item}";
    link_to_id(id) "link to #{id}";
    adoption_field(field, n, examples) "{field} would be written over on {n}: {examples}";
    refused_by(limit, reason) "**Refused** by `{limit}`: {reason}";
    names_first() "Names to create first";
    markdown_digest(digest) "Digest `{digest}`";
    cells_of_a_link(head, class, item) "{head} {class} link | | {item} |";
    left_to_job(class, path, n, job)
        "{class} {path}: {n} {n:value is|values are} left to {job}, which ranks higher";
    neither_retired_nor_counted(class, n, doubt)
        "{class}: {n} missing {n:item is|items are} neither retired nor counted as missing: {doubt}";
    may_be_the_missing_one() "; it may be the one missing item, which is not retired";
    may_be_missing(n) "; it may be one of the {n} missing items, none of which is retired";
    row_goes_on() " (the rest of the row is used)";
    adoption(class, n, agree)
        "{class}: {n} {n:item is|items are} matched for the first time; {agree} agree in every field";
    changes() "Changes";
    held() "Held for approval";
    kept() "Kept as a person left them";
    rejected() "Rejected";
    operation_columns() "| create | update | retire | restore | unchanged | reject |";
    change_columns() "| | class | item | id | field | before | after |";
    kept_columns() "| class | item | field | desk | source | why |";
    reject_columns() "| where | field | why |";
    new_one() "the new one";
}
