//! What is checked beyond the form of the files, one list of problems per table.

use super::*;

#[test]
fn state_and_systems() {
    insta::assert_snapshot!(of_stocktake(r#"
[state]
url = "mysql://db/x"
[system.practice.sandbox]
[system.a.glpi]
url = "glpi.example.org"
user_token = "env:1X"
timeout = "0s"
in_flight = 9
batch = 0
page = 1
[system.b.glpi]
url = "https://glpi.example.org/apirest.php?x=1"
login = "me"
[system.c.glpi]
user_token = "env:T"
login = "me"
password = "file:"
[system.d]
[system.e.glpi]
[system.e.sandbox]
"#), @r#"
    3 bad-url: state is kept in SQLite or PostgreSQL | sqlite:PATH, or postgres://USER@HOST/DATABASE?sslmode=verify-full
    6 bad-url: this is not a URL | an address such as https://glpi.example.org/apirest.php
    7 bad-secret: this is not the name of an environment variable | for example user_token = "env:GLPI_TOKEN"
    8 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    9 out-of-range: 9 is out of range | a whole number from 1 to 8
    10 out-of-range: 0 is out of range | a whole number from 1 to 200
    11 out-of-range: 1 is out of range | a whole number from 50 to 20000
    12 missing-key: `password` is missing | a `login` goes with `password = "env:NAME"`
    13 bad-url: the address has a query or a fragment | an address such as https://glpi.example.org/apirest.php
    15 missing-key: `url` is missing | the address of GLPI: url = "https://glpi.example.org/apirest.php"
    17 exactly-one: there is a `user_token`, and a login with a password too | keep `user_token`, or `login` and `password`
    18 bad-secret: the path of the file is missing | for example password = "file:secrets/glpi"
    19 exactly-one: it is not said what the system `d` is | write one of [system.d.glpi], [system.d.itop], [system.d.servicenow]; to practise [system.d.sandbox], [system.d.practice_itop], [system.d.practice_servicenow]; or for a monitor one of MONITORS, practice_monitor; for records one of SOURCES, practice_http; for secrets vault
    20 missing-key: `url` is missing | the address of GLPI: url = "https://glpi.example.org/apirest.php"
    20 missing-key: `user_token` is missing | user_token = "env:GLPI_USER_TOKEN" (the remote access key of a user), or `login` and `password`
    21 exactly-one: the system `e` is both of kind `glpi` and `sandbox` | give each system one kind, and a second system its own name
    "#);
}

#[test]
fn mail() {
    insta::assert_snapshot!(of_stocktake(r#"
[system.practice.sandbox]
[mail]
from = "nobody"
to = ["a@example.org", "b at example.org"]
[mail.smtp]
host = "https://smtp.example.org:25"
port = 70000
tls = "ssl"
password = "env:P"
"#), @r#"
    4 bad-address: `nobody` is not an e-mail address | name@example.org or Name <name@example.org>
    5 bad-address: `b at example.org` is not an e-mail address | name@example.org or Name <name@example.org>
    6 missing-key: `login` is missing | a `password` goes with a `login`
    7 bad-host: this is not a host name | a name such as smtp.example.org, without scheme and path; the port is a key of its own
    8 out-of-range: 70000 is out of range | a whole number from 1 to 65535
    9 unknown-word: `tls` cannot be `ssl` | allowed: implicit, starttls, none
    "#);
    insta::assert_snapshot!(of_stocktake("[system.practice.sandbox]\n[mail.files]\nfolder = ' '\n"), @r#"
    2 missing-key: `from` is missing | the sender, under [mail]: from = "stocktake@example.org"
    2 missing-key: `to` is missing | who gets the reports, under [mail]: to = ["admin@example.org"]
    3 blank: this must not be blank
    "#);
    insta::assert_snapshot!(of_stocktake("[system.practice.sandbox]\n[mail.files]\nfolder = 'a'\n[mail.smtp]\nhost = 'b'\n"), @"4 exactly-one: mail goes both into files and to a server | keep [mail.files] or [mail.smtp]");
}

#[test]
fn limits_of_reading() {
    let of = |lines: &str| of_stocktake(&format!("[system.practice.sandbox]\n[reading]\n{lines}"));
    insta::assert_snapshot!(of("memory = '1GB'\ntime = '0s'\n"), @r#"
    3 bad-size: `1GB` is not an amount of memory | a whole number with MiB or GiB, such as 512MiB or 1GiB; at least 64MiB
    4 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    "#);
    insta::assert_snapshot!(of("memory = '16MiB'\n"), @"3 out-of-range: `16MiB` is too little | a whole number with MiB or GiB, such as 512MiB or 1GiB; at least 64MiB");
}

#[test]
fn schedules() {
    insta::assert_snapshot!(of_job(&format!(r#"{JOB}
[schedule]
cron = "30 25 * * *"
zone = "Paris"
jitter = "5"
[[schedule.freeze]]
days = ["friday", "frj"]
from = "20h"
to = "06:00"
[[schedule.freeze]]
from = "20:00"
[[schedule.freeze]]
from_date = 2026-12-24
to_date = 2026-12-23
[[schedule.freeze]]
from = "20:00"
to_date = 2026-12-23
[[schedule.freeze]]
from_date = "24/12/2026"
to_date = 2026-12-25T10:00:00
"#)), @r#"
    7 bad-cron: `30 25 * * *` is not a cron expression | minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; seconds may come first as a sixth field
    8 bad-zone: `Paris` is not an IANA time zone | did you mean `Europe/Paris`?
    9 bad-duration: `5` is not a span of time | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    11 unknown-word: `frj` is not a day of the week | did you mean `fri`? days: mon, tue, wed, thu, fri, sat, sun
    12 bad-time: `20h` is not a time of day | HH:MM from 00:00 to 23:59
    14 missing-key: `to` is missing | a local time HH:MM; 00:00 to 00:00 is the whole day
    18 bad-date: the freeze ends before it begins
    19 exactly-one: a freeze is either weekly or dated | from = "20:00" and to = "06:00" (with days = ["fri"]), or from_date = 2026-12-24 and to_date = 2027-01-02
    23 bad-date: `24/12/2026` is not a day | YYYY-MM-DD, such as 2026-12-24
    "#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[schedule]\ncron = '0 0 30 2 *'\nzone = 'Europe/Pariss'\n")), @r#"
    6 bad-cron: `0 0 30 2 *` never comes due | minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; seconds may come first as a sixth field
    7 bad-zone: `Europe/Pariss` is not an IANA time zone | did you mean `Europe/Paris`?
    "#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[schedule]\n")), @"5 missing-key: `cron` is missing | minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; seconds may come first as a sixth field");
}

#[test]
fn feeds() {
    insta::assert_snapshot!(of_job(r#"
system = "practice"
[[feed]]
[[feed]]
mapping = "pc"
path = "export.dat"
[[feed]]
mapping = "pc"
path = "x.csv"
[feed.csv]
delimiter = ","
quote = ","
encoding = "utf8x"
header_row = 0
[feed.json]
[[feed]]
mapping = "pc"
path = "x.csv"
[feed.csv]
delimiter = ","
quote = ","
encoding = "windos-1252"
header_row = 0
[[feed]]
mapping = "pc"
path = "x[.csv"
sheet = { sheet = 0 }
"#), @r#"
    3 missing-key: `mapping` is missing | the name of a file of the folder mappings, without .toml
    3 missing-key: `path` is missing | the file that is read: path = "exports/*.csv"
    6 unknown-ending: the name of the file does not tell its format | endings that do: csv, txt, tsv, xlsx, xls, ods, xlsm, xlsb, json, ndjson, jsonl, eml; else write [feed.csv], [feed.sheet] or [feed.json]
    15 exactly-one: a feed has one format | keep one of [feed.csv], [feed.sheet], [feed.json], [feed.agent] and [feed.mail]
    20 bad-character: values are separated and quoted by the same character
    22 bad-encoding: `windos-1252` is not the name of an encoding | did you mean `windows-1252`? for example: utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15, cp850, macintosh
    23 out-of-range: 0 is out of range | a whole number from 1 to 1048576
    26 bad-pattern: this is not a file pattern | * any characters, ? one character, [abc] one of these, ** folders
    27 out-of-range: 0 is out of range | a whole number from 1 to 10000
    "#);
}

#[test]
fn of_a_pair_whose_one_half_is_refused_the_other_is_not_told_as_missing() {
    let told = of_job(&format!("{JOB}\n[limits]\nupdate = {{ count = \"three\" }}\n"));
    assert_eq!(told.trim().lines().count(), 1, "{told}");
    assert!(told.contains("wrong-type: `count` must be"), "{told}");
}

#[test]
fn limits_and_what_is_missing() {
    insta::assert_snapshot!(of_job(&format!(r#"{JOB}
[limits]
min_items = -1
shrink_percent = 130
create = {{}}
update = "on"
retire = {{ percent = 10, cuont = 5 }}
reject = 3
[missing]
action = "keep"
state = "Missing"
[report]
to = "x"
[history]
keep_days = 0
"#)), @r#"
    7 out-of-range: -1 is out of range | a whole number from 0 up
    8 out-of-range: 130 is not a percentage | a number from 0 to 100
    9 missing-key: `percent` is missing | percent = 10, count = 100 or both; "off" instead of the table for no limit
    10 unknown-word: a limit cannot be `on` | a table such as { percent = 10, count = 100 }, or "off"
    11 unknown-key: there is no key `cuont` here | did you mean `count`? known keys here: percent, count
    12 wrong-type: `reject` must be a table such as { percent = 10, count = 100 }, or "off", not a whole number
    15 without-effect: this is written only with action = "flag" | set action = "flag", or leave it out
    17 bad-address: `x` is not an e-mail address | name@example.org or Name <name@example.org>
    19 out-of-range: 0 is out of range | a whole number from 1 up
    "#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[missing]\naction = 'flag'\n")), @"5 missing-key: `state` is missing | what the flag writes: `state`, `comment` or both");
    insta::assert_snapshot!(of_job(&format!("{JOB}[missing]\naction = 'flag'\ncomment = '{{{{ date }}}}'\n")), @r#"7 bad-template: this comment can hold the day, but no other expression | plain text with {{ today }}: "Not in the inventory since {{ today }}""#);
}

#[test]
fn steps_of_a_retirement_have_an_order_and_delays() {
    insta::assert_snapshot!(of_job(&format!("{JOB}{}", r#"[missing]
action = "trash"
state = "Gone"
after_runs = 0
[[missing.step]]
action = "trash"
after = "3d"
[[missing.step]]
action = "flag"
after = "36h"
comment = "gone"
[[missing.step]]
action = "trash"
comment = "x"
[[missing.step]]
after = "1d"
"#)), @r#"
    6 exactly-one: `action` is one step; with [[missing.step]] it has no place | either action = "…" or [[missing.step]] tables, each with its own action
    7 without-effect: with steps, `state` belongs in the step that flags | move it into the [[missing.step]] with action = "flag"
    8 out-of-range: 0 is out of range | a whole number from 1 to 1000
    11 without-effect: the first step has no step before it that a delay could count from | after_runs = 3 in [missing] says in how many runs an item must be missing first
    13 without-effect: `flag` cannot come after `trash` | the order is flag, trash, purge; any but the last may be left out, purge needs trash
    14 bad-duration: a step waits for whole days | whole days, such as after = "30d"
    16 missing-key: `after` is missing | days between the step before and `trash`: whole days, such as after = "30d"
    18 without-effect: this is written only with action = "flag" | set action = "flag", or leave it out
    19 missing-key: `action` is missing | flag, trash or purge
    "#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[[missing.step]]\naction = 'purge'\n")), @r#"6 together: `purge` needs the step `trash` before it | only what this job put in the trash is purged: a [[missing.step]] with action = "trash""#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[missing]\nstep = []\n")), @r#"5 blank: there is no step | [[missing.step]] with action = "flag""#);
    insta::assert_snapshot!(of_job(&format!("{JOB}[missing]\nafter_runs = 3\n")), @r#"6 without-effect: there is no step that it could delay | action = "flag" or "trash", or [[missing.step]] tables"#);
}

#[test]
fn a_job_needs_a_system_and_a_feed() {
    insta::assert_snapshot!(of_job("description = 'x'\n"), @r#"
    1 missing-key: `feed` is missing | what is read: a [[feed]] with `mapping` and `path`
    1 missing-key: `system` is missing | the name of a [system.NAME] of stocktake.toml: system = "practice"
    "#);
    insta::assert_snapshot!(of_job("sistem = 'practice'\nfeed = 3\n"), @r"
    1 unknown-key: there is no key `sistem` here | did you mean `system`? known keys here: description, system, adopt, fight_after, schedule, feed, limits, missing, contracts, duplicates, ping, report, history
    2 wrong-type: `feed` must be a list, not a whole number | each begins with [[feed]]; its keys: `mapping`, `from`, `path`, `pick`, `max_age`, `once`, `settle`, `move_to`, `file_column`, `lookup`, `csv`, `sheet`, `json`, `agent`, `mail`
    ");
}

#[test]
fn mappings() {
    insta::assert_snapshot!(of_mapping(r#"
class = "Software"
zone = "europe/paris"
match = [["name"], [], ["entity"]]
only_if = "{{ row['x' }}"
source_key = { column = [] }
[junk]
patterns = ["["]
[field.name]
column = ["Name", ""]
template = "{{ Name }}"
[field."Serial number"]
column = "S/N"
[os.licenseid]
column = "x"
[contract.num]
column = "x"
[infocom.value]
"#), @r#"
    3 bad-zone: `europe/paris` is not an IANA time zone | did you mean `Europe/Paris`?
    4 blank: a key without a field | the fields by which an item is found, in order: match = [["serial"], ["name", "entities_id"]]
    4 unknown-field: there is no [field.entity] | fields: name, Serial number
    5 bad-template: the template has an error: unexpected `}`, expected `]` | an expression is written {{ … }}: {{ row['Name'] | trim }}
    6 blank: the name of a column is blank | the name of a column in the source, or a list of names of which the first is used
    8 bad-pattern: this is not a regular expression
    11 exactly-one: the value comes from more than one place | keep one of `column`, `value` or `template`
    12 bad-name: `Serial number` cannot be the name of a column | the column that is written, such as name, serial or manufacturers_id; the column of the source goes into `column`
    14 no-such-part: items of the class `Software` have no [os] | classes that have [os]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral
    16 no-such-part: items of the class `Software` have no [contract] | classes that have [contract]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral
    18 exactly-one: it is not said where the value comes from | give `column`, `value` or `template`: column = ["Name", "Label"]
    "#);
    insta::assert_snapshot!(of_mapping(""), @r#"
    1 missing-key: `class` is missing | the class of item as the system spells it: class = "Computer"
    1 missing-key: `field` is missing | at least one [field.COLUMN], such as [field.name] with `column`
    1 missing-key: `match` is missing | the fields by which an item is found, in order: match = [["serial"], ["name", "entities_id"]]
    "#);
}

#[test]
fn sets() {
    insta::assert_snapshot!(of_mapping(r#"
class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
[set.disks]
numbered = { from = 3, to = 2 }
split = ";"
key = ["mountpint"]
[set.disks.field.mountpoint]
column = "Disk {n}"
[set.memory.field.devicememories_id]
column = "Memory {n}"
[set.ports]
numbered = { to = 4 }
split = ""
[set.ports.field.comment]
column = "Port"
[set.groups.field.groups_id]
column = "Groups"
"#), @"
    7 exactly-one: elements stand either in numbered columns or in one cell | keep one of `numbered` and `split`
    9 unknown-field: there is no [set.disks.field.mountpint] | did you mean `mountpoint`? fields: mountpoint
    12 missing-key: `numbered` is missing | the numbers that {n} stands for: numbered = { to = 4 }
    14 missing-key: `key` is missing | what names an element within its item: [set.ports.field.mac] or [set.ports.field.name] or [set.ports.field.logical_number], or `key`
    15 exactly-one: elements stand either in numbered columns or in one cell | keep one of `numbered` and `split`
    19 no-such-part: items of the class `Computer` have no [set.groups] | classes that have [set.groups]: User
    ");
    insta::assert_snapshot!(of_mapping(r#"
class = "Computer"
match = [["name"]]
rows = "several"
[field.name]
column = "Name"
"#), @"
    4 without-effect: an item has one row: there is no [set.*] | rows of one item differ in the elements of its sets: [set.disks]
    ");
}

#[test]
fn fields() {
    insta::assert_snapshot!(of_mapping(r#"
class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
otherwise = "reject"
class = "Manufacturer"
missing = "skip"
formats = ["%Y"]
replace = [{ find = "(", with = "" }, { find = "a", with = "$1" }, { find = "a" }]
[field.plugin_things_id]
column = "x"
[field.begin_date]
column = "x"
formats = ["%d/%m/%Q", "dd/mm/yyyy"]
yes = ["oui"]
[field.warranty]
column = "x"
type = "months_until"
[field.warranty2]
column = "x"
type = "months_until"
begin = "name"
round = "upp"
[field.warranty3]
column = "x"
type = "months_until"
begin = "begin_dat"
[field.manufacturers_id]
column = "x"
class = "manufacturer"
by = "serial"
type = "dropdown"
[field.thing]
column = "x"
type = "reference"
"#), @r#"
    6 together: `otherwise` goes with a table `values` | values = { "Hewlett Packard" = "HP" }
    7 without-effect: `class` does nothing for this type of field | it is for dropdowns, trees and references; set `type`, or leave it out
    8 without-effect: `missing` does nothing for this type of field | it is for dropdowns, trees, entities and references; set `type`, or leave it out
    9 without-effect: `formats` does nothing for this type of field | it is for dates; set `type`, or leave it out
    10 bad-pattern: this is not a regular expression
    10 bad-replacement: the pattern has no group `1` | write ${1} when a letter, digit or _ follows the number, and $$ for a dollar sign
    10 missing-key: `with` is missing | { find = "^SRV-", with = "" }
    11 unknown-class: it is not known which class `plugin_things_id` points at | add the class as the system spells it: class = "Manufacturer"; or type = "text" when it is no foreign key
    15 bad-format: `%d/%m/%Q` is not a date pattern | %d day, %m month, %Y year, %y year of two digits, %H hour, %M minute, %S second, %b month name: %d/%m/%Y
    15 bad-format: `dd/mm/yyyy` is not a date pattern | %d day, %m month, %Y year, %y year of two digits, %H hour, %M minute, %S second, %b month name: %d/%m/%Y
    16 without-effect: `yes` does nothing for this type of field | it is for boolean; set `type`, or leave it out
    17 missing-key: `begin` is missing | the date field from which months are counted: begin = "begin_date"
    23 unknown-field: there is no date field `name` here | date fields of the same part: begin_date
    24 unknown-word: `round` cannot be `upp` | did you mean `up`? allowed: up, down, nearest
    28 unknown-field: there is no date field `begin_dat` here | did you mean `begin_date`? date fields of the same part: begin_date
    31 bad-name: `manufacturer` cannot be the name of a class | for example: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral
    32 without-effect: `by` does nothing for this type of field | it is for references; set `type`, or leave it out
    34 unknown-class: it is not known which class `thing` points at | add the class as the system spells it: class = "Manufacturer"; or type = "text" when it is no foreign key
    "#);
}

#[test]
fn templates_show_their_place() {
    insta::assert_snapshot!(rendered(&[
        ("stocktake.toml", STOCKTAKE),
        ("jobs/pc.toml", JOB),
        (
            "mappings/pc.toml",
            "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ntemplate = \"{{ row['Name'] | }}\"\n[field.serial]\ntemplate = \"{{ Row['Serial'] }}\"\n",
        ),
    ]), @r#"
    bad-template

      × the template has an error: unexpected end of variable block, expected identifier
       ╭─[mappings/pc.toml:4:30]
     3 │ [field.name]
     4 │ template = "{{ row['Name'] | }}"
       ·                              ─┬
       ·                               ╰── here
     5 │ [field.serial]
       ╰────
      help: an expression is written {{ … }}: {{ row['Name'] | trim }}

    unknown-variable

      × the template gets no variable `Row`
       ╭─[mappings/pc.toml:6:16]
     5 │ [field.serial]
     6 │ template = "{{ Row['Serial'] }}"
       ·                ─┬─
       ·                 ╰── unknown variable
       ╰────
      help: did you mean `row`? it gets: row, today, job, source, row_number

    2 problems in 1 file
    "#);
}

#[test]
fn locks() {
    let text = r#"
[[lock]]
class = "computer"
item = ""
field = "os licence"
owner = " "
until = "tomorrow"
[[lock]]
class = "Computer"
item = 12
field = "*"
owner = "ann"
reason = "audit"
until = 2027-01-31
since = 2026-01-01
"#;
    let files = [
        ("stocktake.toml", STOCKTAKE),
        ("locks.toml", text),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
    ];
    insta::assert_snapshot!(short(&files), @r"
    2 missing-key: `reason` is missing | why, for those who meet the lock
    3 bad-name: `computer` cannot be the name of a class | did you mean `Computer`? classes of the mappings: Computer
    4 blank: this must not be blank
    5 bad-name: `os licence` cannot be the path of a field | serial, os.licenseid, contract.duration, os.* for a child set, or * for the whole item
    6 blank: this must not be blank
    7 bad-date: `tomorrow` is not a day | YYYY-MM-DD, such as 2026-12-24
    15 unknown-key: there is no key `since` here | known keys here: class, item, field, owner, reason, until
    ");
}

#[test]
fn what_no_mapping_writes_cannot_be_locked() {
    let text = "[[lock]]\nclass = \"Computr\"\nitem = 0\nfield = \"serial\"\nowner = \"a\"\nreason = \"r\"\n\
                [[lock]]\nclass = \"Computer\"\nitem = 1\nfield = \"nam\"\nowner = \"a\"\nreason = \"r\"\n\
                [[lock]]\nclass = \"Computer\"\nitem = 1\nfield = \"os.*\"\nowner = \"a\"\nreason = \"r\"\n\
                [[lock]]\nclass = \"Computer\"\nitem = 1\nfield = \"states_id\"\nowner = \"a\"\nreason = \"r\"\n";
    let files = [
        ("stocktake.toml", STOCKTAKE),
        ("locks.toml", text),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
    ];
    insta::assert_snapshot!(short(&files), @r"
    2 unknown-mapping: no mapping writes Computr | did you mean `Computer`? classes of the mappings: Computer
    3 out-of-range: 0 is not the id of an item | a whole number from 1
    10 unknown-field: no mapping of Computer has the field `nam` | did you mean `name`? fields: name
    16 unknown-field: no mapping of Computer has the field `os.*` | fields: name
    ");
}

#[test]
fn authority_over_what_no_mapping_writes() {
    let text = "[system.practice.sandbox]\n[authority.Computr]\n\"*\" = \"pc\"\n[authority.Computer]\nnam = \"pc\"\n\"os.*\" = \"pc\"\n";
    insta::assert_snapshot!(of_stocktake(text), @r#"
    2 unknown-mapping: no mapping writes Computr | did you mean `Computer`? classes of the mappings: Computer
    5 unknown-field: no mapping of Computer has the field `nam` | did you mean `name`? fields: name
    6 unknown-field: `os.*` is not a field | a field such as infocom.value, or "*" for all that are not named
    "#);
}

#[test]
fn authority() {
    let text = "[system.practice.sandbox]\n[authority.computer]\n\"*\" = [\"pc\", \"cp\"]\nlower = \"all\"\nsilent_after = \"0s\"\n";
    insta::assert_snapshot!(of_stocktake(text), @r"
    2 bad-name: `computer` cannot be the name of a class | did you mean `Computer`? classes of the mappings: Computer
    3 unknown-job: there is no job `cp` | did you mean `pc`? jobs: pc
    4 unknown-word: `lower` cannot be `all` | allowed: fill, nothing
    5 bad-duration: this span of time must not be zero | numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years
    ");
}

/// Such a job would be taken for an option, or for another job that looks the same.
#[test]
fn jobs_whose_names_mislead() {
    for (name, told) in [
        ("-pc", "for an option"),
        ("pc ", "a blank"),
        ("\u{a0}pc", "a blank"),
        ("p\nc", "not seen"),
        ("pc\t", "not seen"),
        ("\u{1b}[2Jpc", "not seen"),
        ("p\u{202e}c", "not seen"),
        ("pc\u{200b}", "not seen"),
        ("*", "every job"),
    ] {
        let job = format!("jobs/{name}.toml");
        let problems = short(&[("stocktake.toml", STOCKTAKE), (&job, JOB), ("mappings/pc.toml", MAPPING)]);
        assert!(problems.contains("bad-name: no job can be called"), "{name:?}: {problems}");
        assert!(problems.contains(told) && problems.contains("jobs/NAME.toml"), "{name:?}: {problems}");
        let without_ends = problems.replace('\n', "");
        assert!(!without_ends.contains(crate::model::plain::steers), "{name:?}: {problems:?}");
    }
    for name in ["p c", "été", "pc-1.5", "a,b"] {
        let job = format!("jobs/{name}.toml");
        let files = folder(&[("stocktake.toml", STOCKTAKE), (&job, JOB), ("mappings/pc.toml", MAPPING)]);
        assert!(load(files.path()).is_ok(), "{name:?}");
    }
}
