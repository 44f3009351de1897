//! The client against a real GLPI, by hand (`cargo test --test real_glpi`; not part of `cargo test`):
//! it adds and purges rows. Needs `STOCKTAKE_TEST_GLPI` (the
//! URL ending in `/apirest.php`) and `STOCKTAKE_TEST_GLPI_TOKEN` (a user token with all rights).

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test by hand")]

use std::time::Duration;

use stocktake::model::schema::{ClassName, Column, Kind, Part};
use stocktake::model::secret::{SecretRef, SecretString};
use stocktake::model::value::Value;
use stocktake::systems::glpi::schema::SCHEMA;
use stocktake::systems::glpi::{Credentials, Glpi, Identity};
use stocktake::systems::glpi::{GlpiLogin, GlpiSystem};
use stocktake::systems::target::{Access, Blank, Field, ItemQuery, Row, WriteError};

/// The part of a table of a mapping.
fn part(table: &str) -> Part {
    SCHEMA.part_of_table(table).unwrap()
}

fn system(url: &str) -> GlpiSystem {
    GlpiSystem {
        url: url.to_owned(),
        login: GlpiLogin::UserToken(SecretRef::Env("STOCKTAKE_TEST_GLPI_TOKEN".to_owned())),
        app_token: None,
        profile: None,
        entity: None,
        ca_file: None,
        timeout: Duration::from_secs(60),
        largest_answer: 256,
        in_flight: 2,
        batch: 50,
        page: 7,
    }
}

fn credentials() -> Credentials {
    let token = std::env::var("STOCKTAKE_TEST_GLPI_TOKEN").unwrap_or_default();
    Credentials { identity: Identity::UserToken(SecretString::from(token)), app_token: None }
}

async fn connect() -> Glpi {
    let url = std::env::var("STOCKTAKE_TEST_GLPI").expect("STOCKTAKE_TEST_GLPI is the URL of a GLPI");
    Glpi::connect(&system(&url), credentials()).await.unwrap()
}

fn text() -> Kind {
    Kind::Text { max: 255 }
}

fn computer(name: &str) -> Row {
    vec![Field::new(&SCHEMA, "entities_id", Value::Ref(0)), Field::new(&SCHEMA, "name", Value::text(name))]
}

