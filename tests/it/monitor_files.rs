//! Nagios by its files: `status.dat`, `objects.cache` and the command pipe.

use std::process::Command;
use std::sync::Arc;

use stocktake::model::event::{Certainty, Event, Remark, Seen, Severity, Sight};
use stocktake::systems::monitor::{Monitor, Outcome};

use crate::opened;
use tokio::io::AsyncReadExt as _;

const OBJECTS: &str = "define host {\n\thost_name\tnag-001\n\taddress\t10.30.0.1\n\t}\n\
    define hostgroup {\n\thostgroup_name\tlinux\n\tmembers\tnag-001,nag-002\n\t}\n";

/// As Nagios 4.4.6 writes it.
fn status(age: i64, problem: u32, acknowledged: u8) -> String {
    let created = chrono::Utc::now().timestamp() - age;
    format!(
        "########################################\n\
         info {{\n\tcreated={created}\n\tversion=4.4.6\n\t}}\n\n\
         hoststatus {{\n\thost_name=nag-001\n\thas_been_checked=1\n\tcurrent_state=0\n\
         \tscheduled_downtime_depth=0\n\t_CMDBID=0;2001\n\t}}\n\n\
         servicestatus {{\n\thost_name=nag-001\n\tservice_description=disk\n\thas_been_checked=1\n\
         \tcurrent_state=2\n\tcurrent_problem_id={problem}\n\tlast_problem_id=3\n\
         \tplugin_output=DISK CRITICAL - libre : 2 % é\n\tlong_plugin_output=line 2\\nline 3\n\
         \tstate_type=1\n\tlast_state_change=1795279818\n\tlast_hard_state_change=1795279818\n\
         \tlast_time_ok=1795279812\n\tproblem_has_been_acknowledged={acknowledged}\n\tis_flapping=0\n\
         \tscheduled_downtime_depth=0\n\t_TEAM=0;ops\n\t}}\n\n\
         servicestatus {{\n\thost_name=nag-001\n\tservice_description=new\n\thas_been_checked=0\n\
         \tcurrent_state=0\n\t}}\n\n\
         servicecomment {{\n\thost_name=nag-001\n\tservice_description=disk\n\tentry_type=4\n\
         \tentry_time=1795279819\n\tauthor=noc\n\tcomment_data=TKT-1 sticky\n\t}}\n"
    )
}

struct Lab {
    folder: tempfile::TempDir,
    monitor: Arc<dyn Monitor>,
}

impl Lab {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("objects.cache"), OBJECTS).unwrap();
        assert!(Command::new("mkfifo").arg(path("nagios.cmd")).status().unwrap().success());
        let table = format!(
            "status_file = {:?}\nobjects_file = {:?}\ncommand_file = {:?}",
            path("status.dat"),
            path("objects.cache"),
            path("nagios.cmd")
        );
        let monitor = opened::monitor("nagios", &table, &[]);
        Self { folder, monitor }
    }

    async fn seen(&self, status: &str) -> Seen {
        std::fs::write(self.folder.path().join("status.dat"), status).unwrap();
        self.monitor.events().await.unwrap()
    }

    async fn only(&self, status: &str) -> Event {
        let mut events = self.seen(status).await.events;
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }
}

#[tokio::test]
async fn a_problem_is_told_in_full() {
    let lab = Lab::new();
    let event = lab.only(&status(5, 7, 1)).await;
    assert_eq!(
        (event.key.as_str(), event.object.as_str()),
        ("nag-001!disk@problem 7 after 1795279812", "nag-001!disk")
    );
    assert_eq!(event.title, "DISK CRITICAL - libre : 2 % é");
    assert_eq!(event.text, "line 2\nline 3");
    assert_eq!((event.severity, event.certainty), (Severity::Critical, Certainty::Hard));
    assert_eq!((event.address.as_deref(), event.groups), (Some("10.30.0.1"), vec!["linux".to_owned()]));
    assert_eq!(event.labels.get("TEAM").map(String::as_str), Some("ops"));
    let said = event.acknowledged.unwrap();
    assert_eq!((said.author.as_deref(), said.comment.as_deref()), (Some("noc"), Some("TKT-1 sticky")));
    assert_eq!(event.since.timestamp(), 1_795_279_818);
}

