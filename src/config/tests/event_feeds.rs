//! Feeds of ticket jobs, and mappings of the class `Event`.

use super::{JOB, MAPPING, project, short};
use crate::model::ticket_job::{ActName, FeedAbsence, OnClose, OverAtOnce};

const SYSTEMS: &str = "[system.practice.sandbox]\n[system.alarms.http]\nurl = \"https://alarms.example.org\"\n\
    [system.icinga.icinga]\nurl = \"https://icinga.example.org:5665\"\nlogin = \"me\"\npassword = \"env:PASSWORD\"\n";

const EVENT: &str = "class = \"Event\"\n[field.host]\ncolumn = \"Host\"\n";

const RULE: &str = "[[rule]]\nname = \"all\"\ndesk = \"practice\"\n";

const FEED: &str = "[[feed]]\nmapping = \"event\"\nfrom = \"alarms\"\n[feed.http]\npath = \"/alarms\"\n";

fn of(job: &str, mapping: &str) -> String {
    short(&[
        ("stocktake.toml", SYSTEMS),
        ("jobs/tickets.toml", job),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
        ("mappings/event.toml", mapping),
    ])
}

#[test]
fn records_are_a_monitor_of_their_own_name() {
    let acts = "[feed.http.act.complete]\npath = \"/done/{{ record.id }}\"\nrepeatable = true\n";
    let files = [
        ("stocktake.toml", SYSTEMS),
        (
            "jobs/tickets.toml",
            &*format!(
                "{RULE}back = {{ on_close = \"complete\" }}\n{FEED}{acts}[[feed]]\nmapping = \"event\"\nname = \"mails\"\n\
                 path = \"in/*.csv\"\nabsence = \"over\"\nover_at_once = 80\n[[rule]]\nname = \"later\"\ndesk = \"practice\"\n\
                 enabled = false\n[rule.select]\nmonitors = [\"mails\"]\n"
            )
            .replace("[[rule]]\nname = \"all\"\ndesk = \"practice\"\n", "[[rule]]\nname = \"all\"\ndesk = \"practice\"\nselect = { monitors = [\"alarms\"] }\n"),
        ),
        ("mappings/event.toml", EVENT),
    ];
    let project = project(&files);
    let job = &project.ticket_jobs[&"tickets".into()];
    assert_eq!(job.listens_to().collect::<Vec<_>>(), ["alarms", "mails"]);
    assert_eq!((job.feeds[0].absence, job.feeds[1].absence), (FeedAbsence::Nothing, FeedAbsence::Over));
    assert_eq!(job.feeds[1].over_at_once, OverAtOnce::Most { percent: 80.0, from: 10 });
    assert!(job.feeds[0].can("complete") && !job.feeds[0].can("acknowledge"));
    let complete = OnClose::Act(ActName::of("complete").unwrap());
    assert_eq!((job.rules[0].back.on_close, job.rules[0].back.on_cancel), (complete, complete));
}

#[test]
fn a_mapping_is_for_items_or_for_events() {
    let two = format!("{RULE}{}", FEED.replace("\"event\"", "\"pc\""));
    insta::assert_snapshot!(of(&two, EVENT), @"5 unfit-mapping: the mapping `pc` makes items, and this job reads events | write class = \"Event\" in the mapping, and the fields of an event");
    let job = JOB.replace("\"pc\"", "\"event\"");
    let files = [("stocktake.toml", SYSTEMS), ("jobs/pc.toml", &*job), ("mappings/event.toml", EVENT)];
    insta::assert_snapshot!(short(&files), @"3 unfit-mapping: the mapping `event` makes events, and this job reads items | events are read by a ticket job: [[feed]] beside its [[rule]]");
}

