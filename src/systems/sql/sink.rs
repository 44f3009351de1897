//! Where the rows of an answer go, one after the other: into the file of the feed, with a look at each value on
//! the way. Nothing of it stays in memory but names and counts.

use std::cmp::Ordering;

use super::message;
use super::since::Mark;
use super::value::{Row, Value, read_twice};
use crate::message::Message;
use crate::model::Said;
use crate::systems::source::Rows;

/// Takes the rows of one answer.
pub(super) struct Sink {
    /// `None`: the answer is looked at only.
    file: Option<Rows>,
    /// Columns whose texts hold JSON, as the feed names them.
    json: Vec<String>,
    /// The column that grows, as the feed names it.
    since: Option<String>,
    columns: Vec<String>,
    json_at: Vec<usize>,
    since_at: Option<usize>,
    highest: Option<(Mark, String)>,
    count: u64,
    strange: Vec<Strange>,
}

/// Values of a column that are told.
struct Strange {
    kind: Oddity,
    column: usize,
    count: u64,
    example: (String, String),
}

/// What is told of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// It was read as another encoding on its way into the database.
    ReadTwice,
    /// `0000-00-00`, which is no date.
    ZeroDate,
}

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    More,
    Enough,
}

impl Sink {
    /// Into a file.
    pub fn new(file: Rows, json: &[String], since: Option<&str>) -> Self {
        Self { file: Some(file), ..Self::looking(json, since) }
    }

    /// Looks at the first row.
    pub fn looking(json: &[String], since: Option<&str>) -> Self {
        Self {
            file: None,
            json: json.to_vec(),
            since: since.map(str::to_owned),
            columns: Vec::new(),
            json_at: Vec::new(),
            since_at: None,
            highest: None,
            count: 0,
            strange: Vec::new(),
        }
    }

    /// The names of the columns, before the first row.
    ///
    /// # Errors
    /// A column without a name, two of one name, none of a name that the feed wants.
    pub fn columns(&mut self, names: Vec<String>) -> Result<(), Message> {
        let mut seen: Vec<String> = Vec::new();
        let mut twice: Vec<&str> = Vec::new();
        for (number, name) in (1_usize..).zip(&names) {
            // So PostgreSQL calls a column without a name.
            if name.trim().is_empty() || name == "?column?" {
                return Err(message::nameless_column(number));
            }
            let folded = name.to_lowercase();
            if seen.contains(&folded) {
                twice.push(name);
            }
            seen.push(folded);
        }
        if !twice.is_empty() {
            return Err(message::columns_twice(twice.join(", ")));
        }
        let find = |wanted: &String| {
            let at = names.iter().position(|name| name.to_lowercase() == wanted.to_lowercase());
            at.ok_or_else(|| message::no_such_column(wanted, names.join(", ")))
        };
        self.json_at = self.json.iter().map(find).collect::<Result<_, _>>()?;
        self.since_at = self.since.as_ref().map(find).transpose()?;
        self.columns = names;
        Ok(())
    }

    /// One more row.
    ///
    /// # Errors
    /// A value of the growing column that does not grow; a full disk, or more than a feed may fetch.
    pub fn row(&mut self, mut values: Vec<Value>) -> Result<Next, Message> {
        for at in &self.json_at {
            if let Some(value) = values.get_mut(*at)
                && let Value::Text(text) = value
            {
                *value = Value::json(std::mem::take(text));
            }
        }
        for (column, value) in values.iter().enumerate() {
            if let Value::Text(text) = value
                && let Some(meant) = read_twice(text)
            {
                self.strange(Oddity::ReadTwice, column, text, meant);
            }
        }
        self.grow(&values)?;
        self.count += 1;
        match &mut self.file {
            Some(file) => {
                file.push(&Row { names: &self.columns, values: &values })?;
                Ok(Next::More)
            }
            None => Ok(Next::Enough),
        }
    }

