//! Names of two levels: that of a version belongs to a software, and thousands of softwares have a version "1.0".
//! The outer name is looked up as any other; of several rows that bear it the one that has the inner name counts.

use std::collections::BTreeMap;

use super::{MissingName, NameError, Names, fold, kept};
use crate::message;
use crate::model::Said;
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;

/// A name that belongs to another one.
#[derive(Debug, Clone, Copy)]
pub struct Belonging<'n> {
    /// What the outer name stands for.
    pub outer_kind: &'n Kind,
    /// The outer name.
    pub outer: &'n str,
    /// What the inner name stands for.
    pub kind: &'n Kind,
    /// The inner name. It may be blank: the version of which nothing is known.
    pub name: &'n str,
}

/// The rows of a name that belongs to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongs {
    /// The outer row.
    pub outer: Value,
    /// The inner row.
    pub inner: Value,
}

/// What is done about names that the desk does not have.
#[derive(Debug, Clone, Copy)]
pub struct MissingNames {
    /// The outer one.
    pub outer: MissingName,
    /// The inner one.
    pub inner: MissingName,
}

impl Names {
    /// The rows of a name that belongs to another one, seen from an entity. `more` gives what a new outer row is made
    /// with, and is asked only where one is made.
    ///
    /// # Errors
    /// A name that is not there and may not be made.
    pub fn resolve_within(
        &mut self,
        of: Belonging<'_>,
        entity: &Value,
        missing: MissingNames,
        more: impl FnOnce(&mut Self) -> Result<BTreeMap<Column, Value>, NameError>,
    ) -> Result<Belongs, NameError> {
        let (Some(outer_class), Some(class)) =
            (self.schema.target_of(of.outer_kind), self.schema.target_of(of.kind))
        else {
            return Err(NameError::Reject(message::reject::no_path(of.outer).said()));
        };
        let (outer_by, by) = (self.schema.named_by(of.outer_kind), self.schema.named_by(of.kind));
        let (outer_name, name) = (kept(self.schema, of.outer), kept(self.schema, of.name));
        if outer_name.is_empty() {
            return Err(NameError::Reject(message::reject::no_path(of.outer).said()));
        }
        let outers = self.outers(&outer_class, &outer_by, &outer_name, entity);
        for outer in &outers {
            if let Some(inner) = self.inner(&class, &by, *outer, &name) {
                let found = Belongs { outer: Value::Ref(*outer), inner: Value::Ref(inner) };
                self.note_used(&outer_class, &found.outer);
                return Ok(found);
            }
        }
        let path = whole(&outer_name, &name);
        if missing.inner != MissingName::Create {
            if outers.is_empty() {
                return Err(self.refusal(&outer_class, &outer_by, &outer_name, missing.inner));
            }
            let reason =
                message::reject::unknown_name(&path, self.schema.class_called(&class), None::<Said>).said();
            let is_skipped = missing.inner == MissingName::Skip;
            return Err(if is_skipped { NameError::Skip(reason) } else { NameError::Reject(reason) });
        }
        let outer = match outers.first() {
            Some(outer) => Value::Ref(*outer),
            // Items are written after names: what the plan makes as an item of its own is there in the next run.
            None if missing.outer != MissingName::Create
                || self.new_item(&outer_class, &outer_by, &outer_name)?.is_some() =>
            {
                return Err(self.refusal(&outer_class, &outer_by, &outer_name, missing.outer));
            }
            None => {
                self.may_be_made(&outer_class, &outer_name)?;
                let made = self.new.len();
                let outer = self.create(&outer_class, &outer_name, &[&outer_name], Value::Empty, entity);
                if self.new.len() > made {
                    let more = more(self)?;
                    if let Some(reference) = self.new.get_mut(made) {
                        reference.more = more;
                    }
                }
                outer
            }
        };
        self.note_used(&outer_class, &outer);
        self.may_be_made(&class, &path)?;
        let parts = [&*outer_name, &*name];
        let parts = if name.is_empty() { &parts[..1] } else { &parts[..] };
        let inner = self.create(&class, &name, parts, outer.clone(), entity);
        Ok(Belongs { outer, inner })
    }

