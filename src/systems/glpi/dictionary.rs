//! GLPI's dictionary rules: `Rule`, `RuleCriteria`, `RuleAction`.
//!
//! The lists of the subtypes (`GET /RuleDictionnaryManufacturer`) crash in 10.0.6 (200 with an
//! empty body); the list of all rules does not.

use std::collections::{BTreeMap, HashMap};

use super::Glpi;
use super::list::Shelf;
use super::parts::is_unknown_class;
use crate::model::dictionary::{Condition, Criterion, Dictionaries, DictionaryRule, Naming, Needs};
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;

/// What the class of a dictionary's rules is called, before the class whose names it changes.
const PREFIX: &str = "RuleDictionnary";

impl Glpi {
    /// The active dictionary rules of some classes, in GLPI's order; `None` when the user may not
    /// read rules (right `config`).
    ///
    /// # Errors
    /// When GLPI does not answer. A GLPI without rules has none.
    pub async fn read_dictionaries(
        &self,
        classes: &[ClassName],
    ) -> Result<Option<Dictionaries>, RemoteError> {
        match self.dictionary_rules(classes).await {
            Ok(dictionaries) => Ok(Some(dictionaries)),
            Err(RemoteError::Rights { .. }) => Ok(None),
            Err(error) if is_unknown_class(&error) => Ok(Some(Dictionaries::default())),
            Err(error) => Err(error),
        }
    }

    async fn dictionary_rules(&self, classes: &[ClassName]) -> Result<Dictionaries, RemoteError> {
        let columns: [(Column, Kind); 5] = [
            ("sub_type".into(), Kind::LongText),
            ("name".into(), Kind::LongText),
            ("match".into(), Kind::LongText),
            ("ranking".into(), Kind::Integer),
            ("is_active".into(), Kind::Boolean),
        ];
        let mut found: Vec<(i64, i64, ClassName, DictionaryRule)> = Vec::new();
        for row in self.list(&ClassName::from("Rule"), Shelf::InUse, self.wanted(&columns)).await? {
            let [sub_type, name, needs, ranking, active] = &*row.values else { continue };
            let of = text(sub_type);
            let Some(class) = classes.iter().find(|class| of.strip_prefix(PREFIX) == Some(class.as_str()))
            else {
                continue;
            };
            if *active != Value::Bool(true) {
                continue;
            }
            let rule = DictionaryRule {
                name: text(name),
                needs: if text(needs) == "OR" { Needs::Any } else { Needs::All },
                criteria: Vec::new(),
                naming: Naming::Keep,
                also: BTreeMap::new(),
                is_ignored: false,
            };
            found.push((integer(ranking), row.id, class.clone(), rule));
        }
        if found.is_empty() {
            return Ok(Dictionaries::default());
        }
        found.sort_by_key(|(ranking, id, ..)| (*ranking, *id));
        let (mut criteria, mut actions) = (self.criteria().await?, self.actions().await?);
        let mut rules: BTreeMap<ClassName, Vec<DictionaryRule>> = BTreeMap::new();
        for (_, id, class, mut rule) in found {
            rule.criteria = criteria.remove(&id).unwrap_or_default();
            if let Some(actions) = actions.remove(&id) {
                (rule.naming, rule.also, rule.is_ignored) = (actions.name, actions.also, actions.is_ignored);
            }
            rules.entry(class).or_default().push(rule);
        }
        Ok(Dictionaries { rules })
    }

    /// Criteria by rule, in GLPI's order: by id.
    async fn criteria(&self) -> Result<HashMap<i64, Vec<Criterion>>, RemoteError> {
        let columns: [(Column, Kind); 4] = [
            ("rules_id".into(), Kind::Integer),
            ("criteria".into(), Kind::LongText),
            ("condition".into(), Kind::Integer),
            ("pattern".into(), Kind::LongText),
        ];
        let mut criteria: HashMap<i64, Vec<Criterion>> = HashMap::new();
        for row in self.list(&ClassName::from("RuleCriteria"), Shelf::InUse, self.wanted(&columns)).await? {
            let [rule, of, condition, pattern] = &*row.values else { continue };
            criteria.entry(integer(rule)).or_default().push(Criterion {
                of: text(of),
                condition: Condition::of_number(integer(condition)),
                pattern: text(pattern),
            });
        }
        Ok(criteria)
    }

    /// What rules do, by rule; the last action on a text holds.
    async fn actions(&self) -> Result<HashMap<i64, Actions>, RemoteError> {
        let columns: [(Column, Kind); 4] = [
            ("rules_id".into(), Kind::Integer),
            ("action_type".into(), Kind::LongText),
            ("field".into(), Kind::LongText),
            ("value".into(), Kind::LongText),
        ];
        let mut actions: HashMap<i64, Actions> = HashMap::new();
        for row in self.list(&ClassName::from("RuleAction"), Shelf::InUse, self.wanted(&columns)).await? {
            let [rule, action, field, value] = &*row.values else { continue };
            let naming = match text(action).as_str() {
                "assign" => Naming::Assign(text(value)),
                // GLPI 10 appends to nothing on import: the same as the result itself.
                "regex_result" | "append_regex_result" => Naming::Groups(text(value)),
                _ => continue,
            };
            let of = actions.entry(integer(rule)).or_default();
            match text(field).as_str() {
                "name" => of.name = naming,
                "_ignore_import" => of.is_ignored = naming == Naming::Assign("1".to_owned()),
                other => drop(of.also.insert(other.to_owned(), naming)),
            }
        }
        Ok(actions)
    }
}

/// What a rule does.
struct Actions {
    name: Naming,
    /// By GLPI's word for the text.
    also: BTreeMap<String, Naming>,
    is_ignored: bool,
}

impl Default for Actions {
    fn default() -> Self {
        Self { name: Naming::Keep, also: BTreeMap::new(), is_ignored: false }
    }
}

fn text(value: &Value) -> String {
    value.to_string()
}

fn integer(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        _ => 0,
    }
}
