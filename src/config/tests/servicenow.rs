//! `[system.NAME.servicenow]` and its practice sister.

use super::*;
use crate::practice::PracticeSettings;
use crate::systems::servicenow::{ServiceNowLogin, ServiceNowSystem};

fn of(stocktake: &str) -> Project {
    project(&[("stocktake.toml", stocktake), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)])
}

#[test]
fn a_valid_servicenow_is_read_with_its_defaults() {
    let project = of(r#"
[system.practice.sandbox]
[system.basic.servicenow]
url = "https://acme.service-now.com/"
user = "stocktake"
password = "env:SN_PASSWORD"
[system.client.servicenow]
url = "https://acme.service-now.com/now/nav/ui/classic/params/target/home"
client_id = "abc"
client_secret = "file:secrets/sn"
tables = ["sc_task", "incident"]
ci_tables = "cmdb_ci_server"
timeout = "30s"
in_flight = 4
batch = 100
page = 1000
[system.person.servicenow]
url = "https://acme.service-now.com"
client_id = "abc"
client_secret = "env:SN_SECRET"
user = "stocktake"
password = "env:SN_PASSWORD"
[system.refresh.servicenow]
url = "https://acme.service-now.com"
client_id = "abc"
client_secret = "env:SN_SECRET"
refresh_token = "env:SN_REFRESH"
[system.play.practice_servicenow]
"#);
    let basic = project.systems["basic"].settings::<ServiceNowSystem>().unwrap();
    assert_eq!(basic.url, "https://acme.service-now.com");
    assert_eq!(
        (&basic.tables, &basic.ci_tables),
        (&vec!["incident".into()], &vec!["cmdb_ci_hardware".into()])
    );
    assert_eq!((basic.timeout.as_secs(), basic.in_flight, basic.batch, basic.page), (70, 2, 25, 500));
    assert!(matches!(&basic.login, ServiceNowLogin::Basic { user, .. } if user == "stocktake"));
    let client = project.systems["client"].settings::<ServiceNowSystem>().unwrap();
    assert_eq!(client.url, "https://acme.service-now.com");
    assert_eq!(
        (&client.tables[..], &client.ci_tables[..]),
        (&["incident".into(), "sc_task".into()][..], &["cmdb_ci_server".into()][..])
    );
    assert_eq!((client.timeout.as_secs(), client.in_flight, client.batch, client.page), (30, 4, 100, 1000));
    assert!(matches!(&client.login, ServiceNowLogin::ClientCredentials(client)
        if client.id == "abc" && client.secret.to_string() == "file:secrets/sn"));
    let person = project.systems["person"].settings::<ServiceNowSystem>().unwrap();
    assert!(matches!(&person.login, ServiceNowLogin::Password { client, user, .. }
        if client.id == "abc" && user == "stocktake"));
    let refresh = project.systems["refresh"].settings::<ServiceNowSystem>().unwrap();
    assert!(matches!(&refresh.login, ServiceNowLogin::Refresh { token, .. }
        if token.to_string() == "env:SN_REFRESH"));
    let play = project.systems["play"].settings::<PracticeSettings>().unwrap();
    assert_eq!(play.file, project.folder.join("var/play.json"));
}

#[test]
fn what_is_wrong_is_told() {
    insta::assert_snapshot!(of_stocktake(r#"
[system.practice.sandbox]
[system.a.servicenow]
url = "https://acme.service-now.com/api/now/table/incident"
user = "me"
tables = ["Incident", "sc_task"]
in_flight = 9
[system.b.servicenow]
url = "acme"
client_id = "abc"
[system.c.servicenow]
url = "https://acme.service-now.com"
refresh_token = "env:T"
[system.d.servicenow]
url = "https://acme.service-now.com"
tables = []
[system.e.servicenow]
url = "https://acme.service-now.com"
client_id = "abc"
client_secret = "env:S"
refresh_token = "env:T"
user = "me"
password = "env:P"
[system.f.servicenow]
password = "hunter22"
[system.f.glpi]
url = "https://glpi.example.org"
user_token = "env:T"
"#), @r#"
    3 missing-key: `password` is missing | a `user` goes with `password = "env:NAME"`
    4 bad-url: the address is that of a page or an API, not of the instance | an address such as https://acme.service-now.com
    6 bad-table: "Incident" is not the name of a table | the API name in lower case, such as "incident"
    7 out-of-range: 9 is out of range | a whole number from 1 to 4
    8 missing-key: `client_secret` is missing | a `client_id` goes with `client_secret = "env:NAME"`
    9 bad-url: this is not a URL | an address such as https://acme.service-now.com
    11 missing-key: `client_id` is missing | a `refresh_token` goes with `client_id` and `client_secret`
    14 missing-key: `user` is missing | `user` and `password = "env:NAME"`, or `client_id` and `client_secret = "env:NAME"` (OAuth 2.0)
    16 blank: the list of tables is empty | such as "incident"
    22 exactly-one: there is a `refresh_token`, and a user too | keep `refresh_token`, or `user` and `password`
    24 missing-key: `url` is missing | the address of the instance: url = "https://acme.service-now.com"
    24 missing-key: `user` is missing | a `password` goes with a `user`
    25 secret-in-file: `password` holds the secret itself; this file is meant to be committed and shared | write where it is kept: password = "env:STOCKTAKE_PASSWORD" (an environment variable) or password = "file:secrets/password" (a file); credential:, cmd: and vault: do as well. If this file was committed or shared, replace the secret by a new one.
    26 exactly-one: the system `f` is both of kind `servicenow` and `glpi` | give each system one kind, and a second system its own name
    "#);
}
