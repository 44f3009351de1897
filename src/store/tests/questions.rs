//! Questions and findings from run to run.

use super::*;
use crate::model::job::History;
use crate::model::rejected_cells::RejectedCells;
use crate::model::{AskedQuestion, Known, Origin, Question, Reject, Standing, Topic};

fn asked(topic: Topic, key: &str, standing: Standing, seconds: i64) -> AskedQuestion {
    let question = Question {
        topic,
        key: key.to_owned(),
        class: Some("Computer".into()),
        remote_id: Some(12),
        label: "PC\0-12".to_owned().into(),
        text: format!("found at {seconds}").into(),
        answer: Some("stocktake approve 1".to_owned().into()),
        due: chrono::NaiveDate::from_ymd_opt(2026, 12, 24),
    };
    AskedQuestion {
        question,
        standing,
        since: at(seconds),
        seen_at: at(seconds),
        pressing: false,
        closed: None,
    }
}

/// A run of `laptops` that ends well and asks this.
fn ask(store: &Store, seconds: i64, questions: &[AskedQuestion]) -> RunId {
    let run = begin(store, "laptops", seconds);
    store.finish_run(&run, &end(RunState::Done, seconds + 5), None, questions, &Telling::default()).unwrap();
    run
}

fn standing(store: &Store, run: &RunId) -> Vec<(String, Standing)> {
    let run = store.run(&run.0).unwrap().unwrap();
    let asked = store.questions_at(&run).unwrap();
    asked.into_iter().map(|asked| (asked.question.key, asked.standing)).collect()
}

#[test]
fn a_question_is_open_until_it_is_solved_and_may_be_asked_again() {
    on_both(|bench| {
        let store = bench.open();
        let new =
            [asked(Topic::NearDuplicate, "a", Standing::New, 0), asked(Topic::Held, "b", Standing::New, 0)];
        let first = ask(&store, 0, &new);
        past_run(&store, "printers", 50, RunState::Done);
        let mut open = store.open_questions(Some("laptops")).unwrap();
        assert_eq!(open.iter().map(|(_, asked)| asked.question.key.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        let (job, held) = open.swap_remove(0);
        assert_eq!((job.as_str(), held.standing, held.since), ("laptops", Standing::StillOpen, at(0)));
        assert_eq!(held.question.label, "PC\u{fffd}-12");
        assert_eq!(held.question.due, chrono::NaiveDate::from_ymd_opt(2026, 12, 24));

        let later = [
            AskedQuestion { since: at(0), ..asked(Topic::NearDuplicate, "a", Standing::StillOpen, 100) },
            asked(Topic::Held, "b", Standing::Solved, 0),
        ];
        let second = ask(&store, 100, &later);
        let open = store.open_questions(None).unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].1.question.text, "found at 100");
        assert_eq!((open[0].1.since, open[0].1.seen_at), (at(0), at(100)));

        let third = ask(&store, 200, &[asked(Topic::Held, "b", Standing::New, 200)]);
        let of = |key: &str, standing| (key.to_owned(), standing);
        assert_eq!(standing(&store, &first), [of("b", Standing::New), of("a", Standing::New)]);
        assert_eq!(standing(&store, &second), [of("b", Standing::Solved), of("a", Standing::StillOpen)]);
        assert_eq!(standing(&store, &third), [of("b", Standing::New), of("a", Standing::StillOpen)]);
    });
}

#[test]
fn a_question_stays_closed_until_a_run_tells_it_again() {
    on_both(|bench| {
        let store = bench.open();
        let first = ask(&store, 0, &[asked(Topic::Held, "a", Standing::New, 0)]);
        let open = store.open_questions(None).unwrap();
        let closed = crate::model::question::Closed {
            at: at(50),
            by: "ana".to_owned(),
            until: chrono::NaiveDate::from_ymd_opt(2027, 1, 31),
            why: Some("both are right".to_owned()),
            matter: open[0].1.question.matter(),
        };
        let question = &open[0].1.question;
        assert_eq!(store.close_questions("laptops", &[(question, &closed)], &Telling::default()).unwrap(), 1);
        assert_eq!(
            store.close_questions("printers", &[(question, &closed)], &Telling::default()).unwrap(),
            0
        );
        let known = |store: &Store| store.open_questions(None).unwrap()[0].1.closed.clone();
        assert_eq!(known(&store), Some(closed.clone()));
        let at_run = store.questions_at(&store.run(&first.0).unwrap().unwrap()).unwrap();
        assert_eq!(at_run[0].closed, None, "the run had ended before");

        let still = AskedQuestion {
            since: at(0),
            closed: Some(closed.clone()),
            ..asked(Topic::Held, "a", Standing::StillOpen, 100)
        };
        ask(&store, 100, &[still]);
        assert_eq!(known(&store), Some(closed));
        let again = AskedQuestion {
            since: at(0),
            pressing: true,
            ..asked(Topic::Held, "a", Standing::StillOpen, 200)
        };
        ask(&store, 200, &[again]);
        assert_eq!(known(&store), None);
    });
}

