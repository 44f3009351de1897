//! Names in rules, and why a desk does not know them.

use super::messages;

messages! { "names";
    no_column(key, class, product)
        "{key}: `{class}` of {product} has no column for it, take `{key}` out of the rule";
    no_company(who, desk) "company: {who} has no company in `{desk}`";
    link_leads_there(error, who) "{error} (the link of {who} leads there)";
    no_value(column, value, desk, near)
        "fields.{column}: `{value}` is not one of its values in `{desk}`; nearest: {near}";
    not_pulled(desk) "the reference data of `{desk}` cannot be pulled";
    no_tickets(desk) "the system `{desk}` has no tickets";
    shows_none(key, name, desk) "{key} `{name}` is not known in `{desk}`, which shows none at all";
    nothing_alike(key, name, desk) "{key} `{name}` is not known in `{desk}`, and nothing there is like it";
    nearest_are(key, name, desk, near) "{key} `{name}` is not known in `{desk}`; nearest: {near}";
    another_parent() "another parent";
    of_other_parent(key, what, desk, parent)
        "{key} {what} of `{desk}` belongs to {parent} and does not suit this ticket";
    company(id) "company {id}";
    more(more) "{more} more";
    not_open_to(key, what, desk, ours, theirs)
        "{key} {what} of `{desk}` is not open to the company {ours}: it is of {theirs}";
    and_more(more) " and {more} more";
    names_several(key, name, entries, desk, some, more, how)
        "{key} `{name}` names {entries} entries of `{desk}`: {some}{more}; give {how}";
    inactive_by_now(key, what, desk) "{key} {what} of `{desk}` is inactive by now";
    gone_by_now(key, what, desk) "{key} {what} of `{desk}` is deleted by now";
    the_path_or_the_id() "the path or the id";
    the_id() "the id";
}
