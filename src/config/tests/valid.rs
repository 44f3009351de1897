//! Valid files and what they become.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::*;
use crate::model::job::*;
use crate::model::mapping::{
    Blank, Case, Conflict, FieldRule, Input, Locale, Mapping, MissingName, Otherwise, Write,
};
use crate::model::missing::{Action, Flag, Step};
use crate::model::project::{MailTransport, SmtpTls, StateUrl};
use crate::model::schema::{Kind, MonthRounding};
use crate::practice::PracticeSettings;
use crate::systems::glpi::{GlpiLogin, GlpiSystem};

pub(super) const FULL_STOCKTAKE: &str = r#"
[state]
url = "postgres://stocktake@db.example/stocktake?sslmode=verify-full"
password = "env:STOCKTAKE_DB_PASSWORD"

[system.practice.sandbox]
database = "var/practice-glpi.db"

[system.glpi.glpi]
url = "https://glpi.example.org/"
user_token = "env:GLPI_USER_TOKEN"
app_token = "env:GLPI_APP_TOKEN"
profile = "Super-Admin"
entity = "Root entity > Acme"
ca_file = "certs/ca.pem"
timeout = "1m30s"
in_flight = 8
batch = 200
page = 50

[system.other.glpi]
url = "http://10.0.0.1/glpi/apirest.php/"
login = "sync"
password = "file:secrets/glpi"

[reading]
memory = "512MiB"

[mail]
from = "Stocktake <stocktake@example.org>"
to = ["admin@example.org", "Chef <chef@example.org>"]
language = "fr"
templates = "templates"
[mail.smtp]
host = "smtp.example.org"
tls = "implicit"
login = "stocktake"
password = "env:SMTP_PASSWORD"
ca_file = "certs/ca.pem"
"#;

pub(super) const FULL_JOB: &str = r#"
description = "ServiceNav export into GLPI"
system = "practice"
adopt = true

[schedule]
cron = "30 2 * * *"
zone = "Europe/Paris"
jitter = "5m"
deadline = "1h30m"
timeout = "4h"
dead_man = "2d"
[[schedule.freeze]]
days = ["fri", "sat"]
from = "20:00"
to = "06:00"
[[schedule.freeze]]
from_date = 2026-12-24
to_date = "2027-01-02"

[[feed]]
mapping = "pc"
path = "exports/*.CSV"
pick = "all"
max_age = "2d"
once = true
settle = "0s"
move_to = "done"
[feed.csv]
delimiter = "tab"
quote = "none"
encoding = "windows-1252"
header_row = 3

[[feed]]
mapping = "pc"
path = "parc.xlsx"
[feed.sheet]
sheet = 2
header_row = 4

[[feed]]
mapping = "pc"
path = "rows.jsonl"

[[feed]]
mapping = "pc"
path = "reply"
json = { rows = "data.items" }

[limits]
min_items = 5
shrink_percent = "off"
create = { percent = 50, count = 1000 }
update = { percent = 12.5 }
retire = "off"

[missing]
action = "flag"
state = "Missing"
comment = "Not in the inventory since {{ today }}"

[report]
send = "problems"
to = ["it@example.org"]
language = "en"

[history]
keep_days = 30
keep_runs = 0
"#;

pub(super) const FULL_MAPPING: &str = r#"
class = "Computer"
description = "Everything"
locale = "fr"
zone = "Europe/Paris"
source_key = { column = "Identifiant" }
match = [["serial"], ["name", "entities_id"]]
only_if = "{{ row['Type'] != 'Printer' }}"

[junk]
words = ["INCONNU"]
patterns = ["^X+$"]
allow = ["0"]

[field.name]
column = ["Intitulé", "Label"]
required = true
case = "upper"
squeeze = true
replace = [{ find = "^SRV-(.*)", with = "$1" }]
values = { "Hewlett Packard" = "HP" }
otherwise = "reject"
default = "unknown"
blank = "clear"
clear_words = ["-"]
write = "fill"
on_conflict = "ask"

[field.serial]
template = "{{ row['S/N'] | upper }}"
trim = false

[field.entities_id]
value = "Acme"

[field.manufacturers_id]
column = "Fabricant"

[field.locations_id]
column = "Lieu"
missing = "skip"

[field.users_id_tech]
column = "Technicien"
by = "registration_number"

[field.plugin_things_id]
column = "Chose"
class = "PluginThing"

[field.uuid]
column = "UUID"
type = "longtext"
locale = "en_us"

[os.operatingsystems_id]
column = "OS"

