//! Names in rules, and why a desk does not know them.

use super::messages;

messages! { "names";
    no_column(key, class, product)
        "{key}: `{class}` of {product} has no column for it, take `{key}` out of the rule"
        = "{key}\u{a0}: `{class}` de {product} n'a pas de colonne pour cela, enlevez `{key}` de la règle";
    no_company(who, desk) "company: {who} has no company in `{desk}`"
        = "company\u{a0}: {who} n'a pas de société dans `{desk}`";
    link_leads_there(error, who) "{error} (the link of {who} leads there)"
        = "{error} (le lien de {who} y mène)";
    no_value(column, value, desk, near)
        "fields.{column}: `{value}` is not one of its values in `{desk}`; nearest: {near}"
        = "fields.{column}\u{a0}: `{value}` n'est pas une de ses valeurs dans `{desk}`\u{a0}; les plus \
           proches\u{a0}: {near}";
    not_pulled(desk) "the reference data of `{desk}` cannot be pulled"
        = "les données de référence de `{desk}` ne peuvent pas être récupérées";
    no_tickets(desk) "the system `{desk}` has no tickets"
        = "le système `{desk}` n'a pas de tickets";
    shows_none(key, name, desk) "{key} `{name}` is not known in `{desk}`, which shows none at all"
        = "{key} `{name}` n'est pas connu dans `{desk}`, qui n'en affiche aucun";
    nothing_alike(key, name, desk) "{key} `{name}` is not known in `{desk}`, and nothing there is like it"
        = "{key} `{name}` n'est pas connu dans `{desk}`, et rien n'y ressemble";
    nearest_are(key, name, desk, near) "{key} `{name}` is not known in `{desk}`; nearest: {near}"
        = "{key} `{name}` n'est pas connu dans `{desk}`\u{a0}; les plus proches\u{a0}: {near}";
    taken_instead(why, other) "{why}; `{other}` is taken instead"
        = "{why}\u{a0}; `{other}` est pris à la place";
    another_parent() "another parent"
        = "un autre parent";
    of_other_parent(key, what, desk, parent)
        "{key} {what} of `{desk}` belongs to {parent} and does not suit this ticket"
        = "{key} {what} de `{desk}` dépend de {parent} et ne convient pas à ce ticket";
    company(id) "company {id}"
        = "société {id}";
    more(more) "{more} more"
        = "{more} de plus";
    not_open_to(key, what, desk, ours, theirs)
        "{key} {what} of `{desk}` is not open to the company {ours}: it is of {theirs}"
        = "{key} {what} de `{desk}` n'est pas accessible à la société {ours}\u{a0}: c'est réservé à {theirs}";
    and_more(more) " and {more} more"
        = " et {more} de plus";
    names_several(key, name, entries, desk, some, more, how)
        "{key} `{name}` names {entries} entries of `{desk}`: {some}{more}; give {how}"
        = "{key} `{name}` désigne {entries} entrées de `{desk}`\u{a0}: {some}{more}\u{a0}; indiquez {how}";
    inactive_by_now(key, what, desk) "{key} {what} of `{desk}` is inactive by now"
        = "{key} {what} de `{desk}` est devenu inactif";
    gone_by_now(key, what, desk) "{key} {what} of `{desk}` is deleted by now"
        = "{key} {what} de `{desk}` a été supprimé entre-temps";
    not_shown_by_now(key, what, desk)
        "{key} {what} is not shown by `{desk}` any more: it was deleted, or our user does not see it now"
        = "{key} {what} n'est plus montré par `{desk}`\u{a0}: supprimé, ou hors de la vue de notre \
           utilisateur";
    the_path_or_the_id() "the path or the id"
        = "le chemin ou l'id";
    the_id() "the id"
        = "l'id";
}
