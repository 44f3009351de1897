//! The link of one company, or of one of its sites, at a desk: where it stands, what is known there, and its change by
//! whoever may decide about every job that opens tickets there. It is set as the command sets it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::links::{has_companies, to_said};
use super::shown;
use crate::engine::company_links::{
    self, Whose, company_asked_for, company_of_desk, not_in_file, set_by_people,
};
use crate::engine::decide::{Undecided, not_too_long};
use crate::engine::names::{all_links, link_of};
use crate::message;
use crate::model::access::Role;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::link_change::{Changed, Decided};
use crate::model::ticket::{RefEntry, RefKind};
use crate::model::{CommandLine, Said, fold};
use crate::store::{Becomes, ChangesOf, CompanyEdit, TicketFilter, Which};
use crate::web::call::{Answer, Call, Fault, LINKS};
use crate::web::page;

/// Companies of the desk that are offered at a time.
const OFFERED: usize = 20;
/// Companies of the sources that are proposed.
const PROPOSED: usize = 200;
/// Tickets in which they are looked for.
const TICKETS: usize = 500;
/// Changes that are looked through for those of this link.
const CHANGES: i64 = 500;

/// What a form chooses: this entry of the desk, by its id.
const BY_ID: &str = "id:";
/// What was typed.
const BY_NAME: &str = "name:";
/// No company at all.
const NOTHING: &str = "nothing";

/// `GET /links/{desk}`
pub fn show(call: &Call) -> Result<Answer, Fault> {
    shown_with(call, StatusCode::OK, None)
}

/// `POST /links/{desk}/set`
pub fn set(call: &Call) -> Result<Answer, Fault> {
    shown::above_form(call, set_now(call), shown_with)
}

/// `POST /links/{desk}/unset`
pub fn unset(call: &Call) -> Result<Answer, Fault> {
    shown::above_form(call, unset_now(call), shown_with)
}

/// Whose link it is.
fn whose(call: &Call) -> Option<Whose<'_>> {
    let (company, site) = (call.field("company")?.trim(), call.field("site").map(str::trim));
    Some(Whose { company, site, desk: call.part("desk") })
}

/// What is to be changed: the link as it was seen, and still is.
struct Asked<'c> {
    of: Whose<'c>,
    known: Option<CompanyLink>,
    by: String,
    why: Option<&'c str>,
}

impl Asked<'_> {
    fn decided(&self) -> Decided<'_> {
        Decided { by: &self.by, why: self.why, at: Utc::now() }
    }
}

fn asked(call: &Call) -> Result<Asked<'_>, Fault> {
    let no_company = || {
        let what = message::company_links::the_company();
        Fault::Bad(message::company_links::no_name(&what).said())
    };
    let of = whose(call).ok_or_else(no_company)?;
    not_in_file(&call.project, of)?;
    let seen: Option<LinkedTo> = serde_json::from_str(call.form.get("seen").unwrap_or_default())
        .map_err(|_| Fault::Bad(message::web::form_is_old().said()))?;
    let known = set_by_people(&call.site.store, of)?;
    if known.as_ref().map(|link| &link.to) != seen.as_ref() {
        return Err(Fault::Conflict(message::company_links::moved(of, of.desk).said()));
    }
    let why = call.form.filled("why");
    not_too_long(why)?;
    Ok(Asked { of, known, by: call.who()?.name.clone(), why })
}

fn set_now(call: &Call) -> Result<Answer, Fault> {
    let asked = asked(call)?;
    let of = asked.of;
    let to = chosen(call, of)?;
    let link = CompanyLink {
        company: of.company.to_owned(),
        site: of.site.map(str::to_owned),
        desk: of.desk.to_owned(),
        to,
    };
    let seen = asked.known.as_ref().map(|known| &known.to);
    call.log_link(None, &CompanyEdit { link: &link, seen, becomes: Becomes::Set }.changed())?;
    company_links::set(&call.project, &call.site.store, &link, seen, asked.decided())?;
    Ok(Answer::go_to(shown::company_link_page(of.desk, of.company, of.site)))
}

