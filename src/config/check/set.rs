//! `[set.*]` of a mapping: keyed child sets.

use super::field::{Defaults, part_fields};
use super::part_owner::PartOwner;
use super::template::ELEMENT_VARIABLES;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::mapping::RawMapping;
use crate::config::raw::set::{RawNumbers, RawSet, RawSets};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::mapping::{FieldRule, Input, Template};
use crate::model::schema::{ClassName, Part, Set};
use crate::model::set::{Elements, RowsPerItem, SetRule};

/// What stands for the number in the name of a column.
const NUMBER: &str = "{n}";

/// Most numbered elements of one record.
const MOST: u32 = 256;

/// The sets of a mapping, in the order in which they are written.
pub(super) fn sets(
    check: &mut FileCheck<'_>,
    owner: &mut PartOwner<'_>,
    raw: &RawMapping,
    defaults: &Defaults,
) -> Vec<SetRule> {
    let Some(tables) = &raw.set else {
        if let Some(rows) = raw.rows.as_ref().filter(|rows| rows.value == RowsPerItem::Several) {
            check
                .report(code::WITHOUT_EFFECT, &rows.span, message::config::set::no_set())
                .label(label::without_effect())
                .help(message::config::set::rows_differ_in_sets());
        }
        return Vec::new();
    };
    let known: Vec<SetTable<'_>> =
        owner.schema.child_parts().filter_map(|part| SetTable::of(owner, tables, part)).collect();
    for (name, raw) in tables.tables() {
        owner.check_part(check, name, format_args!("set.{name}"), &raw.span);
    }
    known.iter().filter_map(|table| set(check, table, defaults)).collect()
}

/// A set as the file writes it, and as the target has it.
struct SetTable<'a> {
    part: Part,
    set: &'static Set,
    class: ClassName,
    raw: &'a At<RawSet>,
}

impl<'a> SetTable<'a> {
    fn of(owner: &PartOwner<'_>, tables: &'a RawSets, part: Part) -> Option<Self> {
        let (_, raw) = tables.tables().find(|(name, _)| part.table() == Some(name))?;
        Some(Self {
            part,
            set: owner.schema.set(part)?,
            class: owner.schema.class_of(part, owner.class),
            raw,
        })
    }

    fn name(&self) -> &str {
        self.part.table().unwrap_or_default()
    }
}

fn set(check: &mut FileCheck<'_>, table: &SetTable<'_>, defaults: &Defaults) -> Option<SetRule> {
    let SetTable { part, set, raw, .. } = *table;
    let of_list = Defaults { variables: ELEMENT_VARIABLES, ..*defaults };
    let fields = part_fields(check, part, &raw.field, if raw.list.is_some() { &of_list } else { defaults });
    let elements = elements(check, raw, &fields);
    let only_if = only_if(check, raw);
    let key = key(check, table, &fields);
    if !has_both_names(check, table) {
        return None;
    }
    let key = key?;
    Some(SetRule {
        part,
        set,
        class: table.class.clone(),
        fields,
        key,
        elements,
        only_if,
        extra: raw.extra.unwrap_or_default(),
        blank: raw.blank.unwrap_or_default(),
        on_conflict: raw.on_conflict.unwrap_or(defaults.on_conflict),
    })
}

/// Whether the fields are there that say together at which row of another class an element points: the name of a
/// version says nothing without that of its software.
fn has_both_names(check: &mut FileCheck<'_>, table: &SetTable<'_>) -> bool {
    let Some(within) = table.set.within else { return true };
    let is_there = |column: &str| table.raw.field.0.iter().any(|(name, _)| name.as_str() == column);
    // Without a key of its own the set asks for the outer name already.
    let needed = [(within.outer, table.raw.key.is_some()), (within.column, true)];
    let mut lacking = needed.into_iter().filter(|(column, asks)| *asks && !is_there(column)).peekable();
    let has_both = lacking.peek().is_none();
    for (column, _) in lacking {
        let field = format!("set.{}.field.{column}", table.name());
        let both = message::config::set::two_names(within.outer, within.column);
        check.missing(&table.raw.span, &field, both);
    }
    has_both
}

/// Which elements of a list are wanted.
fn only_if(check: &mut FileCheck<'_>, raw: &At<RawSet>) -> Option<Template> {
    let text = raw.only_if.as_ref()?;
    if raw.list.is_none() {
        check
            .report(code::WITHOUT_EFFECT, &text.span, message::config::set::only_if_without_list())
            .label(label::without_effect())
            .help(message::config::set::list_example());
        return None;
    }
    Some(check.template(text, ELEMENT_VARIABLES))
}