#[tokio::test]
async fn an_old_status_or_none_is_not_an_empty_list() {
    let lab = Lab::new();
    let error = lab.monitor.events().await.unwrap_err().to_string();
    assert!(error.contains("status.dat") && error.contains("is Nagios running?"), "{error}");
    let seen = lab.seen(&status(900, 7, 0)).await;
    assert!(matches!(seen.sight, Sight::Partial(why) if why.english().contains("15 minutes old")));
    let half = status(5, 7, 0);
    let seen = lab.seen(&half[..60]).await;
    assert!(matches!(seen.sight, Sight::Partial(_)));
}

#[tokio::test]
async fn one_that_lost_its_memory_tells_no_end_for_a_while() {
    let lab = Lab::new();
    let started = |ago: i64| {
        let start = chrono::Utc::now().timestamp() - ago;
        format!("{}\nprogramstatus {{\n\tprogram_start={start}\n\t}}\n", status(5, 1, 0))
    };
    let seen = lab.seen(&started(60)).await;
    assert!(
        matches!(&seen.sight, Sight::Partial(why) if why.english().contains("has not checked 1 thing since")),
        "{seen:?}"
    );
    assert_eq!(lab.seen(&started(1000)).await.sight, Sight::Full);
    let all_checked = started(60).replace("has_been_checked=0", "has_been_checked=1");
    assert_eq!(lab.seen(&all_checked).await.sight, Sight::Full);
    // It counts problems from 1 again.
    let before = lab.only(&status(5, 1, 0)).await;
    let after =
        lab.only(&status(5, 1, 0).replace("last_time_ok=1795279812", "last_time_ok=1795290000")).await;
    assert_ne!(before.key, after.key);
}

#[tokio::test]
async fn commands_go_into_the_pipe() {
    let lab = Lab::new();
    let event = lab.only(&status(5, 7, 0)).await;
    let remark = Remark { author: "stock;take".to_owned(), text: "ticket #12;\nsee desk".to_owned() };
    let error = lab.monitor.acknowledge(&event, &remark).await.unwrap_err().to_string();
    assert!(error.contains("is Nagios running"), "{error}");

    let pipe = lab.folder.path().join("nagios.cmd");
    let mut reader = tokio::net::unix::pipe::OpenOptions::new().open_receiver(&pipe).unwrap();
    assert_eq!(lab.monitor.acknowledge(&event, &remark).await.unwrap(), Outcome::Sent);
    assert_eq!(lab.monitor.comment(&event, &remark).await.unwrap(), Outcome::Sent);
    let mut text = String::new();
    reader.read_to_string(&mut text).await.unwrap();
    let lines: Vec<&str> = text.lines().map(|line| line.split_once("] ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            "ACKNOWLEDGE_SVC_PROBLEM;nag-001;disk;2;0;0;stock,take;ticket #12; see desk",
            "ADD_SVC_COMMENT;nag-001;disk;1;stock,take;ticket #12; see desk",
        ]
    );
    // The next episode is another one.
    lab.only(&status(5, 8, 0)).await;
    assert_eq!(lab.monitor.acknowledge(&event, &remark).await.unwrap(), Outcome::Gone);
}

#[tokio::test]
async fn a_name_that_ends_a_field_becomes_no_other_command() {
    let lab = Lab::new();
    let hostile = status(5, 7, 0).replace("service_description=disk", "service_description=disk;2;0;0;x;y");
    let event = lab.only(&hostile).await;
    let pipe = lab.folder.path().join("nagios.cmd");
    let reader = tokio::net::unix::pipe::OpenOptions::new().open_receiver(&pipe).unwrap();
    let remark = Remark { author: "stocktake".to_owned(), text: "ticket #12".to_owned() };
    let outcome = lab.monitor.acknowledge(&event, &remark).await.unwrap();
    assert!(
        matches!(&outcome, Outcome::NotPossible(why) if why.english().contains("disk;2;0;0;x;y")),
        "{outcome:?}"
    );
    assert_eq!(
        lab.monitor.comment(&event, &Remark { text: "x".to_owned(), ..remark }).await.unwrap(),
        outcome
    );
    let written = reader.try_read(&mut [0; 64]);
    assert!(!matches!(written, Ok(count) if count > 0), "{written:?}");
}
