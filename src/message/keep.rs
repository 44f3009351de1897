//! Why a field or an item stays as a person left it, or as the desk has it.

use super::messages;

messages! { "keep";
    edited_by_hand() "edited by hand since it was last written"
        = "modifié à la main depuis la dernière écriture";
    edited_and_source_changed() "edited by hand, and the source changed too"
        = "modifié à la main, et la source a changé aussi";
    back_and_forth(runs) "changed back and forth {runs} runs in a row; not written until someone decides"
        = "change sans cesse depuis {runs} exécutions\u{a0}; rien n'est écrit tant que personne n'a tranché";
    refused_before(day, again) "locked: the value was not taken on {day}; tried again on {again}"
        = "verrouillé\u{a0}: la valeur n'a pas été acceptée le {day}\u{a0}; nouvel essai le {again}";
    locked_since(since) "locked since {since}"
        = "verrouillé depuis le {since}";
    part_removed() "removed by hand since it was last written"
        = "enlevé à la main depuis la dernière écriture";
    contract_unlinked() "taken from the item by hand since it was linked"
        = "détaché de l'élément à la main depuis qu'il y a été lié";
    element_removed() "removed by hand since it was last seen"
        = "enlevé à la main depuis la dernière lecture";
    element_edited() "the source no longer has it, and it was edited by hand"
        = "la source ne l'a plus, et il a été modifié à la main";
    in_the_trash() "in the trash"
        = "dans la corbeille";
    there_again() "there again"
        = "de nouveau présent";
    both_changed() "both changed: decide which value holds"
        = "les deux ont changé\u{a0}: décidez quelle valeur garder";
    there() "there"
        = "présent";
    no_longer_there() "no longer there"
        = "absent";
    locked_by(owner, reason) "locked in locks.toml by {owner}: {reason}"
        = "verrouillé dans locks.toml par {owner}\u{a0}: {reason}";
    locked_by_until(owner, day, reason) "locked in locks.toml by {owner} until {day}: {reason}"
        = "verrouillé dans locks.toml par {owner} jusqu'au {day}\u{a0}: {reason}";
}
