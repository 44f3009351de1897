//! A plan applied to the desk of these tests, as a run that meets no trouble would leave it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use stocktake::model::change::Retirement;
use stocktake::model::remembered::{FieldPath, Maker, Remembered, encode};
use stocktake::model::{
    Change, ChildChange, ClassName, FieldChange, Link, Operation, Ownership, ReferenceRow, Value,
};
use stocktake::reconcile::Planned;
use stocktake::systems::glpi::schema::SCHEMA;

use super::desk::{Desk, Row, Values};
use super::project::TODAY;

/// Applies a plan and remembers what it says.
pub fn apply(desk: &Desk, planned: &Planned) -> Desk {
    let mut applying =
        SimulatedApply { desk: desk.clone(), references: Vec::new(), items: BTreeMap::new(), next: 1000 };
    for reference in &planned.plan.references {
        let id = applying.id();
        let parent = applying.resolved(&reference.parent);
        let entity = reference.entity.as_ref().map(|entity| applying.resolved(entity));
        let row = ReferenceRow {
            id,
            name: reference.name.as_str().into(),
            parent: number(&parent).or((reference.class.as_str() == "Entity").then_some(0)),
            entity: entity.as_ref().and_then(number),
            recursive: reference.recursive,
        };
        applying.add_name(&reference.class, SCHEMA.name_column(&reference.class).as_str(), row);
        applying.references.push(id);
    }
    let waits =
        |change: &&Change| change.fields.iter().filter(|field| matches!(field.to, Value::NewItem(_))).count();
    let mut changes: Vec<&Change> = planned.plan.changes.iter().collect();
    changes.sort_by_key(|change| (change.operation == Operation::Retire, waits(change)));
    changes.into_iter().for_each(|change| applying.change(change));
    for update in &planned.links {
        let id = update
            .remote_id
            .or(applying.items.get(&format!("{}/{}", update.class, update.source_key)).copied());
        let link = applying.link(&update.class, &update.source_key, id.unwrap());
        link.ownership = update.ownership;
        update.lessons.iter().for_each(|lesson| link.remembered.learn(lesson.clone()));
    }
    for absence in &planned.absences {
        let mut links = applying.desk.links.iter_mut();
        let link = links.find(|link| link.class == absence.class && link.remote_id == absence.remote_id);
        if let Some(link) = link {
            link.absent_runs = absence.runs;
        }
    }
    applying.desk
}

struct SimulatedApply {
    desk: Desk,
    references: Vec<i64>,
    items: BTreeMap<String, i64>,
    next: i64,
}

impl SimulatedApply {
    fn id(&mut self) -> i64 {
        let taken = |id: i64| self.desk.items.keys().any(|(_, known)| *known == id);
        self.next += 1;
        while taken(self.next) || self.desk.names.values().flatten().any(|row| row.id == self.next) {
            self.next += 1;
        }
        self.next
    }

