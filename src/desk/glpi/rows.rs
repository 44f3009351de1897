//! Rows of a list decoded straight into the wanted columns: nothing else of a row is kept.
//!
//! GLPI 10 gives most numbers as numbers and decimals as text; 9.x gives many numbers as text.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::canonical::{canonical, decode_legacy};
use crate::model::class::{Column, Kind};
use crate::model::value::Value;

/// Which columns are kept, and how texts are read.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Columns with the kinds their values are made canonical by.
    pub columns: &'a [(Column, Kind)],
    /// Column that points at the parent in a tree.
    pub parent: Option<&'a Column>,
    /// Only rows with this `itemtype`.
    pub itemtype: Option<&'a str>,
    /// The server is older than 10 and escapes `<` and `>` in what it gives back.
    pub legacy: bool,
}

impl Wanted<'_> {
    fn wants(&self, name: &str) -> bool {
        HEAD.contains(&name)
            || self.parent.is_some_and(|column| column.as_str() == name)
            || self.columns.iter().any(|(column, _)| column.as_str() == name)
    }
}

/// Columns that are read of every row.
const HEAD: [&str; 8] =
    ["id", "entities_id", "is_recursive", "is_template", "is_dynamic", "is_deleted", "items_id", "itemtype"];

/// What is read of every row, and the values of the wanted columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    pub id: i64,
    pub entity: Option<i64>,
    pub recursive: bool,
    pub template: bool,
    pub dynamic: bool,
    /// Has the column, whatever its value.
    pub can_be_trashed: bool,
    pub trashed: bool,
    /// Item that a link or child row belongs to.
    pub item: i64,
    pub parent: Option<i64>,
    pub values: Box<[Value]>,
}

/// A page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// Rows that are wanted.
    pub rows: Vec<Row>,
    /// Rows that the server sent, those of other item types included.
    pub sent: u64,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Page;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page, D::Error> {
        deserializer.deserialize_any(PageVisitor(self))
    }
}

struct PageVisitor<'a>(Wanted<'a>);

impl PageVisitor<'_> {
    fn add(page: &mut Page, row: Option<Row>) {
        page.sent += 1;
        page.rows.extend(row);
    }
}

impl<'de> Visitor<'de> for PageVisitor<'_> {
    type Value = Page;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        while let Some(row) = seq.next_element_seed(RowSeed(self.0))? {
            Self::add(&mut page, row);
        }
        Ok(page)
    }

    /// PHP writes a list with gaps in its keys as an object.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        while map.next_key::<IgnoredAny>()?.is_some() {
            Self::add(&mut page, map.next_value_seed(RowSeed(self.0))?);
        }
        Ok(page)
    }
}

/// One row; `None` when it is of another item type.
#[derive(Clone, Copy)]
struct RowSeed<'a>(Wanted<'a>);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Option<Row>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// Marks the error of a row without a wanted column; the names of those that are there follow.
pub const NO_COLUMN: &str = "no column ";

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Option<Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Wanted { columns, parent, itemtype, legacy } = self.0;
        let mut row = Row { values: vec![Value::Empty; columns.len()].into(), ..Row::default() };
        let (mut seen, mut of_type) = (vec![false; columns.len()], itemtype.is_none());
        let mut id = None;
        while let Some(Name(name)) = map.next_key()? {
            if !self.0.wants(&name) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let Scalar(value) = map.next_value()?;
            match &*name {
                "id" => id = number(value.as_ref()),
                "entities_id" => row.entity = number(value.as_ref()),
                "is_recursive" => row.recursive = flag(value.as_ref()),
                "is_template" => row.template = flag(value.as_ref()),
                "is_dynamic" => row.dynamic = flag(value.as_ref()),
                "is_deleted" => (row.can_be_trashed, row.trashed) = (true, flag(value.as_ref())),
                "items_id" => row.item = number(value.as_ref()).unwrap_or(0),
                "itemtype" => of_type |= itemtype.is_some_and(|wanted| is_text(value.as_ref(), wanted)),
                _ => {}
            }
            if parent.is_some_and(|column| column.as_str() == name) {
                row.parent = number(value.as_ref());
            }
            for (at, (column, kind)) in columns.iter().enumerate() {
                if column.as_str() == name {
                    let Some(value) = &value else {
                        return Err(de::Error::custom(format!("{name} is a list or an object")));
                    };
                    row.values[at] = canonical(kind, decoded(value.clone(), legacy));
                    seen[at] = true;
                }
            }
        }
        row.id = id.ok_or_else(|| de::Error::custom("a row without an id"))?;
        match seen.iter().position(|seen| !seen) {
            Some(at) if of_type => Err(de::Error::custom(format!("{NO_COLUMN}{};", columns[at].0))),
            _ => Ok(of_type.then_some(row)),
        }
    }
}

