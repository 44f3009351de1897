//! Problems of `links.toml`.

use crate::message::messages;

messages! { "config.links";
    of_site(site) ", site `{site}`,"
        = ", site `{site}`,";
    linked_already(company, of_site, desk) "the company `{company}`{of_site} has a link in `{desk}` already"
        = "la société `{company}`{of_site} a déjà un lien dans `{desk}`";
    keep_one() "keep one of them"
        = "gardez-en un seul";
    company_missing() "the company as sources and monitors name it: company = \"Fabrikam\""
        = "la société comme les sources et la supervision la nomment\u{a0}: company = \"Fabrikam\"";
    desk_missing() "a system of stocktake.toml that has tickets: desk = \"glpi\""
        = "un système de stocktake.toml qui a des tickets\u{a0}: desk = \"glpi\"";
    nothing_inherited() "with `to`, nothing is inherited"
        = "avec `to`, rien n'est hérité";
    to_or_inherit() "to = \"…\" for a company there, or inherit = false for none"
        = "to = \"…\" pour une société de cet outil, ou inherit = false pour aucune";
    site_inherits() "a site inherits unless it is said otherwise"
        = "un site hérite, sauf indication contraire";
    leave_whole_link_out() "leave the whole link out, or write inherit = false"
        = "enlevez tout le lien, ou écrivez inherit = false";
    inherit_without_site() "`inherit` goes with `site`"
        = "`inherit` va avec `site`";
    name_the_site() "name the site, or leave the link out: a company without a link is found by its own name"
        = "nommez le site, ou enlevez le lien\u{a0}: une société sans lien est cherchée par son propre nom";
    to_missing()
        "the company as that system names it: to = \"Root entity > Fabrikam\"; inherit = false for a site \
         that has none there"
        = "la société comme ce système la nomme\u{a0}: to = \"Root entity > Fabrikam\"\u{a0}; inherit = \
           false pour un site qui n'y en a pas";
}
