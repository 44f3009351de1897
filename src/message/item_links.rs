//! Links of records to items.

use super::messages;
use crate::model::company_link::LinkedTo;
use crate::model::link::Ownership;
use crate::model::link_change::{ByHand, Changed, Tie};
use crate::model::said::Said;

messages! { "item_links";
    no_key(most) "a record is named by its key in the source, of {most} characters at most"
        = "un enregistrement est désigné par sa clé dans la source, de {most} caractères au plus";
    which_class(job, classes) "{job} keeps {classes}: say which class is meant"
        = "{job} gère {classes}\u{a0}: précisez la classe";
    no_class(job, class, classes) "{job} keeps no {class}; it keeps {classes}"
        = "{job} ne gère pas de {class}\u{a0}; classes gérées\u{a0}: {classes}";
    no_item(class, id, system) "`{system}` shows no {class} #{id} to us"
        = "`{system}` ne nous montre pas de {class} n°{id}";
    none(key, job) "no item is linked to `{key}` by {job}"
        = "aucun élément n'est lié à `{key}` par {job}";
    is_so_already(key, item) "`{key}` is linked to #{item} already"
        = "`{key}` est déjà lié au n°{item}";
    moved(key) "the link of `{key}` is another one by now: look at it once more"
        = "le lien de `{key}` a changé entre-temps\u{a0}: regardez-le de nouveau";
    taken(item, other) "#{item} is the item of `{other}`: unlink that record first"
        = "le n°{item} est l'élément de `{other}`\u{a0}: supprimez d'abord ce lien";
    shared(item, others) "#{item} is the item of {others}, too, and each of the jobs would write to it: --share links it all the same"
        = "le n°{item} est aussi l'élément de {others}, et chacune des tâches y écrirait\u{a0}: --share le lie quand même";
    record_of_job(key, job) "`{key}` of {job}"
        = "`{key}` de {job}";
    trashed(item) "#{item} is in the trash: take it out there first"
        = "le n°{item} est dans la corbeille\u{a0}: sortez-l'en d'abord";
    changed_since(key, by, run)
        "{by} changed the link of {key} after run {run} had planned: run the job anew"
        = "{by} a modifié le lien de {key} après la planification de l'exécution {run}\u{a0}: relancez la tâche";
    linked(key, item, name) "`{key}` is #{item} ({name})"
        = "`{key}` est le n°{item} ({name})";
    gone(key, item) "`{key}` is no longer linked to #{item}: the next run looks for its item by the keys of the mapping, and \
                     makes a new one where it finds none"
        = "`{key}` n'est plus lié au n°{item}\u{a0}: la prochaine exécution cherche son élément par les clés de la \
           correspondance, et en crée un nouveau si elle n'en trouve pas";
    nothing_linked() "no item is linked so"
        = "aucun élément n'est lié ainsi";
    nothing_changed() "nobody changed a link yet"
        = "personne n'a encore modifié de lien";
    a_link_to(item, how) "#{item}, {how}"
        = "n°{item}, {how}";
    no_link() "no link"
        = "aucun lien";
    company_at(company, desk) "{company} at {desk}"
        = "{company} dans {desk}";
    site_at(company, site, desk) "{company}, {site} at {desk}"
        = "{company}, {site} dans {desk}";
    record_of(class, key, job) "{class} `{key}` of {job}"
        = "{class} `{key}` de {job}";
    head_key() "KEY"
        = "CLÉ";
    head_class() "CLASS"
        = "CLASSE";
    head_item() "ITEM"
        = "ÉLÉMENT";
    head_name() "NAME"
        = "NOM";
    head_whose() "HOW"
        = "COMMENT";
    head_when() "WHEN (UTC)"
        = "QUAND (UTC)";
    head_who() "WHO"
        = "QUI";
    head_link() "LINK OF"
        = "LIEN DE";
    head_before() "BEFORE"
        = "AVANT";
    head_after() "AFTER"
        = "APRÈS";
    head_why() "WHY"
        = "MOTIF";
}

/// How an item came to be linked, by a run or by a person, and whether it may be retired.
pub(crate) fn how_linked(ownership: Ownership, by_hand: Option<&ByHand>) -> Said {
    use super::explain::{adopted, by_hand as linked_by_hand, made, matched};
    match (by_hand, ownership) {
        (Some(ByHand { by, at }), _) => linked_by_hand(by, at, may_retire(ownership)),
        (None, Ownership::Made) => made(),
        (None, Ownership::Adopted) => adopted(),
        (None, Ownership::Matched) => matched(),
    }
    .said()
}

fn may_retire(ownership: Ownership) -> Said {
    match ownership {
        Ownership::Made | Ownership::Adopted => super::explain::may_be_retired(),
        Ownership::Matched => super::explain::never_retired(),
    }
    .said()
}

/// A change in words.
pub(crate) struct Told {
    /// Of which link.
    pub of: Said,
    /// Before.
    pub was: Said,
    /// After.
    pub becomes: Said,
}

/// What was changed, in words.
pub(crate) fn told(changed: &Changed) -> Told {
    let company = |to: &Option<LinkedTo>| match to {
        None => no_link().said(),
        Some(LinkedTo::Nothing) => super::company_links::not_inherited().said(),
        Some(LinkedTo::Company(name)) => name.into(),
    };
    let item = |tie: &Option<Tie>| match tie {
        None => no_link().said(),
        Some(tie) => a_link_to(tie.item, may_retire(tie.ownership)).said(),
    };
    match changed {
        Changed::Company { desk, company: name, site: None, was, becomes } => {
            Told { of: company_at(name, desk).said(), was: company(was), becomes: company(becomes) }
        }
        Changed::Company { desk, company: name, site: Some(site), was, becomes } => {
            Told { of: site_at(name, site, desk).said(), was: company(was), becomes: company(becomes) }
        }
        Changed::Item { system: _, job, class, source_key, was, becomes } => {
            Told { of: record_of(class, source_key, job).said(), was: item(was), becomes: item(becomes) }
        }
    }
}
