//! Monitors in `stocktake.toml`: what is filled in, and what is refused.

use super::{JOB, MAPPING, of_stocktake, project, short};
use crate::model::monitor::{MonitorLogin, MonitorSystem, NagiosFiles};
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
"#), @"");
}

#[test]
fn a_monitor_takes_no_records() {
    let job = JOB.replace("\"practice\"", "\"icinga\"");
    assert_ne!(job, JOB);
    let text = short(&[("stocktake.toml", MONITORS), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    insta::assert_snapshot!(text, @"");
}
