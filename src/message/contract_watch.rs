//! What people are told of contracts and warranties that end or overlap.

use super::messages;

messages! { "contract_watch";
    ended(day) "It ended on {day}"
        = "Terminé depuis le {day}";
    ends_without_renewal(day) "It ends on {day} and is not renewed"
        = "Se termine le {day}, sans renouvellement";
    ended_without_express_renewal(day) "It ended on {day} and was to be renewed expressly"
        = "Terminé depuis le {day}\u{a0}; le renouvellement devait être demandé expressément";
    ends_unless_renewed(day) "It ends on {day} unless it is renewed"
        = "Se termine le {day}, sauf renouvellement";
    renews_itself(day, months) "Its term ends on {day}; it renews itself for {months} months"
        = "L'échéance est le {day}\u{a0}; renouvellement tacite pour {months} mois";
    notice_was_due(day) "; notice had to be given by {day}"
        = "\u{a0}; le préavis devait être donné au plus tard le {day}";
    notice_is_due(day) "; notice has to be given by {day}"
        = "\u{a0}; le préavis doit être donné au plus tard le {day}";
    give_notice() "give notice, or let it go on"
        = "résiliez-le, ou laissez-le se poursuivre";
    renew_or_let_end() "renew it, or let it end"
        = "renouvelez-le, ou laissez-le se terminer";
    both_called(text) "; both are called `{text}`"
        = "\u{a0}; les deux s'appellent `{text}`";
    overlap(from, until) "overlap from {from} to {until}"
        = "se chevauchent du {from} au {until}";
    may_be_the_same() "may be the same"
        = "sont peut-être le même";
    more(n) "{n} more"
        = "{n} de plus";
    both_cover(class, items, how, same) "Both cover {class} {items} and {how}{same}."
        = "Les deux couvrent {class} {items} et {how}{same}.";
    unlink_one() "end or unlink one of the two"
        = "mettez fin à l'un des deux, ou détachez-le";
    contract(id) "Contract #{id}"
        = "Contrat #{id}";
    warranty_until(n, class, end) "Warranty of {n} {class} until {end}"
        = "Garantie de {n} {class} jusqu'au {end}";
    extend_or_replace() "extend, replace, or let it end"
        = "prolongez, remplacez ou laissez expirer";
    covers(n) "It covers {n} {n:item|items}."
        = "Couvre {n} {n:élément|éléments}.";
    warranties_ended(n, class, items, end)
        "The {n:warranty|warranties} of {class} {items} ended on {end}."
        = "{n:La garantie|Les garanties} de {class} {items} {n:est terminée|sont terminées} depuis le {end}.";
    warranties_last(n, class, items, end)
        "The {n:warranty|warranties} of {class} {items} {n:lasts|last} until {end}."
        = "{n:La garantie|Les garanties} de {class} {items} {n:court|courent} jusqu'au {end}.";
}
