//! Reference data: what is new, changed, gone and back; links of companies.

use super::*;
use crate::message;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::link_change::Decided;
use crate::model::refs::PullChanges;
use crate::model::ticket::{RefEntry, RefKind};
use crate::store::{Becomes, ChangesOf, CompanyEdit, Edited};

fn entry(kind: RefKind, id: &str, name: &str) -> RefEntry {
    RefEntry {
        kind,
        id: id.to_owned(),
        name: name.to_owned(),
        also: Vec::new(),
        class: None,
        companies: Vec::new(),
        parent: None,
    }
}

fn team(id: &str, name: &str) -> RefEntry {
    entry(RefKind::Team, id, name)
}

#[test]
fn what_a_pull_changed_is_told_and_what_is_gone_stays_known() {
    on_both(|bench| {
        let store = bench.open();
        let pull = |seconds, shown: &[RefEntry]| {
            store.keep_refs("itop", &[RefKind::Team], shown, at(seconds)).unwrap()
        };
        let full = RefEntry {
            also: vec!["a@example.org".to_owned(), "é\u{0}".to_owned()],
            class: Some("Team".to_owned()),
            companies: vec!["3".to_owned()],
            parent: Some("9".to_owned()),
            ..team("7", "Réseau 💾\u{0}")
        };
        let first = pull(0, &[team("1", "Helpdesk"), full.clone(), team("1", "twice")]);
        assert_eq!(first, PullChanges { count: 2, ..PullChanges::default() }, "the first pull tells no news");
        assert_eq!(pull(10, &[team("1", "Helpdesk"), full.clone()]).new, []);

        let renamed = team("1", "Service Desk");
        let told = pull(20, &[team("2", "Second"), renamed.clone()]);
        let changed = (team("1", "Helpdesk"), renamed.clone());
        assert_eq!((told.new, told.changed), (vec![team("2", "Second")], vec![changed]));
        assert_eq!((told.gone, told.count), (vec![full.clone()], 2));
        assert_eq!(
            pull(30, &[team("2", "Second"), renamed.clone()]),
            PullChanges { count: 2, ..PullChanges::default() }
        );

        let known = store.refs("itop", Some(RefKind::Team)).unwrap();
        let seen = |place: usize| (known[place].first_seen, known[place].last_seen, known[place].gone_at);
        assert_eq!(
            [&known[0].entry, &known[1].entry, &known[2].entry],
            [&full, &team("2", "Second"), &renamed]
        );
        assert_eq!(
            [seen(0), seen(1), seen(2)],
            [(at(0), at(10), Some(at(20))), (at(20), at(30), None), (at(0), at(30), None)]
        );

        let back = pull(40, &[team("2", "Second"), renamed, full.clone()]);
        assert_eq!((back.new, back.gone), (vec![full], vec![]));
        let known = store.refs("itop", None).unwrap();
        assert_eq!((known[0].first_seen, known[0].last_seen, known[0].gone_at), (at(0), at(40), None));
    });
}

#[test]
fn kinds_and_systems_are_kept_apart_and_so_are_the_choices_of_each_column() {
    on_both(|bench| {
        let store = bench.open();
        let choice =
            |column: &str| RefEntry { also: vec![column.to_owned()], ..entry(RefKind::Choice, "1", "High") };
        let mut ci = entry(RefKind::Ci, "1", "web01");
        ci.class = Some("Server".to_owned());
        let other_ci = RefEntry { class: Some("VirtualMachine".to_owned()), ..ci.clone() };
        let shown = [choice("impact"), choice("urgency"), ci.clone(), other_ci, team("1", "left out")];
        let kinds = [RefKind::Choice, RefKind::Ci];
        assert_eq!(store.keep_refs("itop", &kinds, &shown, at(0)).unwrap().count, 4);
        store.keep_refs("glpi", &[RefKind::Ci], &[], at(5)).unwrap();
        assert_eq!(
            store.keep_refs("itop", &[RefKind::Team], &shown, at(10)).unwrap().new,
            [],
            "first of teams"
        );
        assert_eq!(store.refs("itop", None).unwrap().len(), 5);
        assert_eq!(store.refs("itop", Some(RefKind::Choice)).unwrap().len(), 2);
        assert!(store.refs("glpi", None).unwrap().is_empty());
        let pulls: Vec<_> =
            store.pulls("itop").unwrap().into_iter().map(|pull| (pull.kind, pull.at, pull.count)).collect();
        assert_eq!(pulls, [(RefKind::Team, at(10), 1), (RefKind::Ci, at(0), 2), (RefKind::Choice, at(0), 2)]);
        assert_eq!(store.pulls("glpi").unwrap()[0].count, 0);
        assert_eq!(
            store.keep_refs("glpi", &[RefKind::Ci], std::slice::from_ref(&ci), at(20)).unwrap().new,
            [ci]
        );
    });
}