[contract]
choose = { template = "{{ row.Contrat }}" }
[contract.begin_date]
column = "Début"
formats = ["%d/%m/%Y"]
zone = "UTC"
[contract.duration]
column = "Fin"
type = "months_until"
begin = "begin_date"
round = "nearest"

[infocom.value]
column = "Prix"
type = "money"
"#;

fn full() -> Project {
    project(&[
        ("stocktake.toml", FULL_STOCKTAKE),
        ("jobs/pc.toml", FULL_JOB),
        ("mappings/pc.toml", FULL_MAPPING),
    ])
}

#[test]
fn the_project_file() {
    let project = full();
    let StateUrl::Postgres { url, password } = &project.state else { panic!("{:?}", project.state) };
    assert_eq!(url, "postgres://stocktake@db.example/stocktake?sslmode=verify-full");
    assert_eq!(password.as_ref().unwrap().to_string(), "env:STOCKTAKE_DB_PASSWORD");

    let practice = project.systems["practice"].settings::<PracticeSettings>().unwrap();
    assert_eq!(practice.file, project.folder.join("var/practice-glpi.db"));
    let glpi = project.systems["glpi"].settings::<GlpiSystem>().unwrap();
    assert_eq!(glpi.url, "https://glpi.example.org/apirest.php");
    assert!(matches!(&glpi.login, GlpiLogin::UserToken(token) if token.to_string() == "env:GLPI_USER_TOKEN"));
    assert_eq!(glpi.entity.as_deref(), Some("Root entity > Acme"));
    assert_eq!(glpi.ca_file, Some(project.folder.join("certs/ca.pem")));
    assert_eq!((glpi.timeout.as_secs(), glpi.in_flight, glpi.batch, glpi.page), (90, 8, 200, 50));
    let other = project.systems["other"].settings::<GlpiSystem>().unwrap();
    assert_eq!(other.url, "http://10.0.0.1/glpi/apirest.php");
    assert!(matches!(&other.login, GlpiLogin::Password { login, password }
        if login == "sync" && password.to_string() == "file:secrets/glpi"));
    assert_eq!((other.timeout.as_secs(), other.in_flight, other.batch, other.page), (60, 2, 50, 2000));

    assert_eq!((project.reading.memory, project.reading.time), (512 << 20, Duration::from_secs(600)));
    assert_eq!(project.mail.from, "Stocktake <stocktake@example.org>");
    assert_eq!(project.mail.to, ["admin@example.org", "Chef <chef@example.org>"]);
    assert_eq!(project.mail.language, Language::Fr);
    let MailTransport::Smtp(smtp) = &project.mail.transport else { panic!() };
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.tls), ("smtp.example.org", 465, SmtpTls::Implicit));
    assert_eq!(smtp.login.as_ref().unwrap().0, "stocktake");
    assert_eq!(smtp.timeout, Duration::from_secs(30));
}

#[test]
fn a_full_job() {
    let project = full();
    let job = &project.jobs[&JobName::from("pc")];
    assert_eq!((job.description.as_str(), job.adopt), ("ServiceNav export into GLPI", true));
    let schedule = job.schedule.as_ref().unwrap();
    let minutes = |duration: Duration| duration.as_secs() / 60;
    assert_eq!((schedule.cron.as_str(), schedule.zone), ("30 2 * * *", chrono_tz::Europe::Paris));
    assert_eq!(
        (minutes(schedule.jitter), minutes(schedule.deadline), minutes(schedule.timeout)),
        (5, 90, 240)
    );
    assert_eq!(schedule.dead_man.map(minutes), Some(2 * 24 * 60));
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    assert_eq!(
        schedule.freeze,
        [
            Freeze::Weekly { days: vec![Weekday::Fri, Weekday::Sat], from: time(20), to: time(6) },
            Freeze::Dates { from: day("2026-12-24"), to: day("2027-01-02") },
        ]
    );
    let limit = |percent, count| Limit { percent, count };
    assert_eq!(
        job.limits,
        Limits {
            create: limit(Some(50.0), Some(1000)),
            update: limit(Some(12.5), None),
            retire: limit(None, None),
            reject: limit(None, Some(0)),
            min_items: 5,
            shrink_percent: None,
            band_percent: Some(10.0),
            fill_drop_percent: Some(10.0),
            ask_reason: false,
        }
    );
    assert_eq!(
        job.missing,
        Missing::at_once(Action::Flag {
            state: Some("Missing".to_owned()),
            comment: Some("Not in the inventory since {{ today }}".to_owned()),
        })
    );
    assert_eq!(job.report.to, ["it@example.org"]);
    assert_eq!((job.report.send, job.report.language), (SendWhen::Problems, Some(Language::En)));
    assert_eq!(job.history, History { keep_days: 30, keep_runs: 0 });
}

