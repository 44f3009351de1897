//! Names in rules of ticket jobs → ids and columns of a desk: companies through their links, then
//! contacts, teams, services, contracts, categories and items that are open to the company.
//!
//! A [`Directory`] is pure once it is built. It never guesses: an unknown name, or one that two
//! entries fit equally, is left out of the ticket and told with the nearest entries; where the rule requires it,
//! there is no ticket.

mod columns;
mod company;
mod items;
mod literal;
mod load;
mod resolved;
mod shelf;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::message;
use crate::model::Said;
use crate::model::company_link::CompanyLink;
use crate::model::system::{Choices, TicketForm};
use crate::model::ticket::{ItemRef, RefEntry, RefKind};
use crate::model::ticket_job::ContactOf;
use crate::triage::{Opening, WantedCi};

pub use company::link_of;
pub use literal::{NameProblem, literal};
pub use load::{all_links, filed, wanted_kinds};
pub use resolved::Resolved;
pub use shelf::{Found, Shelf};

use items::HostItems;
use resolved::Used;

/// Nearest entries that an error names.
const NEAREST: usize = 3;

/// The desk that names are looked up at.
#[derive(Debug, Clone)]
pub struct Place {
    /// Desk in `stocktake.toml`, by name.
    pub name: String,
    /// What its tickets can hold.
    pub form: &'static TicketForm,
}

/// Reference data of one desk, links of companies and items of hosts, as they were at one moment.
#[derive(Debug)]
pub struct Directory {
    place: Place,
    shelves: BTreeMap<RefKind, Shelf>,
    links: Vec<CompanyLink>,
    hosts: HostItems,
}

/// What is looked up for one ticket.
#[derive(Debug, Clone, Copy)]
struct Wanted<'a> {
    class: &'a str,
    names: &'a BTreeMap<RefKind, String>,
    /// Names that are taken where those are not known.
    otherwise: &'a BTreeMap<RefKind, String>,
    site: Site<'a>,
    contact_of: ContactOf,
    ci: Option<&'a WantedCi>,
    fields: &'a BTreeMap<String, String>,
}

/// Site of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Site<'a> {
    /// None.
    Nothing,
    /// This one.
    Named(&'a str),
    /// One that only an event tells: nothing can be said of what is open to it.
    Later,
}

/// What was found, and what was not.
#[derive(Debug, Default)]
struct Answer {
    columns: BTreeMap<String, String>,
    items: Vec<ItemRef>,
    used: Vec<Used>,
    lacks: Option<Said>,
    problems: Vec<NameProblem>,
    /// Names in whose place another one is taken.
    instead: Vec<NameProblem>,
}

impl Answer {
    /// A name means an entry, which fills these columns.
    fn take(&mut self, name: &str, entry: &RefEntry, columns: Vec<(String, String)>) {
        let filled = columns.iter().map(|(column, _)| column.clone()).collect();
        self.used.push(Used { name: name.to_owned(), entry: entry.clone(), columns: filled });
        self.columns.extend(columns);
    }
}

impl Directory {
    /// Over the entries that the desk shows now, the links of companies (of all desks; a link goes
    /// before later ones of the same company and site), and the items that inventory jobs keep, by
    /// the names of their hosts.
    pub fn new(
        place: Place,
        entries: Vec<RefEntry>,
        links: Vec<CompanyLink>,
        items: Vec<(String, ItemRef)>,
    ) -> Self {
        let mut by_kind: BTreeMap<RefKind, Vec<RefEntry>> = BTreeMap::new();
        for entry in entries {
            by_kind.entry(entry.kind).or_default().push(entry);
        }
        let shelves =
            by_kind.into_iter().map(|(kind, entries)| (kind, Shelf::new(kind, entries, place.form.choices)));
        Self {
            shelves: shelves.collect(),
            links: links.into_iter().filter(|link| link.desk == place.name).collect(),
            hosts: HostItems::new(items),
            place,
        }
    }

    /// Columns of the desk by their API names, and items, for the names of an opening; optional names that
    /// are unknown, ambiguous, of another company, or that the desk has no column for are left out.
    ///
    /// # Errors
    /// One sentence: each required name of which that is so, with the nearest entries.
    pub fn resolve(&self, opening: &Opening) -> Result<Resolved, Said> {
        let answer = self.look_up(Wanted {
            class: &opening.draft.class,
            names: &opening.names,
            otherwise: &opening.otherwise,
            site: opening.at_site.as_deref().map_or(Site::Nothing, Site::Named),
            contact_of: opening.contact_of,
            ci: opening.ci.as_ref(),
            fields: &opening.draft.fields,
        });
        Resolved::of(answer, &opening.required)
    }

    /// The company of the desk that a name, a path or an id means, without links.
    ///
    /// # Errors
    /// As [`Directory::resolve`].
    pub fn company_named(&self, name: &str) -> Result<&RefEntry, Said> {
        self.one(RefKind::Company, name, None, &|_| true)
    }

