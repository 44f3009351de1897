//! Links of companies to those of a desk.

use super::messages;

messages! { "company_links";
    the_company() "the company";
    the_site() "the site";
    no_name(what) "{what} has no name";
    site_of(site, company) "the site `{site}` of `{company}`";
    stands_in_file(who, desk) "the link of {who} in `{desk}` comes from links.toml: change it there";
    has_none() "has no company";
    is(name, id) "is `{name}` ({id})";
    now(who, shown, desk) "{who} {shown} in `{desk}`";
    unknown(who, desk, near) "there is no link of {who} in `{desk}`{near}";
    gone(who, desk) "the link of {who} in `{desk}` is gone";
    nothing_linked()
        "no company is linked: each is looked up by its own name; see stocktake links set --help";
    not_inherited() "- (does not inherit)";
    overruled() "state, links.toml takes precedence";
}
