//! Links of companies to those of a desk.

use super::messages;

messages! { "company_links";
    the_company() "the company"
        = "la société";
    the_site() "the site"
        = "le site";
    no_name(what) "{what} has no name"
        = "{what} n'a pas de nom";
    site_of(site, company) "the site `{site}` of `{company}`"
        = "le site `{site}` de `{company}`";
    stands_in_file(who, desk) "the link of {who} in `{desk}` comes from links.toml: change it there"
        = "le lien de {who} dans `{desk}` vient de links.toml\u{a0}: modifiez-le dans ce fichier";
    moved(who, desk) "the link of {who} in `{desk}` is another one by now: look at it once more"
        = "le lien de {who} dans `{desk}` a changé entre-temps\u{a0}: regardez-le de nouveau";
    only_sites_inherit() "only a site can do without the company of its company: name the site"
        = "seul un site peut se passer de la société dont il dépend\u{a0}: indiquez le site";
    has_none() "has no company"
        = "n'a pas de société";
    is(name, id) "is `{name}` ({id})"
        = "est `{name}` ({id})";
    now(who, shown, desk) "{who} {shown} in `{desk}`"
        = "{who} {shown} dans `{desk}`";
    unknown(who, desk, near) "there is no link of {who} in `{desk}`{near}"
        = "il n'y a pas de lien de {who} dans `{desk}`{near}";
    gone(who, desk) "the link of {who} in `{desk}` is gone"
        = "le lien de {who} dans `{desk}` est supprimé";
    nothing_linked()
        "no company is linked: each is looked up by its own name; see stocktake links set --help"
        = "aucune société n'est liée\u{a0}: chacune est cherchée par son propre nom\u{a0}; voir stocktake \
           links set --help";
    not_inherited() "- (does not inherit)"
        = "- (sans héritage)";
    in_state() "state"
        = "base d'état";
    inherited() "inherited"
        = "hérité";
    overruled() "state, links.toml takes precedence"
        = "base d'état, links.toml l'emporte";
}
