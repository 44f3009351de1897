//! What a search option shows for a row: the walk along the steps of its uid.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::options::SearchOption;
use crate::practice::glpi::database::{Record, Selection};
use crate::practice::glpi::schema::{ItemType, schema};
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::State;
use crate::practice::glpi::value::shown_timestamp;

/// One value of a cell and the row it stands in.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) row_id: i64,
    pub(super) value: Value,
}

/// Ticket columns whose role in the link table the uid does not tell.
const TICKET_ACTORS: [(u32, &str, &str, i64); 6] = [
    (4, "Ticket_User", "users_id", 1),
    (66, "Ticket_User", "users_id", 3),
    (5, "Ticket_User", "users_id", 2),
    (71, "Group_Ticket", "groups_id", 1),
    (65, "Group_Ticket", "groups_id", 3),
    (8, "Group_Ticket", "groups_id", 2),
];

/// Ticket columns of those who wrote followups and tasks: their ids, each once.
const TICKET_WRITERS: [(u32, &str); 2] = [(93, "ITILFollowup"), (94, "TicketTask")];

/// Reads cells and remembers the rows they join.
pub(super) struct Cells<'a> {
    state: &'a State,
    session: &'a Session,
    rows: HashMap<(&'static str, i64), Option<Rc<Record>>>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(state: &'a State, session: &'a Session) -> Cells<'a> {
        Cells { state, session, rows: HashMap::new() }
    }

    /// The values of an option for a row; empty when nothing is joined.
    pub(super) fn of(&mut self, row: &Rc<Record>, option: &SearchOption) -> rusqlite::Result<Vec<Cell>> {
        let actor = TICKET_ACTORS.iter().find(|(id, ..)| *id == option.id);
        if let (Some((_, link, key, role)), "Ticket") = (actor, row.kind.name) {
            return self.actors(row, link, key, *role);
        }
        let writers = TICKET_WRITERS.iter().find(|(id, _)| *id == option.id);
        if let (Some((_, kind)), "Ticket") = (writers, row.kind.name) {
            return self.writers(row, kind);
        }
        let mut reached = vec![Rc::clone(row)];
        let steps: Vec<&str> = option.uid.split('.').collect();
        let mut key = None;
        for step in steps.iter().skip(1).take(steps.len().saturating_sub(2)) {
            let Some(kind) = schema().item_type(step) else {
                key = Some(*step);
                continue;
            };
            let mut next = Vec::new();
            for from in &reached {
                next.extend(self.step(from, kind, key)?);
            }
            reached = next;
            key = None;
        }
        // A key without its type behind it leads to a table that is not imitated.
        if key.is_some() {
            return Ok(Vec::new());
        }
        Ok(reached.iter().map(|row| self.cell(row, &option.field)).collect())
    }

    fn cell(&self, row: &Record, field: &str) -> Cell {
        let is_date = field.ends_with("date_mod") || field.ends_with("date_creation");
        let value = match row.get(field) {
            Value::String(text) if is_date => Value::String(shown_timestamp(&text, self.session.zone)),
            other => other,
        };
        Cell { row_id: row.id, value }
    }

    fn step(
        &mut self,
        from: &Record,
        to: &'static ItemType,
        key: Option<&str>,
    ) -> rusqlite::Result<Vec<Rc<Record>>> {
        let own = to.own_key();
        let key = key.unwrap_or(&own);
        if from.kind.has(key) {
            return Ok(self.fetch(to, from.int(key))?.into_iter().collect());
        }
        let (name, id) = (from.kind.name, from.id);
        let condition = if to.has("mainitemtype") && to.has("mainitems_id") {
            format!("mainitemtype = '{name}' AND mainitems_id = {id}")
        } else if to.has("itemtype") && to.has("items_id") {
            format!("itemtype = '{name}' AND items_id = {id}")
        } else if to.has(&from.kind.own_key()) {
            format!("{} = {id}", from.kind.own_key())
        } else {
            return Ok(Vec::new());
        };
        let rows = self.state.database.select(to, &Selection::of([condition]))?;
        Ok(rows.into_iter().map(Rc::new).collect())
    }

    /// A row that is joined, read once.
    pub(super) fn fetch(&mut self, kind: &'static ItemType, id: i64) -> rusqlite::Result<Option<Rc<Record>>> {
        if let Some(known) = self.rows.get(&(kind.name, id)) {
            return Ok(known.clone());
        }
        let found = self.state.fetch(kind, id)?.map(Rc::new);
        self.rows.insert((kind.name, id), found.clone());
        Ok(found)
    }

    fn writers(&mut self, ticket: &Rc<Record>, kind: &str) -> rusqlite::Result<Vec<Cell>> {
        let Some(kind) = schema().item_type(kind) else {
            return Ok(Vec::new());
        };
        let mut ids: Vec<i64> = self
            .step(ticket, kind, None)?
            .iter()
            .map(|row| row.int("users_id"))
            .filter(|id| *id > 0)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids.into_iter().map(|id| Cell { row_id: id, value: Value::String(id.to_string()) }).collect())
    }

    /// Users come as their ids in text, groups by their path.
    fn actors(&mut self, ticket: &Record, link: &str, key: &str, role: i64) -> rusqlite::Result<Vec<Cell>> {
        let conditions = [format!("tickets_id = {}", ticket.id), format!("\"type\" = {role}")];
        let mut cells = Vec::new();
        for row in self.state.rows(link, conditions)? {
            let id = row.int(key);
            let value = match schema().item_type("Group").filter(|_| key == "groups_id") {
                Some(group) => {
                    let found = self.fetch(group, id)?;
                    found.map_or(Value::Null, |group| group.get("completename"))
                }
                // An actor known by mail address only has no id.
                None if id == 0 => Value::Null,
                None => Value::String(id.to_string()),
            };
            cells.push(Cell { row_id: id, value });
        }
        Ok(cells)
    }
}

/// A cell as the answer prints it: null, a value, or a list.
pub(super) fn printed(cells: &[Cell]) -> Value {
    match cells {
        [] => Value::Null,
        [single] => single.value.clone(),
        many => many.iter().map(|cell| cell.value.clone()).collect(),
    }
}