#[test]
fn how_a_plan_was_declined_is_known_although_it_was_approved_since_and_not_of_the_next_one() {
    on_both(|bench| {
        let store = bench.open();
        let refused = |seconds, standing| {
            let run = begin(&store, "laptops", seconds);
            let records = BTreeMap::from([("laptop".to_owned(), 3)]);
            store.record_plan(&run, &crate::model::Counts::default(), "", &records).unwrap();
            let asked = [asked(Topic::PlanWaits, "plan", standing, seconds)];
            let end = end(RunState::Refused, seconds + 5);
            store.finish_run(&run, &end, None, &asked, &Telling::default()).unwrap();
            run
        };
        let close = |seconds, by: &str| {
            let question = store.open_questions(None).unwrap().remove(0).1.question;
            let closed = crate::model::question::Closed {
                at: at(seconds),
                by: by.to_owned(),
                until: None,
                why: None,
                matter: question.matter(),
            };
            store.close_questions("laptops", &[(&question, &closed)], &Telling::default()).unwrap();
        };
        let closings = |run: &RunId, topic| -> Vec<String> {
            let run = store.run(&run.0).unwrap().unwrap();
            store.closings_of(&run, topic).unwrap().into_iter().map(|closed| closed.by).collect()
        };
        let first = refused(0, Standing::New);
        assert_eq!(closings(&first, Topic::PlanWaits), [""; 0]);
        close(10, "ann");
        assert_eq!(closings(&first, Topic::PlanWaits), ["ann"]);
        assert_eq!(closings(&first, Topic::Held), [""; 0]);
        // The next plan asks the same; then it is declined anew, which is no word about the first one.
        let second = refused(100, Standing::StillOpen);
        assert_eq!(
            (closings(&first, Topic::PlanWaits).len(), closings(&second, Topic::PlanWaits).len()),
            (1, 1)
        );
        close(110, "bea");
        assert_eq!(closings(&first, Topic::PlanWaits), [""; 0]);
        assert_eq!(closings(&second, Topic::PlanWaits), ["bea"]);
        ask(&store, 200, &[asked(Topic::PlanWaits, "plan", Standing::Solved, 100)]);
        assert_eq!(closings(&second, Topic::PlanWaits), ["bea"]);
        let kept = store.closed_questions(Some("laptops")).unwrap();
        assert_eq!((kept.len(), kept[0].1.standing), (1, Standing::Solved));
        assert_eq!(store.closed_questions(Some("printers")).unwrap(), []);
        let third = refused(300, Standing::New);
        assert_eq!(closings(&third, Topic::PlanWaits), [""; 0]);
    });
}

#[test]
fn solved_questions_are_forgotten_with_the_history_and_open_ones_never() {
    on_both(|bench| {
        let store = bench.open();
        let day = 86_400;
        ask(
            &store,
            0,
            &[asked(Topic::Held, "a", Standing::New, 0), asked(Topic::Held, "b", Standing::New, 0)],
        );
        let solved = ask(&store, day, &[asked(Topic::Held, "b", Standing::Solved, 0)]);
        let history = History { keep_days: 30, keep_runs: 1 };
        store.prune("laptops", history, at(20 * day)).unwrap();
        assert_eq!(standing(&store, &solved).len(), 2);
        store.prune("laptops", history, at(40 * day)).unwrap();
        assert_eq!(standing(&store, &solved), [("a".to_owned(), Standing::StillOpen)]);
    });
}

#[test]
fn a_run_that_was_closed_before_asks_nothing() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        store.interrupt_run(&run, &Telling::default(), at(1)).unwrap();
        let new = [asked(Topic::Held, "a", Standing::New, 0)];
        assert!(store.finish_run(&run, &end(RunState::Done, 2), None, &new, &Telling::default()).is_err());
        assert!(store.open_questions(None).unwrap().is_empty());
    });
}

fn reject(row: u64, key: Option<&str>, reason: &str) -> Reject {
    Reject {
        origin: Origin::row(format!("in/laptops-2026-11-{row:02}.csv"), row),
        source_key: key.map(str::to_owned),
        field: None,
        reason: reason.to_owned().into(),
        partial: false,
    }
}

/// A run of `laptops` that reads its source and rejects these.
fn rejecting(store: &Store, seconds: i64, state: RunState, rejects: &[Reject]) -> Known {
    let run = begin(store, "laptops", seconds);
    if state != RunState::Failed {
        let records = BTreeMap::from([("laptop".to_owned(), 3)]);
        store.record_plan(&run, &crate::model::Counts::default(), "", &records).unwrap();
        store.record_rejects(&run, rejects, &RejectedCells::default()).unwrap();
    }
    let known = store.known_findings(&run).unwrap();
    store.finish_run(&run, &end(state, seconds + 5), None, &[], &Telling::default()).unwrap();
    assert_eq!(store.known_findings(&run).unwrap(), known, "it is the same when it is shown later");
    known
}

#[test]
fn rejects_are_known_however_rows_move_and_files_are_named() {
    on_both(|bench| {
        let store = bench.open();
        let first = [
            reject(4, Some("SN-1"), "serial `SN-1` is also named by in/laptops-2026-11-04.csv:9"),
            reject(5, None, "no key to match it by: serial is blank"),
        ];
        let known = rejecting(&store, 0, RunState::Partial, &first);
        assert_eq!((known.rejects, known.solved_rejects), (vec![None, None], 0));

        assert_eq!(rejecting(&store, 100, RunState::Failed, &[]).solved_rejects, 0);
        let second = [
            reject(7, Some("SN-1"), "serial `SN-1` is also named by in/laptops-2026-11-07.csv:3"),
            reject(8, None, "no key to match it by: serial is blank"),
            reject(9, None, "no key to match it by: serial is blank"),
        ];
        let known = rejecting(&store, 200, RunState::Partial, &second);
        assert_eq!((known.rejects.clone(), known.solved_rejects), (vec![Some(at(0)), Some(at(0)), None], 0));
        assert_eq!((known.new_rejects(), known.rejects[2]), (1, None));

        let known = rejecting(&store, 300, RunState::Done, &second[..1]);
        assert_eq!((known.rejects, known.solved_rejects), (vec![Some(at(0))], 2));
    });
}
