//! A plan with one of each thing, in both languages, as text and as Markdown.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::model::change::{Held, Reject};
use crate::model::job::Language;
use crate::model::origin::Origin;
use crate::model::schema::Labels;
use crate::systems::glpi::schema::SCHEMA;

/// A plan with one of each, as a run saves it.
fn plan() -> Plan {
    let kept_as = |value: &serde_json::Value| match value {
        serde_json::Value::Null => serde_json::json!("empty"),
        serde_json::Value::Bool(yes) => serde_json::json!({ "bool": yes }),
        serde_json::Value::Number(number) => serde_json::json!({ "int": number }),
        other => serde_json::json!({ "text": other }),
    };
    let field = |field: &str, before: serde_json::Value, after: serde_json::Value| {
        let (was, to) = (kept_as(&before), kept_as(&after));
        serde_json::json!({ "field": field, "before": before, "after": after, "was": was, "to": to })
    };
    let mut plan: Plan = serde_json::from_value(serde_json::json!({
        "format": 2, "job": "nightly", "system": "glpi", "digest": "ab12",
        "counts": { "create": 1, "update": 1, "retire": 1, "restore": 1, "unchanged": 7, "reject": 1 },
        "basis": [],
        "linked": { "Contract": { "26": "Maintenance | 2026" } },
        "references": [{ "class": "Location", "name": "Lyon", "path": "France > Lyon", "parent": "empty" }],
        "changes": [
            {
                "class": "Computer", "operation": "create", "source_key": "S1", "label": "PC-1",
                "matched_by": "new", "mapping": "computers",
                "fields": [field("otherserial", serde_json::Value::Null, "I-1".into())],
                "children": [
                    { "class": "Item_Disk", "part": "disks", "operation": "create", "element": "/",
                      "fields": [field("totalsize", serde_json::Value::Null, 512.into())] },
                    { "class": "Contract", "part": "contract", "operation": "update", "remote_id": 26,
                      "link": true, "fields": [] },
                ],
            },
            {
                "class": "Computer", "operation": "update", "source_key": "S2", "label": "PC-2", "remote_id": 2,
                "matched_by": "name + entities_id", "mapping": "computers",
                "fields": [field("states_id", "In use".into(), "In stock".into())],
                "children": [{ "class": "Infocom", "part": "infocom", "operation": "update", "remote_id": 9,
                    "fields": [field("warranty_duration", 12.into(), 36.into())] }],
            },
            {
                "class": "Computer", "operation": "retire", "source_key": "S3", "label": "PC-3", "remote_id": 3,
                "matched_by": "link", "mapping": "computers", "retirement": "trash", "fields": [],
            },
            {
                "class": "Computer", "operation": "restore", "source_key": "S4", "label": "PC-4", "remote_id": 4,
                "matched_by": "link", "mapping": "computers",
                "fields": [field("is_deleted", true.into(), false.into())],
            },
        ],
        "rejects": [{ "origin": { "source": "pc.csv", "row": 8 }, "field": "os.licenseid",
            "reason": "`x` is too long", "partial": true }],
        "kept": [{ "class": "Computer", "source_key": "S5", "remote_id": 5, "label": "PC-5", "field": "contact",
            "live": "ann", "source": null, "reason": "a person changed it" }],
        "absent": [{ "class": "Computer", "source_key": "S6", "remote_id": 6, "label": "PC-6", "runs": 1, "of": 3 }],
    }))
    .unwrap();
    let change = plan.changes[1].clone();
    plan.held.push(Held { change, reason: "a price goes down".to_owned().into() });
    plan.name_parts(&SCHEMA);
    plan
}

fn refusals() -> Vec<Refusal> {
    vec![Refusal { limit: "limits.retire.percent".into(), reason: "1 of 4".to_owned().into() }]
}

fn of(language: Language) -> Wording {
    Wording { schema: Some(&SCHEMA), language }
}

#[test]
fn a_plan_is_told_with_the_labels_of_its_target() {
    insta::assert_snapshot!(
        "english.txt",
        text(of(Language::En), &plan(), &refusals(), Page::PLAIN).unwrap()
    );
    insta::assert_snapshot!("french.txt", text(of(Language::Fr), &plan(), &refusals(), Page::PLAIN).unwrap());
    insta::assert_snapshot!("english.md", markdown(of(Language::En), &plan(), &refusals()).unwrap());
    insta::assert_snapshot!("french.md", markdown(of(Language::Fr), &plan(), &refusals()).unwrap());
}

