//! Columns that a GLPI does not have: told by `plan` and `check --connect`, also for a class without rows.

use stocktake::model::Mapping;

use super::fleet::{COMPUTERS, JOB, PC_1, table};
use super::world::World;

async fn world_with(fields: &str) -> World {
    let world = World::new().await;
    world.mapping("computers", &COMPUTERS.replace("[os]\n", &format!("{fields}\n[os]\n")));
    world.job("nightly", JOB);
    world.csv("computers.csv", &table(&[PC_1]));
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_no_glpi_has_is_a_mistake_and_told_with_the_nearest_name() {
    let world = world_with("contact_nam = { column = \"Contact\" }\nserail = { column = \"Serial\" }").await;
    let told = "Computer has no column `contact_nam`; did you mean `contact_num`?; \
                Computer has no column `serail`; did you mean `serial`?";
    for command in [&["plan", "nightly"][..], &["run", "nightly"]] {
        let outcome = world.program(command).await;
        assert_ne!(outcome.code, Some(0), "{outcome:?}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(told), "{said}");
    }
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let said: Vec<&str> = outcome.stdout.split_whitespace().collect();
    assert!(said.join(" ").contains("no column `contact_nam`"), "{}", outcome.stdout);
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_may_be_a_plugins_is_asked_of_the_server_and_a_misspelled_one_is_not() {
    let world = world_with("").await;
    let mapping =
        |class: &str| format!("class = \"{class}\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n");
    world.mapping("computers", &mapping("PluginFieldsThing"));
    let outcome = world.program(&["check"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let said = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("the class `PluginFieldsThing` is none of the product's own")
            && said.contains("--connect"),
        "{said}"
    );
    let outcome = world.program(&["check", "--connect"]).await;
    assert_ne!(outcome.code, Some(0), "{outcome:?}");
    let of_class =
        outcome.stdout.lines().find(|line| line.contains("FAIL") && line.contains("PluginFieldsThing"));
    assert!(of_class.is_some(), "{}", outcome.stdout);
    world.mapping("computers", &mapping("Suplier"));
    let outcome = world.program(&["check"]).await;
    assert_ne!(outcome.code, Some(0), "{outcome:?}");
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(
        said.contains("there is no class `Suplier`") && said.contains("did you mean `Supplier`?"),
        "{said}"
    );
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_the_server_shows_is_there_whatever_the_table_says() {
    let world = world_with("contact_num = { column = \"Contact\" }").await;
    assert_eq!(world.program(&["plan", "nightly"]).await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_without_a_column_loses_the_keys_and_the_elements_that_it_names() {
    let sets = "[set.disks]\nnumbered = { to = 2 }\n[set.disks.field]\n\
                mountpoint = { column = \"Disk {n}\" }\ntotalsize = { column = \"Size {n}\" }\n";
    let world = world_with("").await;
    world.mapping("computers", &format!("{COMPUTERS}{sets}"));
    let project = world.project();
    let mapping = &project.mappings["computers"];
    let names = |mapping: &Mapping| -> Vec<Vec<String>> {
        let column = |at: &usize| mapping.fields[*at].column.to_string();
        mapping.match_keys.iter().map(|key| key.iter().map(column).collect()).collect()
    };
    assert_eq!(names(mapping), [vec!["serial"], vec!["name", "entities_id"]]);
    let left = mapping.without(|part, column| part.is_item() && column.as_str() == "serial");
    assert_eq!(names(&left), [["name", "entities_id"]]);
    assert_eq!(left.fields.len(), mapping.fields.len() - 1);
    assert_eq!(left.sets[0].fields.len(), 2);
    let of_disks = |column: &'static str| {
        mapping.without(move |part, known| part.name() == "disks" && known.as_str() == column)
    };
    assert_eq!(of_disks("totalsize").sets[0].fields.len(), 1);
    assert!(of_disks("mountpoint").sets.is_empty());
}
