//! A ticket job between real monitors, which `.ci/monitors` starts, and practice desks: what it did is
//! read in the monitor's own words, not by our client.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use stocktake::model::Topic;
use stocktake::model::event::{Certainty, ElementKind, Event};
use stocktake::model::project::StateUrl;
use stocktake::model::ticket_ledger::OurTicket;
use stocktake::store::{Store, TicketFilter};
use stocktake::systems::monitor::Monitor;
use tempfile::TempDir;

use crate::exactly_once::desk::{Desk, Kind, Standing};
use crate::real_monitors::{Icinga, Nagios, ZABBIX, Zabbix, until};
use crate::world::{Outcome, ended};

/// A real monitor and the hands of the hosts that it watches.
enum Lab {
    Icinga(Icinga),
    Zabbix(Zabbix),
    Nagios(Nagios),
}

impl Lab {
    /// The table of `stocktake.toml` but for its password.
    fn settings(&self) -> String {
        match self {
            Self::Icinga(icinga) => format!(
                "[system.mon.icinga]\nurl = \"{}\"\nca_file = \"{}\"\nlogin = \"practice\"\n\
                 password = \"file:secrets/monitor\"\n",
                icinga.url,
                icinga.ca.display()
            ),
            Self::Zabbix(zabbix) => format!(
                "[system.mon.zabbix]\nurl = \"{}\"\nlogin = \"Admin\"\npassword = \"file:secrets/monitor\"\n",
                zabbix.url
            ),
            Self::Nagios(nagios) => format!(
                "[system.mon.nagios]\nstatus_file = \"{0}/status.dat\"\nobjects_file = \"{0}/objects.cache\"\n\
                 command_file = \"{0}/rw/nagios.cmd\"\n",
                nagios.folder.display()
            ),
        }
    }

