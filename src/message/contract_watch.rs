//! What people are told of contracts and warranties that end or overlap.

use super::messages;

messages! { "contract_watch";
    ended(day) "It ended on {day}";
    ends_without_renewal(day) "It ends on {day} and is not renewed";
    ended_without_express_renewal(day) "It ended on {day} and was to be renewed expressly";
    ends_unless_renewed(day) "It ends on {day} unless it is renewed";
    renews_itself(day, months) "Its term ends on {day}; it renews itself for {months} months";
    notice_was_due(day) "; notice had to be given by {day}";
    notice_is_due(day) "; notice has to be given by {day}";
    give_notice(contract) "give notice for Contract #{contract}, or let it go on";
    renew_or_let_end(contract) "renew Contract #{contract}, or let it end";
    both_called(text) "; both are called `{text}`";
    overlap(from, until) "overlap from {from} to {until}";
    may_be_the_same() "may be the same";
    more(n) "{n} more";
    both_cover(class, items, how, same) "Both cover {class} {items} and {how}{same}.";
    unlink_one(first, second) "end or unlink Contract #{first} or #{second}";
    contract(id) "Contract #{id}";
    warranty_until(n, class, end) "Warranty of {n} {class} until {end}";
    extend_or_replace() "extend, replace, or let it end";
    covers(n) "It covers {n} {n:item|items}.";
    warranties_last(n, class, items, end)
        "The {n:warranty|warranties} of {class} {items} {n:lasts|last} until {end}.";
}
