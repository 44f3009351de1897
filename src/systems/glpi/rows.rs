//! Rows of a list decoded straight into the wanted columns: nothing else of a row is kept.
//!
//! GLPI 10 gives most numbers as numbers and decimals as text; 9.x gives many numbers as text.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::message;
use crate::model::schema::{Column, Kind, Schema};
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
    /// How the server keeps values.
    pub schema: &'static Schema,
}

/// Columns that are read of every row.
#[derive(Debug, Clone, Copy)]
enum Head {
    Id,
    Entity,
    Recursive,
    Template,
    Dynamic,
    Deleted,
    Item,
    ItemType,
}

impl Head {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "entities_id" => Self::Entity,
            "is_recursive" => Self::Recursive,
            "is_template" => Self::Template,
            "is_dynamic" => Self::Dynamic,
            "is_deleted" => Self::Deleted,
            "items_id" => Self::Item,
            "itemtype" => Self::ItemType,
            _ => return None,
        })
    }
}

/// What a column of the answer is read for.
#[derive(Debug, Clone, Copy)]
struct Role {
    head: Option<Head>,
    parent: bool,
    /// Place among the wanted columns.
    column: Option<usize>,
}

impl Role {
    fn is_unwanted(self) -> bool {
        self.head.is_none() && !self.parent && self.column.is_none()
    }
}

/// The roles of a page's columns by their place in a row. All rows of a class have the same columns
/// in the same order, so that each name is looked up once a page and only compared from then on.
struct Layout<'a> {
    wanted: Wanted<'a>,
    roles: Vec<(Box<str>, Role)>,
    seen: Vec<bool>,
}

impl<'a> Layout<'a> {
    fn new(wanted: Wanted<'a>) -> Self {
        Self { wanted, roles: Vec::new(), seen: vec![false; wanted.columns.len()] }
    }

    fn role(&mut self, place: usize, name: &str) -> Role {
        if let Some((known, role)) = self.roles.get(place)
            && **known == *name
        {
            return *role;
        }
        let role = Role {
            head: Head::of(name),
            parent: self.wanted.parent.is_some_and(|column| column.as_str() == name),
            column: self.wanted.columns.iter().position(|(column, _)| column.as_str() == name),
        };
        match self.roles.get_mut(place) {
            Some(known) => *known = (name.into(), role),
            None => self.roles.push((name.into(), role)),
        }
        role
    }
}

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
        write!(f, "{}", message::a_list_of_rows())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        let mut layout = Layout::new(self.0);
        while let Some(row) = seq.next_element_seed(RowSeed(&mut layout))? {
            Self::add(&mut page, row);
        }
        Ok(page)
    }

    /// PHP writes a list with gaps in its keys as an object.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        let mut layout = Layout::new(self.0);
        while map.next_key::<IgnoredAny>()?.is_some() {
            Self::add(&mut page, map.next_value_seed(RowSeed(&mut layout))?);
        }
        Ok(page)
    }
}

/// One row; `None` when it is of another item type.
struct RowSeed<'l, 'a>(&'l mut Layout<'a>);

impl<'de> DeserializeSeed<'de> for RowSeed<'_, '_> {
    type Value = Option<Row>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// Marks the error of a row without a wanted column; the names of those that are there follow.
pub const NO_COLUMN: &str = "no column ";

impl<'de> Visitor<'de> for RowSeed<'_, '_> {
    type Value = Option<Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", message::a_row())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let layout = self.0;
        let Wanted { columns, itemtype, schema, .. } = layout.wanted;
        let mut row = Row { values: vec![Value::Empty; columns.len()].into(), ..Row::default() };
        layout.seen.fill(false);
        let (mut id, mut of_type, mut place) = (None, itemtype.is_none(), 0);
        while let Some(role) = map.next_key_seed(NameSeed { layout: &mut *layout, place })? {
            place += 1;
            if role.is_unwanted() {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let sent: Sent = map.next_value()?;
            let value = sent.one();
            match role.head {
                Some(Head::Id) => id = number(value),
                Some(Head::Entity) => row.entity = number(value),
                Some(Head::Recursive) => row.recursive = flag(value),
                Some(Head::Template) => row.template = flag(value),
                Some(Head::Dynamic) => row.dynamic = flag(value),
                Some(Head::Deleted) => (row.can_be_trashed, row.trashed) = (true, flag(value)),
                Some(Head::Item) => row.item = number(value).unwrap_or(0),
                Some(Head::ItemType) => {
                    of_type |= itemtype.is_some_and(|wanted| is_text(value, wanted));
                }
                None => {}
            }
            if role.parent {
                row.parent = number(value);
            }
            if let Some(at) = role.column {
                let (column, kind) = &columns[at];
                let value = sent.of_kind(schema, kind);
                let value = value.ok_or_else(|| de::Error::custom(message::no_plain_value(column).said()))?;
                row.values[at] = schema.canonical(kind, value);
                layout.seen[at] = true;
            }
        }
        row.id = id.ok_or_else(|| de::Error::custom(message::row_without_id()))?;
        match layout.seen.iter().position(|seen| !seen) {
            Some(at) if of_type => Err(de::Error::custom(format!("{NO_COLUMN}{};", columns[at].0))),
            _ => Ok(of_type.then_some(row)),
        }
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

/// The name of a column, read as its role.
struct NameSeed<'l, 'a> {
    layout: &'l mut Layout<'a>,
    place: usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_, '_> {
    type Value = Role;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Role, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_, '_> {
    type Value = Role;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", message::name_of_a_column())
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Role, E> {
        Ok(self.layout.role(self.place, name))
    }
}

/// A value as it is sent.
enum Sent {
    One(Value),
    /// The first of a list; `None` when that is no plain value.
    List(Option<Value>),
    Object,
}

impl Sent {
    fn one(&self) -> Option<&Value> {
        match self {
            Self::One(value) => Some(value),
            Self::List(_) | Self::Object => None,
        }
    }

    /// What it is in a column of a kind. GLPI 11 gives the groups of an asset as a list, the oldest first:
    /// that one is the value.
    fn of_kind(self, schema: &Schema, kind: &Kind) -> Option<Value> {
        match self {
            Self::One(value) => Some(value),
            Self::List(first) if schema.target_of(kind).is_some() => first,
            Self::List(_) | Self::Object => None,
        }
    }
}

impl<'de> de::Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SentVisitor)
    }
}

struct SentVisitor;

impl<'de> Visitor<'de> for SentVisitor {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", message::a_value())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Sent::One(Value::Empty))
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(Sent::One(Value::Bool(yes)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Sent::One(Value::Int(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let value = i64::try_from(number).map_or_else(|_| Value::text(number.to_string()), Value::Int);
        Ok(Sent::One(value))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Sent::One(Value::text(number.to_string())))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Sent::One(Value::text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let first = match seq.next_element::<Sent>()? {
            None => Some(Value::Empty),
            Some(Sent::One(first)) => Some(first),
            Some(Sent::List(_) | Sent::Object) => None,
        };
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Sent::List(first))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Sent::Object)
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
        let schema = super::super::schema::of(None);
        let wanted = Wanted { columns, parent: None, itemtype, schema };
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
    fn of_several_keys_the_first_is_the_value() {
        for (sent, read) in [("[3,1]", Value::Ref(3)), ("[]", Value::Empty), ("0", Value::Empty)] {
            let body = format!(r#"[{{"id":1,"serial":"x","states_id":{sent},"buy_date":null}}]"#);
            assert_eq!(decode(&body, &columns(), None).unwrap().rows[0].values[1], read, "{sent}");
        }
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