    fn add_name(&mut self, class: &ClassName, by: &str, row: ReferenceRow) {
        let table = self.desk.names.entry((class.to_string(), by.to_owned())).or_default();
        table.push(row);
        table.sort_by_key(|row| row.id);
    }

    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::NewRef(index) => Value::Ref(self.references[*index as usize]),
            Value::NewItem(key) => Value::Ref(self.items[key.as_ref()]),
            other => other.clone(),
        }
    }

    fn write(&self, fields: &[FieldChange], values: &mut Values) {
        for field in fields {
            values.insert(field.field.clone(), self.resolved(&field.to));
        }
    }

    fn link(&mut self, class: &ClassName, source_key: &str, id: i64) -> &mut Link {
        let links = &mut self.desk.links;
        let known = links.iter().position(|link| link.class == *class && link.remote_id == id);
        let at = known.unwrap_or_else(|| {
            links.retain(|link| link.class != *class || link.source_key != source_key);
            links.push(Link {
                system: "practice".to_owned(),
                job: "pc".to_owned(),
                class: class.clone(),
                source_key: source_key.to_owned(),
                remote_id: id,
                ownership: Ownership::Matched,
                remembered: Remembered::default(),
                absent_runs: 0,
                retired_at: None,
            });
            links.len() - 1
        });
        links[at].source_key = source_key.to_owned();
        &mut links[at]
    }

    fn change(&mut self, change: &Change) {
        let id = change.remote_id.unwrap_or_else(|| self.id());
        let key = (change.class.to_string(), id);
        let mut row = self.desk.items.remove(&key).unwrap_or_default();
        for field in change.fields.iter().filter(|field| field.field != SCHEMA.columns.trash) {
            let live = row.values.get(&field.field).cloned().unwrap_or_default();
            let unset = |value: &Value| value.is_empty() || *value == Value::Ref(0);
            assert!(live == field.was || unset(&live) && unset(&field.was), "{} was {live}", field.field);
        }
        self.write(&change.fields, &mut row.values);
        row.values.remove(SCHEMA.columns.trash);
        if change.retirement == Some(Retirement::Purge) {
            self.desk.links.retain(|link| link.class != change.class || link.remote_id != id);
            return;
        }
        match change.operation {
            Operation::Retire => row.trashed = change.retirement == Some(Retirement::Trash),
            Operation::Create | Operation::Restore | Operation::Update => row.trashed = false,
        }
        if change.operation == Operation::Create {
            self.items.insert(format!("{}/{}", change.class, change.source_key), id);
            self.announce(&change.class, id, &row);
        }
        self.desk.items.insert(key, row);
        self.remember(change, id);
        for child in &change.children {
            self.child(change, id, child);
        }
    }

    fn remember(&mut self, change: &Change, id: i64) {
        let written: Vec<(FieldPath, String)> = change
            .fields
            .iter()
            .filter(|field| field.field != SCHEMA.columns.trash)
            .map(|field| (field.field.as_str().into(), encode(&self.resolved(&field.to))))
            .collect();
        let link = self.link(&change.class, &change.source_key, id);
        match change.operation {
            Operation::Create => link.ownership = Ownership::Made,
            Operation::Update => {}
            Operation::Retire => {
                link.remembered.retire(change.retirement.unwrap(), TODAY, &change.fields);
                link.retired_at = Some("2026-11-21T00:00:00+00:00".to_owned());
            }
            Operation::Restore => link.revive(),
        }
        link.remembered.values.extend(written);
    }

    fn announce(&mut self, class: &ClassName, id: i64, row: &Row) {
        let tables: Vec<String> =
            self.desk.names.keys().filter(|(of, _)| of == class.as_str()).map(|(_, by)| by.clone()).collect();
        for by in tables {
            let Some(Value::Text(name)) = row.values.get(&by) else { continue };
            let parent = row.values.get(SCHEMA.parent_column(class).as_str()).and_then(number);
            let entity = Some(row.values.get("entities_id").and_then(number).unwrap_or(0));
            self.add_name(
                class,
                &by,
                ReferenceRow { id, name: name.clone(), parent, entity, recursive: false },
            );
        }
    }

    fn child(&mut self, change: &Change, item: i64, child: &ChildChange) {
        let class = change.class.to_string();
        let new = child.link_to_new.as_ref().map(|key| self.items[key.as_ref()]);
        let id = new.or(child.remote_id).unwrap_or_else(|| self.id());
        let key = (child.part, class, item, id);
        if SCHEMA.shared(child.part).is_some() {
            let mut row = self.desk.items.remove(&("Contract".to_owned(), id)).unwrap_or_default();
            self.write(&child.fields, &mut row.values);
            self.desk.items.insert(("Contract".to_owned(), id), row);
            self.desk.parts.entry(key).or_default();
        } else {
            let mut values = self.desk.parts.remove(&key).unwrap_or_default();
            self.write(&child.fields, &mut values);
            self.desk.parts.insert(key, values);
        }
        if let Some(element) = &child.element {
            let name = element.to_lowercase();
            let remembered = &mut self.link(&change.class, &change.source_key, item).remembered;
            if child.operation == Operation::Retire {
                remembered.forget_row(child.part.name(), id);
                self.desk.parts.retain(|(part, _, _, row), _| (*part, *row) != (child.part, id));
            } else if remembered.maker_of(child.part.name(), &name, id).is_none() {
                remembered.element_has(child.part.name(), &name, id, Maker::Us);
            }
            return;
        }
        let prefix = child.part.name();
        let written: Vec<(FieldPath, String)> = child
            .fields
            .iter()
            .map(|field| (FieldPath::of(Some(prefix), &field.field), encode(&self.resolved(&field.to))))
            .collect();
        let remembered = &mut self.link(&change.class, &change.source_key, item).remembered;
        remembered.values.extend(written);
        remembered.rows.insert(prefix.to_owned(), id);
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Ref(id) => Some(*id),
        _ => None,
    }
}