    /// A name that an earlier run may still be making is not made.
    fn may_be_made(&self, class: &ClassName, path: &str) -> Result<(), NameError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        match self.waiting.get(&(class.clone(), fold(path))) {
            Some(reason) => Err(NameError::Reject(reason.clone())),
            None => Ok(()),
        }
    }

    /// Ids of the rows with the outer name that an item of the entity sees, the oldest first.
    fn outers(&mut self, class: &ClassName, by: &Column, name: &str, entity: &Value) -> Vec<i64> {
        let lineage = self.lineage(entity);
        let Some(table) = self.tables.get_mut(&(class.clone(), by.clone())) else { return Vec::new() };
        let mut found = table.all(name, None, &lineage);
        found.sort_unstable();
        found
    }

    /// Id of the row with the inner name below an outer one: the same letters first, then as the desk's database
    /// compares. Where the outer row is seen, what belongs to it is.
    fn inner(&mut self, class: &ClassName, by: &Column, outer: i64, name: &str) -> Option<i64> {
        let schema = self.schema;
        let table = self.tables.get_mut(&(class.clone(), by.clone()))?;
        let rows = table.below(outer).filter_map(|at| table.rows.get(at as usize));
        let of =
            |same: &dyn Fn(&str) -> bool| rows.clone().filter(|row| same(&row.name)).map(|row| row.id).min();
        of(&|row| row == name).or_else(|| {
            let folded = fold(name);
            of(&|row| fold(&kept(schema, row)) == folded)
        })
    }

    /// The row that another one belongs to; `None` where it belongs to none, or is not known.
    pub fn outer_of(&self, kind: &Kind, inner: &Value) -> Option<Value> {
        let class = self.schema.target_of(kind)?;
        self.schema.outer_class(&class)?;
        match inner {
            Value::Ref(id) => {
                let table = self.tables.get(&(class, self.schema.named_by(kind)))?;
                Some(Value::Ref(table.get(*id)?.parent?))
            }
            Value::NewRef(index) => Some(self.new.get(*index as usize)?.parent.clone()),
            _ => None,
        }
    }

    /// The name of a row alone, without that of the row that it belongs to.
    pub fn own_name(&self, kind: &Kind, value: &Value) -> String {
        let class = self.schema.target_of(kind).filter(|class| self.schema.outer_class(class).is_some());
        let Some(class) = class else { return self.show(kind, value) };
        let table = self.tables.get(&(class, self.schema.named_by(kind)));
        match value {
            Value::Ref(id) => table
                .and_then(|table| table.get(*id))
                .map_or_else(|| format!("#{id}"), |row| row.name.to_string()),
            Value::NewRef(index) => {
                self.new.get(*index as usize).map_or_else(|| value.to_string(), |new| new.name.clone())
            }
            _ => value.to_string(),
        }
    }

    /// The name of a row after that of the row that it belongs to, as the path of a new one.
    pub(super) fn whole_name(&self, kind: &Kind, value: &Value) -> String {
        let own = self.own_name(kind, value);
        let outer = self.outer_of(kind, value).and_then(|outer| {
            let class = self.schema.outer_class(&self.schema.target_of(kind)?)?;
            Some(self.show(&Kind::Dropdown(class), &outer))
        });
        match outer {
            Some(outer) => whole(&outer, &own),
            None => own,
        }
    }
}

