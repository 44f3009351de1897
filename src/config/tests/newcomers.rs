//! What people write who do not know the files yet: each is told what to do.

use super::*;

#[test]
fn signs_of_word_processors_and_windows_paths_are_explained() {
    let typed = |text: &str| of_job(&JOB.replace("\"pc.csv\"", text));
    for quoted in ["“pc.csv”", "‘pc.csv’", "«pc.csv»"] {
        let told = typed(quoted);
        let sign = quoted.chars().next().unwrap();
        assert!(told.starts_with("4 syntax: this is not valid TOML | "), "{told}");
        assert!(told.contains(&format!("`{sign}` is a typographic quotation mark")), "{told}");
    }
    let between = "between \"…\" a backslash begins a sign of its own: write the path between '…', such as \
                   'C:\\Exports\\pc.csv', or with /";
    assert_eq!(typed("\"C:\\Exports\\pc.csv\""), format!("4 syntax: this is not valid TOML | {between}"));
    let tab = format!("4 bad-pattern: the path holds a tab or a line break | {between}");
    assert_eq!(typed("\"C:\\temp\\new.csv\""), tab);
    project(&[
        ("stocktake.toml", STOCKTAKE),
        ("jobs/pc.toml", &JOB.replace("\"pc.csv\"", "'C:\\temp\\new.csv'")),
        ("mappings/pc.toml", MAPPING),
    ]);
}

#[test]
fn a_folder_as_a_path_and_a_sheet_beside_it_are_told_where_they_belong() {
    let folder = of_job(&JOB.replace("pc.csv", "exports/pcs/"));
    assert!(
        folder.starts_with("4 unknown-ending: the name of the file does not tell its format | "),
        "{folder}"
    );
    assert!(folder.contains("of a folder name the files in it, such as \"exports/pcs/*.csv\""), "{folder}");
    let sheet = of_job(&JOB.replace("pc.csv\"", "pc.xlsx\"\nsheet = \"PCs\""));
    assert_eq!(
        sheet,
        "5 wrong-type: `sheet` must be a table, not a text | below the feed: [feed.sheet], and in it sheet = \
         \"Name\" or its number"
    );
}

#[test]
fn what_should_be_a_table_or_a_list_is_told_with_how_it_is_written() {
    let key = of_mapping("source_key = \"Serial\"\nclass = \"Computer\"\n[field.name]\ncolumn = \"Name\"\n");
    assert!(
        key.contains("1 wrong-type: `source_key` must be a table, not a text | such as source_key = { column = … }; its keys: `column`, `template`"),
        "{key}"
    );
    let field = of_mapping("class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = 7\n");
    assert!(
        field.contains("`name` must be a table, not a whole number | such as name = { column = … };"),
        "{field}"
    );
    let feed = of_job("system = \"practice\"\nfeed = \"pc.csv\"\n");
    assert!(
        feed.contains("`feed` must be a list, not a text | each begins with [[feed]]; its keys: `mapping`"),
        "{feed}"
    );
    let keys = of_mapping("class = \"Computer\"\nmatch = \"name\"\n[field.name]\ncolumn = \"Name\"\n");
    assert!(keys.contains("`match` must be a list, not a text | such as match = [\"…\"]"), "{keys}");
    let values = of_mapping(
        "class = \"Computer\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\nvalues = \"x\"\n",
    );
    assert!(
        values.contains("`values` must be a table, not a text | such as values = { name = \"value\" }"),
        "{values}"
    );
}

#[test]
fn a_key_of_the_file_below_a_table_is_told_to_stand_above() {
    let above = |key: &str| {
        format!(
            "what stands below a [table] belongs to it, and `{key}` is of the whole file: move it above the first \
             [table]"
        )
    };
    let job = of_job(
        "[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n[missing]\naction = \"keep\"\nsystem = \"practice\"\n",
    );
    assert_eq!(job, format!("6 unknown-key: there is no key `system` here | {}", above("system")));
    let mapping = "class = \"Computer\"\n[field.name]\ncolumn = \"Name\"\n[os]\nlicenseid = { column = \"L\" }\nmatch = [[\"name\"]]\n";
    let told = of_mapping(mapping);
    assert!(told.contains(&above("match")) || told.contains("line 6 has one, but below a [table]"), "{told}");
    let class = "match = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\nclass = \"Computer\"\n";
    let told = of_mapping(class);
    assert!(
        told.contains("`class` is missing") && told.contains("line 4 has one, but below a [table]"),
        "{told}"
    );
}

#[test]
fn what_stands_twice_is_told() {
    let twice = format!("{MAPPING}[field.name]\ncolumn = \"Host\"\n");
    assert_eq!(
        of_mapping(&twice),
        "5 syntax: this is not valid TOML | it stands further up already: put both together, or leave one out"
    );
    let told = short(&[
        ("stocktake.toml", STOCKTAKE),
        ("jobs/pc.toml", JOB),
        ("mappings/PC.toml", MAPPING),
        ("mappings/pc.toml", MAPPING),
    ]);
    assert_eq!(
        told,
        "null twice: mappings/pc.toml and mappings/PC.toml differ in capital letters only | keep one, or give one \
         another name: on many systems they are one file"
    );
}

#[test]
fn feeds_that_need_one_another_are_told_in_which_order_they_are_read() {
    let job = "system = \"practice\"\n[[feed]]\nmapping = \"pc\"\npath = \"pc.csv\"\n[[feed]]\nmapping = \"place\"\n\
               path = \"place.csv\"\n";
    let place = "class = \"Location\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Name\"\n";
    let pc = format!("{MAPPING}[field.locations_id]\ncolumn = \"Place\"\n");
    let warned = |pc: &str, place: &str| {
        let files = [
            ("stocktake.toml", STOCKTAKE),
            ("jobs/pc.toml", job),
            ("mappings/pc.toml", pc),
            ("mappings/place.toml", place),
        ];
        project(&files).warnings
    };
    let late = warned(&pc, place);
    assert_eq!(late.len(), 1, "{late:?}");
    assert!(late[0].english().contains("put place first"), "{late:?}");
    assert!(warned(MAPPING, place).is_empty());
    let circle = warned(
        &pc,
        &format!(
            "{place}[field.pcs_id]\ncolumn = \"PC\"\ntype = \"reference\"\nclass = \"Computer\"\nby = \"name\"\n"
        ),
    );
    assert!(
        circle[0].english().contains("name items of each other")
            && circle[0].english().contains("a third feed"),
        "{circle:?}"
    );
}