#[test]
fn a_value_that_depends_on_another_is_not_its_namesake() {
    on_both(|bench| {
        let store = bench.open();
        let part = |parent: &str| RefEntry {
            also: vec!["subcategory".to_owned()],
            class: Some("incident".to_owned()),
            parent: Some(parent.to_owned()),
            ..entry(RefKind::Category, "other", "Other")
        };
        let shown = [part("network"), part("database")];
        assert_eq!(store.keep_refs("snow", &[RefKind::Category], &shown, at(0)).unwrap().count, 2);
        // A category of a tree that moved is still the same.
        let moved = |parent: &str| RefEntry {
            parent: Some(parent.to_owned()),
            ..entry(RefKind::Category, "7", "DNS")
        };
        store.keep_refs("glpi", &[RefKind::Category], &[moved("1")], at(0)).unwrap();
        let told = store.keep_refs("glpi", &[RefKind::Category], &[moved("2")], at(10)).unwrap();
        assert_eq!((told.changed.len(), told.gone.len()), (1, 0));
    });
}

#[test]
fn links_of_companies_are_set_replaced_and_taken_away() {
    on_both(|bench| {
        let store = bench.open();
        let link = |site: Option<&str>, desk: &str, to| CompanyLink {
            company: "Fabrikam 💾".to_owned(),
            site: site.map(str::to_owned),
            desk: desk.to_owned(),
            to,
        };
        let to = |name: &str| LinkedTo::Company(name.to_owned());
        let (lyon, demo) = (link(Some("Lyon"), "glpi", LinkedTo::Nothing), link(None, "itop", to("Demo")));
        let decided = |minute| Decided { by: "otto", why: Some("told so"), at: at(minute) };
        let edit = |link: &CompanyLink, seen: Option<&LinkedTo>, becomes, minute| {
            store.change_company_link(CompanyEdit { link, seen, becomes }, decided(minute)).unwrap()
        };
        assert_eq!(edit(&lyon, None, Becomes::Set, 0), Edited::Done);
        assert_eq!(edit(&link(None, "glpi", to("3")), None, Becomes::Set, 1), Edited::Done);
        assert_eq!(edit(&demo, None, Becomes::Set, 0), Edited::Done);
        // In other letters it is the same company, and who saw none changes nothing.
        let whole =
            CompanyLink { company: "FABRIKAM 💾".to_owned(), ..link(None, "glpi", to("Root > Fabrikam")) };
        assert_eq!(edit(&whole, None, Becomes::Set, 2), Edited::Moved);
        assert_eq!(edit(&whole, Some(&to("4")), Becomes::Set, 2), Edited::Moved);
        assert_eq!(edit(&whole, Some(&to("3")), Becomes::Set, 2), Edited::Done);
        assert_eq!(store.company_links().unwrap(), [whole.clone(), demo.clone(), lyon.clone()]);
        assert_eq!(store.dated_company_links().unwrap()[0].1, at(2));
        assert_eq!(edit(&whole, Some(&whole.to), Becomes::Gone, 3), Edited::Done);
        assert_eq!(edit(&whole, Some(&whole.to), Becomes::Gone, 3), Edited::Moved);
        assert_eq!(edit(&demo, Some(&demo.to), Becomes::Gone, 3), Edited::Done);
        assert_eq!(store.company_links().unwrap(), [lyon]);
        let changes = store.link_changes(ChangesOf::Companies(&["glpi"]), 9).unwrap();
        let told: Vec<String> = changes
            .iter()
            .map(|change| message::item_links::told(&change.changed))
            .map(|told| told.becomes.to_string())
            .collect();
        assert_eq!(told, ["no link", "Root > Fabrikam", "3", "- (does not inherit)"]);
        assert_eq!((changes[0].by.as_str(), changes[0].why.as_deref()), ("otto", Some("told so")));
    });
}
