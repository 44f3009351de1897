//! `[system.NAME.itop]` and its practice sister.

use super::*;
use crate::practice::PracticeSettings;
use crate::systems::itop::{ItopLogin, ItopSystem, PasswordWay};

fn of(stocktake: &str) -> Project {
    project(&[("stocktake.toml", stocktake), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)])
}

#[test]
fn a_valid_itop_is_read_with_its_defaults() {
    let project = of(r#"
[system.practice.sandbox]
[system.desk.itop]
url = "https://itop.example.org/itop/webservices/rest.php"
login = "stocktake"
password = "env:ITOP_PASSWORD"
[system.other.itop]
url = "https://itop.example.com"
token = "file:secrets/itop"
zone = "Asia/Tokyo"
in_flight = 8
timeout = "2m"
[system.basic.itop]
url = "https://itop.example.com"
login = "stocktake"
password = "env:ITOP_PASSWORD"
auth = "basic"
[system.play.practice_itop]
"#);
    let desk = project.systems["desk"].settings::<ItopSystem>().unwrap();
    assert_eq!(desk.url, "https://itop.example.org/itop");
    assert_eq!((desk.zone, desk.timeout.as_secs(), desk.in_flight), (chrono_tz::Europe::Paris, 60, 4));
    assert!(
        matches!(&desk.login, ItopLogin::Password { login, way: PasswordWay::Form, .. } if login == "stocktake")
    );
    let other = project.systems["other"].settings::<ItopSystem>().unwrap();
    assert_eq!((other.zone, other.timeout.as_secs(), other.in_flight), (chrono_tz::Asia::Tokyo, 120, 8));
    assert!(matches!(&other.login, ItopLogin::Token(token) if token.to_string() == "file:secrets/itop"));
    let basic = project.systems["basic"].settings::<ItopSystem>().unwrap();
    assert!(matches!(&basic.login, ItopLogin::Password { way: PasswordWay::Basic, .. }));
    let play = project.systems["play"].settings::<PracticeSettings>().unwrap();
    assert_eq!(play.file, project.folder.join("var/play.json"));
}

#[test]
fn what_is_wrong_with_an_itop_is_said() {
    insta::assert_snapshot!(of_stocktake(r#"
[system.practice.sandbox]
[system.a.itop]
[system.b.itop]
url = "itop.example.org"
login = "me"
zone = "Paris"
[system.c.itop]
url = "https://me:secret1@itop.example.org"
token = "env:T"
login = "me"
password = "env:P"
in_flight = 9
[system.d.itop]
url = "https://itop.example.org"
token = "env:T"
[system.d.practice_itop]
"#), @r#"
    3 missing-key: `login` is missing | `login` and `password = "env:ITOP_PASSWORD"`, or `token = "env:ITOP_TOKEN"`
    3 missing-key: `url` is missing | the address of iTop: url = "https://itop.example.org"
    4 missing-key: `password` is missing | a `login` goes with `password = "env:NAME"`
    5 bad-url: this is not a URL | an address such as https://itop.example.org
    7 bad-zone: `Paris` is not an IANA time zone | did you mean `Europe/Paris`?
    9 password-in-url: the URL holds a user or a password; this file is meant to be committed and shared | leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH
    11 exactly-one: there is a `token`, and a login with a password too | keep `token`, or `login` and `password`
    13 out-of-range: 9 is out of range | a whole number from 1 to 8
    17 exactly-one: the system `d` is both of kind `itop` and `practice_itop` | give each system one kind, and a second system its own name
    "#);
}
