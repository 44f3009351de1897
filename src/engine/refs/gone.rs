//! Reference data that disappeared while a rule or a link still names it: a question for a person,
//! until the entry is back or nobody names it any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::names::{Directory, Shelf};
use crate::message;
use crate::model::Said;
use crate::model::company_link::LinkedTo;
use crate::model::project::Project;
use crate::model::refs::KnownRef;
use crate::model::ticket::{RefEntry, RefKind};
use crate::model::{CommandLine, Question, Topic};
use crate::store::Store;

/// Who names what is gone, for people: by what is gone.
type Named = BTreeMap<(RefKind, String), BTreeSet<Said>>;

/// What these desks do not show any more although rules or links name it, sorted.
///
/// # Errors
/// When the state database cannot be read.
pub fn questions(project: &Project, store: &Store, desks: &[String]) -> anyhow::Result<Vec<Question>> {
    let mut questions = Vec::new();
    for desk in desks {
        questions.extend(of_desk(project, store, desk)?);
    }
    questions.sort();
    questions.dedup();
    Ok(questions)
}

fn of_desk(project: &Project, store: &Store, desk: &str) -> anyhow::Result<Vec<Question>> {
    let Some(form) = project.systems.get(desk).and_then(|system| system.tickets) else {
        return Ok(Vec::new());
    };
    let known = store.refs(desk, None)?;
    let gone: Vec<&KnownRef> = known.iter().filter(|known| known.gone_at.is_some()).collect();
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let alive = known.iter().filter(|known| known.gone_at.is_none()).map(|known| known.entry.clone());
    let directory = Directory::over(project, Some(store), desk, alive.collect())?;
    let mut shelves = BTreeMap::new();
    for kind in RefKind::ALL {
        let of_kind: Vec<RefEntry> =
            gone.iter().filter(|known| known.entry.kind == kind).map(|known| known.entry.clone()).collect();
        shelves.insert(kind, Shelf::new(kind, of_kind, form.choices));
    }
    let named = named(project, &directory, desk);
    let asked = named.into_iter().filter_map(|((kind, name), who)| {
        let found = shelves.get(&kind)?.find(&name, &|_| true).first()?;
        let since =
            gone.iter().find(|known| known.entry.kind == kind && known.entry.id == found.id)?.gone_at?;
        let who = Said::join(&who, ", ");
        let key = kind.as_str();
        let search = CommandLine::in_project(&project.folder, "refs search").argument(desk).argument("WORDS");
        Some(Question {
            topic: Topic::NameGone,
            key: format!("{desk}/{key}/{name}"),
            class: None,
            remote_id: None,
            label: format!("{key} {name}").into(),
            text: message::refs::no_longer_shown(desk, kind, &found.name, &found.id, since, &who).said(),
            answer: Some(search.to_string().into()),
            due: None,
        })
    });
    Ok(asked.collect())
}

/// Names that mean nothing at the desk now, and who names them.
fn named(project: &Project, directory: &Directory, desk: &str) -> Named {
    let mut named = Named::new();
    for job in project.ticket_jobs.values() {
        for rule in job.rules.iter().filter(|rule| rule.desk == desk) {
            for problem in directory.problems_of(rule) {
                let who = message::refs::rule_of(&rule.name, &job.name).said();
                named.entry((problem.kind, problem.name)).or_default().insert(who);
            }
        }
    }
    for (link, _) in directory.link_problems() {
        let LinkedTo::Company(to) = &link.to else { continue };
        let site = link.site.as_ref().map_or_else(String::new, |site| format!(", {site}"));
        let who = message::refs::link_of(&link.company, &site).said();
        named.entry((RefKind::Company, to.clone())).or_default().insert(who);
    }
    named
}
