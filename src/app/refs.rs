//! `refs pull`, `refs list` and `refs search`: what a ticket of a desk may name, as last pulled or as
//! the desk shows it now.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::cli::{Format, Global, Refs, RefsFrom};
use crate::engine::refs::{Pulled, pull_from};
use crate::engine::{connect, dictionaries};
use crate::message::{self, Message, heads};
use crate::model::CommandLine;
use crate::model::dictionary::Needs;
use crate::model::project::Project;
use crate::model::refs::KnownRef;
use crate::model::schema::Wording;
use crate::model::ticket::{RefEntry, RefKind};
use crate::reconcile::names::fold;

use super::print::{Console, table, table_within};
use super::{Answer, Exit, Failure, Role, load, open_store, open_store_if_there};

/// Entries that disappeared, as many as a pull lists.
const LISTED: usize = 20;

/// What is shown of a desk.
struct Wish<'a> {
    system: &'a str,
    kinds: Vec<RefKind>,
    words: Vec<String>,
    from: &'a RefsFrom,
    format: Format,
}

/// `refs …`
pub async fn refs(global: &Global, console: &Console, what: &Refs) -> Answer {
    match what {
        Refs::Pull { system, kinds, format } => {
            pull(global, console, system, &kinds_of(kinds), *format).await
        }
        Refs::List { system, kind, from, format } => {
            let kinds = kinds_of(kind.as_slice());
            show(global, console, &Wish { system, kinds, words: Vec::new(), from, format: *format }).await
        }
        Refs::Dictionaries { system } => dictionaries(global, console, system).await,
        Refs::Search { system, words, from, format } => {
            let words = words.iter().map(|word| word.to_lowercase()).collect();
            let kinds = RefKind::ALL.to_vec();
            show(global, console, &Wish { system, kinds, words, from, format: *format }).await
        }
    }
}

/// `refs dictionaries SYSTEM`
async fn dictionaries(global: &Global, console: &Console, system: &str) -> Answer {
    use message::dictionary::{head_class, head_does, head_not_applied, head_rule, head_when};
    let project = load(global)?;
    if !dictionaries::has(&project, system) {
        return Err(Failure::Usage(message::dictionary::has_none(system).said()));
    }
    let Some(rules) = dictionaries::read(&project, system).await? else {
        console.note(message::survey::dictionaries_hidden());
        return Ok(Exit::CouldNotRun);
    };
    if rules.is_empty() {
        console.print(message::dictionary::no_rules());
        return Ok(Exit::Done);
    }
    let head = [head_class(), head_rule(), head_when(), head_does(), head_not_applied()];
    let wording = Wording { schema: connect::schema_of(&project, system), language: console.language() };
    let rows = rules.iter().map(|known| {
        let criteria = dictionaries::criteria(wording, &known.rule);
        let criteria = match known.rule.needs {
            Needs::All => message::list::all_of(criteria),
            Needs::Any => message::list::any_of(criteria),
        };
        let does = console.say(message::dictionary::does(&known.rule));
        let why_not = known.why_not.as_ref().map(|why| console.say(why)).unwrap_or_default();
        vec![known.class.to_string(), known.rule.name.clone(), console.say(criteria), does, why_not]
    });
    console.print(table_within(&console.heads(&head), rows.collect(), &[1, 2, 3, 4], console.room()));
    Ok(Exit::Done)
}

/// The kinds of these words; without words all.
fn kinds_of(words: &[String]) -> Vec<RefKind> {
    if words.is_empty() {
        return RefKind::ALL.to_vec();
    }
    RefKind::ALL.into_iter().filter(|kind| words.iter().any(|word| word == kind.as_str())).collect()
}

async fn pull(global: &Global, console: &Console, system: &str, kinds: &[RefKind], format: Format) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, system)?;
    let store = open_store(&project)?;
    let pulled = pull_from(&project, &store, system, kinds).await?;
    match format {
        Format::Json => console.print_json(&pulled)?,
        Format::Text => console.print(pulled_text(console, &pulled)),
    }
    pulled.suspicions().iter().for_each(|suspicion| console.note(message::refs::warning(suspicion)));
    Ok(Exit::Done)
}

