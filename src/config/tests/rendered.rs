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
      help: did you mean `database`? known keys here: database

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
