//! Slips of the pen: each is named once, with what was meant, and nothing that follows from it is told.

use super::*;

/// The same project with locks and an authority for the class that the mapping was to write.
fn of_mapping_with_locks(text: &str) -> String {
    let stocktake = format!("{STOCKTAKE}[authority.Computer]\nsilent_after = \"30d\"\nserial = [\"pc\"]\n");
    let locks =
        "[[lock]]\nclass = \"Computer\"\nitem = 3\nfield = \"serial\"\nowner = \"me\"\nreason = \"so\"\n";
    short(&[
        ("stocktake.toml", &stocktake),
        ("locks.toml", locks),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", text),
    ])
}

const PARTS: &str = r#"
match = [["serial"]]
[field.serial]
column = "S/N"
[os.operatingsystems_id]
column = "OS"
[infocom.buy_date]
column = "Bought"
[contract]
choose = { column = "Contract" }
[set.disks.field.mountpoint]
column = "Disk"
"#;

#[test]
fn a_class_that_is_near_to_one_is_named_once_however_many_parts_it_has() {
    insta::assert_snapshot!(of_mapping_with_locks(&format!("class = \"Computr\"\n{PARTS}")), @"1 unknown-class: there is no class `Computr` | did you mean `Computer`?");
    insta::assert_snapshot!(of_mapping_with_locks(&format!("class = \"computer\"\n{PARTS}")), @"1 bad-name: `computer` cannot be the name of a class | did you mean `Computer`? for example: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral");
    insta::assert_snapshot!(of_mapping(&MAPPING.replace("Computer", "Suplier")), @"1 unknown-class: there is no class `Suplier` | did you mean `Supplier`?");
    let shown = rendered(&[
        ("stocktake.toml", STOCKTAKE),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", &format!("class = \"Computr\"{PARTS}")),
    ]);
    insta::assert_snapshot!(shown, @r#"
    unknown-class

      × there is no class `Computr`
       ╭─[mappings/pc.toml:1:9]
     1 │ class = "Computr"
       ·         ────┬────
       ·             ╰── unknown class
     2 │ match = [["serial"]]
       ╰────
      help: did you mean `Computer`?

    1 problem in 1 file
    "#);
}