#[test]
fn what_says_nothing_of_an_event_is_told() {
    let mapping = "class = \"Event\"\nmatch = [[\"host\"]]\n[field.hots]\ncolumn = \"Host\"\n[os.name]\ncolumn = \"OS\"\n[labels.site]\ncolumn = \"Site\"\n";
    insta::assert_snapshot!(of(&format!("{RULE}{FEED}"), mapping), @r"
    2 without-effect: `match` says nothing in a mapping of this class
    3 unknown-field: an event has no field `hots` | did you mean `host`? fields: acknowledged, acknowledged_at, acknowledged_by, acknowledgement, address, changed_at, confirmed, flapping, groups, host, host_is_down, in_downtime, key, kind, object, over, over_at, service, severity, since, state, text, title, url; what has no field of its own becomes a label: [labels.name]
    5 no-such-part: items of the class `Event` have no [os] | no class of the target has [os]
    ");
    let labels = format!("{MAPPING}[labels.site]\ncolumn = \"Site\"\n");
    let files = [("stocktake.toml", SYSTEMS), ("jobs/pc.toml", JOB), ("mappings/pc.toml", &*labels)];
    insta::assert_snapshot!(short(&files), @"5 no-such-part: items of the class `Computer` have no [labels] | no class of the target has [labels]");
}

#[test]
fn names_limits_and_acts_of_feeds() {
    let twice = format!(
        "monitors = [\"icinga\"]\n{RULE}{FEED}{FEED}[[feed]]\nmapping = \"event\"\nname = \"icinga\"\npath = \"a.csv\"\n"
    );
    insta::assert_snapshot!(of(&twice, EVENT), @r#"
    12 twice: `alarms` names two of what the job listens to | give the feed a name of its own: name = "servicenav"
    17 twice: `icinga` names two of what the job listens to | give the feed a name of its own: name = "servicenav"
    "#);
    let limit = format!("{RULE}{}", FEED.replace("[feed.http]", "over_at_once = 20\n[feed.http]"));
    insta::assert_snapshot!(of(&limit, EVENT), @r#"7 without-effect: nothing is over in this feed because it is not listed | it goes with absence = "over" or "asked""#);
    let asked = FEED.replace("[feed.http]", "absence = \"asked\"\n[feed.http]");
    insta::assert_snapshot!(of(&format!("{RULE}{asked}"), EVENT), @r#"7 together: nothing says how one record is asked for | declare the call beside what is read: [feed.http.one] with path = "/alerts/{{ record.id }}""#);
    let one = "[feed.http.one]\npath = \"/alarms/{{ record.id }}\"\n";
    let valid = format!("{RULE}{asked}{one}");
    let files = [("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", &*valid), ("mappings/event.toml", EVENT)];
    assert_eq!(project(&files).ticket_jobs[&"tickets".into()].feeds[0].absence, FeedAbsence::Asked);
    insta::assert_snapshot!(of(&format!("{RULE}{FEED}{one}"), EVENT), @r#"4 without-effect: [feed.http.one] is asked of events only that a complete list does not have any more | it goes with absence = "asked""#);
    let items = format!("system = \"practice\"\n{}{one}", FEED.replace("\"event\"", "\"pc\""));
    let files = [("stocktake.toml", SYSTEMS), ("jobs/pc.toml", &*items), ("mappings/pc.toml", MAPPING)];
    insta::assert_snapshot!(short(&files), @"2 without-effect: [feed.http.one] is asked of events only that a complete list does not have any more | events are read by a ticket job: [[feed]] beside its [[rule]]");
    let aged = asked.replace("[feed.http]", "over_after = \"24h\"\n[feed.http]");
    insta::assert_snapshot!(of(&format!("{RULE}{aged}{one}"), EVENT), @r#"8 without-effect: what is not in the list is asked for in this feed, whatever its age | it goes with absence = "nothing", the default"#);
    let changes = format!(
        "{RULE}{}query = {{ since = \"{{{{ since }}}}\" }}\n[feed.http.changes]\nfield = \"changed\"\n",
        FEED.replace("[feed.http]", "absence = \"over\"\n[feed.http]")
    );
    insta::assert_snapshot!(of(&changes, EVENT), @"7 together: the feed asks for what has changed only: what it does not give is not over | ask for all that is open, or leave `absence` out and map `over`");
    let asks = format!(
        "monitors = [\"icinga\"]\n{RULE}back = {{ on_open = \"acknowledge\", on_close = \"Finish it\", on_cancel = \"deny\", on_state = \"status\", ticket_notes = true }}\n{FEED}"
    );
    let needs = of(&asks, EVENT);
    insta::assert_snapshot!(needs.lines().filter_map(|line| line.split_once(" | ")).map(|(what, _)| what).collect::<Vec<_>>().join("\n"), @r"
    5 together: the rule `all` needs the act `acknowledge`, which the feed `alarms` does not declare
    5 unknown-word: `Finish it` is not the name of an act
    5 together: the rule `all` needs the act `deny`, which the feed `alarms` does not declare
    5 together: the rule `all` needs the act `deny`, which the monitor `icinga` does not have: only feeds declare acts
    5 together: the rule `all` needs the act `status`, which the feed `alarms` does not declare
    5 together: the rule `all` needs the act `status`, which the monitor `icinga` does not have: only feeds declare acts
    5 together: the rule `all` needs the act `comment`, which the feed `alarms` does not declare
    ");
    assert!(needs.contains("declare it in the table of the feed, such as [feed.http.act.deny]"), "{needs}");
}

#[test]
fn comments_of_records_need_their_list_and_only_records_tell_of_an_end() {
    let job = format!(
        "{RULE}recovery = \"{{{{ event.state }}}}\"\n{FEED}[feed.comments]\nlist = \"comments\"\ntext = \"message\"\n"
    );
    let files = [("stocktake.toml", SYSTEMS), ("jobs/tickets.toml", &*job), ("mappings/event.toml", EVENT)];
    let project = project(&files);
    let comments = project.ticket_jobs[&"tickets".into()].feeds[0].comments.clone().unwrap();
    assert_eq!((comments.list.as_str(), comments.text.as_str()), ("comments", "message"));
    let nowhere = of(&job.replace("list = \"comments\"\n", ""), EVENT);
    assert!(nowhere.contains("the column that has what people said"), "{nowhere}");
    let of_monitor = of(&format!("monitors = [\"icinga\"]\n{job}"), EVENT);
    assert!(of_monitor.contains("unknown-variable"), "{of_monitor}");
}