#[tokio::test]
async fn texts_come_back_in_their_canonical_form() {
    let glpi = connect().await;
    let class = ClassName::from("Computer");
    let nasty: Vec<String> = [
        "a & b",
        "a < b > c",
        "<b>bold</b>",
        "AT&amp;T",
        "AT&#38;T",
        "&lt;x&gt;",
        "a &#60; & b",
        "O'Brien",
        "quote \" x",
        "C:\\temp",
        "C:\\\\temp",
        "it\\'s",
        "CORP\\nathalie",
        "CORP\\paul",
        "NULL",
        "null",
        "Null",
        " blanks ",
        "tab\tx",
        "two\nlines",
        "cr\r\nlf",
        "émoji 😀",
        "&#38;#60;",
        "&#38;lt;x&#38;gt;",
        "x\\",
        "x\\\\",
        "%\\%",
        "\\%",
        "\\\\%",
        "a\\\\\\'b",
        "&nbsp;",
        "&#38; &nbsp;",
        "\\x00",
        "\\t\\\\t",
        "007",
        "1e3",
        "0",
        "&quot;",
        "&lt;img src=&quot;x&quot;",
        "\\\\server\\share",
        "\\\\server\\new",
        "a\\rb",
        "{\"a\":1}",
        "true",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([255, 256, 300].into_iter().flat_map(|n| {
        let amps = format!("{}{}", "&".repeat(n / 10), "x".repeat(n));
        let at_edge = format!("{}é{}", "x".repeat(253), "y".repeat(n - 250));
        ["x".repeat(n), "é".repeat(n / 2), "é".repeat(n), "'".repeat(n / 2 + 1), amps, at_edge]
    }))
    .chain(
        (240..256)
            .flat_map(|n| ["&x", "'x", "\\ x", "\nx", "😀x"].map(|tail| "z".repeat(n) + &tail.repeat(9))),
    )
    .collect();
    let columns = vec![(Column::from("contact"), text()), (Column::from("comment"), Kind::LongText)];
    let mut created = Vec::new();
    let mut wrong = Vec::new();
    for chunk in nasty.chunks(50) {
        let rows: Vec<Row> = chunk
            .iter()
            .map(|value| {
                let mut row = computer("nasty");
                row.push(Field::new(
                    &SCHEMA,
                    "contact",
                    SCHEMA.canonical(&text(), Value::text(value.as_str())),
                ));
                row.push(Field::new(&SCHEMA, "comment", Value::text(value.as_str())));
                row
            })
            .collect();
        for (outcome, value) in glpi.create(&class, &rows).await.into_iter().zip(chunk) {
            match outcome {
                Ok(id) => created.push((id, value)),
                Err(error) => wrong.push(format!("{value:?}: {error}")),
            }
        }
    }
    let ids: Vec<i64> = created.iter().map(|(id, _)| *id).collect();
    let items = glpi.items_by_id(&class, &columns, &ids).await.unwrap();
    assert_eq!(items.len(), ids.len());
    for (item, (_, value)) in items.iter().zip(&created) {
        let expected = [
            SCHEMA.canonical(&text(), Value::text(value.as_str())),
            SCHEMA.canonical(&Kind::LongText, Value::text(value.as_str())),
        ];
        if *item.values != expected {
            wrong.push(format!("{value:?}\n   wants {expected:?}\n   reads {:?}", item.values));
        }
    }
    for chunk in ids.chunks(50) {
        assert!(glpi.purge(&class, chunk).await.iter().all(Result::is_ok));
    }
    glpi.close().await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn items_are_written_and_read_with_their_parts() {
    let glpi = connect().await;
    let class = ClassName::from("Computer");
    let mut rows: Vec<Row> = (0..20).map(|n| computer(&format!("pc{n}"))).collect();
    rows[3] = vec![
        Field::new(&SCHEMA, "name", Value::text("bad")),
        Field::new(&SCHEMA, "entities_id", Value::Ref(99_999)),
    ];
    rows[4].push(Field::new(&SCHEMA, "states_id", Value::NewRef(0)));
    let outcomes = glpi.create(&class, &rows).await;
    println!("{:?}", &outcomes[2..6]);
    assert!(matches!(&outcomes[3], Err(WriteError::Refused { permanent: true, .. })));
    assert!(matches!(&outcomes[4], Err(WriteError::Refused { permanent: true, .. })));
    let ids: Vec<i64> = outcomes.into_iter().filter_map(Result::ok).collect();
    assert_eq!(ids.len(), 18);

    let os = glpi
        .create(&"OperatingSystem".into(), &[vec![Field::new(&SCHEMA, "name", Value::text("Debian"))]])
        .await;
    let os = *os[0].as_ref().unwrap();
    let child = |columns: Vec<Field>| {
        let mut row = vec![
            Field::new(&SCHEMA, "itemtype", Value::text("Computer")),
            Field::new(&SCHEMA, "items_id", Value::Ref(ids[0])),
        ];
        row.extend(columns);
        row
    };
    let day = |text: &str| SCHEMA.canonical(&Kind::Date, Value::text(text));
    let row = child(vec![
        Field::new(&SCHEMA, "operatingsystems_id", Value::Ref(os)),
        Field::new(&SCHEMA, "licenseid", Value::text("0012")),
        Field::new(&SCHEMA, "install_date", day("2026-01-02")),
    ]);
    let link =
        *glpi.create(&"Item_OperatingSystem".into(), std::slice::from_ref(&row)).await[0].as_ref().unwrap();
    println!("duplicate: {:?}", glpi.create(&"Item_OperatingSystem".into(), &[row]).await);
    let infocom = child(vec![
        Field::new(&SCHEMA, "buy_date", day("2026-02-03")),
        Field::new(&SCHEMA, "value", Value::Decimal(12_345_600)),
        Field::new(&SCHEMA, "order_number", Value::text("0042")),
    ]);
    let infocom = *glpi.create(&"Infocom".into(), &[infocom]).await[0].as_ref().unwrap();
    let contract = vec![
        Field::new(&SCHEMA, "entities_id", Value::Ref(0)),
        Field::new(&SCHEMA, "name", Value::text("Support & <more>")),
        Field::new(&SCHEMA, "begin_date", day("2026-01-01")),
        Field::new(&SCHEMA, "duration", Value::Int(12)),
    ];
    let contract = *glpi.create(&"Contract".into(), &[contract]).await[0].as_ref().unwrap();
    let linked = child(vec![Field::new(&SCHEMA, "contracts_id", Value::Ref(contract))]);
    assert!(glpi.create(&"Contract_Item".into(), &[linked]).await[0].is_ok());

    let query = ItemQuery {
        class: class.clone(),
        columns: vec![("name".into(), text()), ("entities_id".into(), Kind::Entity)],
        parts: vec![
            (part("os"), vec![("licenseid".into(), text()), ("install_date".into(), Kind::Date)]),
            (part("infocom"), vec![("value".into(), Kind::Decimal), ("order_number".into(), text())]),
            (part("contract"), vec![("name".into(), text()), ("duration".into(), Kind::Integer)]),
        ],
    };
    let table = glpi.read_items(&query).await.unwrap();
    println!("{:?}", table.get(ids[0]));
    for part in &table.parts {
        println!("{part:?}");
        assert_eq!(part.of(ids[0]).len(), 1);
    }

    // Numbers that are equal as numbers and not as text.
    let loose = glpi
        .update(
            &"Item_OperatingSystem".into(),
            &[(link, vec![Field::new(&SCHEMA, "licenseid", Value::text("12"))])],
        )
        .await;
    let loose2 = glpi
        .update(&"Infocom".into(), &[(infocom, vec![Field::new(&SCHEMA, "order_number", Value::text("42"))])])
        .await;
    println!("{loose:?} {loose2:?}");
    let table = glpi.read_items(&query).await.unwrap();
    println!(
        "after 0012 -> 12: {:?} {:?}",
        table.parts[0].of(ids[0])[0].values,
        table.parts[1].of(ids[0])[0].values
    );
    let clear = Field { column: "install_date".into(), value: Value::Empty, blank: Blank::Date };
    assert!(glpi.update(&"Item_OperatingSystem".into(), &[(link, vec![clear])]).await[0].is_ok());

    let outcomes = glpi.update(&class, &[(ids[1], computer("renamed")), (999_999, computer("x"))]).await;
    assert_eq!(outcomes, [Ok(()), Err(WriteError::NotFound)]);
    assert_eq!(glpi.trash(&class, &[ids[2], 999_999]).await, [Ok(()), Err(WriteError::NotFound)]);
    let table = glpi.read_items(&query).await.unwrap();
    assert!(table.get(ids[2]).is_none() && table.get_trashed(ids[2]).is_some());
    assert_eq!(table.get(ids[1]).unwrap().values[0], Value::text("renamed"));
    assert_eq!(table.parts[0].of(ids[0])[0].values[1], Value::Empty);
    assert_eq!(glpi.restore(&class, &[ids[2]]).await, [Ok(())]);
    let columns = [(Column::from("name"), text())];
    let found = glpi.items_by_id(&class, &columns, &[ids[2], 999_999, ids[0]]).await.unwrap();
    assert_eq!(found.iter().map(|item| item.id).collect::<Vec<_>>(), [ids[0], ids[2]]);
    assert_eq!(glpi.newest(&class, &columns, ids[15]).await.unwrap().len(), 2);

    let entities = glpi.read_reference(&"Entity".into(), &"name".into()).await.unwrap();
    println!("{entities:?}");
    let missing = glpi.read_items(&ItemQuery { columns: vec![("nonsense".into(), text())], ..query }).await;
    println!("{}", missing.unwrap_err());
    println!(
        "{}",
        glpi.read_items(&ItemQuery { class: "Nope".into(), columns: vec![], parts: vec![] })
            .await
            .unwrap_err()
    );
    for line in glpi.check().await.unwrap() {
        println!("{line:?}");
    }
    let needs =
        [("Computer".into(), vec![Access::Read, Access::Purge]), ("State".into(), vec![Access::Trash])];
    println!("{:?}", glpi.rights(&needs).await.unwrap());
    assert!(glpi.purge(&class, &ids).await.iter().all(Result::is_ok));
    assert!(glpi.purge(&"Contract".into(), &[contract]).await[0].is_ok());
    println!("{:?}", glpi.traffic());
    glpi.close().await.unwrap();
    glpi.close().await.unwrap();
}

#[tokio::test]
async fn a_refused_login_says_why() {
    let url = std::env::var("STOCKTAKE_TEST_GLPI").unwrap();
    let show = async |system: GlpiSystem, credentials: Credentials| match Glpi::connect(&system, credentials)
        .await
    {
        Ok(_) => println!("let in"),
        Err(error) => println!("{error} [{:?}]", error.kind()),
    };
    let wrong =
        Credentials { identity: Identity::UserToken(SecretString::from("nope-nope")), app_token: None };
    show(system(&url), wrong.clone()).await;
    let password = Identity::Password { login: "glpi".to_owned(), password: SecretString::from("wrong-one") };
    show(system(&url), Credentials { identity: password, app_token: None }).await;
    show(system(&url), Credentials { app_token: Some(SecretString::from("bad-app")), ..credentials() }).await;
    show(system(&url.replace("/apirest.php", "/")), credentials()).await;
    show(system(&url.replace("/apirest.php", "/nothing.php")), credentials()).await;
    show(system(&url.replace("http:", "https:")), credentials()).await;
    show(system("http://127.0.0.1:1/apirest.php"), credentials()).await;
    show(system("http://no.such.host.invalid/apirest.php"), credentials()).await;
    show(system("not a url"), credentials()).await;
    show(GlpiSystem { profile: Some("Nobody".to_owned()), ..system(&url) }, credentials()).await;
    show(GlpiSystem { profile: Some("super-admin".to_owned()), ..system(&url) }, credentials()).await;
    show(GlpiSystem { entity: Some("Nowhere".to_owned()), ..system(&url) }, credentials()).await;
    show(GlpiSystem { entity: Some("Acme > Acme Paris".to_owned()), ..system(&url) }, credentials()).await;
}