    fn password(&self) -> &'static str {
        match self {
            Self::Icinga(_) => "practice-secret",
            Self::Zabbix(_) => "zabbix",
            Self::Nagios(_) => "",
        }
    }

    fn open(&self) -> Arc<dyn Monitor> {
        match self {
            Self::Icinga(icinga) => icinga.open("root"),
            Self::Zabbix(zabbix) => zabbix.open("Admin", "zabbix"),
            Self::Nagios(nagios) => nagios.open(),
        }
    }

    /// `HOST` or `HOST!SERVICE` has a confirmed problem.
    async fn breaks(&self, thing: &str) {
        let monitor = self.open();
        match self {
            Self::Icinga(icinga) => {
                let state = if thing.contains('!') { 2 } else { 1 };
                for _ in 0..2 {
                    icinga.result(thing, state, "it does not answer").await;
                }
            }
            Self::Zabbix(zabbix) => zabbix.raise(&monitor, thing).await,
            Self::Nagios(nagios) => {
                for _ in 0..2 {
                    nagios.result(thing, 2, "it does not answer");
                }
            }
        }
        let confirmed = |event: &Event| is(event, thing) && event.certainty == Certainty::Hard;
        until(&monitor, "broken", |seen| seen.events.iter().any(confirmed)).await;
        monitor.leave().await;
    }

    /// It is well again.
    async fn recovers(&self, thing: &str) {
        match self {
            Self::Icinga(icinga) => icinga.result(thing, 0, "well").await,
            Self::Zabbix(zabbix) => zabbix.send(thing, 5).await,
            Self::Nagios(nagios) => nagios.result(thing, 0, "well"),
        }
        let monitor = self.open();
        until(&monitor, "well", |seen| !seen.events.iter().any(|event| is(event, thing))).await;
        monitor.leave().await;
    }

    /// What the monitor itself holds: texts of the acknowledgements of a problem.
    async fn acknowledgements(&self, thing: &str) -> Vec<String> {
        let (host, service) = thing.split_once('!').unwrap_or((thing, ""));
        match self {
            Self::Icinga(icinga) => icinga
                .objects("comments")
                .await
                .iter()
                .filter(|comment| comment["host_name"] == host && comment["service_name"] == service)
                .filter(|comment| comment["entry_type"] == 4.0)
                .map(|comment| comment["text"].as_str().unwrap().to_owned())
                .collect(),
            Self::Zabbix(zabbix) => {
                let ids = zabbix.call("host.get", json!({"filter": {"host": [host]}})).await;
                let wanted = json!({"hostids": [ids[0]["hostid"]], "selectAcknowledges": "extend"});
                let problems = zabbix.call("problem.get", wanted).await;
                let all = problems.as_array().unwrap().iter().flat_map(|one| {
                    assert_eq!(one["acknowledged"] == "1", one["acknowledges"] != json!([]), "{one}");
                    one["acknowledges"].as_array().unwrap().clone()
                });
                all.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
            }
            Self::Nagios(nagios) => {
                let of_it = |block: &String| {
                    block.contains(&format!("host_name={host}\n"))
                        && (service.is_empty() || block.contains(&format!("service_description={service}\n")))
                        && block.contains("entry_type=4\n")
                };
                let word = if service.is_empty() { "hostcomment" } else { "servicecomment" };
                nagios.blocks(word).into_iter().filter(of_it).collect()
            }
        }
    }

    /// Waits until a problem has an acknowledgement; Nagios writes its file every other second.
    async fn acknowledged(&self, thing: &str) -> Vec<String> {
        for _ in 0..100 {
            let told = self.acknowledgements(thing).await;
            if !told.is_empty() {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{thing} was never acknowledged");
    }
}

fn is(event: &Event, thing: &str) -> bool {
    let (host, service) = thing.split_once('!').map_or((thing, None), |(host, name)| (host, Some(name)));
    // A Zabbix names a trigger, of which each host has one.
    let is_same = event.kind == ElementKind::Alert || event.service.as_deref() == service;
    is_same && event.host.as_deref() == Some(host)
}

/// A project between the two.
struct Office {
    folder: TempDir,
    lab: Lab,
    desk: Desk,
}

impl Office {
    /// The rule takes the problems of some hosts.
    async fn new(lab: Lab, kind: Kind, hosts: &str) -> Self {
        let desk = Desk::start(kind, Duration::from_millis(20)).await;
        let office = Self { folder: tempfile::tempdir().unwrap(), lab, desk };
        let (settings, secret) = office.desk.settings();
        office.file("secrets/desk", &secret);
        office.file("secrets/monitor", office.lab.password());
        let monitor = office.lab.settings();
        office.file(
            "stocktake.toml",
            &format!("[state]\nurl = \"sqlite:var/state.db\"\n{settings}\n{monitor}"),
        );
        let of_desk = office.desk.rule();
        office.file(
            "jobs/tickets.toml",
            &format!(
                "description = \"Tickets\"\nmonitors = [\"mon\"]\nsettle = \"1s\"\n\
                 [[rule]]\nname = \"all\"\ndesk = \"desk\"\n{of_desk}\
                 [rule.select]\nhosts = [\"{hosts}\"]\non_down_hosts = true\n"
            ),
        );
        office
    }

    /// The same, whose tickets are solved when the problem is over.
    async fn solving(lab: Lab, kind: Kind, hosts: &str) -> Self {
        let office = Self::new(lab, kind, hosts).await;
        let job = office.folder.path().join("jobs/tickets.toml");
        let text = std::fs::read_to_string(&job).unwrap();
        let solve = format!("{}[rule.select]", office.desk.solve());
        std::fs::write(job, text.replace("[rule.select]", &solve)).unwrap();
        office
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
        let command = command.arg("--project").arg(self.folder.path()).args(arguments);
        let command = command.env_remove("STOCKTAKE_PROJECT").env_remove("STOCKTAKE_LOG");
        let command = command.env("NO_PROXY", "127.0.0.1,localhost").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    async fn program(&self, arguments: &[&str]) -> Outcome {
        let outcome = ended(self.start(arguments)).await;
        assert_eq!(outcome.code, Some(0), "{}\n{}", outcome.stdout, outcome.stderr);
        outcome
    }

    /// Where nothing proves that a ticket will not come, a person is asked, looks at the desk and says so.
    async fn answers(&self) {
        let state = StateUrl::Sqlite(self.folder.path().join("var/state.db"));
        let open = Store::open(&state, None).unwrap().open_questions(None).unwrap();
        for (_, asked) in open.into_iter().filter(|(_, asked)| asked.question.topic == Topic::LateWrite) {
            self.program(&["settle", &asked.question.key, "--by", "tester"]).await;
        }
    }

    async fn runs(&self) {
        self.program(&["run", "tickets"]).await;
    }

    fn ours(&self) -> Vec<OurTicket> {
        let state = self.folder.path().join("var/state.db");
        if !state.exists() {
            return Vec::new();
        }
        let filter = TicketFilter { limit: 100, ..TicketFilter::default() };
        Store::open(&StateUrl::Sqlite(state), None).unwrap().find_tickets(&filter).unwrap()
    }

    /// The only ticket, at the desk and in our memory.
    fn only(&self) -> (Standing, OurTicket) {
        let (mut standing, mut ours) = (self.desk.tickets(), self.ours());
        assert!(standing.len() == 1 && ours.len() == 1, "{standing:?}\n{ours:?}");
        (standing.remove(0), ours.remove(0))
    }

    /// Texts of the notes of our only ticket.
    async fn notes(&self) -> Vec<String> {
        let number = self.only().1.number.unwrap();
        let shown = ["tickets", "show", "--desk", "desk", &number, "--format", "json"];
        let told: Json = serde_json::from_str(&self.program(&shown).await.stdout).unwrap();
        told["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note["text"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The monitor was told of our only ticket, once, by number and link.
    async fn is_told(&self, thing: &str) {
        let (_, ours) = self.only();
        let told = self.lab.acknowledged(thing).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let (number, url) = (ours.number.unwrap(), ours.url.unwrap());
        assert!(told[0].contains(&number) && told[0].contains(&url), "{told:?}: {number}, {url}");
    }

    /// The hosts of a test leave the Zabbix that others use too.
    async fn clear_away(self, ids: Json) {
        let Lab::Zabbix(zabbix) = &self.lab else { panic!("no Zabbix") };
        zabbix.call("host.delete", ids).await;
    }

    /// Two further runs find nothing to do.
    async fn is_quiet(&self, thing: &str) {
        let look = async || (self.only(), self.notes().await, self.lab.acknowledgements(thing).await);
        let ((standing, ours), notes, told) = look().await;
        for _ in 0..2 {
            self.runs().await;
        }
        let ((standing_now, ours_now), notes_now, told_now) = look().await;
        assert_eq!((standing_now.is_open, standing_now.id), (standing.is_open, standing.id));
        assert_eq!((ours_now.episodes, notes_now, told_now), (ours.episodes, notes, told));
    }
}

/// Opened, told, over, back.
async fn a_problem_that_comes_back_reopens_its_ticket(office: &Office, thing: &str) {
    office.lab.breaks(thing).await;
    office.runs().await;
    let (first, _) = office.only();
    office.is_told(thing).await;
    office.is_quiet(thing).await;

    office.lab.recovers(thing).await;
    office.runs().await;
    assert!(!office.only().0.is_open, "{:?}", office.only());
    office.is_quiet(thing).await;

    office.lab.breaks(thing).await;
    office.runs().await;
    let (again, ours) = office.only();
    assert!(again.is_open && again.id == first.id && ours.episodes.len() == 2, "{again:?} {ours:?}");
    office.is_told(thing).await;
    office.is_quiet(thing).await;
    office.lab.recovers(thing).await;
}

/// Opened, told, its end is a note and the ticket stays open.
async fn an_end_is_noted_once(office: &Office, thing: &str) {
    office.lab.breaks(thing).await;
    office.runs().await;
    office.is_told(thing).await;
    office.lab.recovers(thing).await;
    office.runs().await;
    assert!(office.only().0.is_open);
    let notes = office.notes().await;
    assert_eq!(notes.iter().filter(|note| note.contains("over")).count(), 1, "{notes:?}");
    office.is_quiet(thing).await;
}

/// A moment of a run at which it is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    WrittenDown,
    AtTheDesk,
    Told,
}

/// Killed at three moments; in the end one ticket each.
async fn kills_double_nothing(office: &Office, things: &[&str]) {
    for thing in things {
        office.lab.breaks(thing).await;
    }
    for moment in [Moment::WrittenDown, Moment::AtTheDesk, Moment::Told] {
        killed_at(office, moment, things).await;
    }
    let mut last = None;
    for _ in 0..20 {
        let outcome = ended(office.start(&["run", "tickets"])).await;
        if outcome.code == Some(0) {
            last = None;
            break;
        }
        last = Some(outcome);
        office.answers().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!(last.is_none(), "it does not come to rest: {last:?}");
    let (standing, ours) = (office.desk.tickets(), office.ours());
    assert!(standing.len() == things.len() && ours.len() == things.len(), "{standing:?}\n{ours:?}");
    let mut named = BTreeSet::new();
    for thing in things {
        let told = office.lab.acknowledged(thing).await;
        assert_eq!(told.len(), 1, "{thing}: {told:?}");
        let of_it = ours.iter().find(|one| told[0].contains(one.url.as_deref().unwrap()));
        named.insert(of_it.unwrap().number.clone().unwrap());
        office.lab.recovers(thing).await;
    }
    assert_eq!(named.len(), things.len());
}

/// Runs the job until it is caught at a moment.
async fn killed_at(office: &Office, moment: Moment, things: &[&str]) {
    for _ in 0..30 {
        let mut child = office.start(&["run", "tickets"]);
        let has_ended = loop {
            let is_there = match moment {
                Moment::WrittenDown => !office.ours().is_empty(),
                Moment::AtTheDesk => !office.desk.tickets().is_empty(),
                Moment::Told => !office.lab.acknowledgements(things[0]).await.is_empty(),
            };
            if is_there {
                break false;
            }
            if child.try_wait().unwrap().is_some() {
                break true;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        };
        child.kill().unwrap();
        child.wait().unwrap();
        if !has_ended {
            return;
        }
        // What was interrupted is looked for a second before it is opened again.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never caught: {moment:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn icinga_and_glpi_a_recurrence_reopens() {
    let Some(icinga) = Icinga::new() else { return };
    let office = Office::solving(Lab::Icinga(icinga), Kind::Glpi, "web04").await;
    a_problem_that_comes_back_reopens_its_ticket(&office, "web04!disk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn icinga_and_itop_a_host_is_down_and_well_again() {
    let Some(icinga) = Icinga::new() else { return };
    let office = Office::new(Lab::Icinga(icinga), Kind::Itop, "web05").await;
    an_end_is_noted_once(&office, "web05").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn icinga_and_glpi_kills_double_nothing() {
    let Some(icinga) = Icinga::new() else { return };
    let office = Office::new(Lab::Icinga(icinga), Kind::Glpi, "web06\", \"web07").await;
    kills_double_nothing(&office, &["web06", "web06!disk", "web07", "web07!disk"]).await;
}

/// A Zabbix with hosts that only one test has.
async fn zabbix(hosts: &[&str]) -> Option<(Zabbix, Json)> {
    let zabbix = Zabbix::new().await?;
    let mut ids = Vec::new();
    for host in hosts {
        ids.push(Json::from(zabbix.watch(host, "2", "0").await));
    }
    Some((zabbix, ids.into()))
}

#[tokio::test(flavor = "multi_thread")]
async fn zabbix_and_glpi_a_recurrence_reopens() {
    let _alone = ZABBIX.lock().await;
    let Some((zabbix, ids)) = zabbix(&["shop01"]).await else { return };
    let office = Office::solving(Lab::Zabbix(zabbix), Kind::Glpi, "shop01").await;
    a_problem_that_comes_back_reopens_its_ticket(&office, "shop01").await;
    office.clear_away(ids).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zabbix_and_itop_the_end_is_noted() {
    let _alone = ZABBIX.lock().await;
    let Some((zabbix, ids)) = zabbix(&["shop02"]).await else { return };
    let office = Office::new(Lab::Zabbix(zabbix), Kind::Itop, "shop02").await;
    an_end_is_noted_once(&office, "shop02").await;
    office.clear_away(ids).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zabbix_and_itop_kills_double_nothing() {
    let _alone = ZABBIX.lock().await;
    let hosts = ["shop03", "shop04", "shop05"];
    let Some((zabbix, ids)) = zabbix(&hosts).await else { return };
    let office = Office::new(Lab::Zabbix(zabbix), Kind::Itop, "shop*").await;
    kills_double_nothing(&office, &hosts).await;
    office.clear_away(ids).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nagios_and_glpi_a_recurrence_reopens() {
    let Some(nagios) = Nagios::new() else { return };
    let office = Office::solving(Lab::Nagios(nagios), Kind::Glpi, "web02").await;
    a_problem_that_comes_back_reopens_its_ticket(&office, "web02!disk").await;
}