/// Where the link is to lead.
fn chosen(call: &Call, of: Whose<'_>) -> Result<LinkedTo, Fault> {
    let (project, store) = (&call.project, &call.site.store);
    let choice = call.form.filled("choice").unwrap_or_default();
    if choice == NOTHING {
        return match of.site {
            Some(_) => Ok(LinkedTo::Nothing),
            None => Err(Fault::Bad(message::company_links::only_sites_inherit().said())),
        };
    }
    if let Some(id) = choice.strip_prefix(BY_ID) {
        return Ok(company_of_desk(project, store, of.desk, id)?.0);
    }
    let Some(name) = choice.strip_prefix(BY_NAME) else {
        return Err(Fault::Bad(message::web::choose_a_company().said()));
    };
    match company_of_desk(project, store, of.desk, name) {
        // It may be new there.
        Err(Undecided::Usage(_)) => match call.site.look(company_asked_for(project, store, of.desk, name)) {
            Some(found) => Ok(found?.0),
            None => Err(Fault::told(StatusCode::SERVICE_UNAVAILABLE, &message::web::cannot_ask_now())),
        },
        known => Ok(known?.0),
    }
}

fn unset_now(call: &Call) -> Result<Answer, Fault> {
    let asked = asked(call)?;
    let of = asked.of;
    if let Some(link) = &asked.known {
        let edit = CompanyEdit { link, seen: Some(&link.to), becomes: Becomes::Gone };
        call.log_link(None, &edit.changed())?;
    }
    let seen = asked.known.as_ref().map(|known| &known.to);
    company_links::unset(&call.project, &call.site.store, of, seen, asked.decided())?;
    Ok(Answer::go_to(shown::company_link_page(of.desk, of.company, of.site)))
}

fn shown_with(call: &Call, status: StatusCode, problem: Option<Said>) -> Result<Answer, Fault> {
    let (store, desk) = (&call.site.store, call.part("desk"));
    if !shown::systems(call).contains(desk) || !has_companies(call, desk) {
        return Err(Fault::NotFound);
    }
    let of = whose(call);
    let typed = call.field("find").map(str::trim);
    let known: Vec<RefEntry> = store
        .refs(desk, Some(RefKind::Company))?
        .into_iter()
        .filter(|known| known.gone_at.is_none())
        .map(|known| known.entry)
        .collect();
    let (offered, more) = offered(&known, typed);
    let standing = of.map(|of| standing(call, of)).transpose()?;
    let chosen = call.form.get("choice").unwrap_or_default();
    let offered: Vec<Value> = offered
        .iter()
        .map(|entry| {
            let value = format!("{BY_ID}{}", entry.id);
            context! { is_chosen => chosen == value, value, name => entry.name.as_str(), id => entry.id.as_str() }
        })
        .collect();
    let pulled = store.pulls(desk)?.into_iter().find(|pull| pull.kind == RefKind::Company);
    let pulled = pulled.map(|pull| call.locale(None).clock(pull.at, Utc::now()));
    let to = typed.unwrap_or("NAME");
    let jobs = company_links::jobs_of(&call.project, desk).into_iter();
    let html = page::render(
        call,
        "company_link.html",
        context! {
            desk, back => of.map(|of| shown::company_link_page(desk, of.company, of.site)), company => of.map(|of| of.company), site => of.and_then(|of| of.site), find => typed, offered, more,
            asks => typed.map(|typed| format!("{BY_NAME}{typed}")), nothing => NOTHING, pulled, standing,
            why => call.form.get("why").unwrap_or_default(), may_link => call.may_at(desk, LINKS),
            proposed => proposed(call, desk)?, problem => problem.map(|said| said.text(call.language).to_owned()),
            jobs => jobs.filter(|job| call.may(job, Role::Viewer)).map(str::to_owned).collect::<Vec<_>>(),
            set_command => of.map(|of| command("set", of, Some(to))),
            unset_command => of.map(|of| command("unset", of, None)),
        },
    )?;
    Ok(Answer::page(status, html))
}

