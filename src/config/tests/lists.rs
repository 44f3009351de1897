//! Sets that are lists of objects, files of agents, and which of several records is the newest.

use super::*;
use crate::model::job::{Pick, SourceFormat};

#[test]
fn what_is_wrong_with_a_list_is_told() {
    insta::assert_snapshot!(of_mapping(r#"
class = "Computer"
match = [["name"]]
newest = { column = "date", template = "{{ today }}" }
[field.name]
template = "{{ element['name'] }}"
[set.disks]
list = "drives"
split = ";"
[set.disks.field.mountpoint]
template = "{{ element['letter'] }} {{ raw }}"
[set.processors]
only_if = "{{ element['name'] }}"
[set.processors.field.deviceprocessors_id]
column = "CPU"
"#), @r#"
    4 exactly-one: the value comes from more than one place | keep one of `column` or `template`
    6 unknown-variable: the template gets no variable `element` | it gets: row, today, job, source, row_number; a column of the source is row['element']
    9 exactly-one: elements stand either in a list or in columns and cells | keep `list`, or one of `numbered` and `split`
    11 unknown-variable: the template gets no variable `raw` | did you mean `row`? it gets: element, row, today, job, source, row_number
    13 without-effect: only elements of a list are chosen by `only_if` | the path of a list in the record: list = "drives"
    "#);
}

#[test]
fn a_folder_of_inventories_is_read_whole() {
    let project = project(&[
        ("stocktake.toml", STOCKTAKE),
        (
            "jobs/agents.toml",
            "system = \"practice\"\n[[feed]]\nmapping = \"pcs\"\npath = \"in/*\"\n[feed.agent]\nitemtype = \"Computer\"\n\
             [[feed]]\nmapping = \"pcs\"\npath = \"in/*\"\npick = \"newest\"\n[feed.agent]\nrows = \"Monitors\"\n",
        ),
        (
            "mappings/pcs.toml",
            "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"hardware.name\"\n",
        ),
    ]);
    let job = project.jobs.values().next().unwrap();
    let [all, newest] = job.feeds.as_slice() else { panic!("{job:?}") };
    assert_eq!((all.source.pick, newest.source.pick), (Pick::All, Pick::Newest));
    let SourceFormat::Agent(format) = &newest.source.format else { panic!("{newest:?}") };
    assert_eq!((format.itemtype.as_deref(), format.rows.as_str()), (None, "monitors"));
}
