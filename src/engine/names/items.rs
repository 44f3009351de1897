//! CIs and items of tickets: by name, or by the hosts of events.
//!
//! An item of a host that is not known, or that several items may be, is left out: the ticket is
//! opened without it. A name that a person wrote down must be right.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use super::{Directory, NameProblem, RefEntry, is_open_to};
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
    pub(super) fn items(
        &self,
        wanted: Option<&WantedCi>,
        company: Option<&RefEntry>,
    ) -> Result<Vec<ItemRef>, NameProblem> {
        match wanted {
            None => Ok(Vec::new()),
            Some(WantedCi::Named(name)) => match self.one(RefKind::Ci, name, company, &|_| true) {
                Ok(entry) => Ok(vec![item_of(entry)]),
                Err(text) => Err(NameProblem { kind: RefKind::Ci, name: name.clone(), text }),
            },
            Some(WantedCi::OfHosts(hosts)) => {
                let found: BTreeSet<ItemRef> =
                    hosts.iter().filter_map(|host| self.item_of_host(host, company)).collect();
                Ok(found.into_iter().collect())
            }
        }
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
        let companies = self.shelves.get(&RefKind::Company);
        let above =
            |id: &str| companies.and_then(|known| known.by_id(id)).and_then(|known| known.parent.clone());
        let is_below = |id: &String| {
            // A tree that bites its own tail ends here.
            let line = std::iter::successors(above(id), |id| above(id)).take(DEEPEST);
            line.into_iter().any(|id| id == company.id)
        };
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
