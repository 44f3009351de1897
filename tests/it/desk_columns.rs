//! `columns CLASS --system NAME` of desks that hold no items: what iTop and ServiceNow tell of their classes.

use serde_json::Value;

use super::three_desks::ThreeDesks;

async fn columns(desks: &ThreeDesks, class: &str, system: &str) -> Value {
    let outcome = desks.world.program(&["columns", class, "--system", system, "--format", "json"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

fn column<'c>(columns: &'c Value, name: &str) -> &'c Value {
    let all = columns["columns"].as_array().unwrap();
    all.iter().find(|column| column["column"] == name).unwrap_or_else(|| panic!("{name}: {columns}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_columns_of_a_servicenow_table_are_those_of_its_dictionary_and_of_the_tables_above() {
    let desks = ThreeDesks::new().await;
    let told = columns(&desks, "u_alarm", "snow").await;
    assert_eq!(told["from_server"], true);
    let site = column(&told, "u_site");
    assert_eq!(
        (&site["english"], &site["type"], &site["length"]),
        (&"U site".into(), &"string".into(), &40.into())
    );
    let caller = column(&told, "caller_id");
    assert_eq!((&caller["type"], &caller["class"]), (&"reference sys_user".into(), &"sys_user".into()));
    assert_eq!(column(&told, "short_description")["length"], 160);
    // A table that is no task has none of its columns.
    let computer = columns(&desks, "cmdb_ci_computer", "snow").await;
    assert_eq!(column(&computer, "serial_number")["length"], 100);
    assert!(!computer.to_string().contains("short_description"), "{computer}");
    let outcome = desks.world.program(&["columns", "incidnt", "--system", "snow"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("there is no table `incidnt`"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_columns_of_an_itop_class_are_those_of_an_object_and_what_it_does_not_tell_is_said() {
    let desks = ThreeDesks::new().await;
    let told = columns(&desks, "Person", "itop").await;
    assert_eq!(column(&told, "org_id")["type"], "key");
    assert_eq!(column(&told, "email")["length"], Value::Null);
    assert!(told["source"].to_string().contains("data model"), "{told}");
    assert!(!told["columns"].to_string().contains("org_id_friendlyname"), "{told}");
    for (class, said) in
        [("Persn", "Persn"), ("Incident", "no Incident that we may see"), ("A B", "no name of a class")]
    {
        let outcome = desks.world.program(&["columns", class, "--system", "itop"]).await;
        assert_eq!(outcome.code, Some(2), "{outcome:?}");
        let words = outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{outcome:?}");
    }
}