fn pulled_text(console: &Console, pulled: &Pulled) -> String {
    let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
    let rows: Vec<Vec<String>> = pulled
        .kinds
        .iter()
        .map(|kind| {
            let before =
                kind.before.map_or_else(|| console.say(message::refs::never()), |before| before.to_string());
            let count = kind.count.to_string();
            let kind_word = kind.kind.as_str().to_owned();
            vec![kind_word, count, before, number(kind.new), number(kind.changed), number(kind.gone)]
        })
        .collect();
    let head =
        [heads::kind(), heads::entries(), heads::before(), heads::new(), heads::changed(), heads::gone()];
    let mut text = table(&console.heads(&head), &rows);
    let gone = &pulled.changes.gone;
    if !gone.is_empty() {
        text.push_str(&format!("\n{}\n", console.say(message::refs::not_there_any_more())));
        let rows = gone
            .iter()
            .take(LISTED)
            .map(|entry| vec![entry.kind.as_str().to_owned(), entry.id.clone(), named(console, entry)]);
        let head = console.heads(&[heads::kind(), heads::id(), heads::name()]);
        text.push_str(&table_within(&head, rows.collect(), &[2], console.room()));
        if gone.len() > LISTED {
            let list = CommandLine::new("refs list").argument(&pulled.system).flag("--gone");
            let more = message::refs::more_gone(gone.len() - LISTED, list);
            text.push_str(&format!("{}\n", console.say(more)));
        }
    }
    text
}

/// Whether a word stands in a name of an entry.
fn has_word(entry: &RefEntry, word: &str) -> bool {
    let further = entry.also.iter().chain(&entry.class).chain([&entry.id, &entry.name]);
    further.into_iter().any(|name| name.to_lowercase().contains(word))
}

async fn show(global: &Global, console: &Console, wish: &Wish<'_>) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, wish.system)?;
    let known =
        if wish.from.live { live(&project, wish).await? } else { as_pulled(&project, console, wish).await? };
    let company = match &wish.from.company {
        Some(name) => Some(company_named(&known, wish.system, name)?),
        None => None,
    };
    let is_wanted = |known: &&KnownRef| {
        wish.kinds.contains(&known.entry.kind)
            && company.as_deref().is_none_or(|company| is_open_to(&known.entry, company))
            && (wish.from.gone || known.gone_at.is_none())
            && wish.words.iter().all(|word| has_word(&known.entry, word))
    };
    let shown: Vec<&KnownRef> = known.iter().filter(is_wanted).collect();
    match wish.format {
        Format::Json if wish.from.live => {
            console.print_json(&shown.iter().map(|known| &known.entry).collect::<Vec<_>>())?;
        }
        Format::Json => console.print_json(&shown)?,
        Format::Text if shown.is_empty() => console.print(message::refs::nothing_of_this()),
        Format::Text => {
            let companies: BTreeMap<&str, &str> = known
                .iter()
                .map(|known| &known.entry)
                .filter(|entry| entry.kind == RefKind::Company)
                .map(|entry| (entry.id.as_str(), entry.name.as_str()))
                .collect();
            let head = [heads::kind(), heads::id(), heads::name(), heads::companies(), heads::age()];
            let head = console.heads(&head);
            let now = Utc::now();
            let above = names_of_parents(&known);
            let rows = shown.iter().map(|known| row(console, known, &companies, &above, now)).collect();
            console.print(table_within(&head, rows, &[1, 2, 3], console.room()));
        }
    }
    Ok(Exit::Done)
}

/// The id of the company that a person names.
fn company_named(known: &[KnownRef], system: &str, name: &str) -> Result<String, Failure> {
    let wanted = fold(name);
    let companies = known.iter().map(|known| &known.entry).filter(|entry| entry.kind == RefKind::Company);
    let is_it = |entry: &&RefEntry| {
        entry.id == name.trim()
            || [&entry.name].into_iter().chain(&entry.also).any(|name| fold(name) == wanted)
    };
    let found: Vec<&RefEntry> = companies.filter(is_it).collect();
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Failure::Usage(message::refs::no_company(system, name).said())),
        several => {
            let ids: Vec<&str> = several.iter().map(|entry| entry.id.as_str()).collect();
            Err(Failure::Usage(message::refs::several_companies(name, ids.join(", ")).said()))
        }
    }
}

/// Whether a ticket of a company may name an entry; one without companies is open to all.
fn is_open_to(entry: &RefEntry, company: &str) -> bool {
    match entry.kind {
        RefKind::Company => entry.id == company,
        _ => entry.companies.is_empty() || entry.companies.iter().any(|id| id == company),
    }
}

/// Names of what entries stand below, by kind and id: the service of a service element. The name of a
/// company is its whole path already.
fn names_of_parents(known: &[KnownRef]) -> BTreeMap<(RefKind, &str), &str> {
    let entries = known.iter().map(|known| &known.entry);
    entries.map(|entry| ((entry.kind, entry.id.as_str()), entry.name.as_str())).collect()
}

