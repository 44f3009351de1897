//! Why a dictionary rule of the desk is not applied.

use super::messages;

messages! { "dictionary";
    not_applied(rule, class, why) "the dictionary rule `{rule}` for {class} is not applied: {why}"
        = "la règle de dictionnaire `{rule}` pour {class} n'est pas appliquée\u{a0}: {why}";
    condition_of_desk_only(condition, criterion)
        "its condition {condition} on `{criterion}` cannot be judged here"
        = "sa condition {condition} sur `{criterion}` ne peut pas être évaluée ici";
    criterion_without_field(criterion)
        "its criterion `{criterion}` asks for something that records do not have"
        = "son critère `{criterion}` porte sur une donnée que les enregistrements n'ont pas";
    pattern_unreadable(pattern, why) "its pattern `{pattern}` cannot be read here: {why}"
        = "son motif `{pattern}` ne peut pas être lu ici\u{a0}: {why}";
    blank() "it is blank"
        = "il est vide";
    no_delimiters() "it has no delimiters"
        = "il n'a pas de délimiteurs";
    no_end() "its end is missing"
        = "son délimiteur de fin manque";
    unknown_flag(flag) "its flag `{flag}`"
        = "option `{flag}` inconnue";
    no_regular_expression() "it is not a regular expression of the kind used here"
        = "ce n'est pas une expression régulière du type utilisé ici";
}
