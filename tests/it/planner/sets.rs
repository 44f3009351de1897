//! Keyed child sets: disks, processors, ports; what is added, changed, removed and left alone.

use insta::assert_snapshot;

use super::desk::{Desk, part};
use super::project::{Case, shown};
use super::{check, desk_with_pc};

const START: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n";

fn disks() -> String {
    format!(
        "{START}[set.disks]\nnumbered = {{ to = 3 }}\n[set.disks.field]\nmountpoint = {{ column = \"Disk {{n}}\" }}\n\
         totalsize = {{ column = \"Size {{n}}\" }}\n"
    )
}

fn processors(more: &str) -> String {
    format!(
        "{START}[set.processors]\nsplit = \";\"\n[set.processors.field]\ndeviceprocessors_id = {{ column = \"CPU\" }}\n{more}"
    )
}

/// PC-1 with two disks that we made.
fn desk_with_disks() -> Desk {
    desk_with_pc()
        .part(part("disks"), 1, 10, "mountpoint=/, totalsize=512000")
        .part(part("disks"), 1, 11, "mountpoint=/home, totalsize=1024")
        .made(
            1,
            "PC-1",
            "name=PC-1, disks[/].#=10, disks[/].mountpoint=/, disks[/].totalsize=512000, disks[/home].#=11, \
             disks[/home].mountpoint=/home, disks[/home].totalsize=1024",
        )
}

const HEADER: &str = "Name,Disk 1,Size 1,Disk 2,Size 2\n";

