//! Monitors in `stocktake.toml`: what is filled in, and what is refused.

use super::{JOB, MAPPING, of_stocktake, project, short};
use crate::model::system::Role;
use crate::practice::PracticeSettings;

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
fn every_monitor_is_read_by_its_room() {
    let project =
        project(&[("stocktake.toml", MONITORS), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    let product = |name: &str| project.systems[name].kind.product;
    assert_eq!(["icinga", "zabbix", "alerts"].map(product), ["Icinga 2", "Zabbix", "Alertmanager"]);
    assert_eq!((product("nagios"), product("local")), ("Nagios", "Nagios"));
    assert!(project.systems["icinga"].has(Role::Events) && project.systems["icinga"].tickets.is_none());
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
    10 exactly-one: Nagios is read by its CGIs or by its files, not both | keep `url` with its login, or `status_file`
    12 missing-key: `url` is missing | the address: url = "https://nagios.example.org/nagios4/cgi-bin"
    13 together: `command_file` goes with `status_file` | status_file = "/var/lib/nagios4/status.dat"
    15 password-in-url: the URL holds a user or a password; this file is meant to be committed and shared | leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH
    16 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    17 missing-key: `login` is missing | a `password` goes with a `login`
    19 secret-in-file: `password` holds the secret itself; this file is meant to be committed and shared | write where it is kept: password = "env:STOCKTAKE_PASSWORD" (an environment variable) or password = "file:secrets/password" (a file); credential:, cmd: and vault: do as well. If this file was committed or shared, replace the secret by a new one.
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
    let practice = |name: &str| {
        let settings = project.systems[name].settings::<PracticeSettings>().unwrap().clone();
        (settings.face.unwrap().key, settings.file)
    };
    assert_eq!(practice("play"), ("icinga", project.folder.join("var/play.json")));
    assert_eq!(practice("alerts"), ("alertmanager", project.folder.join("state/alerts.json")));
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
    4 unknown-word: `kind` cannot be `nagoos` | did you mean `nagios`? allowed: MONITORS
    6 blank: this must not be blank
    7 exactly-one: the system `b` is both of kind `practice_monitor` and `icinga` | give each system one kind, and a second system its own name
    ");
    let job = JOB.replace("\"practice\"", "\"play\"");
    let text = short(&[("stocktake.toml", stocktake), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    assert!(text.contains("`play` is a monitor"), "{text}");
}