/// The companies of the desk that a text means, the very one first, and whether there are more.
fn offered<'k>(known: &'k [RefEntry], typed: Option<&str>) -> (Vec<&'k RefEntry>, bool) {
    let Some(typed) = typed else {
        // Few can be looked through.
        let few = known.len() <= OFFERED;
        return (if few { known.iter().collect() } else { Vec::new() }, !few);
    };
    let text = typed.to_lowercase();
    let names = |entry: &'k RefEntry| entry.also.iter().chain([&entry.id, &entry.name]);
    let is_it = |entry: &&RefEntry| {
        entry.id == typed || entry.also.iter().chain([&entry.name]).any(|name| fold(name) == fold(typed))
    };
    let has = |entry: &&'k RefEntry| names(entry).any(|name| name.to_lowercase().contains(&text));
    let mut found: Vec<&RefEntry> = known.iter().filter(has).collect();
    found.sort_by_key(|entry| (!is_it(entry), entry.name.to_lowercase(), entry.id.clone()));
    let more = found.len() > OFFERED;
    found.truncate(OFFERED);
    (found, more)
}

/// How a link stands: in the file, set by people, inherited, or not at all.
fn standing(call: &Call, of: Whose<'_>) -> Result<Value, Fault> {
    let store = &call.site.store;
    let filed = call.project.company_links.iter().find(|filed| of.has(&filed.link));
    let set = set_by_people(store, of)?;
    let all = all_links(&call.project, store)?;
    let used = link_of(&all, of.desk, of.company, of.site);
    let used_said = used.map(|link| to_said(call, &link.to));
    let is_inherited = used.is_some_and(|link| link.site.is_none() && of.site.is_some());
    let seen = serde_json::to_string(&set.as_ref().map(|link| &link.to)).map_err(anyhow::Error::from)?;
    let changes = store.link_changes(ChangesOf::Companies(&[of.desk]), CHANGES)?;
    let is_ours = |changed: &Changed| match changed {
        Changed::Company { desk, company, site, was: _, becomes: _ } => {
            let site = site.as_deref().map(fold);
            desk == of.desk && fold(company) == fold(of.company) && site == of.site.map(fold)
        }
        Changed::Item { .. } => false,
    };
    let changes = changes.iter().filter(|change| is_ours(&change.changed));
    Ok(context! {
        file => filed.map(|filed| format!("links.toml:{}", filed.line)),
        set => set.as_ref().map(|link| to_said(call, &link.to)), used => used_said, is_inherited, seen,
        changes => changes.map(|change| shown::link_change(call, change)).collect::<Vec<_>>(),
    })
}

/// Companies as the sources name them: of links that there are, and of tickets at this desk.
fn proposed(call: &Call, desk: &str) -> Result<BTreeSet<String>, Fault> {
    let seen = call.seen();
    let filter = TicketFilter {
        seen: seen.as_deref(),
        desk: Some(desk),
        which: Which::All,
        limit: TICKETS,
        ..TicketFilter::default()
    };
    let of_tickets = call.site.store.find_tickets(&filter)?.into_iter().filter_map(|ticket| ticket.company);
    let links = all_links(&call.project, &call.site.store)?.into_iter().filter(|link| link.desk == desk);
    let all: BTreeSet<String> = of_tickets.chain(links.map(|link| link.company)).collect();
    Ok(all.into_iter().take(PROPOSED).collect())
}

fn command(what: &str, of: Whose<'_>, to: Option<&str>) -> String {
    let command = CommandLine::new(&format!("links {what}")).argument(of.company).option("--desk", of.desk);
    let command = of.site.into_iter().fold(command, |command, site| command.option("--site", site));
    to.into_iter().fold(command, |command, to| command.option("--to", to)).to_string()
}
