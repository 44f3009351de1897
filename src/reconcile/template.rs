//! Expressions of mappings over one record, in the project's template language.
//!
//! Undefined is an error, so a column that the source does not have is told, not written as "".

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use minijinja::value::{Enumerator, Object, Value};
use minijinja::{Environment, UndefinedBehavior};

use crate::message;
use crate::model::Said;
use crate::model::fold::plain;
use crate::model::mapping::{TEMPLATE_FUEL, Template};
use crate::model::record::{Cell, Header, Record, fold_name};

/// The templates of one mapping, compiled once.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    names: HashMap<String, String>,
    today: Value,
    job: Value,
}

/// An environment with the project's rules: undefined is an error, no escaping, no loop without end.
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(TEMPLATE_FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

impl Templates {
    /// Compiles templates; a template that does not compile answers with its error when it is
    /// rendered (`config` has refused it before).
    pub fn new<'a>(templates: impl Iterator<Item = &'a Template>, today: NaiveDate, job: &str) -> Self {
        let mut environment = environment();
        let mut names = HashMap::new();
        for template in templates {
            if names.contains_key(&template.source) {
                continue;
            }
            let name = format!("t{}", names.len());
            if environment.add_template_owned(name.clone(), template.source.clone()).is_ok() {
                names.insert(template.source.clone(), name);
            }
        }
        Self { environment, names, today: Value::from(today.to_string()), job: Value::from(job) }
    }

    /// The number that a template gives which is one expression and nothing else, `{{ row['Size'] }}`: a
    /// number has no locale, its text would be read in that of the field. `None` for everything else.
    pub fn number(&self, template: &Template, of: Seen<'_>) -> Option<f64> {
        let inner = template.source.trim().strip_prefix("{{")?.strip_suffix("}}")?;
        if inner.contains("{{") || inner.contains("}}") {
            return None;
        }
        let expression = self.environment.compile_expression(inner).ok()?;
        let value = expression.eval(self.context(template, of)).ok()?;
        let number = value.is_number().then(|| f64::try_from(value).ok())??;
        (number.fract() != 0.0).then_some(number)
    }

    /// The text a template makes of a record, or why it makes none, as one sentence.
    pub fn render(&self, template: &Template, of: Seen<'_>) -> Result<String, Said> {
        let name = self.names.get(&template.source).ok_or_else(message::reject::template_not_compiled)?;
        let compiled = self.environment.get_template(name).map_err(|error| error.to_string())?;
        compiled.render(self.context(template, of)).map_err(|error| explain(&error, template))
    }

    fn context(&self, template: &Template, Seen { record, element }: Seen<'_>) -> Value {
        // Most templates over an element do not look at the rest of a long record.
        let row = template.source.contains("row").then(|| {
            let row = Row { header: record.header.clone(), cells: record.cells.clone() };
            Value::from_object(row)
        });
        let element = element.map(|members| {
            let member = |(name, at): &(String, usize)| Some((fold_name(name), shown(record.cell(*at))?));
            Value::from_object(Element(members.iter().filter_map(member).collect()))
        });
        minijinja::context! {
            row => row.unwrap_or_default(),
            element => element.unwrap_or_default(),
            today => self.today.clone(),
            job => self.job.clone(),
            source => record.origin.source.to_string(),
            row_number => record.origin.row,
        }
    }
}

fn explain(error: &minijinja::Error, template: &Template) -> Said {
    match error.kind() {
        minijinja::ErrorKind::UndefinedError => {
            message::reject::template_unknown_name(&template.source).said()
        }
        minijinja::ErrorKind::OutOfFuel => message::reject::template_endless(&template.source).said(),
        _ => message::reject::template_fails(&template.source, error).said(),
    }
}

/// What a template is rendered over.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'r> {
    /// The record.
    pub record: &'r Record,
    /// The members of an element of one of its lists, with their columns.
    pub element: Option<&'r [(String, usize)]>,
}

impl<'r> From<&'r Record> for Seen<'r> {
    fn from(record: &'r Record) -> Self {
        Self { record, element: None }
    }
}

/// An element of a list of a record as the template sees it: `element['name']`.
#[derive(Debug)]
struct Element(HashMap<String, Value>);

impl Object for Element {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(&fold_name(key.as_str()?)).cloned()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("element")
    }
}

/// A record as the template sees it: `row['Column']`.
#[derive(Debug)]
struct Row {
    header: Arc<Header>,
    cells: Vec<Cell>,
}

impl Object for Row {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let index = self.header.find(key.as_str()?)?;
        shown(self.cells.get(index).unwrap_or(&Cell::Absent))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.header.names.iter().map(|name| Value::from(name.as_str())).collect())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("row")
    }
}

/// A cell as a template sees it.
fn shown(cell: &Cell) -> Option<Value> {
    match cell {
        Cell::Absent | Cell::Error(_) => None,
        Cell::Blank => Some(Value::from("")),
        Cell::Text(text) => Some(Value::from(plain(text).trim())),
        Cell::Shown(shown) => Some(Value::from(plain(&shown.text).trim())),
        Cell::Number(number) => Some(Value::from(*number)),
        Cell::Bool(yes) => Some(Value::from(*yes)),
        Cell::Date(date) => Some(Value::from(date.to_string())),
        Cell::DateTime(time) => Some(Value::from(time.format("%Y-%m-%d %H:%M:%S").to_string())),
    }
}
