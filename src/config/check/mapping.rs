//! `mappings/NAME.toml`: a mapping with its keys, parts and conditions.

use std::sync::Arc;

use super::class_name::class_name;
use super::field::{Defaults, input, part_fields};
use super::mapping_test::{Tested, tests};
use super::own_class;
use super::part_owner::PartOwner;
use super::template::RECORD_VARIABLES;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::mapping::RawMapping;
use crate::config::raw::part::{RawChoice, RawContract, RawRow};
use crate::config::targets::{MappingTarget, Targets};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::event_class::LABELS;
use crate::model::mapping::{FieldRule, Input, Junk, Mapping, Removals};
use crate::model::schema::{ClassName, Part, Schema};

/// Checks a mapping file; `None` where nothing is known of what it is for.
pub(in crate::config) fn mapping(
    check: &mut FileCheck<'_>,
    targets: &Targets,
    name: &str,
    raw: &RawMapping,
) -> Option<Mapping> {
    let schema = schema(check, targets, name, raw)?;
    let class = class(check, schema, raw);
    let defaults = Defaults {
        schema,
        locale: raw.locale.unwrap_or_default(),
        zone: raw.zone.as_ref().map(|zone| check.zone(zone)),
        on_conflict: raw.on_conflict.unwrap_or_default(),
        variables: RECORD_VARIABLES,
    };
    let mut fields = part_fields(check, Part::ITEM, &raw.field, &defaults);
    let own = own_class::fields_of(schema);
    if let Some(known) = own {
        own_class::only_its_own(check, raw, known);
    }
    let row = |table: &At<RawRow>| (table.span.clone(), table.fields.clone(), table.on_conflict);
    let contract = |table: &At<RawContract>| (table.span.clone(), table.fields.clone(), table.on_conflict);
    let tables = [
        ("os", raw.os.as_ref().map(row)),
        ("contract", raw.contract.as_ref().map(contract)),
        ("infocom", raw.infocom.as_ref().map(row)),
        (LABELS, raw.labels.as_ref().map(row)),
    ];
    let mut owner = PartOwner::of(schema, &class, raw.class.as_ref());
    let mut removals = Vec::new();
    for (table, entries) in &tables {
        let Some((span, entries, removal)) = entries else { continue };
        let place = entries.0.first().map_or(span, |(name, _)| &name.span);
        owner.check_part(check, table, table, place);
        if let Some(part) = schema.part_of_table(table) {
            removals.push((part, removal.unwrap_or(defaults.on_conflict)));
            fields.extend(part_fields(check, part, entries, &defaults));
        }
    }
    let sets = super::set::sets(check, &mut owner, raw, &defaults);
    let mapping = Mapping {
        name: Arc::from(name),
        schema,
        match_keys: match own {
            Some(_) => own_class::keys(&fields),
            None => match_keys(check, raw, &fields),
        },
        source_key: raw.source_key.as_ref().and_then(|raw| choice(check, raw)),
        newest: raw.newest.as_ref().and_then(|raw| choice(check, raw)),
        contract_choice: contract_choice(check, schema, &class, raw),
        removals: Removals { item: defaults.on_conflict, parts: removals },
        contract_lines: raw.contract.as_ref().and_then(|contract| contract.lines).unwrap_or_default(),
        junk: junk(check, raw),
        only_if: raw.only_if.as_ref().map(|text| check.template(text, RECORD_VARIABLES)),
        tests: tests(
            check,
            &raw.test,
            Tested { fields: &fields, sets: &sets, chooses_contract: chooses(raw) },
        ),
        sets,
        rows: raw.rows.as_ref().map(|rows| rows.value).unwrap_or_default(),
        class,
        fields,
    };
    let has_parts = raw.set.is_some() || raw.os.is_some() || raw.contract.is_some() || raw.infocom.is_some();
    if raw.field.0.is_empty() && !has_parts && !check.has_lost_tables() {
        check.missing_at_top("field", message::config::mapping::no_fields());
    }
    Some(mapping)
}

/// What the target of a mapping can hold.
fn schema(
    check: &mut FileCheck<'_>,
    targets: &Targets,
    name: &str,
    raw: &RawMapping,
) -> Option<&'static Schema> {
    let class = raw.class.as_ref();
    match targets.of_mapping(name, class.map(|class| class.as_str())) {
        MappingTarget::One(product) => Some(product.schema),
        MappingTarget::Two(first, second) => {
            let place = class.map_or_else(|| check.head(), |class| class.span.clone());
            let message = message::config::mapping::two_products(name, first.name, second.name);
            check
                .report(code::EXACTLY_ONE, &place, message)
                .label(label::class_of_which_product())
                .help(message::config::mapping::one_product_each());
            None
        }
        MappingTarget::Nothing => {
            let place = class.map_or_else(|| check.head(), |class| class.span.clone());
            check
                .report(code::NOT_A_DESK, &place, message::config::mapping::no_target())
                .label(label::takes_no_records());
            None
        }
    }
}

fn class(check: &mut FileCheck<'_>, schema: &Schema, raw: &RawMapping) -> ClassName {
    let Some(class) = &raw.class else {
        check.missing_at_top("class", message::config::mapping::class_missing());
        return "".into();
    };
    class_name(check, schema, class)
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
        raw.template.as_ref().map(|text| (text, RECORD_VARIABLES)),
        message::config::field::column_or_template(),
    )
}

fn contract_choice(
    check: &mut FileCheck<'_>,
    schema: &Schema,
    class: &ClassName,
    raw: &RawMapping,
) -> Option<Input> {
    let contract = raw.contract.as_ref()?;
    let named = contract.fields.0.iter().any(|(name, _)| name.as_str() == "name");
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
