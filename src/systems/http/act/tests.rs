//! Tests of the table of an act: what an administrator would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::systems::source::tests::asked;

fn refused(act: &str) -> String {
    let table = format!("path = \"/alerts\"\n[act.comment]\n{act}");
    asked(&super::super::ROOM, Path::new(""), &table).map(|asked| format!("{asked:?}")).unwrap_err()
}

fn taken(act: &str) {
    let table = format!("path = \"/alerts\"\n[act.comment]\n{act}");
    asked(&super::super::ROOM, Path::new(""), &table).unwrap();
}

const FIND: &str =
    "[act.comment.find]\npath = \"/notes\"\nrows = \"rows\"\nwhen = \"{{ mark in row.text }}\"";

#[test]
fn what_makes_something_new_has_to_be_looked_up() {
    let post = "path = \"/notes\"\njson = { text = \"{{ mark }}\" }";
    assert!(refused(post).contains("repeatable = true where sending it twice does no harm"));
    let creation = format!("{post}\nrepeatable = false");
    let told = refused(&creation);
    assert!(told.contains("would be made twice") && told.contains("[feed.http.act.comment.find]"), "{told}");
    taken(&format!("{creation}\n{FIND}"));
    taken(&format!("{post}\n{FIND}"));
    taken(&format!("{post}\nrepeatable = true"));
    taken(&format!("{post}\nrepeatable = true\nonly_if = \"{{{{ ticket.state != 'new' }}}}\""));
    assert!(
        refused(&format!("{post}\nrepeatable = true\nonly_if = \"{{{{ answer }}}}\"")).contains("answer")
    );
    for method in ["PUT", "DELETE"] {
        taken(&format!("method = \"{method}\"\npath = \"/alerts/{{{{ record.id }}}}\""));
    }
    assert!(refused("method = \"PATCH\"\npath = \"/x\"").contains("repeatable"));
    assert!(refused("method = \"GET\"\npath = \"/x\"").contains("GET"));
}

#[test]
fn a_mark_is_sent_and_looked_for() {
    let told = refused(&format!("path = \"/notes\"\njson = {{ text = \"{{{{ remark.text }}}}\" }}\n{FIND}"));
    assert!(told.contains("bears the mark"), "{told}");
    let blind = FIND.replace("mark in row.text", "row.id == 1");
    let told = refused(&format!("path = \"/notes\"\njson = {{ text = [\"{{{{ mark }}}}\"] }}\n{blind}"));
    assert!(told.contains("does not ask for the mark"), "{told}");
}

#[test]
fn what_would_be_done_in_vain_is_told() {
    assert!(refused("repeatable = true").contains("record.id"));
    let two = "path = \"/x\"\nrepeatable = true\nbody = \"{}\"\njson = { a = 1 }";
    assert!(refused(two).contains("sends one of"));
    let nested = "path = \"/x\"\nrepeatable = true\njson = { a = [{ b = \"{{ recrd.id }}\" }] }";
    assert!(refused(nested).contains("recrd"));
    assert!(refused("path = \"/x\"\nrepeatable = true\nok = [20]").contains("20"));
    assert!(refused("path = \"/{{ answer }}\"\nrepeatable = true").contains("answer"));
    let kind = "path = \"/x\"\nrepeatable = true\njson = { a = 1 }\ncontent_type = \"text/plain\"";
    assert!(refused(kind).contains("`content_type` goes with"));
    let login = "path = \"/x\"\nrepeatable = true\nheaders = { Authorization = \"x\" }";
    assert!(refused(login).contains("carries a login"));
}
