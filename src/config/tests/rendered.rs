//! Problems as they are shown.

use super::*;

#[test]
fn several_errors_in_several_files() {
    let shown = rendered(&[
        (
            "stocktake.toml",
            "[system.practice.sandbox]\ndatabse = \"x.db\"\n[mail]\nfrom = 3\nlanguage = \"fi\"\n",
        ),
        (
            "jobs/pc.toml",
            "system = \"practise\"\n[[feed]]\nmapping = \"pcs\"\npath = \"pc.csv\"\nmax_age = \"2 days\"\n[feed.csv]\ndelimiter = \";;\"\n",
        ),
        (
            "mappings/pc.toml",
            "class = \"Computer\"\nmatch = [[\"serail\"]]\n[field.serial]\ncolumn = \"S/N\"\nrequired = \"yes\"\n",
        ),
    ]);
    insta::assert_snapshot!(shown, @r#"
    unknown-key

      × there is no key `databse` here
       ╭─[stocktake.toml:2:1]
     1 │ [system.practice.sandbox]
     2 │ databse = "x.db"
       · ───┬───
       ·    ╰── unknown key
     3 │ [mail]
       ╰────
      help: did you mean `database`? known keys here: database, version

    wrong-type

      × `from` must be a text, not a whole number
       ╭─[stocktake.toml:4:8]
     3 │ [mail]
     4 │ from = 3
       ·        ┬
       ·        ╰── a text belongs here
     5 │ language = "fi"
       ╰────

    unknown-word

      × `language` cannot be `fi`
       ╭─[stocktake.toml:5:12]
     4 │ from = 3
     5 │ language = "fi"
       ·            ──┬─
       ·              ╰── unknown word
       ╰────
      help: did you mean `fr`? allowed: en, fr

    unknown-system

      × stocktake.toml has no system `practise`
       ╭─[jobs/pc.toml:1:10]
     1 │ system = "practise"
       ·          ─────┬────
       ·               ╰── unknown system
     2 │ [[feed]]
       ╰────
      help: did you mean `practice`? systems: practice

    unknown-mapping

      × there is no mapping `pcs` (mappings/pcs.toml)
       ╭─[jobs/pc.toml:3:11]
     2 │ [[feed]]
     3 │ mapping = "pcs"
       ·           ──┬──
       ·             ╰── unknown mapping
     4 │ path = "pc.csv"
       ╰────
      help: did you mean `pc`? mappings: pc

    bad-duration

      × `2 days` is not a span of time
       ╭─[jobs/pc.toml:5:11]
     4 │ path = "pc.csv"
     5 │ max_age = "2 days"
       ·           ────┬───
       ·               ╰── not a span of time
     6 │ [feed.csv]
       ╰────
      help: numbers with d, h, m or s, such as 90s, 15m, 2h, 1d or 1h30m; at most ten years

    bad-character

      × `;;` cannot separate or quote values
       ╭─[jobs/pc.toml:7:13]
     6 │ [feed.csv]
     7 │ delimiter = ";;"
       ·             ──┬─
       ·               ╰── not one plain character
       ╰────
      help: one character such as ";", or "tab"

    unknown-field

      × there is no [field.serail]
       ╭─[mappings/pc.toml:2:11]
     1 │ class = "Computer"
     2 │ match = [["serail"]]
       ·           ────┬───
       ·               ╰── no such field
     3 │ [field.serial]
       ╰────
      help: did you mean `serial`? fields: serial

    wrong-type

      × `required` must be true or false, not a text
       ╭─[mappings/pc.toml:5:12]
     4 │ column = "S/N"
     5 │ required = "yes"
       ·            ──┬──
       ·              ╰── true or false belongs here
       ╰────

    9 problems in 3 files
    "#);
}

#[test]
fn secrets_are_refused_and_never_shown() {
    let shown = rendered(&[
        (
            "stocktake.toml",
            "[state]\nurl = \"postgres://me:hunter2@db.example/x\"\n[system.practice.sandbox]\n[system.glpi.glpi]\nurl = \"https://me:hunter2@glpi.example.org\"\nuser_token = \"hunter2\"\napp_tokn = 'hunter2'\n[mail.smtp]\nhost = 3\npassword = 1234567\nlogin = \"x\"\n",
        ),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
    ]);
    assert!(!shown.contains("hunter2") && !shown.contains("1234567"), "{shown}");
    insta::assert_snapshot!(shown, @r#"
    password-in-url

      × the URL holds a user or a password; this file is meant to be committed and shared
       ╭─[stocktake.toml:2:7]
     1 │ [state]
     2 │ url = "***"
       ·       ──┬──
       ·         ╰── a secret is written here
     3 │ [system.practice.sandbox]
       ╰────
      help: leave the password out and write password = "env:STOCKTAKE_DB_PASSWORD" or password =
            "file:secrets/db" below

    password-in-url

      × the URL holds a user or a password; this file is meant to be committed and shared
       ╭─[stocktake.toml:5:7]
     4 │ [system.glpi.glpi]
     5 │ url = "***"
       ·       ──┬──
       ·         ╰── a secret is written here
     6 │ user_token = "***"
       ╰────
      help: leave out user:password@ and give a token, or login and password, as env:NAME or file:PATH

    secret-in-file

      × `user_token` holds the secret itself; this file is meant to be committed and shared
       ╭─[stocktake.toml:6:14]
     5 │ url = "***"
     6 │ user_token = "***"
       ·              ──┬──
       ·                ╰── a secret is written here
     7 │ app_tokn = "***"
       ╰────
      help: write where it is kept: user_token = "env:STOCKTAKE_USER_TOKEN" (an environment variable)
            or user_token = "file:secrets/user_token" (a file); credential:, cmd: and vault: do as
            well. If this file was committed or shared, replace the secret by a new one.

    unknown-key

      × there is no key `app_tokn` here
       ╭─[stocktake.toml:7:1]
     6 │ user_token = "***"
     7 │ app_tokn = "***"
       · ────┬───
       ·     ╰── unknown key
     8 │ [mail.smtp]
       ╰────
      help: did you mean `app_token`? known keys here: url, user_token, login, password, client_id,
            client_secret, app_token, profile, entity, ca_file, timeout, largest_answer, in_flight,
            batch, page, settle

    missing-key

      × `from` is missing
       ╭─[stocktake.toml:8:2]
     7 │ app_tokn = "***"
     8 │ [mail.smtp]
       ·  ──┬─
       ·    ╰── needs `from`
     9 │ host = 3
       ╰────
      help: the sender, under [mail]: from = "stocktake@example.org"

    missing-key

      × `to` is missing
       ╭─[stocktake.toml:8:2]
     7 │ app_tokn = "***"
     8 │ [mail.smtp]
       ·  ──┬─
       ·    ╰── needs `to`
     9 │ host = 3
       ╰────
      help: who gets the reports, under [mail]: to = ["admin@example.org"]

    wrong-type

      × `host` must be a text, not a whole number
        ╭─[stocktake.toml:9:8]
      8 │ [mail.smtp]
      9 │ host = 3
        ·        ┬
        ·        ╰── a text belongs here
     10 │ password = "***"
        ╰────

    wrong-type

      × `password` must be a text, not a whole number
        ╭─[stocktake.toml:10:12]
      9 │ host = 3
     10 │ password = "***"
        ·            ──┬──
        ·              ╰── a text belongs here
     11 │ login = "x"
        ╰────

    8 problems in 1 file
    "#);
}

#[test]
fn secrets_are_not_shown_in_a_file_that_is_no_toml() {
    let files = [("stocktake.toml", "[system.glpi.glpi]\npassword = \"hunter2\nuser_token = hunter2\n")];
    let shown = rendered(&files);
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!problems(&files).to_json().to_string().contains("hunter2"));
    insta::assert_snapshot!(shown, @r#"
    syntax

      × this is not valid TOML
       ╭─[stocktake.toml:2:20]
     1 │ [system.glpi.glpi]
     2 │ password = "***"
       ·                    ┬
       ·                    ╰── invalid basic string, expected `"`
     3 │ user_token = "***"
       ╰────

    no-job

      × jobs: there is no job in this folder
      help: a job is a file jobs/NAME.toml; `stocktake init` writes an example into a new folder

    2 problems in 2 files
    "#);
}

#[test]
fn a_folder_without_a_project() {
    let folder = tempfile::tempdir().unwrap();
    let shown = load(folder.path()).unwrap_err().render(false, 100);
    let shown = shown.replace(&folder.path().display().to_string(), "/p");
    insta::assert_snapshot!(shown, @r#"
    no-project

      × stocktake.toml: there is no such file in /p
      help: give the project folder, or start a new one with `stocktake init`

    1 problem in 1 file
    "#);
    let shown = load(Path::new("/no/such/folder")).unwrap_err().render(false, 100);
    insta::assert_snapshot!(shown, @r#"
    no-project

      × stocktake.toml: there is no folder /no/such/folder
      help: give the project folder, or start a new one with `stocktake init`

    1 problem in 1 file
    "#);
}

#[test]
fn a_project_without_jobs_and_files_that_are_not_text() {
    insta::assert_snapshot!(rendered(&[("stocktake.toml", STOCKTAKE)]), @r#"
    no-job

      × jobs: there is no job in this folder
      help: a job is a file jobs/NAME.toml; `stocktake init` writes an example into a new folder

    1 problem in 1 file
    "#);
    let folder = folder(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB)]);
    write(folder.path(), "mappings/pc.toml", b"class = \"Computer\"\ndescription = \"Parc \xe9lectrique\"\n");
    insta::assert_snapshot!(load(folder.path()).unwrap_err().render(false, 100), @r#"
    not-utf8

      × mappings/pc.toml: it is not UTF-8 (see line 2)
      help: save it again as UTF-8

    1 problem in 1 file
    "#);
}

#[test]
fn a_file_that_is_not_toml_hides_no_other() {
    let shown = rendered(&[
        ("stocktake.toml", "[system.practice.sandbox]\r\n[mail\r\n"),
        ("jobs/a.toml", "system = \"practise\"\r\n[[feed]]\r\nmapping = \"pc\"\r\npath = \"pc.dat\"\r\n"),
        ("mappings/pc.toml", "class = "),
    ]);
    insta::assert_snapshot!(shown, @r#"
    syntax

      × this is not valid TOML
       ╭─[stocktake.toml:2:5]
     1 │ [system.practice.sandbox]
     2 │ [mail
       ·     ┬
       ·     ╰── unclosed table, expected `]`
       ╰────

    unknown-ending

      × the name of the file does not tell its format
       ╭─[jobs/a.toml:4:8]
     3 │ mapping = "pc"
     4 │ path = "pc.dat"
       ·        ────┬───
       ·            ╰── unknown ending
       ╰────
      help: endings that do: csv, txt, tsv, xlsx, xls, ods, xlsm, xlsb, json, ndjson, jsonl, eml; else
            write [feed.csv], [feed.sheet] or [feed.json]

    syntax

      × this is not valid TOML
       ╭─[mappings/pc.toml:1:7]
     1 │ class =
       ·       ┬
       ·       ╰── string values must be quoted, expected literal string
       ╰────

    3 problems in 3 files
    "#);
}

#[test]
fn problems_as_json() {
    let problems = problems(&[
        ("stocktake.toml", STOCKTAKE),
        ("jobs/pc.toml", JOB),
        (
            "mappings/pc.toml",
            "class = \"Computer\"\nmatch = [[\"é\", \"nam\"]]\n[field.name]\ncolumn = \"Name\"\n",
        ),
    ]);
    insta::assert_snapshot!(format!("{:#}", problems.to_json()), @r#"
    [
      {
        "code": "unknown-field",
        "column": 11,
        "file": "mappings/pc.toml",
        "help": "fields: name",
        "label": "no such field",
        "length": 4,
        "line": 2,
        "message": "there is no [field.é]",
        "offset": 29
      },
      {
        "code": "unknown-field",
        "column": 16,
        "file": "mappings/pc.toml",
        "help": "did you mean `name`? fields: name",
        "label": "no such field",
        "length": 5,
        "line": 2,
        "message": "there is no [field.nam]",
        "offset": 35
      }
    ]
    "#);
}

#[test]
fn colour_is_only_used_when_it_is_asked_for() {
    let problems = problems(&[("stocktake.toml", "x = 1")]);
    assert!(!problems.render(false, 80).contains('\u{1b}'));
    assert!(problems.render(true, 80).contains('\u{1b}'));
}
