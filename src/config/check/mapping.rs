//! `mappings/NAME.toml`: a mapping with its keys, parts and conditions.

use std::sync::Arc;

use super::class_name::class_name;
use super::field::{Defaults, input, part_fields};
use super::mapping_test::tests;
use super::template::RECORD_VARIABLES;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::mapping::RawMapping;
use crate::config::raw::part::{RawChoice, RawContract, RawRow};
use crate::config::rooms::target_schema;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::mapping::{FieldRule, Input, Junk, Mapping, Removals};
use crate::model::schema::{ClassName, Part};

/// Checks a mapping file.
pub(in crate::config) fn mapping(check: &mut FileCheck<'_>, name: &str, raw: &RawMapping) -> Mapping {
    let (schema, class) = (target_schema(), class(check, raw));
    let defaults = Defaults {
        locale: raw.locale.unwrap_or_default(),
        zone: raw.zone.as_ref().map(|zone| check.zone(zone)),
        on_conflict: raw.on_conflict.unwrap_or_default(),
    };
    let mut fields = part_fields(check, Part::ITEM, &raw.field, &defaults);
    let row = |table: &At<RawRow>| (table.span.clone(), table.fields.clone(), table.on_conflict);
    let contract = |table: &At<RawContract>| (table.span.clone(), table.fields.clone(), table.on_conflict);
    let tables = [
        ("os", raw.os.as_ref().map(row)),
        ("contract", raw.contract.as_ref().map(contract)),
        ("infocom", raw.infocom.as_ref().map(row)),
    ];
    let mut removals = Vec::new();
    for (table, entries) in &tables {
        if let (Some((span, entries, removal)), Some(part)) = (entries, schema.part_of_table(table)) {
            removals.push((part, removal.unwrap_or(defaults.on_conflict)));
            let place = entries.0.first().map_or(span, |(name, _)| &name.span);
            part_allowed(check, part, &class, place);
            fields.extend(part_fields(check, part, entries, &defaults));
        }
    }
    let mapping = Mapping {
        name: Arc::from(name),
        schema,
        match_keys: match_keys(check, raw, &fields),
        source_key: raw.source_key.as_ref().and_then(|raw| choice(check, raw)),
        contract_choice: contract_choice(check, &class, raw),
        removals: Removals { item: defaults.on_conflict, parts: removals },
        contract_lines: raw.contract.as_ref().and_then(|contract| contract.lines).unwrap_or_default(),
        junk: junk(check, raw),
        only_if: raw.only_if.as_ref().map(|text| check.template(text, RECORD_VARIABLES)),
        tests: tests(check, &raw.test, &fields, chooses(raw)),
        sets: super::set::sets(check, &class, raw, &defaults),
        rows: raw.rows.as_ref().map(|rows| rows.value).unwrap_or_default(),
        class,
        fields,
    };
    if mapping.fields.is_empty() && mapping.sets.is_empty() {
        check.missing_at_top("field", message::config::mapping::no_fields());
    }
    mapping
}

fn class(check: &mut FileCheck<'_>, raw: &RawMapping) -> ClassName {
    let Some(class) = &raw.class else {
        check.missing_at_top("class", message::config::mapping::class_missing());
        return "".into();
    };
    class_name(check, class)
}

fn part_allowed(check: &mut FileCheck<'_>, part: Part, class: &ClassName, place: &std::ops::Range<usize>) {
    let name = class.as_str();
    let allowed = target_schema().part(part).map_or(&[][..], |part| part.of_classes);
    let fits = allowed.contains(&name);
    let Some(table) = part.table().filter(|_| !fits && !name.is_empty()) else { return };
    check
        .report(code::NO_SUCH_PART, place, message::config::mapping::no_such_part(name, table))
        .label(label::not_for(name))
        .help(message::config::mapping::classes_that_have_it(allowed.join(", ")));
}

fn match_keys(check: &mut FileCheck<'_>, raw: &RawMapping, fields: &[FieldRule]) -> Vec<Vec<usize>> {
    let help = message::config::mapping::match_example();
    let Some(keys) = &raw.match_keys else {
        check.missing_at_top("match", help);
        return Vec::new();
    };
    if keys.is_empty() {
        check
            .report(code::BLANK, &keys.span, message::config::mapping::no_key())
            .label(label::empty())
            .help(&help);
    }
    let known: Vec<&str> = raw.field.0.iter().map(|(name, _)| name.as_str()).collect();
    let mut found = Vec::new();
    for key in &keys.value {
        if key.is_empty() {
            check
                .report(code::BLANK, &key.span, message::config::mapping::key_without_field())
                .label(label::empty())
                .help(&help);
        }
        let mut indexes = Vec::new();
        for column in &key.value {
            match fields
                .iter()
                .position(|rule| rule.part == Part::ITEM && rule.column.as_str() == column.as_str())
            {
                Some(index) => indexes.push(index),
                None => unknown_key_column(check, column, &known),
            }
        }
        found.push(indexes);
    }
    found
}

fn unknown_key_column(check: &mut FileCheck<'_>, column: &At<String>, known: &[&str]) {
    let refused = known.contains(&column.as_str());
    if !refused && !check.was_lost_anywhere(column) {
        check
            .report(code::UNKNOWN_FIELD, &column.span, message::config::mapping::no_such_field(&column.value))
            .label(label::no_such_field())
            .help(suggest(column, known::fields(), known));
    }
}

fn choice(check: &mut FileCheck<'_>, raw: &At<RawChoice>) -> Option<Input> {
    input(
        check,
        &raw.span,
        raw.column.as_ref(),
        None,
        raw.template.as_ref(),
        message::config::field::column_or_template(),
    )
}

fn contract_choice(check: &mut FileCheck<'_>, class: &ClassName, raw: &RawMapping) -> Option<Input> {
    let contract = raw.contract.as_ref()?;
    let named = contract.fields.0.iter().any(|(name, _)| name.as_str() == "name");
    let schema = target_schema();
    let part = schema.shared_part().and_then(|part| schema.part(part));
    let fits = part.is_some_and(|part| part.of_classes.contains(&class.as_str()));
    if fits && contract.choose.is_none() && !named && !check.was_lost_anywhere("name") {
        check.missing(&contract.span, "choose", message::config::mapping::choose_missing());
    }
    contract.choose.as_ref().and_then(|raw| choice(check, raw))
}

/// True when rows choose their contract.
fn chooses(raw: &RawMapping) -> bool {
    raw.contract.as_ref().is_some_and(|contract| contract.choose.is_some())
}

fn junk(check: &mut FileCheck<'_>, raw: &RawMapping) -> Junk {
    let Some(raw) = &raw.junk else { return Junk::default() };
    Junk {
        words: raw.words.clone(),
        patterns: raw.patterns.iter().filter_map(|pattern| check.pattern(pattern)).collect(),
        allow: raw.allow.clone(),
    }
}