#[test]
fn elements_that_are_as_they_should_be_need_nothing_in_whatever_order_they_stand() {
    let texts = ["PC-1,/,500 GB,/home,1 GB", "PC-1,/home,1024,/,512000"]
        .map(|row| check(&disks(), &format!("{HEADER}{row}\n"), &desk_with_disks()));
    assert_eq!(texts[0], texts[1]);
    assert_snapshot!(texts[0], @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn elements_are_added_changed_and_removed_one_by_one() {
    let rows = format!("{HEADER}PC-1,/,600 GB,/data,2 GB\nPC-2,/,,,\n");
    assert_snapshot!(check(&disks(), &rows, &desk_with_disks()), @"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          disks[/] add
            mountpoint = `/`
      ~ Computer PC-1 #1, found by link
          disks[/] update
            totalsize: 512000 → 614400
          disks[/data] add
            mountpoint = `/data`
            totalsize = 2048
          disks[/home] remove
            mountpoint: `/home` → (empty)
            totalsize: 1024 → (empty)
    ");
}

#[test]
fn a_disk_of_a_person_or_of_an_agent_stays() {
    let desk = desk_with_disks().part(part("disks"), 1, 12, "mountpoint=/opt, totalsize=7").part(
        part("disks"),
        1,
        13,
        "mountpoint=/agent, totalsize=8, is_dynamic=1",
    );
    let rows = format!("{HEADER}PC-1,/,512000,/home,1024\n");
    assert_snapshot!(check(&disks(), &rows, &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    let strict = disks().replace("[set.disks]\n", "[set.disks]\nextra = \"remove\"\n");
    assert_snapshot!(check(&strict, &rows, &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          disks[/opt] remove
            mountpoint: `/opt` → (empty)
            totalsize: 7 → (empty)
    ");
}

#[test]
fn what_an_agent_feeds_is_written_as_the_agent_would() {
    let desk = desk_with_pc().part(part("disks"), 1, 13, "mountpoint=/, totalsize=8, is_dynamic=1");
    let loaded = Case::new(&disks(), &format!("{HEADER}PC-1,/,9,,\n")).load();
    let planned = loaded.plan(&desk);
    assert!(planned.plan.changes[0].children[0].dynamic);
    assert_snapshot!(shown(&loaded, &planned, None), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          disks[/] update
            totalsize: 8 → 9
    ");
}

#[test]
fn a_row_without_disks_says_nothing_of_them_unless_the_mapping_says_so() {
    let rows = format!("{HEADER}PC-1,,,,\n");
    assert_snapshot!(check(&disks(), &rows, &desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    let clear = disks().replace("[set.disks]\n", "[set.disks]\nblank = \"clear\"\n");
    assert_snapshot!(check(&clear, &rows, &desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          disks[/] remove
            mountpoint: `/` → (empty)
            totalsize: 512000 → (empty)
          disks[/home] remove
            mountpoint: `/home` → (empty)
            totalsize: 1024 → (empty)
    ");
}

#[test]
fn two_elements_with_one_key_are_rejected_and_nothing_is_removed() {
    let rows = format!("{HEADER}PC-1,/data,1 GB,/data,2 GB\n");
    assert_snapshot!(check(&disks(), &rows, &desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: disks[/data]: 2 elements of the item have this key (the rest of the row is used)
    ");
}

#[test]
fn an_element_that_cannot_be_used_is_named() {
    let rows = format!("{HEADER}PC-1,/,large,,5\n");
    assert_snapshot!(check(&disks(), &rows, &desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 2 rejected

    Rejected (2)
      ! rows.csv:2: disks[#2].mountpoint: it is blank, and it is what names the element (the rest of the row is used)
      ! rows.csv:2: disks[/].totalsize: `large` is not a size; write it like 512 GB or 524288 (mebibytes) (the rest of the row is used)
    ");
}

#[test]
fn what_somebody_edited_or_removed_by_hand_stays_so() {
    let desk = desk_with_pc().part(part("disks"), 1, 10, "mountpoint=/, totalsize=7").made(
        1,
        "PC-1",
        "name=PC-1, disks[/].#=10, disks[/].mountpoint=/, disks[/].totalsize=512000, disks[/home].#=11",
    );
    let rows = format!("{HEADER}PC-1,/,512000,/home,1024\n");
    assert_snapshot!(check(&disks(), &rows, &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (2)
      = Computer PC-1 #1: disks[/].totalsize stays 7, the source has 512000 (edited by hand since it was last written)
      = Computer PC-1 #1: disks[/home] stays (empty), the source has `/home` (removed by hand since it was last seen)
    ");
    // Neither is a disk thrown away that somebody worked on.
    let rows = format!("{HEADER}PC-1,/data,5,,\n");
    assert_snapshot!(check(&disks(), &rows, &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          disks[/data] add
            mountpoint = `/data`
            totalsize = 5

    Kept as a person left them (1)
      = Computer PC-1 #1: disks[/] stays `/`, the source has (empty) (the source no longer has it, and it was edited by hand)
    ");
    let source = disks().replace("[set.disks]\n", "[set.disks]\non_conflict = \"source\"\n");
    let rows = format!("{HEADER}PC-1,/home,1024,,\n");
    assert_snapshot!(check(&source, &rows, &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          disks[/home] add
            mountpoint = `/home`
            totalsize = 1024
          disks[/] remove
            mountpoint: `/` → (empty)
            totalsize: 7 → (empty)
    ");
}

#[test]
fn two_processors_of_one_model_are_two() {
    let part = part("processors");
    let desk = desk_with_pc()
        .keys("DeviceProcessor", "designation", "3 Xeon, 4 xeon")
        .part(part, 1, 20, "deviceprocessors_id=#4")
        .part(part, 1, 21, "deviceprocessors_id=#3");
    let rows = "Name,CPU\nPC-1,Xeon;Xeon\n";
    assert_snapshot!(check(&processors(""), rows, &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    assert_snapshot!(check(&processors(""), "Name,CPU\nPC-1,Xeon;Xeon;Xeon\nPC-3,Opteron\n", &desk), @"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Names to create first (1)
      + DeviceProcessor Opteron

    Changes (2)
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
          processors[Opteron] add
            deviceprocessors_id = `Opteron`
      ~ Computer PC-1 #1, found by name
          processors[Xeon #3] add
            deviceprocessors_id = `Xeon`
    ");
    let ours = desk.made(1, "PC-1", "name=PC-1, processors[xeon].#=20, processors[xeon #2].#=21");
    assert_snapshot!(check(&processors(""), "Name,CPU\nPC-1,Xeon\n", &ours), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          processors[Xeon] remove
            deviceprocessors_id: `Xeon` → (empty)
    ");
}

#[test]
fn a_serial_tells_processors_apart_and_fills_a_row_without_one() {
    let part = part("processors");
    let desk = desk_with_pc()
        .keys("DeviceProcessor", "designation", "3 Xeon")
        .part(part, 1, 20, "deviceprocessors_id=#3, serial=B")
        .part(part, 1, 21, "deviceprocessors_id=#3");
    let mapping = processors("serial = { column = \"CPU serial\" }\n");
    assert_snapshot!(check(&mapping, "Name,CPU,CPU serial\nPC-1,Xeon;Xeon,A;B\n", &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          processors[Xeon / A] update
            serial: (empty) → `A`
    ");
    assert_snapshot!(check(&mapping, "Name,CPU,CPU serial\nPC-1,Xeon;Xeon,A\n", &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: processors: serial has fewer pieces than another field (1 and 2): it is unclear which belong together (the rest of the row is used)
    ");
}

#[test]
fn rows_of_one_item_are_put_together() {
    let mapping = format!(
        "rows = \"several\"\n{START}[set.disks.field]\nmountpoint = {{ column = \"Disk\" }}\ntotalsize = {{ column = \"Size\" }}\n"
    );
    let desk = desk_with_disks();
    let rows = "Name,Disk,Size\nPC-1,/,512000\nPC-2,/,10\nPC-1,/home,1024\nPC-2,/x,10\nPC-2,/x,10\n";
    assert_snapshot!(check(&mapping, rows, &desk), @"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          disks[/] add
            mountpoint = `/`
            totalsize = 10
          disks[/x] add
            mountpoint = `/x`
            totalsize = 10
    ");
    // A row that cannot be read may be any item's: nothing is removed.
    let torn = "Name,Disk,Size\nPC-1,/,512000\n,/home,1024\n";
    assert_snapshot!(check(&mapping, torn, &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: no key to match it by: name is blank
    ");
}

#[test]
fn ports_have_addresses_in_one_form() {
    let mapping = format!(
        "{START}[set.ports.field]\nmac = {{ column = \"MAC\" }}\naddresses = {{ column = \"IP\" }}\nhostname = {{ column = \"DNS\" }}\n"
    );
    let part = part("ports");
    let desk = desk_with_pc().part(part, 1, 30, "mac=00-1a-2b-3c-4d-5e, addresses=2001:db8::1; 10.0.0.7");
    let rows = "Name,MAC,IP,DNS\nPC-1,001A.2B3C.4D5E,\"10.0.0.7 2001:0DB8::0001\",\n";
    assert_snapshot!(check(&mapping, rows, &desk), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    let rows = "Name,MAC,IP,DNS\nPC-1,001A.2B3C.4D5E,10.0.0.8,PC1.example.org\nPC-3,001A2B3C4D5F,,\nPC-4,nothing,,\n";
    assert_snapshot!(check(&mapping, rows, &desk), @"
    Plan of pc for practice
      2 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (3)
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
          ports[00:1a:2b:3c:4d:5f] add
            mac = `00:1a:2b:3c:4d:5f`
            instantiation_type = `NetworkPortEthernet`
      + Computer PC-4
          entities_id = `Root`
          name = `PC-4`
      ~ Computer PC-1 #1, found by name
          ports[00:1a:2b:3c:4d:5e] update
            addresses: `10.0.0.7, 2001:db8::1` → `10.0.0.8`
            hostname: (empty) → `pc1`

    Rejected (1)
      ! rows.csv:4: ports[#1].mac: `nothing` is not a MAC address of twelve hexadecimal digits (the rest of the row is used)
    ");
}

#[test]
fn licenses_are_assigned_by_their_serial() {
    let mapping = format!(
        "{START}[set.licenses]\nsplit = \"|\"\n[set.licenses.field]\nsoftwarelicenses_id = {{ column = \"Keys\", by = \"serial\" }}\n"
    );
    let part = part("licenses");
    let desk = desk_with_pc()
        .keys("SoftwareLicense", "serial", "7 AAA, 8 BBB")
        .part(part, 1, 40, "softwarelicenses_id=#7")
        .made(1, "PC-1", "name=PC-1, licenses[aaa].#=40, licenses[aaa].softwarelicenses_id=#7");
    assert_snapshot!(check(&mapping, "Name,Keys\nPC-1,BBB|CCC\n", &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          licenses[BBB] add
            softwarelicenses_id = `BBB`

    Rejected (1)
      ! rows.csv:2: licenses[CCC].softwarelicenses_id: `CCC`: there is no SoftwareLicense with this serial (the rest of the row is used)
    ");
    assert_snapshot!(check(&mapping, "Name,Keys\nPC-1,BBB\n", &desk), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          licenses[BBB] add
            softwarelicenses_id = `BBB`
          licenses[AAA] remove
            softwarelicenses_id: `AAA` → (empty)
    ");
}

#[test]
fn a_second_run_plans_nothing() {
    let rows = format!("{HEADER}PC-1,/,600 GB,/data,2 GB\nPC-9,/,1,/x,2\n");
    let case = Case::new(&disks(), &rows);
    let after = super::apply::apply(&desk_with_disks(), &case.plan(&desk_with_disks()));
    assert_snapshot!(case.text(&after), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 2 unchanged, 0 rejected
    ");
}

#[test]
fn locks_of_our_own_and_holds_count_for_elements_too() {
    let lock = |field: &str| {
        format!(
            "[[lock]]\nclass = \"Computer\"\nitem = \"PC-1\"\nfield = \"{field}\"\nowner = \"ann\"\nreason = \"audit\"\n"
        )
    };
    let held = disks().replace("Size {n}\" }", "Size {n}\", hold = \"change\" }");
    let rows = format!("{HEADER}PC-1,/,600 GB,/data,5\n");
    let locked = Case::new(&disks(), &rows).locks(&lock("disks.*"));
    assert_snapshot!(locked.text(&desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (5)
      = Computer PC-1 #1: disks[/].totalsize stays 512000, the source has 614400 (locked in locks.toml by ann: audit)
      = Computer PC-1 #1: disks[/data].mountpoint stays (empty), the source has `/data` (locked in locks.toml by ann: audit)
      = Computer PC-1 #1: disks[/data].totalsize stays (empty), the source has 5 (locked in locks.toml by ann: audit)
      = Computer PC-1 #1: disks[/home].mountpoint stays `/home`, the source has (empty) (locked in locks.toml by ann: audit)
      = Computer PC-1 #1: disks[/home].totalsize stays 1024, the source has (empty) (locked in locks.toml by ann: audit)
    ");
    assert_snapshot!(check(&held, &rows, &desk_with_disks()), @"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          disks[/data] add
            mountpoint = `/data`
            totalsize = 5
          disks[/home] remove
            mountpoint: `/home` → (empty)
            totalsize: 1024 → (empty)

    Held for approval (1)
      ? Computer PC-1 #1: disks.totalsize from 512000 to 614400 is a change that waits
          disks[/] update
            totalsize: 512000 → 614400
    ");
}
