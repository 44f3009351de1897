//! Why a change waits for a person.

use super::messages;

messages! { "hold";
    names_another(by, id, label)
        "{by} is that of #{id} {label}: which of the two the row means is not certain"
        = "{by} appartient à #{id} {label}\u{a0}: on ne sait pas avec certitude lequel des deux la ligne \
           désigne";
    has_another(by, key) "{by} is of no item; the one that {key} finds has another value there"
        = "aucun élément n'a {by}\u{a0}; l'élément trouvé par {key} a une autre valeur";
    deleted(class, id) "its {class} #{id} was deleted for good by hand"
        = "l'élément {class} #{id} a été supprimé définitivement à la main";
    from_to(path, before, after) "{path} from {before} to {after}"
        = "{path}\u{a0}: {before} deviendrait {after}";
    changes(change) "{change} is a change that waits"
        = "{change} (un tel changement attend une approbation)";
    is_less(change) "{change} is lower"
        = "{change} (en baisse)";
    ends_instead(what, to, was) "the {what} would end on {to} instead of {was}"
        = "la fin de validité ({what}) serait avancée au {to} au lieu du {was}";
    has_no_end(what, was) "the {what}, which ends on {was}, would no longer have an end date"
        = "la fin de validité ({what}), fixée au {was}, serait effacée";
    is_shorter(change) "{change} is shorter"
        = "{change} (plus court)";
    is_earlier(change) "{change} is earlier"
        = "{change} (plus tôt)";
    ends_though_for_life(what, to) "the {what}, which is for life, would end on {to}"
        = "la validité ({what}), à vie aujourd'hui, prendrait fin le {to}";
    no_longer_for_life(what) "the {what} would no longer be for life"
        = "la validité ({what}) ne serait plus à vie";
    warranty() "warranty"
        = "garantie";
    new_item() "a new item"
        = "un nouvel élément";
    moved_here(column, value) "{column} {value} moved here: another item had it"
        = "{column} {value} est arrivé ici\u{a0}: un autre élément l'avait";
    moves_from_who_gets_it(column, value, item, label)
        "{column} {value} moves here: {item} {label} gets it"
        = "{column} {value} change d'élément\u{a0}: {item} {label} le reçoit";
    moves_from_who_has_it(column, value, item, label) "{column} {value} moves here: {item} {label} has it"
        = "{column} {value} change d'élément\u{a0}: {item} {label} l'a";
}