#[test]
fn sources_of_a_job() {
    let project = full();
    let feeds = &project.jobs[&JobName::from("pc")].feeds;
    let formats: Vec<_> = feeds.iter().map(|feed| feed.source.format.clone()).collect();
    assert_eq!(
        formats,
        [
            SourceFormat::Csv {
                delimiter: Some('\t'),
                quote: None,
                encoding: Some("windows-1252".to_owned()),
                header: HeaderAt::Row(3),
            },
            SourceFormat::Sheet {
                sheet: SheetChoice::Number(2),
                header: HeaderAt::Row(4),
                tables: SheetTables::default(),
            },
            SourceFormat::Json { rows: String::new(), lines: true },
            SourceFormat::Json { rows: "data.items".to_owned(), lines: false },
        ]
    );
    let first = &feeds[0].source;
    assert_eq!((first.pick, first.once, first.settle), (Pick::All, true, Duration::ZERO));
    assert_eq!(first.after, AfterRun::Move(PathBuf::from("done")));
    let second = &feeds[1].source;
    assert_eq!((second.pick, second.once, second.settle), (Pick::Newest, false, Duration::from_secs(2)));
    assert_eq!((second.max_age, &second.after), (None, &AfterRun::Keep));
}

fn field<'a>(mapping: &'a Mapping, path: &str) -> &'a FieldRule {
    mapping.fields.iter().find(|field| field.path() == path).unwrap()
}

#[test]
fn fields_stand_in_the_order_of_the_file() {
    let project = full();
    let mapping: &Arc<Mapping> = &project.mappings["pc"];
    let paths: Vec<_> = mapping.fields.iter().map(FieldRule::path).collect();
    assert_eq!(
        paths,
        [
            "name",
            "serial",
            "entities_id",
            "manufacturers_id",
            "locations_id",
            "users_id_tech",
            "plugin_things_id",
            "uuid",
            "os.operatingsystems_id",
            "contract.begin_date",
            "contract.duration",
            "infocom.value",
        ]
    );
    assert_eq!(mapping.match_keys, [vec![1], vec![0, 2]]);
    assert!(matches!(&mapping.source_key, Some(Input::Columns(names)) if *names == ["Identifiant"]));
    assert!(
        matches!(&mapping.contract_choice, Some(Input::Template(text)) if text.source.contains("Contrat"))
    );
    assert_eq!(mapping.only_if.as_ref().unwrap().source, "{{ row['Type'] != 'Printer' }}");
    assert_eq!((mapping.junk.words.len(), mapping.junk.patterns.len(), mapping.junk.allow.len()), (1, 1, 1));
}

#[test]
fn a_field_with_everything_and_one_with_nothing() {
    let project = full();
    let name = field(&project.mappings["pc"], "name");
    assert!(matches!(&name.input, Input::Columns(names) if *names == ["Intitulé", "Label"]));
    assert!(name.required && name.text.trim && name.text.squeeze);
    assert_eq!((name.text.case, name.text.otherwise), (Case::Upper, Otherwise::Reject));
    assert_eq!(name.text.values["Hewlett Packard"], "HP");
    assert_eq!(name.text.replace[0].1, "$1");
    assert_eq!((name.default.as_deref(), name.blank), (Some("unknown"), Blank::Clear));
    assert_eq!(name.clear_words, ["-"]);
    assert_eq!((name.write, name.on_conflict), (Write::Fill, Conflict::Ask));
    let plain = field(&project.mappings["pc"], "manufacturers_id");
    assert!(!plain.required && plain.text.trim && !plain.text.squeeze);
    assert_eq!(plain.clear_words, ["<clear>"]);
    assert_eq!((plain.write, plain.on_conflict, plain.blank), (Write::Always, Conflict::Human, Blank::Keep));
}

