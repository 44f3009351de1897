//! CIs and items of tickets: by name, or by the hosts of events.
//!
//! An item of a host that is not known, that several items may be, or that is another company's is left out
//! and told: the ticket is opened without it.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use super::{Answer, Directory, NameProblem, RefEntry, Used, is_open_to, shown};
use crate::message;
use crate::model::Said;
use crate::model::ticket::{ItemRef, RefKind};
use crate::reconcile::names::fold;
use crate::triage::WantedCi;

/// Levels of a tree of companies.
const DEEPEST: usize = 30;

/// Items that inventory jobs keep, by the names of their hosts.
#[derive(Debug, Default)]
pub struct HostItems(HashMap<String, Vec<ItemRef>>);

impl HostItems {
    pub(super) fn new(items: Vec<(String, ItemRef)>) -> Self {
        let mut by_name: HashMap<String, Vec<ItemRef>> = HashMap::with_capacity(items.len());
        for (name, item) in items {
            let known = by_name.entry(fold(&name)).or_default();
            if !known.contains(&item) {
                known.push(item);
            }
        }
        Self(by_name)
    }
}

impl Directory {
    pub(super) fn items(&self, wanted: Option<&WantedCi>, company: Option<&RefEntry>, answer: &mut Answer) {
        match wanted {
            None => {}
            Some(WantedCi::Named(name)) => match self.one(RefKind::Ci, name, company, &|_| true) {
                Ok(entry) => {
                    answer.take(name, entry, Vec::new());
                    answer.items = vec![item_of(entry)];
                }
                Err(text) => {
                    answer.problems.push(NameProblem { kind: RefKind::Ci, name: name.clone(), text })
                }
            },
            Some(WantedCi::OfHosts(hosts)) => self.items_of(hosts, company, answer),
        }
    }

    /// The items of hosts; what is said of those that have none.
    fn items_of(&self, hosts: &[String], company: Option<&RefEntry>, answer: &mut Answer) {
        let mut found: BTreeSet<ItemRef> = BTreeSet::new();
        let (mut unknown, mut lacks) = (Vec::new(), Vec::new());
        for host in hosts {
            match self.item_of_host(host, company) {
                Some(item) => {
                    found.insert(item);
                }
                None => match self.why_not(host, company) {
                    Some(why) => lacks.push(why),
                    None => unknown.push(host.as_str()),
                },
            }
        }
        if !unknown.is_empty() {
            let said = message::ticket_actions::no_item_of(unknown.join(", "));
            lacks.insert(0, said.said());
        }
        answer.used.extend(found.iter().filter_map(|item| self.used(item)));
        answer.items = found.into_iter().collect();
        answer.lacks = (!lacks.is_empty()).then(|| message::list::in_a_row(&lacks));
    }

    /// An item of the desk's reference data, to be confirmed.
    fn used(&self, item: &ItemRef) -> Option<Used> {
        let entry = self.shelves.get(&RefKind::Ci)?.by_id(&format!("{} {}", item.class, item.id))?;
        Some(Used { name: entry.name.clone(), entry: entry.clone(), columns: Vec::new() })
    }

    /// Why an item that has the name of a host is not linked; `None`: there is none.
    fn why_not(&self, host: &str, company: Option<&RefEntry>) -> Option<Said> {
        let cis = self.shelves.get(&RefKind::Ci)?;
        let named = forms(host).into_iter().map(|form| cis.named(form, &|_| true));
        let named = named.into_iter().find(|named| !named.is_empty())?;
        let within: Vec<&RefEntry> =
            named.iter().copied().filter(|entry| self.is_within(entry, company)).collect();
        if let [first, ..] = within.as_slice() {
            let more = within.len() - 1;
            return Some(message::ticket_actions::several_items_of(host, shown(first), more).said());
        }
        let (entry, company) = (named.first()?, company?);
        let companies = self.shelves.get(&RefKind::Company);
        let owner = entry.companies.first()?;
        let name = companies.and_then(|known| known.by_id(owner)).map_or_else(|| owner.clone(), shown);
        let above = self.line_above(&company.id);
        let parent = entry.companies.iter().any(|owner| above.contains(owner));
        let (item, ours) = (shown(entry), shown(company));
        Some(if parent {
            message::ticket_actions::item_of_parent(item, name, ours).said()
        } else {
            message::ticket_actions::item_of_other_company(item, name, ours).said()
        })
    }

    /// The companies above one, the nearest first. A tree that bites its own tail ends here.
    fn line_above(&self, id: &str) -> Vec<String> {
        let companies = self.shelves.get(&RefKind::Company);
        let above =
            |id: &str| companies.and_then(|known| known.by_id(id)).and_then(|known| known.parent.clone());
        std::iter::successors(above(id), |id| above(id)).take(DEEPEST).collect()
    }

    /// What the inventory keeps for a host, else the CI of its name.
    fn item_of_host(&self, host: &str, company: Option<&RefEntry>) -> Option<ItemRef> {
        let kept = forms(host).iter().find_map(|form| self.the_host(self.kept_for(form, company)));
        kept.or_else(|| {
            let cis = self.shelves.get(&RefKind::Ci)?;
            let is_open = |entry: &RefEntry| self.is_within(entry, company);
            forms(host)
                .iter()
                .find_map(|form| self.the_host(cis.named(form, &is_open).into_iter().map(item_of).collect()))
        })
    }

    /// Whether the item of a host may be linked to a ticket of a company: it is open to the company, or
    /// belongs to one below it.
    fn is_within(&self, entry: &RefEntry, company: Option<&RefEntry>) -> bool {
        let Some(company) = company else { return true };
        let is_below = |id: &String| self.line_above(id).contains(&company.id);
        is_open_to(entry, Some(company)) || entry.companies.iter().any(is_below)
    }

    /// The one item that is the host among those of its name.
    fn the_host(&self, mut items: Vec<ItemRef>) -> Option<ItemRef> {
        items.sort();
        items.dedup();
        if let [one] = items.as_slice() {
            return Some(one.clone());
        }
        let of = |class: &str| items.iter().filter(|item| item.class == class).collect::<Vec<_>>();
        let classes = self.place.form.likely_hosts.iter();
        let first = classes.map(|class| of(class)).find(|items| !items.is_empty())?;
        match first.as_slice() {
            [one] => Some((*one).clone()),
            _ => None,
        }
    }

    fn kept_for(&self, form: &str, company: Option<&RefEntry>) -> Vec<ItemRef> {
        let cis = self.shelves.get(&RefKind::Ci);
        let is_open = |item: &&ItemRef| {
            let entry = cis.and_then(|cis| cis.by_id(&format!("{} {}", item.class, item.id)));
            entry.is_none_or(|entry| self.is_within(entry, company))
        };
        self.hosts.0.get(&fold(form)).into_iter().flatten().filter(is_open).cloned().collect()
    }
}

fn item_of(entry: &RefEntry) -> ItemRef {
    ItemRef { class: entry.class.clone().unwrap_or_default(), id: entry.id.clone() }
}

/// A host's name, and its short form before the first dot; an address has none.
fn forms(host: &str) -> Vec<&str> {
    let short = host.split_once('.').map(|(short, _)| short).filter(|short| !short.is_empty());
    let short = short.filter(|_| host.parse::<IpAddr>().is_err());
    std::iter::once(host).chain(short).collect()
}
