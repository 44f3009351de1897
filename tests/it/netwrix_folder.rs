//! The document of Netwrix, sentence by sentence (D), by its ready folder: what is asked of the Integration API, what stands in mails, and
//! the tickets that come of both at the practice ServiceNow. What ServiceNow itself does: `servicenow/netwrix.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::examples::{commands, stocktake, text, written_as};

const API: &str = "jobs/netwrix.toml";

/// The folder as it is written, and what its practice systems keep.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(written_as("netwrix"));
        folder.practice("log = \"var/asked.jsonl\"");
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let before = self.text(file);
        assert!(before.contains(from), "{from}: {before}");
        fs::write(self.path().join(file), before.replace(from, to)).unwrap();
    }

    /// Adds a line to the table of the practice Auditor.
    fn practice(&self, line: &str) {
        let known = "imitates = \"netwrix\"\n";
        self.edit("stocktake.toml", known, &format!("{known}{line}\n"));
    }

    /// Takes another way to ask than the one that the job has: the comment below a line that begins like this.
    fn ask_by(&self, heading: &str) {
        let job = self.text(API);
        let (before, rest) = job.split_once("\n[feed.http]\n").unwrap();
        let (_, after) = rest.split_once("\n# All records").unwrap();
        let comment = job.split_once(heading).unwrap().1.split_once("\n# [feed.http]\n").unwrap().1;
        let lines: Vec<&str> =
            comment.lines().take_while(|line| !line.is_empty()).map(|line| &line[2..]).collect();
        let changed = format!("{before}\n[feed.http]\n{}\n\n# All records{after}", lines.join("\n"));
        fs::write(self.path().join(API), changed).unwrap();
    }

    /// How a command ends, and all that it says.
    fn says(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = stocktake(self.path(), "C", arguments);
        let all = format!("{}{}", text(&output.stdout), text(&output.stderr));
        (output.status.code(), all.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, said) = self.says(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        said
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
        let output = stocktake(self.path(), "C", &arguments);
        let error = text(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{why}: {error}"))
    }

    /// What the practice Auditor was asked since the last look.
    fn asked(&self) -> Vec<Value> {
        let log = self.path().join("var/asked.jsonl");
        let lines = fs::read_to_string(&log).unwrap_or_default();
        fs::remove_file(log).unwrap_or_default();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What the practice ServiceNow holds; nothing as long as nobody asked it.
    fn state(&self) -> Value {
        let text = fs::read_to_string(self.path().join("var/practice.json"));
        text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }

    fn rows(&self, table: &str) -> Vec<Value> {
        self.state()["tables"][table].as_array().cloned().unwrap_or_default()
    }

    /// Titles of the incidents, sorted.
    fn titles(&self) -> Vec<String> {
        let rows = self.rows("incident");
        let mut titles: Vec<String> =
            rows.iter().map(|row| row["short_description"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    }

    /// Entries of a journal of an incident.
    fn journal(&self, incident: &Value, element: &str) -> Vec<String> {
        let rows = self.rows("sys_journal_field").into_iter();
        let own = rows.filter(|row| row["element_id"] == incident["sys_id"] && row["element"] == element);
        own.map(|row| row["value"].as_str().unwrap().to_owned()).collect()
    }

    fn incident(&self, title: &str) -> Value {
        let mut rows = self.rows("incident").into_iter();
        rows.find(|row| row["short_description"].as_str().unwrap().contains(title)).unwrap()
    }

    /// A person gives an incident another state, or changes another column.
    fn set(&self, title: &str, column: &str, value: &str) {
        let mut state = self.state();
        let rows = state["tables"]["incident"].as_array_mut().unwrap();
        let of_title = |row: &&mut Value| row["short_description"].as_str().unwrap().contains(title);
        rows.iter_mut().find(of_title).unwrap()[column] = value.into();
        fs::write(self.path().join("var/practice.json"), state.to_string()).unwrap();
    }

    /// Records that `read` shows: all of their columns.
    fn records(&self, job: &str) -> Vec<Value> {
        let read = self.json(&["read", job, "--limit", "5000"]);
        read.as_array().unwrap().iter().map(|one| one["row"].clone()).collect()
    }

    /// How many events of a feed are open.
    fn events(&self, feed: &str) -> usize {
        let all = self.json(&["events", "--open", "--monitor", feed]);
        all["events"].as_array().unwrap().len()
    }
}

#[test]
fn the_page_is_followed_and_a_second_run_writes_nothing() {
    let folder = Folder::new();
    let page = folder.text("README.md");
    for command in commands(&page) {
        folder.done(&command);
    }
    let before = folder.text("var/practice.json");
    for job in ["netwrix", "netwrix-mails"] {
        folder.done(&["run", job]);
    }
    assert_eq!(before, folder.text("var/practice.json"));
    // Nothing that Auditor takes in silence and its documents do not allow.
    for asked in folder.asked() {
        assert_eq!(asked["notes"], serde_json::json!([]), "{asked}");
    }
}

#[test]
fn d12_d14_all_records_come_by_marks_of_which_five_have_no_rid() {
    let folder = Folder::new();
    folder.ask_by("# All records");
    folder.done(&["check"]);
    let records = folder.records("netwrix");
    assert_eq!(records.len(), 2500);
    let rids: BTreeSet<&str> = records.iter().filter_map(|row| row["RID"].as_str()).collect();
    assert_eq!(rids.len(), 2495);
    // The first page by GET, then each mark as a bare text; the second page is short and not the last, the fourth empty.
    let asked = folder.asked();
    assert_eq!(asked.len(), 4, "{asked:?}");
    assert_eq!((asked[0]["method"].as_str(), &asked[0]["body"]), (Some("GET"), &Value::Null));
    let marks: BTreeSet<&str> = asked[1..].iter().map(|one| one["body"].as_str().unwrap()).collect();
    assert_eq!(marks.len(), 3, "{marks:?}");
    assert!(asked[1..].iter().all(|one| one["method"] == "POST" && one["status"] == 200), "{asked:?}");
    // Each is an event of its own, also those without an RID.
    folder.done(&["run", "netwrix"]);
    assert_eq!(folder.events("netwrix"), 2500);
}

#[test]
fn d13_d14_a_search_carries_its_filter_with_each_mark_and_ends_with_an_empty_page() {
    let folder = Folder::new();
    let records = folder.records("netwrix");
    let actions: BTreeSet<&str> = records.iter().map(|row| row["Action"].as_str().unwrap()).collect();
    assert_eq!(actions, BTreeSet::from(["Failed Logon", "Removed"]));
    let asked = folder.asked();
    assert_eq!(asked.len(), 2, "a page, and an empty one: {asked:?}");
    let filters = &asked[0]["body"]["FilterList"];
    assert_eq!(filters["Action"], serde_json::json!(["Failed Logon", "Removed"]));
    assert_eq!(filters["When"]["From"], "2026-11-01T00:00:00Z");
    assert_eq!(
        (&asked[0]["body"]["ContinuationMark"], filters),
        (&Value::Null, &asked[1]["body"]["FilterList"])
    );
    assert!(asked[1]["body"]["ContinuationMark"].as_str().is_some_and(|mark| mark.len() > 20), "{asked:?}");
    // After a good run only what is new is asked for, and an hour before.
    folder.done(&["run", "netwrix"]);
    folder.asked();
    folder.done(&["run", "netwrix"]);
    let from = folder.asked()[0]["body"]["FilterList"]["When"]["From"].as_str().unwrap().to_owned();
    let newest = records.iter().map(|row| row["When"].as_str().unwrap()).max().unwrap();
    assert!(from.as_str() > "2026-11-27" && from.as_str() < newest, "{from} {newest}");
    // Who is searched for within, an action is compared as a whole.
    folder.edit(
        API,
        "\"Action\": [\"Failed Logon\", \"Removed\"],",
        "\"Action\": \"Modified\", \"Who\": \"user1\",",
    );
    let records = folder.records("netwrix");
    assert!(records.iter().all(|row| row["Action"] == "Modified"), "{records:?}");
    assert!(records.iter().any(|row| row["Who"] == "ENTERPRISE\\user12"), "{records:?}");
}

#[test]
fn d15_what_the_service_cannot_read_and_a_database_that_is_away_end_nothing() {
    let folder = Folder::new();
    folder.done(&["run", "netwrix"]);
    let (events, tickets) = (folder.events("netwrix"), folder.titles());
    let job = folder.text(API);
    folder.edit(API, "  \"FilterList\": {", "  FilterList: {");
    folder.asked();
    let (code, said) = folder.says(&["run", "netwrix"]);
    assert!(code != Some(0) && said.contains("cannot read what they were sent"), "{said}");
    assert_eq!(folder.asked().len(), 1, "it is not asked for ever");
    fs::write(folder.path().join(API), job).unwrap();

    folder.practice("quirks = [\"sql_down\"]");
    let (code, said) = folder.says(&["run", "netwrix"]);
    assert!(code != Some(0) && said.contains("SQL Server cannot be contacted"), "{said}");
    folder.edit("stocktake.toml", "quirks = [\"sql_down\"]\n", "");
    folder.done(&["run", "netwrix"]);
    assert_eq!(
        (folder.events("netwrix"), folder.titles()),
        (events, tickets),
        "nothing is over, nothing is new"
    );
}

#[test]
fn d16_a_server_that_lets_in_by_ntlm_alone_is_told_as_that() {
    let folder = Folder::new();
    folder.practice("quirks = [\"ntlm\"]");
    let (code, said) = folder.says(&["check", "--connect"]);
    assert!(code == Some(1) && said.contains("by NTLM, Kerberos or Negotiate alone"), "{said}");
    let (code, said) = folder.says(&["run", "netwrix"]);
    assert!(code == Some(1) && said.contains("let it offer Basic by HTTPS"), "{said}");
}

#[test]
fn d17_the_same_records_come_as_xml() {
    let folder = Folder::new();
    let plain = |row: &Value| {
        let columns = row.as_object().unwrap().iter();
        let own = columns.filter(|(name, _)| !name.starts_with("DetailList"));
        own.map(|(name, value)| (name.clone(), value.clone())).collect::<BTreeMap<_, _>>()
    };
    let by_json = folder.records("netwrix");
    folder.ask_by("# Or a search as XML");
    folder.done(&["check"]);
    let by_xml = folder.records("netwrix");
    assert_eq!(by_json.len(), by_xml.len());
    for (json, xml) in by_json.iter().zip(&by_xml) {
        assert_eq!(plain(json), plain(xml));
    }
    assert!(by_xml.iter().any(|row| row["What"].as_str().unwrap().contains("Zoé <7> & Co")));
    let changed = by_xml.iter().find(|row| row["DetailList.Detail.After"].is_string()).unwrap();
    assert_eq!(changed["DetailList.Detail.Before"], "1 < 2", "{changed}");
    folder.done(&["run", "netwrix"]);
    let told = folder.incident("removed").to_string();
    assert!(told.contains("Who: ENTERPRISE"), "{told}");
}

#[test]
fn d02_d06_d08_d09_group_levels_and_the_detail_are_those_of_the_rule() {
    let folder = Folder::new();
    folder.done(&["run", "netwrix"]);
    let group = |incident: &Value| {
        let mut groups = folder.rows("sys_user_group").into_iter();
        groups.find(|group| group["sys_id"] == incident["assignment_group"]).unwrap()["name"].clone()
    };
    let removed = folder.incident("] ENTERPRISE");
    let levels = ["impact", "urgency", "severity", "priority"].map(|name| removed[name].as_str().unwrap());
    assert_eq!((levels, group(&removed)), (["1", "1", "1", "1"], "Network".into()));
    // The detail as a work note, and not in the description nor in the comments: by the rule of failed logons.
    folder.edit(
        API,
        "labels = { action = \"Removed\" }\nimpact",
        "labels = { action = \"Nothing\" }\nimpact",
    );
    folder.edit(
        API,
        "[rule.select]\nlabels = { action = \"Removed\" }",
        "[rule.select]\nlabels = { action = \"Nothing\" }",
    );
    fs::remove_dir_all(folder.path().join("var")).unwrap();
    folder.done(&["run", "netwrix"]);
    let failed = folder.incident("Failed logons of");
    let levels = ["impact", "urgency", "severity"].map(|name| failed[name].as_str().unwrap());
    assert_eq!((levels, group(&failed)), (["2", "2", "2"], "Service Desk".into()));
    let notes = folder.journal(&failed, "work_notes");
    assert!(notes.len() == 1 && notes[0].contains("RID: 2026"), "{notes:?}");
    assert_eq!(folder.journal(&failed, "comments"), Vec::<String>::new());
    assert!(!failed["description"].as_str().unwrap().contains("RID:"), "{failed}");
}

#[test]
fn d01_d10_an_alert_is_a_note_or_a_comment_on_a_ticket_that_is_there() {
    for (visibility, journal, other) in
        [("private", "work_notes", "comments"), ("public", "comments", "work_notes")]
    {
        let folder = Folder::new();
        folder.done(&["run", "netwrix-mails"]);
        let there = folder.incident("Failed logons");
        let count = folder.titles().len();
        // One of them alone, by its rule, on a ticket that is there.
        folder.edit(
            API,
            "\"Action\": [\"Failed Logon\", \"Removed\"],",
            "\"RID\": { \"EndsWith\": \"00000007\" },",
        );
        folder.edit(
            API,
            "desk = \"practice\"             # yours: desk = \"servicenow\"\n",
            "enabled = false\ndesk = \"practice\"\n",
        );
        folder.edit(API, "name = \"removed objects\"\n", "name = \"removed objects\"\nenabled = false\n");
        folder.edit(
            API,
            "\nenabled = false\ndesk = \"practice\"\ntitle = \"{{ event.title }}\"",
            "\ndesk = \"practice\"\ntitle = \"{{ event.title }}\"",
        );
        let note =
            format!("ticket = \"{}\", visibility = \"{visibility}\"", there["number"].as_str().unwrap());
        folder.edit(API, "ticket = \"INC0009009\", visibility = \"private\"", &note);
        let before = folder.journal(&there, journal).len();
        folder.done(&["run", "netwrix"]);
        assert_eq!(folder.titles().len(), count, "no ticket of its own");
        let notes = folder.journal(&there, journal);
        assert!(notes.len() == before + 1 && notes[before].contains("00000007"), "{notes:?}");
        assert!(folder.journal(&there, other).iter().all(|note| !note.contains("00000007")), "{visibility}");
    }
}

#[test]
fn d07_a_rule_that_is_off_asks_the_desk_nothing_and_is_told() {
    let folder = Folder::new();
    for name in ["failed logons", "removed objects"] {
        let line = format!("name = \"{name}\"\n");
        folder.edit(API, &line, &format!("{line}enabled = false\n"));
    }
    let said = folder.done(&["run", "netwrix"]);
    assert!(said.contains("off"), "{said}");
    assert_eq!(folder.state(), Value::Null, "the desk was not asked at all");
    // Switched on later: what began meanwhile gets no ticket by itself.
    for name in ["failed logons", "removed objects"] {
        let line = format!("name = \"{name}\"\n");
        folder.edit(API, &format!("{line}enabled = false\n"), &line);
    }
    folder.done(&["run", "netwrix"]);
    assert_eq!(folder.titles(), Vec::<String>::new());
}

/// Makes the events of a feed as old as if nobody had read of them for a day.
fn a_day_later(folder: &Folder) {
    let state = Connection::open(folder.path().join("var/stocktake.db")).unwrap();
    let mut known = state.prepare("SELECT rowid, record FROM known_episodes").unwrap();
    let rows: Vec<(i64, String)> =
        known.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    for (id, episode) in rows {
        let mut episode: Value = serde_json::from_str(&episode).unwrap();
        episode["seen_at"] = "2026-11-01T00:00:00Z".into();
        let changed =
            "UPDATE known_episodes SET record = ?1, seen_at = '2026-11-01T00:00:00Z' WHERE rowid = ?2";
        state.execute(changed, rusqlite::params![episode.to_string(), id]).unwrap();
    }
}

#[test]
fn d20_ten_tickets_an_hour_then_one_and_the_same_within_a_day_is_a_note_on_its_own() {
    let folder = Folder::new();
    folder.done(&["run", "netwrix"]);
    let titles = folder.titles();
    let storms = titles.iter().filter(|title| title.starts_with("Storm")).count();
    assert_eq!((titles.len(), storms), (11, 1), "{titles:?}");
    // One ticket for all that a person did: many records, ten tickets.
    assert!(folder.events("netwrix") > 500);
    let own: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(own.len(), 11, "{titles:?}");

    // One more of the same within a day: a note on the ticket, no other one.
    let of_whom = titles.iter().find(|title| title.contains("ENTERPRISE")).unwrap().clone();
    let incident = folder.incident(&of_whom);
    let before = folder.journal(&incident, "work_notes").len();
    more_of_the_same(&folder, &of_whom, "FFFF0001");
    folder.done(&["run", "netwrix"]);
    assert_eq!(folder.titles(), titles);
    assert_eq!(folder.journal(&incident, "work_notes").len(), before + 1);

    // It was resolved: the same within a day reopens it.
    folder.set(&of_whom, "state", "6");
    folder.set(&of_whom, "close_code", "Solution provided");
    folder.done(&["run", "netwrix"]);
    more_of_the_same(&folder, &of_whom, "FFFF0002");
    folder.done(&["run", "netwrix"]);
    assert_eq!((folder.titles(), &folder.incident(&of_whom)["state"]), (titles, &"2".into()));
}

/// A record like one of a ticket, with an RID of its own, a moment ago.
fn more_of_the_same(folder: &Folder, title: &str, rid: &str) {
    let path = folder.path().join("var/practice-netwrix.json");
    let mut state: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let records = state["tables"]["records"].as_array_mut().unwrap();
    let action = if title.contains("Failed logons") { "Failed Logon" } else { "Removed" };
    let is_of = |row: &&Value| {
        let who = row["Who"].as_str().unwrap();
        let is_named = title.split_whitespace().any(|word| word == who);
        is_named && row["Action"] == action
    };
    let mut record = records.iter().find(is_of).unwrap().clone();
    record["RID"] = rid.into();
    record["When"] = "2026-11-28T23:59:59Z".into();
    records.push(record);
    fs::write(path, state.to_string()).unwrap();
}

#[test]
fn what_happened_is_over_once_nobody_read_of_it_for_a_day() {
    let folder = Folder::new();
    folder.done(&["run", "netwrix-mails"]);
    assert_eq!(folder.events("netwrix-mails"), 6);
    let tickets = folder.text("var/practice.json");
    // The mails were put away, and a day went by.
    for mail in fs::read_dir(folder.path().join("mails")).unwrap() {
        fs::remove_file(mail.unwrap().path()).unwrap();
    }
    folder.done(&["run", "netwrix-mails"]);
    assert_eq!(folder.events("netwrix-mails"), 6, "no mail says that it is over");
    a_day_later(&folder);
    folder.done(&["run", "netwrix-mails"]);
    assert_eq!(folder.events("netwrix-mails"), 0);
    assert_eq!(folder.text("var/practice.json"), tickets, "and nothing is said of it in a ticket");
}

#[test]
fn d18_d19_mails_are_taken_apart_and_come_twice_in_vain() {
    let folder = Folder::new();
    let records = folder.records("netwrix-mails");
    let found: Vec<[&str; 5]> = records
        .iter()
        .map(|row| {
            ["Alert", "Who", "What", "Where", "When"].map(|name| row[name].as_str().unwrap_or_default())
        })
        .collect();
    let (dc1, dc2) = ("dc1.contoso.example", "dc2.contoso.example");
    assert_eq!(
        found,
        [
            ["Failed logons", "CONTOSO\\jdoe", "Logon", dc1, "2026-11-28 08:15:32"],
            [
                "File removed",
                "CONTOSO\\zoé",
                "\\\\fs1\\R&D\\plan <2027>.xlsx",
                "fs1.contoso.example",
                "2026-11-28 08:31:07"
            ],
            ["Group changed", "CONTOSO\\admin7", "Domain Admins", dc1, "2026-11-28 08:50:11"],
            ["Group changed", "CONTOSO\\admin9", "Backup Operators", dc2, "2026-11-28 08:52:40"],
            ["User removed", "CONTOSO\\admin7", "CONTOSO\\old.user", dc1, "2026-11-28 08:55:03"],
            ["Mailbox changed", "Zoé Müller", "Shared Mailbox", "exch1.contoso.example", ""],
        ]
    );
    folder.done(&["run", "netwrix-mails"]);
    let titles = folder.titles();
    assert_eq!(titles.len(), 6, "{titles:?}");
    assert!(titles.contains(&"[Netwrix] Mailbox changed: Zoé Müller".to_owned()), "{titles:?}");
    let before = folder.text("var/practice.json");
    fs::copy(folder.path().join("mails/03-three-alerts.eml"), folder.path().join("mails/05-again.eml"))
        .unwrap();
    folder.done(&["run", "netwrix-mails"]);
    assert_eq!((folder.text("var/practice.json"), folder.events("netwrix-mails")), (before, 6));
}

#[test]
fn d21_what_is_forwarded_joins_its_alert_and_a_mail_without_one_is_told() {
    let folder = Folder::new();
    folder.done(&["run", "netwrix-mails"]);
    let before = folder.text("var/practice.json");
    let first = folder.text("mails/01-one-alert.eml");
    let body = first.split_once("\n\n").unwrap().1;
    let quoted: String = body.lines().map(|line| format!("> {line}\n")).collect();
    let head =
        "From: ann@contoso.example\nTo: alerts@contoso.example\nDate: Sat, 28 Nov 2026 10:00:00 +0000\n";
    let forwarded = format!(
        "{head}Message-ID: <f12@contoso.example>\nSubject: Fwd: [Netwrix] Failed logons\n\nSee below.\n\n{quoted}"
    );
    fs::write(folder.path().join("mails/12-forwarded.eml"), forwarded).unwrap();
    folder.done(&["run", "netwrix-mails"]);
    assert_eq!((folder.text("var/practice.json"), folder.events("netwrix-mails")), (before.clone(), 6));

    let reply = format!(
        "{head}Message-ID: <r14@contoso.example>\nSubject: Re: [Netwrix] Failed logons\n\nThanks, I see to it.\n"
    );
    fs::write(folder.path().join("mails/14-reply.eml"), reply).unwrap();
    let (code, said) = folder.says(&["run", "netwrix-mails"]);
    assert!(code == Some(4) && said.contains("14-reply.eml"), "{said}");
    assert!(said.contains("nothing that [feed.mail] looks for") && said.contains("I see to it"), "{said}");
    assert_eq!((folder.text("var/practice.json"), folder.events("netwrix-mails")), (before, 6));
}
