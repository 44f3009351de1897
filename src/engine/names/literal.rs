//! Names that stand in rules as they are, so that they can be looked up before any event is there.

use std::collections::BTreeMap;

use super::{Directory, RefEntry, RefKind, Site, Wanted, shown};
use crate::message::{self, Alike, FEW, nearest_few};
use crate::model::Said;
use crate::model::mapping::Template;
use crate::model::system::Choices;
use crate::model::ticket_job::{Ci, Rule};
use crate::reconcile::names::fold;
use crate::triage::WantedCi;

/// A name that means nothing at the desk, or too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameProblem {
    /// What was looked for; the key of the rule is its word.
    pub kind: RefKind,
    /// The name as it stands in the rule.
    pub name: String,
    /// What is wrong, as one sentence with the nearest entries.
    pub text: Said,
}

/// The text of a template that has nothing to fill in.
pub fn literal(template: &Template) -> Option<&str> {
    let source = template.source.trim();
    let has_code = ["{{", "{%", "{#"].iter().any(|code| source.contains(code));
    (!has_code && !source.is_empty()).then_some(source)
}

impl Directory {
    /// The literal names of a rule of this desk that mean nothing, or too much.
    pub fn problems_of(&self, rule: &Rule) -> Vec<NameProblem> {
        let names: BTreeMap<RefKind, String> = rule
            .names
            .iter()
            .filter_map(|(kind, template)| Some((*kind, literal(template)?.to_owned())))
            .collect();
        let others = rule.otherwise.iter();
        let otherwise: BTreeMap<RefKind, String> =
            others.filter_map(|(kind, template)| Some((*kind, literal(template)?.to_owned()))).collect();
        let site = match &rule.site {
            None => Site::Nothing,
            Some(template) => literal(template).map_or(Site::Later, Site::Named),
        };
        let ci = match &rule.ci {
            Ci::Nothing | Ci::OfHost => None,
            Ci::Named(template) => literal(template).map(|name| WantedCi::Named(name.to_owned())),
        };
        let fields: BTreeMap<String, String> = rule
            .fields
            .iter()
            .filter_map(|(column, template)| Some((column.clone(), literal(template)?.to_owned())))
            .collect();
        let wanted = Wanted {
            class: &rule.class,
            names: &names,
            otherwise: &BTreeMap::new(),
            site,
            contact_of: rule.contact_of,
            ci: ci.as_ref(),
            fields: &fields,
        };
        let mut problems = self.look_up(wanted).problems;
        problems.extend(self.look_up(Wanted { names: &otherwise, ci: None, ..wanted }).problems);
        problems.extend(fields.iter().filter_map(|(column, value)| self.choice(&rule.class, column, value)));
        problems
    }

    /// A value of a column whose values the desk lists, and that is none of them.
    fn choice(&self, class: &str, column: &str, value: &str) -> Option<NameProblem> {
        let all = self.shelves.get(&RefKind::Choice)?.all();
        let of_column = |entry: &&RefEntry| {
            let is_class = entry.class.as_deref().is_none_or(|table| table == class);
            is_class && entry.also.first().is_some_and(|known| known == column)
        };
        let known: Vec<&RefEntry> = all.iter().filter(of_column).collect();
        let labels_count = self.place.form.choices == Choices::ByLabel;
        let is_it =
            |entry: &&RefEntry| entry.id == value || (labels_count && fold(&entry.name) == fold(value));
        if known.is_empty() || known.iter().any(is_it) {
            return None;
        }
        let words = known.iter().flat_map(|entry| [&entry.id, &entry.name]);
        let near = nearest_few(value, words, Alike::Loose, FEW);
        let near: Vec<String> = known
            .iter()
            .filter(|entry| near.is_empty() || near.contains(&&entry.id) || near.contains(&&entry.name))
            .take(6)
            .map(|entry| shown(entry))
            .collect();
        let text = message::names::no_value(column, value, &self.place.name, near.join(", ")).said();
        Some(NameProblem { kind: RefKind::Choice, name: value.to_owned(), text })
    }
}
