//! Figures: what is counted for good, what is told of jobs, and that each statement finds its rows by an index.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::migrations::up;
use super::*;
use crate::model::job::History;
use crate::model::measures::{Counted, TickOutcome};
use crate::store::measures::STATEMENTS;

fn times(store: &Store, kind: &str, outcome: &str) -> u64 {
    let counted = store.measures(&[]).unwrap().counted;
    let found = counted.iter().find(|of| of.what == (kind.to_owned(), outcome.to_owned()));
    found.map_or(0, |of| of.times)
}

#[test]
fn what_is_counted_stays_when_its_runs_are_forgotten() {
    on_both(|bench| {
        let store = bench.open();
        for second in 0..3 {
            past_run(&store, "laptops", second * 10, RunState::Done);
        }
        let run = begin(&store, "laptops", 100);
        store.interrupt_run(&run, &Telling::default(), at(300)).unwrap();
        store.count("laptops", Counted::Tick(TickOutcome::Late), 1).unwrap();
        store.count("laptops", Counted::Tick(TickOutcome::MadeUp), 4).unwrap();
        store.count("laptops", Counted::Tick(TickOutcome::MadeUp), 2).unwrap();
        let forgotten = store.prune("laptops", History { keep_days: 1, keep_runs: 1 }, at(864_000)).unwrap();
        assert!(forgotten >= 2, "{forgotten}");
        let numbers = [("run", "done"), ("run", "interrupted"), ("tick", "late"), ("tick", "made_up")]
            .map(|(kind, outcome)| times(&bench.open(), kind, outcome));
        assert_eq!(numbers, [3, 1, 1, 6]);
    });
}

#[test]
fn two_programs_count_at_once() {
    on_both(|bench| {
        let stores = [bench.open(), bench.open()];
        std::thread::scope(|scope| {
            for store in &stores {
                scope.spawn(|| {
                    for _ in 0..20 {
                        store.count("laptops", Counted::Tick(TickOutcome::OnTime), 1).unwrap();
                    }
                });
            }
        });
        assert_eq!(times(&stores[0], "tick", "on_time"), 40);
    });
}

#[test]
fn of_a_job_the_newest_the_newest_good_and_the_run_under_way_are_told() {
    on_both(|bench| {
        let store = bench.open();
        let good = past_run(&store, "laptops", 0, RunState::Partial);
        let failed = past_run(&store, "laptops", 10, RunState::Failed);
        let under_way = begin(&store, "laptops", 20);
        let mail = mail("first", None);
        store.queue_mail(&mail, at(30)).unwrap();
        let measures = store.measures(&["laptops", "printers"]).unwrap();
        let [laptops, printers] = &measures.jobs[..] else { panic!("{measures:?}") };
        let id = |run: &Option<crate::model::Run>| run.as_ref().map(|run| run.id.clone());
        assert_eq!(id(&laptops.last), Some(failed));
        assert_eq!(id(&laptops.good), Some(good));
        assert_eq!(id(&laptops.under_way), Some(under_way));
        assert_eq!((&printers.last, &printers.good, &printers.under_way), (&None, &None, &None));
        assert_eq!((measures.mails.waiting, measures.mails.given_up), (1, 0));
        store.mail_given_up(&mail.id, "refused", at(40)).unwrap();
        let mails = store.measures(&[]).unwrap().mails;
        assert_eq!((mails.waiting, mails.oldest, mails.given_up), (0, None, 1));
    });
}

#[test]
fn what_a_run_wrote_is_told_by_class_and_operation() {
    on_both(|bench| {
        up(&mut bench.connect());
        let store = bench.open();
        let run = store.last_good_run("laptops").unwrap().unwrap();
        let written = store.written(&run.id).unwrap();
        assert!(!written.is_empty());
        let [class, operation, none] = &written[0].of;
        assert!(!class.is_empty() && !operation.is_empty() && none.is_empty(), "{written:?}");
        let measures = store.measures(&["laptops"]).unwrap();
        assert_eq!(measures.tickets.len(), 1, "{measures:?}");
        assert_eq!(measures.questions, [], "a person has closed it");
    });
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Integer)]
    #[expect(dead_code, reason = "a column of the answer")]
    id: i32,
    #[diesel(sql_type = Text)]
    detail: String,
}

/// Years of runs cost a reading nothing: no table that grows is gone through.
#[test]
fn each_statement_finds_its_rows_by_an_index() {
    let bench = Bench::sqlite();
    drop(bench.open());
    let Database::Sqlite(mut connection) = bench.connect() else { panic!("no SQLite") };
    for sql in STATEMENTS {
        let steps: Vec<Step> =
            diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(&mut connection).unwrap();
        let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
        let reads: Vec<&String> =
            steps.iter().filter(|step| step.starts_with("SCAN") || step.starts_with("SEARCH")).collect();
        assert!(!reads.is_empty() && reads.iter().all(|step| step.contains("INDEX")), "{sql}: {steps:?}");
    }
}