    fn look_up(&self, wanted: Wanted<'_>) -> Answer {
        let mut answer = Answer::default();
        let scope = self.scope(wanted, &mut answer);
        for (kind, name) in wanted.names {
            let Err(text) = self.look_up_one(*kind, name, wanted, scope, &mut answer) else { continue };
            let named = |text| NameProblem { kind: *kind, name: name.clone(), text };
            let other = wanted.otherwise.get(kind).filter(|other| *other != name);
            match other.map(|other| (other, self.look_up_one(*kind, other, wanted, scope, &mut answer))) {
                Some((other, Ok(()))) => {
                    answer.instead.push(named(message::names::taken_instead(text, other).said()));
                }
                Some((_, Err(also))) => answer.problems.push(named(message::list::in_a_row([&text, &also]))),
                None => answer.problems.push(named(text)),
            }
        }
        self.items(wanted.ci, scope, &mut answer);
        answer
    }

    fn look_up_one(
        &self,
        kind: RefKind,
        name: &str,
        wanted: Wanted<'_>,
        scope: Option<&RefEntry>,
        answer: &mut Answer,
    ) -> Result<(), Said> {
        match kind {
            RefKind::Company => Ok(()),
            RefKind::Category => self.category(wanted, name, scope, answer),
            RefKind::Service | RefKind::ServiceElement => self.service(kind, wanted, scope, answer),
            RefKind::Contact if wanted.contact_of == ContactOf::Any => {
                self.anybody(wanted.class, name, scope, answer)
            }
            RefKind::Contact | RefKind::Team | RefKind::Contract | RefKind::Ci | RefKind::Choice => {
                self.plain(kind, wanted.class, name, scope, answer)
            }
        }
    }

    /// The company that all else must be open to; `None`: whatever is open to anybody.
    fn scope(&self, wanted: Wanted<'_>, answer: &mut Answer) -> Option<&RefEntry> {
        let column = (self.place.form.column)(wanted.class, RefKind::Company);
        let Some(name) = wanted.names.get(&RefKind::Company) else {
            let id = column.and_then(|column| wanted.fields.get(column))?;
            return self.shelves.get(&RefKind::Company)?.by_id(id);
        };
        let site = match wanted.site {
            Site::Named(site) => Some(site),
            Site::Nothing | Site::Later => None,
        };
        match self.company(name, site) {
            Ok(company) => {
                let filled = column.map(|column| (column.to_owned(), company.id.clone()));
                answer.take(name, company, filled.into_iter().collect());
                (wanted.site != Site::Later).then_some(company)
            }
            Err(text) => {
                answer.problems.push(NameProblem { kind: RefKind::Company, name: name.clone(), text });
                None
            }
        }
    }

    fn plain(
        &self,
        kind: RefKind,
        class: &str,
        name: &str,
        company: Option<&RefEntry>,
        answer: &mut Answer,
    ) -> Result<(), Said> {
        let column = columns::required(self.place.form, class, kind)?;
        let entry = self.one(kind, name, company, &|_| true)?;
        answer.take(name, entry, vec![(column.to_owned(), entry.id.clone())]);
        Ok(())
    }

    /// A contact of the company, else of any other.
    fn anybody(
        &self,
        class: &str,
        name: &str,
        company: Option<&RefEntry>,
        answer: &mut Answer,
    ) -> Result<(), Said> {
        let own = self.plain(RefKind::Contact, class, name, company, answer);
        own.or_else(|_| self.plain(RefKind::Contact, class, name, None, answer))
    }

    /// A service, or an element of one: an element brings its service along.
    fn service(
        &self,
        kind: RefKind,
        wanted: Wanted<'_>,
        company: Option<&RefEntry>,
        answer: &mut Answer,
    ) -> Result<(), Said> {
        let Some(name) = wanted.names.get(&kind) else { return Ok(()) };
        let column = columns::required(self.place.form, wanted.class, kind)?;
        if kind == RefKind::Service {
            return self.plain(kind, wanted.class, name, company, answer);
        }
        let of_service = (self.place.form.column)(wanted.class, RefKind::Service);
        let service = of_service.and_then(|column| answer.columns.get(column)).cloned();
        let fits = |entry: &RefEntry| {
            let is_of_it = service.is_none() || entry.parent == service;
            is_of_it && (self.place.form.suits)(wanted.class, entry)
        };
        let element = self.one(kind, name, company, &fits)?;
        let mut filled = vec![(column.to_owned(), element.id.clone())];
        if let (Some(column), Some(parent), None) = (of_service, &element.parent, &service) {
            filled.push((column.to_owned(), parent.clone()));
        }
        answer.take(name, element, filled);
        Ok(())
    }