#[test]
fn kinds_come_from_the_column_unless_they_are_given() {
    let project = full();
    let mapping = &project.mappings["pc"];
    let kinds: Vec<String> = mapping
        .fields
        .iter()
        .map(|field| format!("{}: {:?} {:?}", field.path(), field.kind, field.missing))
        .collect();
    insta::assert_snapshot!(kinds.join("\n"), @r#"
    name: Text { max: 255 } Reject
    serial: Text { max: 255 } Reject
    entities_id: Entity Reject
    manufacturers_id: Dropdown(Manufacturer) Create
    locations_id: Tree(Location) Skip
    users_id_tech: Reference { class: User, by: registration_number } Reject
    plugin_things_id: Dropdown(PluginThing) Create
    uuid: LongText Reject
    os.operatingsystems_id: Dropdown(OperatingSystem) Create
    contract.begin_date: Date Reject
    contract.duration: MonthsUntil { begin: begin_date, round: Nearest } Reject
    infocom.value: Decimal Reject
    "#);
    let duration = &field(mapping, "contract.duration").kind;
    assert_eq!(*duration, Kind::MonthsUntil { begin: "begin_date".into(), round: MonthRounding::Nearest });
    assert_eq!(field(mapping, "users_id_tech").missing, MissingName::Reject);
    assert_eq!(field(mapping, "contract.begin_date").part.table(), Some("contract"));
}

#[test]
fn fields_inherit_locale_and_zone() {
    let project = full();
    let mapping = &project.mappings["pc"];
    let formats = |path| &field(mapping, path).formats;
    assert_eq!(formats("name").locale, Locale::Fr);
    assert_eq!(formats("uuid").locale, Locale::EnUs);
    assert_eq!(formats("name").zone, Some(chrono_tz::Europe::Paris));
    assert_eq!(formats("contract.begin_date").zone, Some(chrono_tz::UTC));
    assert_eq!(formats("contract.begin_date").dates, ["%d/%m/%Y"]);
}

#[test]
fn a_smallest_project_has_the_defaults() {
    let folder =
        folder(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    let project = load(folder.path()).unwrap();
    assert!(
        matches!(&project.state, StateUrl::Sqlite(path) if *path == folder.path().join("var/stocktake.db"))
    );
    let practice = project.systems["practice"].settings::<PracticeSettings>().unwrap();
    assert_eq!(practice.file, folder.path().join("var/practice.db"));
    assert!(matches!(project.mail.transport, MailTransport::None));
    let job = &project.jobs[&JobName::from("pc")];
    assert_eq!((&job.limits, &job.missing, job.adopt), (&Limits::default(), &Missing::default(), false));
    assert_eq!(job.history, History::default());
    assert!(job.schedule.is_none());
    let csv =
        SourceFormat::Csv { delimiter: None, quote: Some('"'), encoding: None, header: HeaderAt::Wanted };
    assert_eq!(job.feeds[0].source.format, csv);
}

#[test]
fn the_project_that_comes_with_the_program_is_valid() {
    let project = load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let project = project.unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)));
    assert!(!project.jobs.is_empty() && !project.mappings.is_empty());
}

#[test]
fn the_day_in_a_comment_may_be_written_without_blanks() {
    let job = format!("{JOB}[missing]\naction = 'flag'\ncomment = 'Gone since {{{{today}}}}'\n");
    let project =
        project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    let flag = project.jobs[&JobName::from("pc")].missing.flag();
    assert_eq!(flag, Some(Flag { state: None, comment: Some("Gone since {{ today }}") }));
}

#[test]
fn retirement_in_steps() {
    let missing = |text: &str| {
        let job = format!("{JOB}[missing]\n{text}");
        project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]).jobs
            [&JobName::from("pc")]
            .missing
            .clone()
    };
    let step = |action, after_days| Step { action, after_days };
    let flag = Action::Flag { state: Some("Missing".to_owned()), comment: None };
    let all = "[[missing.step]]\naction = 'flag'\nstate = 'Missing'\n[[missing.step]]\naction = 'trash'\nafter = '30d'\n\
               [[missing.step]]\naction = 'purge'\nafter = '90d'\n";
    let steps = vec![step(flag, 0), step(Action::Trash, 30), step(Action::Purge, 90)];
    assert_eq!(missing(all), Missing { after_runs: 3, steps: steps.clone() });
    assert_eq!(missing(&format!("after_runs = 5\n{all}")), Missing { after_runs: 5, steps });
    assert_eq!(missing("action = 'trash'\n"), Missing::at_once(Action::Trash));
    let later = Missing { after_runs: 4, ..Missing::at_once(Action::Trash) };
    assert_eq!(missing("action = 'trash'\nafter_runs = 4\n"), later);
}

#[test]
fn byte_order_marks_windows_line_ends_and_other_files_do_not_matter() {
    let folder = folder(&[("jobs/pc.toml", JOB), ("jobs/pc/old.toml.bak", "x"), ("mappings/notes.md", "x")]);
    write(folder.path(), "stocktake.toml", &[b"\xef\xbb\xbf", STOCKTAKE.as_bytes()].concat());
    write(folder.path(), "mappings/pc.toml", MAPPING.replace('\n', "\r\n").as_bytes());
    write(folder.path(), "mappings/.pc.toml", b"not read");
    let project = load(folder.path()).unwrap();
    assert_eq!(project.mappings["pc"].fields.len(), 1);
}
