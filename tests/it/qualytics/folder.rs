//! The folder as a person rehearses it: the commands of its page, one after the other.

use std::fs;

use crate::examples::{commands, stocktake, text, written_as};

#[test]
fn the_folder_of_qualytics_does_what_its_page_says() {
    let folder = written_as("qualytics");
    let page = fs::read_to_string(folder.path().join("README.md")).unwrap();
    let commands = commands(&page);
    assert_eq!(commands.len(), 6, "{page}");
    for command in &commands {
        let output = stocktake(folder.path(), "C", command);
        let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{command:?}: {told}");
        match command[..] {
            ["run", "anomalies"] => {
                assert!(told.contains("15 tickets opened"), "{told}");
                // Nobody works on a new ticket: `only_if` of the act sends nothing, and nothing is counted as told.
                assert!(!told.contains("told at"), "{told}");
            }
            ["tickets"] => assert!(told.contains("INC0010001"), "{told}"),
            _ => {}
        }
    }
    let desk = || fs::read_to_string(folder.path().join("var/practice-servicenow.json")).unwrap();
    let source = || fs::read_to_string(folder.path().join("var/practice-qualytics.json")).unwrap();
    let before = (desk(), source());
    let again = stocktake(folder.path(), "C", &["run", "anomalies"]);
    assert_eq!(again.status.code(), Some(0));
    assert!((desk(), source()) == before, "a second run changes nothing: {}", text(&again.stdout));
}