    /// A category; at ServiceNow also a subcategory, which brings its category along.
    fn category(
        &self,
        wanted: Wanted<'_>,
        name: &str,
        company: Option<&RefEntry>,
        answer: &mut Answer,
    ) -> Result<(), Said> {
        let kind = RefKind::Category;
        if self.place.form.choices != Choices::ByLabel {
            return self.plain(kind, wanted.class, name, company, answer);
        }
        let of_table = |entry: &RefEntry| entry.class.as_deref() == Some(wanted.class);
        let whole = |entry: &RefEntry| of_table(entry) && entry.parent.is_none();
        if let Some(Found::One(entry)) = self.shelves.get(&kind).map(|shelf| shelf.find(name, &whole)) {
            answer.take(name, entry, vec![("category".to_owned(), entry.id.clone())]);
            return Ok(());
        }
        let entry = self.one(kind, name, company, &of_table)?;
        let (category, part) = match &entry.parent {
            Some(category) => (category, Some(&entry.id)),
            None => (&entry.id, None),
        };
        let mut filled = vec![("category".to_owned(), category.clone())];
        filled.extend(part.map(|part| ("subcategory".to_owned(), part.clone())));
        answer.take(name, entry, filled);
        Ok(())
    }

    /// The one entry of a kind that a name means among those that fit and are open to the company.
    fn one(
        &self,
        kind: RefKind,
        name: &str,
        company: Option<&RefEntry>,
        fits: &dyn Fn(&RefEntry) -> bool,
    ) -> Result<&RefEntry, Said> {
        let (key, desk) = (kind.as_str(), &self.place.name);
        let Some(shelf) = self.shelves.get(&kind) else {
            return Err(message::names::shows_none(key, name, desk).said());
        };
        let is_open = |entry: &RefEntry| fits(entry) && is_open_to(entry, company);
        let elsewhere = match shelf.find(name, &is_open) {
            Found::One(entry) => return Ok(entry),
            Found::Several(entries) => return Err(ambiguous(kind, name, desk, &entries)),
            Found::Nothing => shelf.find(name, &|_| true),
        };
        match elsewhere {
            // A team works for whomever it is told to.
            Found::One(entry) if kind == RefKind::Team => Ok(entry),
            Found::Several(entries) if kind == RefKind::Team => Err(ambiguous(kind, name, desk, &entries)),
            Found::One(entry) => Err(self.unfit(entry, company)),
            Found::Several(entries) => {
                Err(entries.first().map_or_else(Said::default, |entry| self.unfit(entry, company)))
            }
            Found::Nothing => {
                let near = shelf.nearest(name, NEAREST, &is_open);
                Err(match near.as_slice() {
                    [] => message::names::nothing_alike(key, name, desk).said(),
                    near => message::names::nearest_are(key, name, desk, listed(near)).said(),
                })
            }
        }
    }

    /// Why an entry that has the name cannot be meant.
    fn unfit(&self, entry: &RefEntry, company: Option<&RefEntry>) -> Said {
        let (key, desk) = (entry.kind.as_str(), &self.place.name);
        let what = shown(entry);
        let Some(company) = company.filter(|company| !is_open_to(entry, Some(company))) else {
            let services = self.shelves.get(&RefKind::Service);
            let parent = entry.parent.as_deref().map_or_else(
                || message::names::another_parent().said(),
                |id| services.and_then(|shelf| shelf.by_id(id)).map_or_else(|| id.to_owned(), shown).into(),
            );
            return message::names::of_other_parent(key, &what, desk, &parent).said();
        };
        let companies = self.shelves.get(&RefKind::Company);
        let named = |id: &String| {
            let entry = companies.and_then(|shelf| shelf.by_id(id));
            entry.map_or_else(|| message::names::company(id).said(), |entry| shown(entry).into())
        };
        let mut theirs: Vec<Said> = entry.companies.iter().take(NEAREST).map(named).collect();
        if entry.companies.len() > NEAREST {
            theirs.push(message::names::more(entry.companies.len() - NEAREST).said());
        }
        let (theirs, ours) = (Said::join(&theirs, ", "), shown(company));
        message::names::not_open_to(key, &what, desk, &ours, &theirs).said()
    }
}

fn is_open_to(entry: &RefEntry, company: Option<&RefEntry>) -> bool {
    company.is_none_or(|company| entry.companies.is_empty() || entry.companies.contains(&company.id))
}

/// `` `Alice Martin` (40) ``
fn shown(entry: &RefEntry) -> String {
    let class = entry.class.as_ref().filter(|_| entry.kind == RefKind::Ci);
    match class {
        Some(class) => format!("`{}` ({class} {})", entry.name, entry.id),
        None => format!("`{}` ({})", entry.name, entry.id),
    }
}

fn listed(entries: &[&RefEntry]) -> String {
    entries.iter().map(|entry| shown(entry)).collect::<Vec<_>>().join(", ")
}

fn ambiguous(kind: RefKind, name: &str, desk: &str, entries: &[&RefEntry]) -> Said {
    const MOST: usize = 5;
    let more = match entries.len().saturating_sub(MOST) {
        0 => Said::default(),
        more => message::names::and_more(more).said(),
    };
    let some = listed(&entries[..entries.len().min(MOST)]);
    let key = kind.as_str();
    let how =
        if shelf::is_tree(kind) { message::names::the_path_or_the_id() } else { message::names::the_id() };
    message::names::names_several(key, name, entries.len(), desk, &some, &more, &how).said()
}
