//! Reference data: pulling it, and what is no longer there.

use super::messages;
use crate::model::said::{Said, Say};
use crate::model::ticket::RefKind;

messages! { "refs";
    row_lacks(field) "an entry needs `{field}`"
        = "une entrée a besoin de `{field}`";
    row_of_no_kind(kinds) "it is of none of the kinds of the feed: {kinds}"
        = "elle n'est d'aucun des types du flux\u{a0}: {kinds}";
    not_whole(trouble) "{trouble}; nothing is kept, since the list is not whole"
        = "{trouble}\u{a0}; rien n'est conservé, car la liste n'est pas complète";
    fed_by(system, mapping) "{system} from the mapping {mapping}"
        = "{system}, de la correspondance {mapping}";
    a_company() "company"
        = "société";
    a_contact() "contact"
        = "contact";
    a_team() "team"
        = "équipe";
    a_service() "service"
        = "service";
    a_service_element() "service element"
        = "élément de service";
    a_contract() "contract"
        = "contrat";
    a_ci() "ci"
        = "CI";
    a_category() "category"
        = "catégorie";
    a_choice() "choice"
        = "valeur";
    warning(suspicion) "warning: {suspicion}"
        = "attention\u{a0}: {suspicion}";
    nothing_of_this() "there is nothing of this kind"
        = "il n'y a rien de ce type";
    no_company(system, name) "`{system}` has no company `{name}`"
        = "`{system}` n'a pas de société `{name}`";
    several_companies(name, ids) "`{name}` means several companies: name one by its id ({ids})"
        = "`{name}` désigne plusieurs sociétés\u{a0}: indiquez l'id de l'une d'elles ({ids})";
    of_parent(name, parent) "{name} (of {parent})"
        = "{name} (de {parent})";
    never_pulled(system)
        "`{system}` was never pulled: this is what it shows now; there is no state database to keep it in"
        = "les données de `{system}` n'ont jamais été récupérées\u{a0}: voici ce qu'il affiche \
           maintenant\u{a0}; il n'y a pas de base d'état pour les conserver";
    never_asked(system, kinds) "`{system}` was never asked for {kinds}: it was now, and it is kept"
        = "`{system}` n'avait jamais été interrogé sur {kinds}\u{a0}: c'est fait, et le résultat est \
           conservé";
    gone_since(day) "gone since {day}"
        = "disparu depuis le {day}";
    minutes(minutes) "{minutes} min"
        = "{minutes} min";
    no_longer_shown(desk, kind, name, id, since, who)
        "`{desk}` no longer shows the {kind} `{name}` ({id}) since {since}; it is named by {who}."
        = "`{desk}` n'affiche plus l'entrée `{name}` ({kind}, {id}) depuis {since}\u{a0}; elle est nommée \
           par {who}.";
    rule_of(rule, job) "the rule `{rule}` of the job {job}"
        = "la règle `{rule}` de la tâche {job}";
    link_of(company, site) "the link of {company}{site}"
        = "le lien de {company}{site}";
    stopped_before(system) "stopped before `{system}` was asked"
        = "arrêt avant l'interrogation de `{system}`";
    reading(system) "reading the reference data of {system}"
        = "lecture des données de référence de {system}";
    not_pulled(system, error) "{system}: not pulled, what is known stays: {error}"
        = "{system}\u{a0}: données non récupérées, ce qui est connu est gardé\u{a0}: {error}";
    first_time() "pulled for the first time"
        = "première récupération";
    nothing_changed() "nothing changed"
        = "aucun changement";
    only_some_left(system, count, kind, before)
        "{system}: only {count} of kind {kind} after {before}: has our account lost a right there?"
        = "{system}\u{a0}: plus que {count} de type {kind}, contre {before} auparavant\u{a0}: notre compte \
           y a-t-il perdu un droit\u{a0}?";
    cannot_keep(system) "the reference data of `{system}` cannot be kept"
        = "les données de référence de `{system}` ne peuvent pas être enregistrées";
    not_there_any_more() "Not there any more:"
        = "Disparus\u{a0}:";
    more_gone(n, list) "… and {n} more: {list}"
        = "… et {n} de plus\u{a0}: {list}";
    never() "never"
        = "jamais";
    now() "now"
        = "à l'instant";
    hours(hours) "{hours} h"
        = "{hours} h";
    days(days) "{days} d"
        = "{days} j";
    new(n) "{n} new"
        = "{n} {n:nouveau|nouveaux}";
    changed(n) "{n} changed"
        = "{n} {n:modifié|modifiés}";
    disappeared(n) "{n} disappeared"
        = "{n} {n:disparu|disparus}";
    pulled(system, n, told) "{system}: {n} {n:entry|entries} ({told})"
        = "{system}\u{a0}: {n} {n:entrée|entrées} ({told})";
}

/// What is looked up, as a word of a sentence. In files and tables stands the key.
impl Say for RefKind {
    fn said(&self) -> Said {
        match self {
            Self::Company => a_company(),
            Self::Contact => a_contact(),
            Self::Team => a_team(),
            Self::Service => a_service(),
            Self::ServiceElement => a_service_element(),
            Self::Contract => a_contract(),
            Self::Ci => a_ci(),
            Self::Category => a_category(),
            Self::Choice => a_choice(),
        }
        .said()
    }
}
