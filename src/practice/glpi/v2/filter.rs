//! RSQL, as far as GLPI 11.0.6 takes it: comparisons, `;` and `,`, brackets. There is no escape in it.

use serde_json::{Value, json};

use crate::practice::glpi::collate::fold;

/// A filter that was read.
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test { property: String, operator: String, values: Vec<String> },
}

/// The operators, longest first where one begins another.
const OPERATORS: [&str; 14] = [
    "=isnull=",
    "=notnull=",
    "=empty=",
    "=notempty=",
    "=ilike=",
    "=like=",
    "=out=",
    "=in=",
    "=ge=",
    "=gt=",
    "=le=",
    "=lt=",
    "==",
    "!=",
];

/// Why a filter is refused: by property, or as a whole.
pub(super) type Refusal = Value;

struct Reader<'t> {
    rest: &'t str,
}

impl Filter {
    /// Reads a filter.
    pub(super) fn read(text: &str) -> Result<Filter, Refusal> {
        let mut reader = Reader { rest: text };
        let filter = reader.any()?;
        if reader.rest.is_empty() { Ok(filter) } else { Err(json!("RSQL query is invalid")) }
    }

    /// The properties that it names.
    pub(super) fn properties(&self) -> Vec<&str> {
        match self {
            Filter::All(filters) | Filter::Any(filters) => {
                filters.iter().flat_map(Filter::properties).collect()
            }
            Filter::Test { property, .. } => vec![property],
        }
    }

    pub(super) fn fits(&self, row: &Value) -> bool {
        match self {
            Filter::All(filters) => filters.iter().all(|filter| filter.fits(row)),
            Filter::Any(filters) => filters.iter().any(|filter| filter.fits(row)),
            Filter::Test { property, operator, values } => {
                let mut found = Some(row);
                for step in property.split('.') {
                    found = found.and_then(|found| found.get(step));
                }
                test(found.unwrap_or(&Value::Null), operator, values)
            }
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(is) => is.to_string(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn test(found: &Value, operator: &str, values: &[String]) -> bool {
    let own = text(found);
    let same = |value: &String| match (own.parse::<f64>(), value.parse::<f64>()) {
        (Ok(a), Ok(b)) if found.is_number() => a == b,
        _ => fold(&own) == fold(value),
    };
    let first = values.first().cloned().unwrap_or_default();
    let order = match (own.parse::<f64>(), first.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.partial_cmp(&b),
        _ => Some(own.cmp(&first)),
    };
    let is = |wanted: &[std::cmp::Ordering]| {
        !found.is_null() && order.is_some_and(|order| wanted.contains(&order))
    };
    use std::cmp::Ordering::{Equal, Greater, Less};
    match operator {
        "==" => !found.is_null() && same(&first),
        "!=" => !same(&first),
        "=in=" => values.iter().any(same),
        "=out=" => !values.iter().any(same),
        "=gt=" => is(&[Greater]),
        "=ge=" => is(&[Greater, Equal]),
        "=lt=" => is(&[Less]),
        "=le=" => is(&[Less, Equal]),
        "=like=" => like(&own, &first),
        "=ilike=" => like(&fold(&own), &fold(&first)),
        "=empty=" => own.is_empty(),
        "=isnull=" => found.is_null(),
        "=notnull=" => !found.is_null(),
        // A fault of 11.0.6: nothing ever.
        _ => false,
    }
}

/// `*` stands for anything.
fn like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Filter, Refusal> {
        let mut filters = vec![self.all()?];
        while self.takes(",") {
            filters.push(self.all()?);
        }
        Ok(Filter::Any(filters))
    }

    fn all(&mut self) -> Result<Filter, Refusal> {
        let mut filters = vec![self.one()?];
        while self.takes(";") {
            filters.push(self.one()?);
        }
        Ok(Filter::All(filters))
    }

    fn one(&mut self) -> Result<Filter, Refusal> {
        let broken = || json!("RSQL query is invalid");
        if self.takes("(") {
            let filter = self.any()?;
            return if self.takes(")") { Ok(filter) } else { Err(broken()) };
        }
        let at = self.rest.find(['=', '!']).ok_or_else(broken)?;
        let property = self.rest[..at].to_owned();
        self.rest = &self.rest[at..];
        let unknown = || json!({ property.as_str(): "Unknown operator" });
        let operator = OPERATORS.iter().find(|operator| self.rest.starts_with(**operator));
        let operator = (*operator.ok_or_else(unknown)?).to_owned();
        self.rest = &self.rest[operator.len()..];
        let values = if self.takes("(") {
            let mut values = vec![self.value()?];
            while self.takes(",") {
                values.push(self.value()?);
            }
            if !self.takes(")") {
                return Err(broken());
            }
            values
        } else {
            vec![self.value()?]
        };
        Ok(Filter::Test { property, operator, values })
    }

    fn value(&mut self) -> Result<String, Refusal> {
        let broken = || json!("RSQL query is invalid");
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inner = &self.rest[1..];
            let end = inner.find(quote).ok_or_else(broken)?;
            let value = inner[..end].to_owned();
            self.rest = &inner[end + 1..];
            return Ok(value);
        }
        let end = self.rest.find([',', ';', ')', '(']).unwrap_or(self.rest.len());
        let value = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        if value.is_empty() { Err(broken()) } else { Ok(value) }
    }

    fn takes(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}
