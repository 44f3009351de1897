//! All rows into another database: every table, every sign, both ways, all or nothing; and an older one that is
//! brought up to date with its rows.

use diesel::connection::SimpleConnection as _;

use super::migrations::up;
use super::*;
use crate::store::catalogue::shapes;
use crate::store::{Others, StoreError, TableContent};

/// The databases that rows go between: each kind into each kind.
fn between(check: impl Fn(&Bench, &Bench)) {
    let benches = || [Some(Bench::sqlite()), Bench::postgres()];
    for (from, to) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let ([Some(from), _] | [None, Some(from)], [Some(to), _] | [None, Some(to)]) =
            (pick(benches(), from), pick(benches(), to))
        else {
            continue;
        };
        check(&from, &to);
    }
}

fn pick(mut benches: [Option<Bench>; 2], which: usize) -> [Option<Bench>; 2] {
    benches[1 - which] = None;
    benches
}

/// Sample rows in every table, and what is hard to carry: quotes, zeros, bytes, large numbers.
fn filled(bench: &Bench) -> Store {
    let mut database = bench.connect();
    up(&mut database);
    drop(database);
    let store = bench.open();
    let run = past_run(&store, "bière \"à\" 'la' \\ pression", 10, RunState::Done);
    store.queue_mail(&mail("sübject\u{1F37A}", Some(&run)), at(20)).unwrap();
    store.upsert_links(&[link("SN\t\u{7f}\n\"", i64::MAX)]).unwrap();
    store
}

fn rows(content: &[TableContent]) -> Vec<(String, u64)> {
    content.iter().map(|table| (table.table.clone(), table.rows)).collect()
}

#[test]
fn the_rows_of_every_table_arrive_whatever_the_kinds() {
    between(|from, to| {
        let (from, to) = (filled(from), to.open());
        let copied = from.copy_into(&to, Others::Refuse).unwrap();
        assert!(copied.iter().all(|table| table.rows > 0), "each table has rows: {copied:?}");
        assert_eq!(rows(&copied), to.row_counts().unwrap());
        let back = Bench::sqlite();
        let again = to.copy_into(&back.open(), Others::Refuse).unwrap();
        assert_eq!(again, copied, "the digests of what came back");
        let class = "Computer".into();
        let links = back.open().links("glpi", "laptops", &class).unwrap();
        assert!(links.contains(&link("SN\t\u{7f}\n\"", i64::MAX)), "{links:?}");
        let waiting = back.open().due_mails(at(600), at(660), 9).unwrap();
        assert!(waiting.iter().any(|(waiting, _)| waiting.eml == mail("", None).eml), "{waiting:?}");
    });
}

#[test]
fn no_row_of_another_state_is_lost_or_mixed_in() {
    on_both(|bench| {
        let (from, other) = (Bench::sqlite(), bench.open());
        let from = filled(&from);
        let own = past_run(&other, "printers", 10, RunState::Done);
        let before = other.row_counts().unwrap();
        let refused = from.copy_into(&other, Others::Refuse).unwrap_err();
        assert!(
            matches!(&refused, StoreError::NotEmpty { table, rows: 1, .. } if table == "runs"),
            "{refused}"
        );
        assert_eq!(other.row_counts().unwrap(), before);
        let copied = from.copy_into(&other, Others::Replace).unwrap();
        assert_eq!(rows(&copied), other.row_counts().unwrap());
        assert!(other.run(&own.to_string()).unwrap().is_none());
    });
}

#[test]
fn a_row_that_does_not_fit_leaves_the_other_database_as_it_was() {
    on_both(|bench| {
        let (from, other) = (Bench::sqlite(), bench.open());
        filled(&from);
        let mut database = from.connect();
        database.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
        // What a program of ours never writes, and an editor of databases does.
        database.batch_execute("UPDATE episodes SET ticket = 'of nobody'").unwrap();
        drop(database);
        assert!(from.open().copy_into(&other, Others::Refuse).is_err());
        assert!(other.row_counts().unwrap().iter().all(|(_, rows)| *rows == 0));
    });
}

#[test]
fn a_table_that_others_point_to_is_filled_before_them() {
    let names: Vec<String> = shapes().unwrap().into_iter().map(|shape| shape.name).collect();
    let place = |name: &str| names.iter().position(|known| known == name).unwrap();
    assert!(place("runs") < place("entries") && place("tickets") < place("episodes"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("__")), "{names:?}");
}

#[test]
fn what_a_database_is_can_be_asked_before_it_is_brought_up_to_date() {
    on_both(|bench| {
        let empty = Store::look_at(&bench.state, bench.password.as_ref());
        match (&bench.state, empty) {
            (StateUrl::Sqlite(_), empty) => assert!(matches!(empty, Err(StoreError::Missing { .. }))),
            (_, empty) => assert_eq!(empty.unwrap().standing().unwrap().version, None),
        }
        let store = filled(bench);
        let standing = store.standing().unwrap();
        assert!(standing.missing.is_empty() && standing.newer.is_empty() && standing.damage.is_empty());
        assert!(standing.bytes > 0 && standing.engine.contains(' '), "{standing:?}");
        let mut database = bench.connect();
        crate::store::tests::migrations::down_one(&mut database);
        drop(database);
        let older = Store::look_at(&bench.state, bench.password.as_ref()).unwrap().standing().unwrap();
        assert_eq!(older.missing, [standing.version.clone().unwrap()]);
        assert_eq!(bench.open().standing().unwrap().missing, Vec::<String>::new(), "opened to work with");
    });
}

#[test]
fn room_is_given_back_after_rows_went() {
    let bench = Bench::sqlite();
    let store = bench.open();
    let many: Vec<Link> = (1..=5000).map(|id| link(&format!("SN-{id}"), id)).collect();
    store.upsert_links(&many).unwrap();
    let full = store.standing().unwrap().bytes;
    let mut database = bench.connect();
    database.batch_execute("DELETE FROM links").unwrap();
    drop(database);
    store.compact().unwrap();
    assert!(store.standing().unwrap().bytes < full / 2);
}
