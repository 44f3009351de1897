//! Rows that GLPI calls written beside a message are read back.
//!
//! Below 10.0.6 it says `true` of a row that the database refused, and writes the other fields; in every
//! version it says `true` of a row of which it dropped a field (a date), and repeats the error of one row
//! beside later rows that are whole.

use std::collections::BTreeMap;

use super::Glpi;
use super::message;
use super::rows::Row as Read;
use super::sets::is_of_name;
use super::write::Told;
use crate::model::journal::Silent;
use crate::model::said::Say as _;
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;
use crate::systems::target::{Blank, Field, Outcome, Row, WriteError};

impl Glpi {
    /// The outcomes of changed rows, after a look at those of which something was said.
    pub(super) async fn read_back(
        &self,
        class: &ClassName,
        sent: &[(i64, &Row)],
        told: Vec<Told>,
    ) -> Vec<Outcome<()>> {
        let is_doubtful = |told: &Told| told.outcome.is_ok() && !told.message.is_empty();
        let doubtful = || sent.iter().zip(&told).filter(|(_, told)| is_doubtful(told)).map(|(sent, _)| *sent);
        let ids: Vec<i64> = doubtful().map(|(id, _)| id).collect();
        if ids.is_empty() {
            return told.into_iter().map(|told| told.outcome).collect();
        }
        let fields = doubtful().flat_map(|(_, row)| row).filter(|field| can_be_read(&field.column));
        let columns: BTreeMap<Column, Kind> =
            fields.map(|field| (field.column.clone(), kind_of(field))).collect();
        let columns: Vec<(Column, Kind)> = columns.into_iter().collect();
        let found = self.list_of(class, self.wanted(&columns), &ids).await;
        let outcome = |(told, (id, row)): (Told, &(i64, &Row))| {
            if !is_doubtful(&told) {
                return told.outcome;
            }
            match &found {
                Ok(found) => match found.iter().find(|read| read.id == *id) {
                    Some(read) => self.compared(row, read, &columns, &told.message),
                    None => Err(WriteError::NotFound),
                },
                Err(error) => Err(WriteError::Unknown { reason: error.said(), silent: Silent::Server }),
            }
        };
        told.into_iter().zip(sent).map(outcome).collect()
    }

    /// Whether a row holds what was sent.
    fn compared(&self, row: &Row, read: &Read, columns: &[(Column, Kind)], said: &str) -> Outcome<()> {
        let schema = self.schema();
        let is_lost = |field: &&Field| {
            let at = columns.iter().position(|(column, _)| *column == field.column);
            at.is_some_and(|at| schema.canonical(&columns[at].1, field.value.clone()) != read.values[at])
        };
        let lost: Vec<&str> = row.iter().filter(is_lost).map(|field| field.column.as_str()).collect();
        if lost.is_empty() {
            return Ok(());
        }
        let message = message::not_written(lost.join(", "), said).said();
        Err(WriteError::Refused { permanent: true, message })
    }
}

/// Whether the column is one of the row itself, not one by which GLPI is told to do something.
fn can_be_read(column: &Column) -> bool {
    !is_of_name(column) && !column.as_str().starts_with('_')
}

/// The kind by which what was sent and what is read are the same.
fn kind_of(field: &Field) -> Kind {
    match (&field.value, field.blank) {
        (Value::Bool(_), _) => Kind::Boolean,
        (Value::Date(_), _) => Kind::Date,
        (Value::DateTime(_), _) => Kind::DateTime,
        (Value::Int(_) | Value::Decimal(_), _) | (_, Blank::Number) => Kind::Decimal,
        (Value::Ref(_), _) | (_, Blank::Key) => Kind::Dropdown("".into()),
        (_, Blank::Date) => Kind::Date,
        (_, Blank::Text) => Kind::LongText,
    }
}