#[test]
fn without_labels_the_names_of_classes_and_columns_are_told() {
    let schema = Box::leak(Box::new(crate::model::Schema { labels: Labels::default(), ..SCHEMA }));
    let wording = Wording { schema: Some(schema), language: Language::En };
    let told = text(wording, &plan(), &[], Page::PLAIN).unwrap();
    for line in [
        "otherserial = `I-1`",
        "disks[/] add",
        "states_id: `In use` → `In stock`",
        "#2 (S2), found by name + entities_id",
        "! pc.csv:8: os.licenseid: `x` is too long (the rest of the row is used)",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
}

#[test]
fn what_is_cut_says_how_much_and_signs_that_steer_a_terminal_go() {
    let mut plan = plan();
    plan.changes[0].label = "PC\u{1b}[31m\n1".to_owned();
    let told = text(of(Language::Fr), &plan, &[], Page { most: Some(1), ..Page::PLAIN }).unwrap();
    assert!(told.contains("+ Ordinateur PC·[31m⏎1 (S1)"), "{told}");
    assert!(
        told.contains("… et 3 de plus\u{a0}; --out FICHIER ou --format json les contient tous"),
        "{told}"
    );
}

#[test]
fn neither_language_has_words_of_the_other() {
    let english =
        text(of(Language::En), &plan(), &refusals(), Page { most: Some(1), ..Page::PLAIN }).unwrap();
    let french = text(of(Language::Fr), &plan(), &refusals(), Page { most: Some(1), ..Page::PLAIN }).unwrap();
    for word in ["Serial", "found by", "create", "Held", "Rejected", "stays", "Location"] {
        assert!(!french.contains(word), "{word}\n{french}");
    }
    for word in ["trouvé", "créer", "Lieu", "Rejets", "reste"] {
        assert!(!english.contains(word), "{word}\n{english}");
    }
}

#[test]
fn a_plan_fits_the_terminal_without_cutting_words_and_colours_change_no_word() {
    let mut plan = plan();
    plan.changes[1].label = "a rather long name of a server in the second room of the first floor".to_owned();
    for language in [Language::En, Language::Fr] {
        let whole = text(of(language), &plan, &refusals(), Page::PLAIN).unwrap();
        for width in [80, 100] {
            let page = Page { width, ..Page::PLAIN };
            let told = text(of(language), &plan, &refusals(), page).unwrap();
            assert!(told.lines().all(|line| line.chars().count() <= width), "{told}");
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&told), words(&whole));
            let painted = text(of(language), &plan, &refusals(), Page { color: true, ..page }).unwrap();
            assert!(
                painted.contains("\u{1b}[1;35m") && painted.contains("\u{1b}[1;32m+\u{1b}[0m"),
                "{painted}"
            );
            let mut without = String::new();
            for (at, piece) in painted.split("\u{1b}[").enumerate() {
                without.push_str(if at == 0 { piece } else { piece.split_once('m').unwrap().1 });
            }
            assert_eq!(without, told);
        }
    }
}

#[test]
fn the_next_step_stands_below_a_plan() {
    let next = Next { text: "To write it:".into(), command: Some("stocktake run nightly".to_owned()) };
    let page = Page { width: 80, color: true, most: None };
    let told = super::next(of(Language::En), &next, page).unwrap();
    assert_eq!(told, "\nTo write it:\n  \u{1b}[1mstocktake run nightly\u{1b}[0m\n");
}

#[test]
fn rejects_of_one_reason_are_one_line() {
    let mut plan = plan();
    plan.rejects = [4, 8, 10]
        .map(|row| Reject {
            origin: Origin::row("pc.csv", row),
            source_key: Some(format!("S{row}")),
            field: None,
            reason: "`m.dupont`: no such user".into(),
            partial: false,
        })
        .into();
    let told = text(of(Language::En), &plan, &[], Page::PLAIN).unwrap();
    assert!(
        told.contains("Rejected (3)\n  ! pc.csv, 3 rows (4, 8, 10): `m.dupont`: no such user\n"),
        "{told}"
    );
    let french = markdown(of(Language::Fr), &plan, &[]).unwrap();
    assert!(french.contains("| pc.csv, 3 lignes (4, 8, 10) |"), "{french}");
}
