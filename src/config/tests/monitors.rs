//! Monitors in `stocktake.toml`: what is filled in, and what is refused.

use super::{JOB, MAPPING, of_stocktake, project, short};
use crate::model::monitor::{MonitorKind, MonitorLogin, MonitorSystem, NagiosFiles};
use crate::model::project::System;

const MONITORS: &str = r#"
[system.practice.sandbox]
[system.icinga.icinga]
url = "https://icinga.example.org:5665/v1/"
certificate = "file:secrets/icinga.pem"
ca_file = "certs/ca.crt"
groups = "linux"
web = "https://icinga.example.org/icingaweb2/"
[system.zabbix.zabbix]
url = "https://zabbix.example.org/zabbix/api_jsonrpc.php"
token = "env:ZABBIX_TOKEN"
[system.nagios.nagios]
url = "https://nagios.example.org/nagios4/cgi-bin/"
login = "stocktake"
password = "env:NAGIOS"
timeout = "5s"
[system.local.nagios]
status_file = "/var/lib/nagios4/status.dat"
command_file = "nagios.cmd"
[system.alerts.alertmanager]
url = "http://127.0.0.1:9093"
matchers = ['team="ops"']
silence = "2d"
[system.cmk.checkmk]
url = "https://cmk.example.org/mysite"
login = "automation"
password = "env:CMK"
[system.centreon.centreon]
url = "https://centreon.example.org/centreon"
login = "stocktake"
password = "env:CENTREON"
"#;

