//! What a dictionary rule of the desk says, and why it is not applied.

use super::{Message, messages};
use crate::model::dictionary::{Condition, Criterion, DictionaryRule, Naming};
use crate::model::said::{Said, Say};

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
    has_none(system) "`{system}` has no dictionaries"
        = "`{system}` n'a pas de dictionnaires";
    no_rules() "there is no active rule"
        = "il n'y a pas de règle active";
    head_class() "CLASS"
        = "CLASSE";
    head_rule() "RULE"
        = "RÈGLE";
    head_when() "WHEN"
        = "QUAND";
    head_does() "BECOMES"
        = "DEVIENT";
    head_not_applied() "NOT APPLIED HERE"
        = "NON APPLIQUÉE ICI";
    the_name() "the name"
        = "le nom";
    criterion_any(of) "any {of}"
        = "n'importe quel texte pour {of}";
    criterion_is(of, pattern) "{of} is `{pattern}`"
        = "{of} est `{pattern}`";
    criterion_is_not(of, pattern) "{of} is not `{pattern}`"
        = "{of} n'est pas `{pattern}`";
    criterion_contains(of, pattern) "{of} contains `{pattern}`"
        = "{of} contient `{pattern}`";
    criterion_contains_not(of, pattern) "{of} does not contain `{pattern}`"
        = "{of} ne contient pas `{pattern}`";
    criterion_begins(of, pattern) "{of} begins with `{pattern}`"
        = "{of} commence par `{pattern}`";
    criterion_ends(of, pattern) "{of} ends with `{pattern}`"
        = "{of} finit par `{pattern}`";
    criterion_matches(of, pattern) "{of} matches `{pattern}`"
        = "{of} correspond à `{pattern}`";
    criterion_matches_not(of, pattern) "{of} does not match `{pattern}`"
        = "{of} ne correspond pas à `{pattern}`";
    criterion_exists(of) "there is a text for {of}"
        = "il y a un texte pour {of}";
    criterion_exists_not(of) "there is no text for {of}"
        = "il n'y a pas de texte pour {of}";
    criterion_other(of, number, pattern) "condition {number} on {of}: `{pattern}`"
        = "condition {number} sur {of}\u{a0}: `{pattern}`";
    becomes(to) "`{to}`"
        = "`{to}`";
    becomes_groups(to) "`{to}`, with the groups of the expression"
        = "`{to}`, avec les groupes de l'expression";
    stays() "stays as it is; no later rule is tried"
        = "reste tel quel\u{a0}; aucune règle suivante n'est essayée";
    not_imported() "is not imported"
        = "n'est pas importé";
    beside(of, to) "{of}: {to}"
        = "{of}\u{a0}: {to}";
}

/// A criterion in words; `of` is what it is about.
pub(crate) fn criterion(of: impl Say, criterion: &Criterion) -> Message {
    let pattern = criterion.pattern.as_str();
    if pattern == "*" {
        return criterion_any(of);
    }
    match criterion.condition {
        Condition::Is => criterion_is(of, pattern),
        Condition::IsNot => criterion_is_not(of, pattern),
        Condition::Contains => criterion_contains(of, pattern),
        Condition::ContainsNot => criterion_contains_not(of, pattern),
        Condition::Begins => criterion_begins(of, pattern),
        Condition::Ends => criterion_ends(of, pattern),
        Condition::Matches => criterion_matches(of, pattern),
        Condition::MatchesNot => criterion_matches_not(of, pattern),
        Condition::Exists => criterion_exists(of),
        Condition::ExistsNot => criterion_exists_not(of),
        Condition::Find => criterion_any(of),
        Condition::Other(number) => criterion_other(of, number, pattern),
    }
}

/// What a rule makes of a text, in words.
pub(crate) fn naming(naming: &Naming) -> Message {
    match naming {
        Naming::Assign(to) => becomes(to),
        Naming::Groups(to) => becomes_groups(to),
        Naming::Keep => stays(),
    }
}

/// What a rule does, in words: the name first.
pub(crate) fn does(rule: &DictionaryRule) -> Said {
    if rule.is_ignored {
        return not_imported().said();
    }
    let also = rule.also.iter().map(|(of, to)| beside(of, naming(to)).said());
    super::list::in_a_row(std::iter::once(naming(&rule.naming).said()).chain(also).collect::<Vec<_>>())
}