fn elements(check: &mut FileCheck<'_>, raw: &At<RawSet>, fields: &[FieldRule]) -> Elements {
    if let Some(list) = &raw.list {
        let beside = raw.numbered.as_ref().map(|at| &at.span).or(raw.split.as_ref().map(|at| &at.span));
        if let Some(span) = beside {
            check
                .report(code::EXACTLY_ONE, span, message::config::set::list_or_columns())
                .label(label::one_too_many())
                .help(message::config::set::keep_list());
        }
        return Elements::List(check.filled(list));
    }
    let numbered = |rule: &FieldRule| match &rule.input {
        Input::Columns(names) => names.iter().any(|name| name.contains(NUMBER)),
        Input::Constant(_) | Input::Template(_) => false,
    };
    let any = fields.iter().any(numbered);
    match (&raw.numbered, &raw.split) {
        (Some(numbers), Some(_)) => {
            check
                .report(code::EXACTLY_ONE, &numbers.span, message::config::set::columns_or_cell())
                .label(label::beside_split())
                .help(message::config::set::numbered_or_split());
            Elements::One
        }
        (Some(numbers), None) => {
            if !any && !fields.is_empty() {
                check
                    .report(
                        code::WITHOUT_EFFECT,
                        &numbers.span,
                        message::config::set::no_numbered_column(NUMBER),
                    )
                    .label(label::without_effect())
                    .help(message::config::set::write_the_number(NUMBER));
            }
            range(check, numbers)
        }
        (None, Some(separator)) => {
            if separator.is_empty() {
                check
                    .report(code::BLANK, &separator.span, message::config::set::no_separator())
                    .label(label::empty())
                    .help(message::config::set::split_example());
            }
            Elements::Split(separator.value.clone())
        }
        (None, None) => {
            if any {
                check.missing(&raw.span, "numbered", message::config::set::numbers_missing(NUMBER));
            }
            Elements::One
        }
    }
}

fn range(check: &mut FileCheck<'_>, raw: &At<RawNumbers>) -> Elements {
    let from = raw.from.unwrap_or(1);
    let Some(to) = raw.to else {
        check.missing(&raw.span, "to", message::config::set::last_number_missing());
        return Elements::One;
    };
    if to < from || to - from >= MOST {
        check
            .report(code::OUT_OF_RANGE, &raw.span, message::config::set::not_a_range(from, to, MOST))
            .label(label::not_a_range())
            .help(message::config::set::range_example());
        return Elements::One;
    }
    Elements::Numbered { from, to }
}

/// The fields that name an element; by default those that usually do.
fn key(check: &mut FileCheck<'_>, table: &SetTable<'_>, fields: &[FieldRule]) -> Option<Vec<usize>> {
    let (name, set, raw) = (table.name(), table.set, table.raw);
    let position = |column: &str| fields.iter().position(|rule| rule.column.as_str() == column);
    let known: Vec<&str> = raw.field.0.iter().map(|(name, _)| name.as_str()).collect();
    let Some(key) = &raw.key else {
        let usual = set.usual_keys;
        let found = usual.iter().find_map(|columns| {
            position(columns[0])?;
            Some(columns.iter().filter_map(|column| position(column)).collect::<Vec<usize>>())
        });
        let lost = usual.iter().any(|columns| known.contains(&columns[0]));
        if found.is_none() && !lost {
            let first: Vec<String> =
                usual.iter().map(|columns| format!("[set.{name}.field.{}]", columns[0])).collect();
            check.missing(&raw.span, "key", message::config::set::key_missing(message::list::any_of(first)));
        }
        return found;
    };
    if key.is_empty() {
        check
            .report(code::BLANK, &key.span, message::config::set::no_key())
            .label(label::empty())
            .help(message::config::set::key_example());
        return None;
    }
    let mut found = Vec::new();
    for column in &key.value {
        match position(column.as_str()) {
            Some(at) => found.push(at),
            None if known.contains(&column.as_str()) || check.was_lost_anywhere(column) => {}
            None => {
                check
                    .report(
                        code::UNKNOWN_FIELD,
                        &column.span,
                        message::config::set::no_such_field(name, &column.value),
                    )
                    .label(label::no_such_field())
                    .help(suggest(column, known::fields(), &known));
            }
        }
    }
    (found.len() == key.len()).then_some(found)
}