#[test]
fn addresses_are_cut_to_what_is_common_and_defaults_filled_in() {
    let project =
        project(&[("stocktake.toml", MONITORS), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    let monitor = |name: &str| match &project.systems[name] {
        System::Monitor(monitor) => monitor.clone(),
        other => panic!("{other:?}"),
    };
    let url = |name: &str| monitor(name).reach().unwrap().url.clone();
    assert_eq!(url("icinga"), "https://icinga.example.org:5665");
    assert_eq!(url("zabbix"), "https://zabbix.example.org/zabbix");
    assert_eq!(url("nagios"), "https://nagios.example.org/nagios4/cgi-bin");
    assert_eq!(url("alerts"), "http://127.0.0.1:9093");
    let MonitorSystem::Icinga { reach, groups, web } = monitor("icinga") else { panic!() };
    assert!(matches!(reach.login, MonitorLogin::None) && reach.certificate.is_some());
    assert_eq!(reach.ca_file, Some(project.folder.join("certs/ca.crt")));
    assert_eq!(
        (groups, web.as_deref()),
        (vec!["linux".to_owned()], Some("https://icinga.example.org/icingaweb2"))
    );
    assert_eq!((reach.timeout.as_secs(), monitor("nagios").reach().unwrap().timeout.as_secs()), (30, 5));
    let MonitorSystem::NagiosFiles(NagiosFiles { status, objects, commands }) = monitor("local") else {
        panic!()
    };
    assert_eq!(status.to_str(), Some("/var/lib/nagios4/status.dat"));
    assert_eq!((objects, commands), (None, Some(project.folder.join("nagios.cmd"))));
    let MonitorSystem::Alertmanager { alerts, .. } = monitor("alerts") else { panic!() };
    assert_eq!((alerts.host_label.as_str(), alerts.severity_label.as_str()), ("instance", "severity"));
    assert_eq!((alerts.silence.as_secs(), alerts.settle.as_secs()), (2 * 86_400, 900));
}

#[test]
fn what_is_wrong_is_told() {
    insta::assert_snapshot!(of_stocktake(r#"
[system.practice.sandbox]
[system.a.icinga]
url = "https://icinga.example.org:5665"
[system.b.zabbix]
url = "https://zabbix.example.org/zabbix"
token = "env:A"
login = "me"
[system.c.nagios]
url = "https://nagios.example.org/cgi-bin"
status_file = "/var/lib/nagios4/status.dat"
[system.d.nagios]
command_file = "/var/lib/nagios4/rw/nagios.cmd"
[system.e.alertmanager]
url = "http://me:secret@localhost:9093"
silence = "0s"
[system.f.checkmk]
url = "https://cmk.example.org/mysite"
password = "in the clear"
[system.g.centreon]
groups = []
[system.h.icinga]
[system.h.zabbix]
"#), @r#"
    3 missing-key: `login` is missing | `login` and `password = "env:NAME"`, or `certificate`
    8 exactly-one: there is a `token`, and a login with a password too | keep `token`, or `login` and `password`
    10 exactly-one: a Nagios is read by its CGIs or by its files, not both | keep `url` with its login, or `status_file`
    12 missing-key: `url` is missing | the address: url = "https://nagios.example.org/nagios4/cgi-bin"
    13 together: `command_file` goes with `status_file` | status_file = "/var/lib/nagios4/status.dat"
    15 password-in-url: the URL holds a user or a password; this file is meant to be committed and shared | leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH
    16 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    17 missing-key: `login` is missing | a `password` goes with a `login`
    19 secret-in-file: `password` holds the secret itself; this file is meant to be committed and shared | write where it stands: password = "env:STOCKTAKE_PASSWORD" (an environment variable) or password = "file:secrets/password" (a file). If this file was committed or shared, replace the secret by a new one.
    20 missing-key: `token` is missing | token = "env:NAME", or `login` and `password`
    20 missing-key: `url` is missing | the address: url = "https://centreon.example.org/centreon"
    21 blank: this must not be blank
    22 missing-key: `login` is missing | `login` and `password = "env:NAME"`, or `certificate`
    22 missing-key: `url` is missing | the address: url = "https://icinga.example.org:5665"
    23 exactly-one: the system `h` is both of kind `icinga` and `zabbix` | give each system one kind, and a second system its own name
    23 missing-key: `token` is missing | token = "env:NAME", or `login` and `password`
    23 missing-key: `url` is missing | the address: url = "https://zabbix.example.org/zabbix"
    "#);
}

#[test]
fn a_monitor_takes_no_records() {
    let job = JOB.replace("\"practice\"", "\"icinga\"");
    assert_ne!(job, JOB);
    let text = short(&[("stocktake.toml", MONITORS), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    insta::assert_snapshot!(text, @"1 not-a-desk: `icinga` is a monitor: it has events and takes no records | the system of a job is the one that is written to, such as a [system.NAME.glpi]");
}

#[test]
fn a_practice_monitor_is_an_icinga_unless_it_is_said() {
    let stocktake = r#"
[system.practice.sandbox]
[system.play.practice_monitor]
[system.alerts.practice_monitor]
kind = "alertmanager"
database = "state/alerts.json"
"#;
    let project =
        project(&[("stocktake.toml", stocktake), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    let practice = |name: &str| match &project.systems[name] {
        System::PracticeMonitor(practice) => (practice.kind, practice.database.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(practice("play"), (MonitorKind::Icinga, project.folder.join("var/play.json")));
    let alerts = project.folder.join("state/alerts.json");
    assert_eq!(practice("alerts"), (MonitorKind::Alertmanager, alerts));
    insta::assert_snapshot!(of_stocktake(r#"
[system.practice.sandbox]
[system.a.practice_monitor]
kind = "nagoos"
[system.b.practice_monitor]
database = " "
[system.b.icinga]
url = "https://icinga.example.org"
certificate = "env:C"
"#), @r"
    4 unknown-word: `kind` cannot be `nagoos` | did you mean `nagios`? allowed: icinga, zabbix, nagios, alertmanager, checkmk, centreon
    6 blank: this must not be blank
    7 exactly-one: the system `b` is both of kind `practice_monitor` and `icinga` | give each system one kind, and a second system its own name
    ");
    let job = JOB.replace("\"practice\"", "\"play\"");
    let text = short(&[("stocktake.toml", stocktake), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    assert!(text.contains("`play` is a monitor"), "{text}");
}