#[test]
fn a_class_that_is_near_to_none_may_be_a_plugins_unless_it_has_parts_that_only_others_have() {
    for class in ["PluginFieldsThing", "Glpi\\\\CustomAsset\\\\Car", "Contact", "Voiture"] {
        let mapping = MAPPING.replace("Computer", class);
        project(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", &mapping)]);
    }
    insta::assert_snapshot!(of_mapping(&format!("class = \"Voiture\"\n{PARTS}")), @"1 unknown-class: there is no class `Voiture` | classes that have [os]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral");
    insta::assert_snapshot!(of_mapping(&format!("class = \"PluginCar\"\n{PARTS}")), @r#"
    6 no-such-part: items of the class `PluginCar` have no [os] | classes that have [os]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral
    8 no-such-part: items of the class `PluginCar` have no [infocom] | classes that have [infocom]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral, Appliance, CartridgeItem, Certificate, ConsumableItem, Domain, Enclosure, Line, PassiveDCEquipment, PDU, Rack, Software, SoftwareLicense
    10 no-such-part: items of the class `PluginCar` have no [contract] | classes that have [contract]: Computer, Monitor, NetworkEquipment, Printer, Phone, Peripheral
    12 no-such-part: items of the class `PluginCar` have no [set.disks] | classes that have [set.disks]: Computer, NetworkEquipment, Phone, Printer
    "#);
}

#[test]
fn a_class_of_a_field() {
    let field = "[field.manufacturers_id]\ncolumn = \"Maker\"\nclass = \"Manufacturr\"\n";
    insta::assert_snapshot!(of_mapping(&format!("{MAPPING}{field}")), @"7 unknown-class: there is no class `Manufacturr` | did you mean `Manufacturer`?");
}

#[test]
fn tables_of_a_mapping() {
    let test = "[[test]]\nname = \"one\"\nrow = { \"S/N\" = \"X1\" }\nwant = { serial = \"X1\" }\n";
    let mapping = |table: &str| {
        format!("class = \"Computer\"\nmatch = [[\"serial\"]]\n[{table}.serial]\ncolumn = \"S/N\"\n{test}")
    };
    insta::assert_snapshot!(of_mapping(&mapping("feild")), @"3 unknown-key: there is no key `feild` here | did you mean `field`? known keys here: class, description, locale, zone, on_conflict, source_key, newest, match, only_if, junk, field, os, contract, infocom, labels, set, rows, test");
    insta::assert_snapshot!(of_mapping(&mapping("column")), @"3 unknown-key: there is no key `column` here | known keys here: class, description, locale, zone, on_conflict, source_key, newest, match, only_if, junk, field, os, contract, infocom, labels, set, rows, test");
    insta::assert_snapshot!(
        of_mapping_with_locks("class = \"Computer\"\nmatch = [[\"serial\"]]\n[feild.serial]\ncolumn = \"S/N\"\n[field.name]\ncolumn = \"Name\"\n"), @"3 unknown-key: there is no key `feild` here | did you mean `field`? known keys here: class, description, locale, zone, on_conflict, source_key, newest, match, only_if, junk, field, os, contract, infocom, labels, set, rows, test");
    let test =
        "[[test]]\nname = \"one\"\nrow = { Name = \"X1\" }\nwant = { \"os.operatingsystems_id\" = \"X1\" }\n";
    insta::assert_snapshot!(of_mapping(&format!("{MAPPING}[oss.operatingsystems_id]\ncolumn = \"OS\"\n{test}")), @"5 unknown-key: there is no key `oss` here | did you mean `os`? known keys here: class, description, locale, zone, on_conflict, source_key, newest, match, only_if, junk, field, os, contract, infocom, labels, set, rows, test");
    insta::assert_snapshot!(of_mapping(&format!("{MAPPING}[set.disk.field.mountpoint]\ncolumn = \"Disk\"\n")), @"5 unknown-key: there is no key `disk` here | did you mean `disks`? known keys here: disks, processors, memory, hard_drives, batteries, controllers, graphic_cards, ports, licenses, software, groups, suppliers");
    insta::assert_snapshot!(of_mapping(&format!("{MAPPING}[set.disks]\nkey = [\"mountpoint\"]\n[set.disks.feild.mountpoint]\ncolumn = \"Disk\"\n")), @"7 unknown-key: there is no key `feild` here | did you mean `field`? known keys here: numbered, split, list, only_if, key, extra, blank, on_conflict, field");
    let only =
        "class = \"Computer\"\nmatch = [[\"name\"]]\n[sett.disks.field.mountpoint]\ncolumn = \"Disk\"\n";
    insta::assert_snapshot!(of_mapping(only), @r#"
    2 unknown-field: there is no [field.name] | fields: none
    3 unknown-key: there is no key `sett` here | did you mean `set`? known keys here: class, description, locale, zone, on_conflict, source_key, newest, match, only_if, junk, field, os, contract, infocom, labels, set, rows, test
    "#);
}

#[test]
fn keys_and_words_of_a_field() {
    let field = |keys: &str| of_mapping(&format!("{MAPPING}[field.things_id]\ncolumn = \"Thing\"\n{keys}\n"));
    insta::assert_snapshot!(field("clas = \"Supplier\""), @"7 unknown-key: there is no key `clas` here | did you mean `class`?");
    insta::assert_snapshot!(field("tpye = \"text\""), @"7 unknown-key: there is no key `tpye` here | did you mean `type`?");
    insta::assert_snapshot!(field("type = \"dropdwn\""), @"7 unknown-word: `type` cannot be `dropdwn` | did you mean `dropdown`? allowed: text, longtext, integer, decimal, money, date, datetime, boolean, mac, ip, addresses, mebibytes, dropdown, tree, entity, reference, months_until");
    insta::assert_snapshot!(field("type = \"dropdown\"\nclas = \"Supplier\""), @"8 unknown-key: there is no key `clas` here | did you mean `class`?");
    insta::assert_snapshot!(
        of_mapping(&format!("{MAPPING}[field.bought]\ncolumn = \"B\"\ntype = \"dat\"\nformats = [\"%d/%m/%Y\"]\n")), @"7 unknown-word: `type` cannot be `dat` | did you mean `date`? allowed: text, longtext, integer, decimal, money, date, datetime, boolean, mac, ip, addresses, mebibytes, dropdown, tree, entity, reference, months_until");
    insta::assert_snapshot!(
        of_mapping(&format!("{MAPPING}[field.months]\ncolumn = \"B\"\ntype = \"months_until\"\nbegn = \"name\"\n")), @"8 unknown-key: there is no key `begn` here | did you mean `begin`?");
    let test = "[[test]]\nname = \"one\"\nrow = { Name = \"X1\" }\nwant = { name = \"X1\" }\n";
    let tested = format!("{}{test}", MAPPING.replace("column =", "colum ="));
    insta::assert_snapshot!(of_mapping(&tested), @"4 unknown-key: there is no key `colum` here | did you mean `column`?");
    insta::assert_snapshot!(of_mapping(&MAPPING.replace("column =", "colum =")), @"4 unknown-key: there is no key `colum` here | did you mean `column`?");
}

#[test]
fn keys_and_tables_of_a_job() {
    insta::assert_snapshot!(of_job(&format!("{}[feed.cvs]\ndelimiter = \";\"\n", JOB.replace("pc.csv", "pc.dat"))), @"5 unknown-key: there is no key `cvs` here | did you mean `csv`? known keys here: mapping, from, path, pick, max_age, once, settle, move_to, file_column, lookup, csv, sheet, json, agent, mail");
    insta::assert_snapshot!(of_job(&JOB.replace("system", "sytem")), @"1 unknown-key: there is no key `sytem` here | did you mean `system`? known keys here: description, system, adopt, fight_after, schedule, feed, limits, missing, contracts, duplicates, ping, report, history");
    insta::assert_snapshot!(of_job(&JOB.replace("[[feed]]", "[[feeds]]")), @"2 unknown-key: there is no key `feeds` here | did you mean `feed`? known keys here: description, system, adopt, fight_after, schedule, feed, limits, missing, contracts, duplicates, ping, report, history");
    insta::assert_snapshot!(of_job(&JOB.replace("mapping", "maping")), @"3 unknown-key: there is no key `maping` here | did you mean `mapping`? known keys here: mapping, from, path, pick, max_age, once, settle, move_to, file_column, lookup, csv, sheet, json, agent, mail");
    insta::assert_snapshot!(of_job(&JOB.replace("path", "pth")), @"4 unknown-key: there is no key `pth` here | did you mean `path`? known keys here: mapping, from, path, pick, max_age, once, settle, move_to, file_column, lookup, csv, sheet, json, agent, mail");
    insta::assert_snapshot!(of_job(&format!("{JOB}[[missing.stpe]]\naction = \"flag\"\nstate = \"Gone\"\n")), @"5 unknown-key: there is no key `stpe` here | did you mean `step`? known keys here: action, state, comment, after_runs, step");
    insta::assert_snapshot!(of_job(&format!("{JOB}[missing]\nacton = \"flag\"\nstate = \"Gone\"\n")), @"6 unknown-key: there is no key `acton` here | did you mean `action`? known keys here: action, state, comment, after_runs, step");
    insta::assert_snapshot!(of_job(&format!("{JOB}[[missing.step]]\naction = \"flagg\"\nstate = \"Gone\"\n")), @"6 unknown-word: `action` cannot be `flagg` | did you mean `flag`? allowed: flag, trash, purge");
    let steps = "[[missing.step]]\naction = \"tras\"\nafter = \"1d\"\n[[missing.step]]\naction = \"purge\"\nafter = \"90d\"\n";
    insta::assert_snapshot!(of_job(&format!("{JOB}{steps}")), @"6 unknown-word: `action` cannot be `tras` | did you mean `trash`? allowed: flag, trash, purge");
    insta::assert_snapshot!(of_job(&format!("{JOB}[shedule]\ncron = \"30 2 * * *\"\nzone = \"Europe/Paris\"\n")), @"5 unknown-key: there is no key `shedule` here | did you mean `schedule`? known keys here: description, system, adopt, fight_after, schedule, feed, limits, missing, contracts, duplicates, ping, report, history");
    insta::assert_snapshot!(of_job(&format!("{JOB}[schedule]\ncorn = \"30 2 * * *\"\nzone = \"Europe/Paris\"\n")), @"6 unknown-key: there is no key `corn` here | did you mean `cron`? known keys here: cron, zone, jitter, deadline, timeout, dead_man, freeze");
}

#[test]
fn systems() {
    insta::assert_snapshot!(of_stocktake("[sytem.practice.sandbox]\n"), @"1 unknown-key: there is no key `sytem` here | did you mean `system`? known keys here: state, system, authority, reading, mail, ping, webhook, web");
    insta::assert_snapshot!(of_stocktake("[system.practice.sandbx]\n"), @"1 unknown-key: there is no key `sandbx` here | did you mean `sandbox`? known keys here: glpi, itop, servicenow, MONITORS, vault, SOURCES, sandbox, practice_itop, practice_servicenow, practice_monitor, practice_http");
    insta::assert_snapshot!(of_stocktake("[system.practce.sandbox]\n"), @"1 unknown-system: stocktake.toml has no system `practice` | did you mean `practce`? systems: practce");
    let tickets = "monitors = [\"mon\"]\n[[rule]]\nname = \"all\"\ndesk = \"practice\"\ncompany = \"Acme\"\n";
    for stocktake in [
        "[system.practice.sandbx]\n[system.mon.practice_monitor]\n",
        "[system.practice.sandbox]\n[system.mon.practice_montor]\n",
        "[sytem.practice.sandbox]\n[sytem.mon.practice_monitor]\n",
    ] {
        let problems = short(&[("stocktake.toml", stocktake), ("jobs/tickets.toml", tickets)]);
        assert_eq!(problems.lines().count(), 1, "{problems}");
        assert!(problems.contains("unknown-key"), "{problems}");
    }
}