/// Both names of what belongs to another, as people read them.
fn whole(outer: &str, own: &str) -> String {
    if own.is_empty() { outer.to_owned() } else { format!("{outer} > {own}") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::item::{Catalog, ReferenceRow, ReferenceTable};
    use crate::systems::glpi::schema::SCHEMA;

    fn row(id: i64, name: &str, parent: Option<i64>, entity: i64, recursive: bool) -> ReferenceRow {
        ReferenceRow { id, name: name.into(), parent, entity: Some(entity), recursive }
    }

    fn names() -> Names {
        let mut catalog = Catalog::default();
        let mut table = |class: &str, rows| {
            catalog.tables.insert((class.into(), "name".into()), ReferenceTable { rows });
        };
        table(
            "Entity",
            vec![
                row(0, "Root", None, 0, true),
                row(1, "Acme", Some(0), 0, true),
                row(2, "Globex", Some(0), 0, true),
            ],
        );
        table(
            "Software",
            vec![
                row(1, "LibreOffice", None, 0, true),
                row(2, "7-Zip", None, 0, true),
                row(3, "7-zip", None, 1, false),
                row(4, "Éditeur", None, 0, true),
                row(5, "Private", None, 0, false),
            ],
        );
        table(
            "SoftwareVersion",
            vec![
                row(10, "1.0", Some(1), 0, true),
                row(11, "1.0", Some(2), 0, true),
                row(12, "", Some(2), 0, true),
                row(13, "2.0b", Some(4), 0, true),
            ],
        );
        Names::new(&SCHEMA, catalog, 0)
    }

    fn find(names: &mut Names, outer: &str, name: &str, entity: i64) -> Belongs {
        let kinds = [Kind::Dropdown("Software".into()), Kind::Dropdown("SoftwareVersion".into())];
        let of = Belonging { outer_kind: &kinds[0], outer, kind: &kinds[1], name };
        let missing = MissingNames { outer: MissingName::Create, inner: MissingName::Create };
        let more = |_: &mut Names| Ok(BTreeMap::from([("manufacturers_id".into(), Value::Ref(7))]));
        names.resolve_within(of, &Value::Ref(entity), missing, more).unwrap()
    }

    fn refs(outer: i64, inner: i64) -> Belongs {
        Belongs { outer: Value::Ref(outer), inner: Value::Ref(inner) }
    }

    #[test]
    fn a_version_is_that_of_its_software_whatever_others_are_called() {
        let mut names = names();
        assert_eq!(find(&mut names, "LibreOffice", "1.0", 1), refs(1, 10));
        assert_eq!(find(&mut names, "7-ZIP", " 1.0", 2), refs(2, 11), "without case, from the entity above");
        assert_eq!(find(&mut names, "7-Zip", "", 2), refs(2, 12), "the version of which nothing is known");
        assert_eq!(find(&mut names, "editeur", "2.0B", 0), refs(4, 13), "without case and accents");
        assert!(names.new.is_empty());
    }

    #[test]
    fn what_is_not_there_is_made_once_below_what_is() {
        let mut names = names();
        let first = find(&mut names, "LibreOffice", "2.0", 1);
        assert_eq!(first, Belongs { outer: Value::Ref(1), inner: Value::NewRef(0) });
        assert_eq!(find(&mut names, "libreoffice", "2.0", 2), first);
        let new = find(&mut names, "Firefox", "128", 1);
        assert_eq!(new, Belongs { outer: Value::NewRef(1), inner: Value::NewRef(2) });
        assert_eq!(find(&mut names, "firefox", "128", 2), new);
        let made: Vec<(&str, &str, bool)> =
            names.new.iter().map(|new| (&*new.name, &*new.path, new.more.is_empty())).collect();
        assert_eq!(
            made,
            [
                ("2.0", "LibreOffice > 2.0", true),
                ("Firefox", "Firefox", false),
                ("128", "Firefox > 128", true)
            ]
        );
        assert_eq!(names.new[1].entity, Some(Value::Ref(0)), "visible to all that the job works in");
        assert_eq!(names.new[2].entity, None, "it is where its software is");
    }

    #[test]
    fn a_software_that_an_entity_does_not_see_is_not_its_own() {
        let mut names = names();
        let made = find(&mut names, "Private", "1", 1);
        assert!(matches!(made.outer, Value::NewRef(_)), "{made:?}");
        let own = find(&mut names, "7-zip", "1.0", 1);
        assert!(matches!(own, Belongs { outer: Value::Ref(3), inner: Value::NewRef(_) }), "{own:?}");
    }

    #[test]
    fn a_version_is_told_by_both_names() {
        let mut names = names();
        let kind = Kind::Dropdown("SoftwareVersion".into());
        assert_eq!(names.show(&kind, &Value::Ref(11)), "7-Zip > 1.0");
        assert_eq!(names.show(&kind, &Value::Ref(12)), "7-Zip");
        assert_eq!(names.own_name(&kind, &Value::Ref(11)), "1.0");
        let new = find(&mut names, "Firefox", "128", 1).inner;
        assert_eq!(
            (names.show(&kind, &new), names.own_name(&kind, &new)),
            ("Firefox > 128".into(), "128".into())
        );
    }
}