fn decoded(value: Value, legacy: bool) -> Value {
    match value {
        Value::Text(text) if legacy => Value::text(decode_legacy(&text).as_ref()),
        other => other,
    }
}

fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Int(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        Value::Bool(yes) => Some(i64::from(*yes)),
        _ => None,
    }
}

fn flag(value: Option<&Value>) -> bool {
    number(value) == Some(1)
}

fn is_text(value: Option<&Value>, wanted: &str) -> bool {
    matches!(value, Some(Value::Text(text)) if **text == *wanted)
}

/// The name of a column.
struct Name(String);

impl<'de> de::Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// A value as it is sent; `None` for a list or an object.
struct Scalar(Option<Value>);

impl<'de> de::Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor).map(Self)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Some(Value::Empty))
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(Some(Value::Bool(yes)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Value::Int(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(i64::try_from(number).map_or_else(|_| Value::text(number.to_string()), Value::Int)))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Value::text(number.to_string())))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Value::text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use chrono::NaiveDate;

    fn decode(
        body: &str,
        columns: &[(Column, Kind)],
        itemtype: Option<&str>,
    ) -> Result<Page, serde_json::Error> {
        let wanted = Wanted { columns, parent: None, itemtype, legacy: true };
        wanted.deserialize(&mut serde_json::Deserializer::from_str(body))
    }

    fn columns() -> Vec<(Column, Kind)> {
        vec![
            ("serial".into(), Kind::Text { max: 255 }),
            ("states_id".into(), Kind::Dropdown("State".into())),
            ("buy_date".into(), Kind::Date),
        ]
    }

    #[test]
    fn numbers_given_as_text_are_numbers() {
        let body = r#"[{"id":"7","serial":12345,"states_id":"3","buy_date":"2026-01-31","is_template":"1",
            "entities_id":"2","_links":[{"rel":"x"}]}]"#;
        let page = decode(body, &columns(), None).unwrap();
        let row = &page.rows[0];
        assert_eq!((row.id, row.entity, row.template), (7, Some(2), true));
        assert_eq!(row.values[0], Value::text("12345"));
        assert_eq!(row.values[1], Value::Ref(3));
        assert_eq!(row.values[2], NaiveDate::from_ymd_opt(2026, 1, 31).map(Value::Date).unwrap());
    }

    #[test]
    fn null_the_empty_text_and_key_zero_are_nothing() {
        for body in [
            r#"[{"id":1,"serial":null,"states_id":0,"buy_date":null}]"#,
            r#"[{"id":1,"serial":"","states_id":"0","buy_date":"0000-00-00"}]"#,
        ] {
            let page = decode(body, &columns(), None).unwrap();
            assert!(page.rows[0].values.iter().all(Value::is_empty), "{page:?}");
        }
    }

    #[test]
    fn rows_of_other_item_types_are_counted_and_dropped() {
        let body =
            r#"[{"id":1,"itemtype":"Monitor","items_id":4},{"id":2,"itemtype":"Computer","items_id":9}]"#;
        let page = decode(body, &[], Some("Computer")).unwrap();
        assert_eq!((page.sent, page.rows.len(), page.rows[0].item), (2, 1, 9));
    }

    #[test]
    fn old_escapes_are_decoded_beside_a_bare_ampersand() {
        let body = r#"[{"id":1,"serial":"a & b &lt; c","states_id":0,"buy_date":null}]"#;
        assert_eq!(decode(body, &columns(), None).unwrap().rows[0].values[0], Value::text("a & b < c"));
    }

    #[test]
    fn a_row_that_lacks_a_column_or_holds_a_list_is_an_error() {
        let lacking = decode(r#"[{"id":1,"serial":"x","buy_date":null}]"#, &columns(), None);
        assert!(lacking.unwrap_err().to_string().starts_with("no column states_id;"));
        let list = decode(r#"[{"id":1,"serial":["x"]}]"#, &columns(), None);
        assert!(list.unwrap_err().to_string().contains("serial is a list"));
        assert!(decode(r#"[{"id":1,"serial":"x""#, &columns(), None).is_err());
        assert!(decode(r#"[{"name":"x"}]"#, &[], None).is_err());
    }
}