    /// Remembers that a value is odd.
    pub fn odd(&mut self, kind: Oddity, column: usize, shown: &str) {
        self.strange(kind, column, shown, String::new());
    }

    fn strange(&mut self, kind: Oddity, column: usize, shown: &str, meant: String) {
        let of = |strange: &&mut Strange| strange.kind == kind && strange.column == column;
        match self.strange.iter_mut().find(of) {
            Some(strange) => strange.count += 1,
            None => {
                let short: String = shown.chars().take(40).collect();
                let meant: String = meant.chars().take(40).collect();
                self.strange.push(Strange { kind, column, count: 1, example: (short, meant) });
            }
        }
    }

    fn grow(&mut self, values: &[Value]) -> Result<(), Message> {
        let Some(value) = self.since_at.and_then(|at| values.get(at)) else { return Ok(()) };
        if *value == Value::Null {
            return Ok(());
        }
        let column = self.since.clone().unwrap_or_default();
        let text = value.shown().unwrap_or_default();
        let mark = Mark::parse(text).ok_or_else(|| message::does_not_grow(&column, text))?;
        let later = match &self.highest {
            None => true,
            Some((highest, shown)) => {
                let compared = mark.compare(highest);
                compared.ok_or_else(|| message::grows_two_ways(&column, shown, text))? == Ordering::Greater
            }
        };
        if later {
            self.highest = Some((mark, text.to_owned()));
        }
        Ok(())
    }

    /// Whether one row is enough.
    pub fn is_looking(&self) -> bool {
        self.file.is_none()
    }

    /// How many rows there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The columns that there are.
    pub fn known_columns(&self) -> &[String] {
        &self.columns
    }

    /// The highest value of the column that grows.
    pub fn highest(&self) -> Option<String> {
        self.highest.as_ref().map(|(_, text)| text.clone())
    }

    /// What was found out of the values, one line each.
    pub fn notes(&self) -> Vec<Said> {
        let note = |strange: &Strange| {
            let column = self.columns.get(strange.column).map_or("", String::as_str);
            let (example, meant) = &strange.example;
            match strange.kind {
                Oddity::ReadTwice => message::read_twice(strange.count, column, example, meant),
                Oddity::ZeroDate => message::zero_dates(strange.count, column),
            }
        };
        self.strange.iter().map(|strange| note(strange).said()).collect()
    }

    /// Its file.
    pub fn into_file(self) -> Option<Rows> {
        self.file
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let sink = || Sink::looking(&[], None);
        let error = sink().columns(names(&["ID", "NAME", "id", "Name"])).unwrap_err().to_string();
        assert!(error.contains("id, Name") && error.contains("AS"), "{error}");
        let error = sink().columns(names(&["ID", "?column?"])).unwrap_err().to_string();
        assert!(error.contains('2'), "{error}");
        assert!(sink().columns(names(&["ID", "NAME"])).is_ok());
        let error = Sink::looking(&[], Some("changed")).columns(names(&["ID", "NAME"])).unwrap_err();
        assert!(error.to_string().contains("ID, NAME"), "{error}");
    }

    #[test]
    fn the_highest_value_is_remembered_and_one_that_does_not_grow_is_refused() {
        let mut sink = Sink::looking(&[], Some("Changed"));
        sink.columns(names(&["id", "changed"])).unwrap();
        for text in ["2026-11-28 10:00:00", "2026-11-28 12:00:00", "2026-11-28 11:00:00"] {
            sink.row(vec![Value::integer(1), Value::Text(text.to_owned())]).unwrap();
        }
        sink.row(vec![Value::integer(1), Value::Null]).unwrap();
        assert_eq!(sink.highest().as_deref(), Some("2026-11-28 12:00:00"));
        let error = sink.row(vec![Value::integer(1), Value::Text("yesterday".to_owned())]).unwrap_err();
        assert!(error.to_string().contains("yesterday"), "{error}");
        assert!(sink.row(vec![Value::integer(1), Value::integer(7)]).is_err());
    }
}
