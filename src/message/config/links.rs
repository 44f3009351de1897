//! Problems of `links.toml`.

use crate::message::messages;

messages! { "config.links";
    of_site(site) ", site `{site}`,";
    linked_already(company, of_site, desk) "the company `{company}`{of_site} has a link in `{desk}` already";
    keep_one() "keep one of them";
    company_missing() "the company as sources and monitors name it: company = \"Fabrikam\"";
    desk_missing() "a system of stocktake.toml that has tickets: desk = \"glpi\"";
    nothing_inherited() "with `to`, nothing is inherited";
    to_or_inherit() "to = \"…\" for a company there, or inherit = false for none";
    site_inherits() "a site inherits unless it is said otherwise";
    leave_whole_link_out() "leave the whole link out, or write inherit = false";
    inherit_without_site() "`inherit` goes with `site`";
    name_the_site() "name the site, or leave the link out: a company without a link is found by its own name";
    to_missing()
        "the company as that system names it: to = \"Root entity > Fabrikam\"; inherit = false for a site \
         that has none there";
}