/// What an entry stands below.
fn parent<'a>(entry: &RefEntry, above: &BTreeMap<(RefKind, &'a str), &'a str>) -> Option<&'a str> {
    let kind = match entry.kind {
        RefKind::ServiceElement => RefKind::Service,
        RefKind::Company
        | RefKind::Contact
        | RefKind::Team
        | RefKind::Service
        | RefKind::Contract
        | RefKind::Ci
        | RefKind::Category
        | RefKind::Choice => return None,
    };
    above.get(&(kind, entry.parent.as_deref()?)).copied()
}

/// Companies too: they name those that an entry is open to; and services, which name what elements are of.
fn with_companies(kinds: &[RefKind]) -> Vec<RefKind> {
    let mut read = kinds.to_vec();
    for (kind, is_needed) in
        [(RefKind::Company, true), (RefKind::Service, kinds.contains(&RefKind::ServiceElement))]
    {
        if is_needed && !read.contains(&kind) {
            read.push(kind);
        }
    }
    read
}

async fn live(project: &Project, wish: &Wish<'_>) -> anyhow::Result<Vec<KnownRef>> {
    let open = connect::open_desk(project, wish.system).await?;
    let found = open.desk.refs(&with_companies(&wish.kinds)).await;
    open.close().await;
    let now = Utc::now();
    let seen = |entry| KnownRef { entry, first_seen: now, last_seen: now, gone_at: None };
    Ok(found?.into_iter().map(seen).collect())
}

/// What is kept; a desk that was never asked for a kind is asked now.
async fn as_pulled(project: &Project, console: &Console, wish: &Wish<'_>) -> anyhow::Result<Vec<KnownRef>> {
    let Some(store) = open_store_if_there(project)? else {
        console.note(message::refs::never_pulled(wish.system));
        return live(project, wish).await;
    };
    let pulls = store.pulls(wish.system)?;
    let is_pulled = |kind: &RefKind| pulls.iter().any(|pull| pull.kind == *kind);
    let needed = match &wish.from.company {
        Some(_) => with_companies(&wish.kinds),
        None => wish.kinds.clone(),
    };
    if !needed.iter().all(is_pulled) {
        let kinds = with_companies(&wish.kinds);
        let never: Vec<RefKind> = kinds.into_iter().filter(|kind| !is_pulled(kind)).collect();
        pull_from(project, &store, wish.system, &never).await?;
        let words: Vec<&str> = never.iter().map(|kind| kind.as_str()).collect();
        console.note(message::refs::never_asked(wish.system, words.join(", ")));
    }
    Ok(store.refs(wish.system, None)?)
}

fn named(console: &Console, entry: &RefEntry) -> String {
    let of = |column: &String| console.say(message::list::of(column, &entry.name));
    match (&entry.class, entry.kind, entry.also.first()) {
        (Some(class), RefKind::Choice, Some(column)) => format!("{} ({class})", of(column)),
        (Some(class), _, _) => format!("{} ({class})", entry.name),
        (None, RefKind::Choice, Some(column)) => of(column),
        (None, _, _) => entry.name.clone(),
    }
}

fn row(
    console: &Console,
    known: &KnownRef,
    companies: &BTreeMap<&str, &str>,
    above: &BTreeMap<(RefKind, &str), &str>,
    now: DateTime<Utc>,
) -> Vec<String> {
    let entry = &known.entry;
    let open_to: Vec<&str> =
        entry.companies.iter().map(|id| companies.get(id.as_str()).copied().unwrap_or(id)).collect();
    let age = match known.gone_at {
        Some(gone_at) => message::refs::gone_since(gone_at.date_naive()),
        None => age(now - known.last_seen),
    };
    let name = match parent(entry, above) {
        Some(parent) => console.say(message::refs::of_parent(named(console, entry), parent)),
        None => named(console, entry),
    };
    vec![entry.kind.as_str().to_owned(), entry.id.clone(), name, open_to.join(", "), console.say(age)]
}

/// `now`, `5 min`, `3 h`, `12 d`
fn age(span: TimeDelta) -> Message {
    match (span.num_minutes(), span.num_hours(), span.num_days()) {
        (..=0, _, _) => message::refs::now(),
        (minutes, 0, _) => message::refs::minutes(minutes),
        (_, hours, ..=1) => message::refs::hours(hours),
        (_, _, days) => message::refs::days(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_short() {
        let of = |minutes| age(TimeDelta::minutes(minutes)).to_string();
        assert_eq!(
            [of(-3), of(0), of(59), of(61), of(40 * 60), of(49 * 60)],
            ["now", "now", "59 min", "1 h", "40 h", "2 d"]
        );
    }
}
