//! Fields that GLPI holds against changes (`Lockedfield`).

use super::Glpi;
use super::canonical::LINE;
use super::list::Shelf;
use super::parts::is_unknown_class;
use crate::model::item::Locks;
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;

impl Glpi {
    /// All locks that the session may see; `None` when it may not read them: GLPI 10.0.6 gives even a
    /// super-admin the right `locked_field` without READ.
    ///
    /// # Errors
    /// When GLPI does not answer. A GLPI without locks (9.x) has none.
    pub async fn read_locks(&self) -> Result<Option<Locks>, RemoteError> {
        let text = Kind::Text { max: LINE };
        let columns: [(Column, Kind); 5] = [
            ("itemtype".into(), text.clone()),
            ("items_id".into(), Kind::Integer),
            ("field".into(), text.clone()),
            ("date_creation".into(), text),
            ("is_global".into(), Kind::Boolean),
        ];
        let rows = match self.list(&ClassName::from("Lockedfield"), Shelf::InUse, self.wanted(&columns)).await
        {
            Ok(rows) => rows,
            Err(RemoteError::Rights { .. }) => return Ok(None),
            Err(error) if is_unknown_class(&error) => return Ok(Some(Locks::default())),
            Err(error) => return Err(error),
        };
        let mut locks = Locks::default();
        for row in rows {
            let [class, id, field, since, global] = &*row.values else { continue };
            let (Value::Text(class), Value::Int(id), Value::Text(field)) = (class, id, field) else {
                continue;
            };
            let id = if *global == Value::Bool(true) { 0 } else { *id };
            let entry = locks.of.entry((ClassName::from(class.as_ref()), id)).or_default();
            entry.push((Column::from(field.as_ref()), since.to_string()));
        }
        Ok(Some(locks))
    }
}
