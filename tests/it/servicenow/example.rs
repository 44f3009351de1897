//! The ready folder: its page works against the practice systems in it.

use std::fs;

use crate::examples::{commands, stocktake, text, written_as};

#[test]
fn the_folder_of_servicenow_does_what_its_page_says() {
    let folder = written_as("servicenow");
    let page = fs::read_to_string(folder.path().join("README.md")).unwrap();
    let commands = commands(&page);
    assert_eq!(commands.len(), 5, "{page}");
    for command in &commands {
        let output = stocktake(folder.path(), "C", command);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{command:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        if command[..] == ["tickets"] {
            assert!(text(&output.stdout).contains("INC0010001"), "{}", text(&output.stdout));
        }
    }
    let before = fs::read_to_string(folder.path().join("var/practice-servicenow.json")).unwrap();
    let opened = before.matches("\"correlation_display\":\"stocktake\"").count();
    assert!(opened > 0, "tickets are there");
    assert_eq!(stocktake(folder.path(), "C", &["run", "tickets"]).status.code(), Some(0));
    let after = fs::read_to_string(folder.path().join("var/practice-servicenow.json")).unwrap();
    assert_eq!(after.matches("\"correlation_display\":\"stocktake\"").count(), opened, "no second ticket");
    let connected = stocktake(folder.path(), "C", &["check", "--connect"]);
    let said = text(&connected.stdout);
    assert!(said.contains("ok   practice: connection"), "{said}");
    assert!(!said.contains("FAIL practice"), "{said}");
}
