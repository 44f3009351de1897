//! `check --connect`: do the names that stand in rules of ticket jobs, and the links of companies,
//! mean something at their desk?

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::names::{Directory, filed, literal};
use crate::engine::{connect, reason};
use crate::message::{self, Message};
use crate::model::every_job::JobName;
use crate::model::mapping::Template;
use crate::model::project::Project;
use crate::model::said::{Said, Say as _};
use crate::model::ticket::{RefKind, Rehearsal, Resolution};
use crate::model::ticket_job::{Ci, OnRecovery, Rule};
use crate::systems::desk::Desk;
use crate::systems::shared::CheckLine;

use super::open_store_if_there;

/// One line for each name that is unknown or ambiguous, with the nearest ones; one line when all are
/// known, none when nothing is named.
pub async fn lines(project: &Project, system: &str) -> Vec<CheckLine> {
    if project.systems.get(system).is_none_or(|system| system.tickets.is_none()) {
        return Vec::new();
    }
    match look_up(project, system).await {
        Ok(lines) => lines,
        Err(error) => vec![failed(&message::check::names_in_rules(), reason::of(&error))],
    }
}

fn failed(what: &Message, detail: impl Into<Said>) -> CheckLine {
    CheckLine { what: what.said(), ok: false, detail: detail.into() }
}

async fn look_up(project: &Project, system: &str) -> anyhow::Result<Vec<CheckLine>> {
    let store = open_store_if_there(project)?;
    let mut links = filed(project);
    if let Some(store) = &store {
        links.extend(store.company_links()?);
    }
    let links = links.iter().filter(|link| link.desk == system).count();
    let kinds = kinds(project, system, links);
    let rules: Vec<(&JobName, &Rule)> = rules_of(project, system).collect();
    if kinds.is_empty() && rules.is_empty() {
        return Ok(Vec::new());
    }
    let open = connect::open_desk(project, system).await?;
    let kinds: Vec<RefKind> = kinds.into_iter().collect();
    let entries = if kinds.is_empty() { Ok(Vec::new()) } else { open.desk.refs(&kinds).await };
    let tried = try_rules(open.desk.as_ref(), &rules).await;
    open.close().await;
    if kinds.is_empty() {
        return Ok(tried);
    }
    let directory = Directory::over(project, store.as_ref(), system, entries?)?;
    let mut lines = Vec::new();
    for (job, rule) in &rules {
        let what = message::check::rule_of(&rule.name, job);
        lines.extend(directory.problems_of(rule).into_iter().map(|problem| {
            let is_needed = problem.kind == RefKind::Choice || rule.required.contains(&problem.kind);
            let detail = match is_needed {
                true => problem.text,
                false => message::check::opened_without(problem.text).said(),
            };
            failed(&what, detail)
        }));
    }
    let wrong = directory.link_problems();
    lines.extend(wrong.into_iter().map(|(link, problem)| {
        let site = link.site.as_ref().map_or_else(String::new, |site| format!(", {site}"));
        failed(&message::check::link_of(&link.company, &site), problem)
    }));
    if lines.is_empty() {
        let detail = message::check::all_known(rules.len(), links).said();
        lines.push(CheckLine { what: message::check::names_in_rules().said(), ok: true, detail });
    }
    lines.extend(tried);
    Ok(lines)
}

fn rules_of<'p>(project: &'p Project, system: &'p str) -> impl Iterator<Item = (&'p JobName, &'p Rule)> {
    let jobs = project.ticket_jobs.values();
    let rules = jobs.flat_map(|job| job.rules.iter().map(move |rule| (&job.name, rule)));
    rules.filter(move |(_, rule)| rule.desk == system)
}

/// What the desk would refuse or drop of each rule, without a write.
async fn try_rules(desk: &dyn Desk, rules: &[(&JobName, &Rule)]) -> Vec<CheckLine> {
    let mut lines = Vec::new();
    for (job, rule) in rules {
        let what = message::check::rule_of(&rule.name, job);
        match desk.rehearse(&rehearsal(rule)).await {
            Ok(problems) => lines.extend(problems.into_iter().map(|problem| failed(&what, problem))),
            Err(error) => lines.push(failed(&what, error.said())),
        }
    }
    lines
}

fn rehearsal(rule: &Rule) -> Rehearsal {
    let literals = |fields: &BTreeMap<String, Template>| {
        let fields = fields.iter();
        fields.filter_map(|(column, text)| Some((column.clone(), literal(text)?.to_owned()))).collect()
    };
    Rehearsal {
        class: rule.class.clone(),
        columns: rule.fields.keys().cloned().collect(),
        names: rule.names.keys().copied().collect(),
        fields: literals(&rule.fields),
        resolution: match &rule.on_recovery {
            OnRecovery::Nothing | OnRecovery::Note(_) => None,
            OnRecovery::Solve { code, fields, .. } => {
                Some(Resolution { text: String::new(), code: code.clone(), fields: literals(fields) })
            }
        },
    }
}

/// What has to be read of the desk: only what is named without a template.
fn kinds(project: &Project, system: &str, links: usize) -> BTreeSet<RefKind> {
    let mut kinds = BTreeSet::new();
    for rule in project.ticket_jobs.values().flat_map(|job| &job.rules).filter(|rule| rule.desk == system) {
        let names = rule.names.iter().chain(&rule.otherwise);
        kinds.extend(names.filter(|(_, name)| literal(name).is_some()).map(|(kind, _)| *kind));
        if let Ci::Named(name) = &rule.ci
            && literal(name).is_some()
        {
            kinds.insert(RefKind::Ci);
        }
        if rule.fields.values().any(|field| literal(field).is_some()) {
            kinds.insert(RefKind::Choice);
        }
    }
    if links > 0 || !kinds.is_empty() {
        kinds.insert(RefKind::Company);
    }
    kinds
}
