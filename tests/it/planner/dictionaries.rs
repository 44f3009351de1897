//! The desk's dictionary rules give names their spelling before they are looked up or created.

use insta::assert_snapshot;
use stocktake::model::dictionary::{Condition, Criterion, DictionaryRule, Naming, Needs};

use super::desk::Desk;
use super::{check, desk};

const MAPPING: &str = r#"class = "Computer"
match = [["name"]]
[field]
name = { column = "Name" }
manufacturers_id = { column = "Maker" }
computermodels_id = { column = "Model" }
"#;

fn rule(name: &str, criteria: &[(&str, Condition, &str)], to: &str) -> DictionaryRule {
    let criteria = criteria.iter().map(|(of, condition, pattern)| Criterion {
        of: (*of).to_owned(),
        condition: *condition,
        pattern: (*pattern).to_owned(),
    });
    DictionaryRule {
        name: name.to_owned(),
        needs: Needs::All,
        criteria: criteria.collect(),
        naming: Naming::Assign(to.to_owned()),
        also: std::collections::BTreeMap::new(),
        is_ignored: false,
    }
}

fn with_dictionaries(desk: Desk) -> Desk {
    desk.dictionary("Manufacturer", rule("dell", &[("name", Condition::Begins, "dell")], "Dell")).dictionary(
        "ComputerModel",
        rule(
            "r640",
            &[("name", Condition::Is, "r640"), ("manufacturer", Condition::Is, "Dell Inc.")],
            "PowerEdge R640",
        ),
    )
}

const ROWS: &str = "Name,Maker,Model\nSRV-1,Dell Inc.,R640\nSRV-2,DELL,R640\nSRV-3,HP,DL380\n";

#[test]
fn without_rules_every_spelling_is_a_maker() {
    let plan = check(MAPPING, ROWS, &desk());
    assert!(plan.contains("+ Manufacturer DELL\n") && plan.contains("+ Manufacturer Dell Inc.\n"), "{plan}");
}

#[test]
fn a_rule_gives_two_spellings_one_name_and_sees_the_text_of_the_record() {
    assert_snapshot!(check(MAPPING, ROWS, &with_dictionaries(desk())), @r"
    Plan of pc for practice
      3 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Names to create first (5)
      + ComputerModel DL380
      + ComputerModel PowerEdge R640
      + ComputerModel R640
      + Manufacturer Dell
      + Manufacturer HP

    Changes (3)
      + Computer SRV-1
          entities_id = `Root`
          name = `SRV-1`
          manufacturers_id = `Dell`
          computermodels_id = `PowerEdge R640`
      + Computer SRV-2
          entities_id = `Root`
          name = `SRV-2`
          manufacturers_id = `Dell`
          computermodels_id = `R640`
      + Computer SRV-3
          entities_id = `Root`
          name = `SRV-3`
          manufacturers_id = `HP`
          computermodels_id = `DL380`
    ");
}

#[test]
fn a_name_that_the_dictionary_gives_is_looked_up_and_plans_nothing_twice() {
    let desk = with_dictionaries(desk())
        .names("Manufacturer", "3 Dell")
        .names("ComputerModel", "5 PowerEdge R640")
        .item("Computer", 1, "name=SRV-1, manufacturers_id=#3, computermodels_id=#5");
    assert_snapshot!(check(MAPPING, "Name,Maker,Model\nSRV-1,Dell Inc.,R640\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}
