//! Encoded queries: what fits, in which order. A condition that cannot be understood is dropped without
//! a word, which widens the result, as a stock instance does.

use super::schema::{self, Kind};
use super::state::{Record, State, text};

/// Longest first, so that `>=` is not read as `>`.
const OPERATORS: [&str; 14] = [
    "ISNOTEMPTY",
    "STARTSWITH",
    "ENDSWITH",
    "NOT LIKE",
    "ISEMPTY",
    "NOT IN",
    "LIKE",
    "IN",
    "!=",
    ">=",
    "<=",
    "=",
    ">",
    "<",
];

/// One condition that is understood.
#[derive(Debug)]
struct Condition {
    column: String,
    operator: &'static str,
    value: String,
}

/// A query understood: all groups must fit, one condition of each suffices.
#[derive(Debug, Default)]
pub(super) struct Query {
    groups: Vec<Vec<Condition>>,
    /// Column and whether it falls.
    order: Vec<(String, bool)>,
}

impl Query {
    /// Reads `a=1^b=2^ORc=3^ORDERBYd`. `user` is the sys_id of the one who asks.
    pub(super) fn parse(table: &str, encoded: &str, user: &str) -> Query {
        let mut query = Query::default();
        // An alternative to a dropped condition has nothing to bind to.
        let mut last_was_dropped = false;
        for part in encoded.split('^').filter(|part| !part.is_empty()) {
            if let Some(column) = part.strip_prefix("ORDERBYDESC") {
                query.order.push((column.to_owned(), true));
            } else if let Some(column) = part.strip_prefix("ORDERBY") {
                query.order.push((column.to_owned(), false));
            } else if let Some(alternative) = part.strip_prefix("OR") {
                if let Some(condition) = Condition::parse(table, alternative, user) {
                    match query.groups.last_mut().filter(|_| !last_was_dropped) {
                        Some(group) => group.push(condition),
                        None => query.groups.push(vec![condition]),
                    }
                }
            } else {
                let condition = Condition::parse(table, part, user);
                last_was_dropped = condition.is_none();
                query.groups.extend(condition.map(|condition| vec![condition]));
            }
        }
        query
    }

    /// The rows that fit, in order.
    pub(super) fn run<'a>(&self, state: &'a State, table: &'a str) -> Vec<&'a Record> {
        let fits = |row: &&Record| {
            self.groups.iter().all(|group| group.iter().any(|condition| condition.fits(state, row)))
        };
        let mut rows: Vec<&Record> = state.rows(table).filter(fits).collect();
        for (column, falls) in self.order.iter().rev() {
            rows.sort_by(|a, b| {
                let (a, b) = (text(a, column), text(b, column));
                if *falls { b.cmp(a) } else { a.cmp(b) }
            });
        }
        rows
    }
}

impl Condition {
    fn parse(table: &str, part: &str, user: &str) -> Option<Condition> {
        let end = part.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c)))?;
        let (column, rest) = part.split_at(end);
        let operator = OPERATORS.into_iter().find(|operator| rest.starts_with(operator))?;
        is_column(table, column).then(|| Condition {
            column: column.to_owned(),
            operator,
            value: rest[operator.len()..].replace("javascript:gs.getUserID()", user),
        })
    }

    fn fits(&self, state: &State, row: &Record) -> bool {
        let ours = walk(state, row, &self.column).to_lowercase();
        let wanted = self.value.to_lowercase();
        match self.operator {
            "=" => ours == wanted,
            "!=" => ours != wanted,
            "LIKE" => ours.contains(&wanted),
            "NOT LIKE" => !ours.contains(&wanted),
            "STARTSWITH" => ours.starts_with(&wanted),
            "ENDSWITH" => ours.ends_with(&wanted),
            "IN" => wanted.split(',').any(|each| each == ours),
            "NOT IN" => wanted.split(',').all(|each| each != ours),
            "ISEMPTY" => ours.is_empty(),
            "ISNOTEMPTY" => !ours.is_empty(),
            ">=" => ours >= wanted,
            "<=" => ours <= wanted,
            ">" => ours > wanted,
            _ => ours < wanted,
        }
    }
}

/// Whether a path such as `user.user_name` leads somewhere.
pub(super) fn is_column(table: &str, path: &str) -> bool {
    match path.split_once('.') {
        None => schema::kind(table, path).is_some(),
        Some((first, rest)) => match schema::kind(table, first) {
            Some(Kind::Reference(next)) => is_column(next, rest),
            _ => false,
        },
    }
}

/// The value at the end of a path.
pub(super) fn walk(state: &State, row: &Record, path: &str) -> String {
    let Some((first, rest)) = path.split_once('.') else {
        return text(row, path).to_owned();
    };
    let class = text(row, "sys_class_name");
    match schema::kind(class, first) {
        Some(Kind::Reference(table)) => {
            state.find(table, text(row, first)).map(|next| walk(state, next, rest)).unwrap_or_default()
        }
        _ => String::new(),
    }
}
