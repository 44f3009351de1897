//! Fields that we and somebody else change back and forth.

use stocktake::model::{Topic, Value};
use stocktake::reconcile::Planned;

use super::apply::apply;
use super::desk;
use super::desk::Desk;
use super::project::Case;

fn night(desk: &Desk, contact: &str, conflict: &str) -> (Desk, Planned) {
    let mapping = format!(
        "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = {{ column = \"Name\" }}\n\
         contact = {{ column = \"Contact\", on_conflict = \"{conflict}\" }}\n"
    );
    let planned = Case::new(&mapping, &format!("Name,Contact\nPC-1,{contact}\n")).plan(desk);
    (apply(desk, &planned), planned)
}

fn reset(mut desk: Desk, to: &str) -> Desk {
    for row in desk.items.values_mut() {
        row.values.insert("contact".to_owned(), Value::text(to));
    }
    desk
}

fn wrote(planned: &Planned) -> bool {
    !planned.plan.changes.is_empty()
}

#[test]
fn a_field_that_changes_back_and_forth_is_left_alone_from_the_third_run() {
    let mut desk = desk().item("Computer", 1, "name=PC-1, contact=");
    let mut nights = Vec::new();
    for source in ["v0", "v1", "v2", "v3", "v4", "v4"] {
        let (after, planned) = night(&desk, source, "source");
        let asked: Vec<String> =
            planned.questions.iter().map(|asked| format!("{} {}", asked.topic, asked.key)).collect();
        nights.push((wrote(&planned), asked));
        desk = reset(after, "rule");
    }
    let fight = vec![format!("{} Computer/1/contact", Topic::Fight)];
    assert_eq!(
        nights,
        [
            (true, vec![]),
            (true, vec![]),
            (true, vec![]),
            (false, fight.clone()),
            (false, fight.clone()),
            (false, fight)
        ]
    );
    let (_, planned) = night(&desk, "v4", "source");
    assert_eq!(
        planned.plan.kept[0].reason,
        "changed back and forth 3 runs in a row; not written until someone decides"
    );

    // Somebody decides: the desk gets the source's value, or the mapping says that people win.
    let (agreed, planned) = night(&reset(desk.clone(), "v4"), "v4", "source");
    assert!(!wrote(&planned) && planned.plan.kept.is_empty());
    let (_, planned) = night(&agreed, "v5", "source");
    assert!(wrote(&planned));
    let (_, planned) = night(&desk, "v5", "human");
    assert!(planned.questions.is_empty());
    assert_eq!(planned.plan.kept[0].reason, "edited by hand, and the source changed too");
}

#[test]
fn a_value_that_stays_for_a_run_ends_the_count() {
    let mut desk = desk().item("Computer", 1, "name=PC-1, contact=");
    for (source, then) in
        [("v0", "rule"), ("v1", "rule"), ("v2", "v2"), ("v3", "rule"), ("v4", "rule"), ("v5", "rule")]
    {
        let (after, planned) = night(&desk, source, "source");
        assert!(wrote(&planned), "{source}");
        desk = reset(after, then);
    }
}

#[test]
fn a_hand_edit_that_is_kept_is_no_fight() {
    let mut desk = desk().item("Computer", 1, "name=PC-1, contact=");
    for source in ["v0", "v1", "v2", "v3", "v4", "v5"] {
        let (after, planned) = night(&desk, source, "human");
        assert!(planned.questions.is_empty());
        desk = reset(after, "ann");
    }
}
