//! Tests of this reader: what an administrator would notice. The samples are files of real agents.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::model::job::{AgentFormat, SourceFormat};
use crate::model::record::{Cell, Record};
use crate::systems::files::fixture::{OnDisk, on_disk};
use crate::systems::files::{FoundFile, read_all_here};

/// A committed file of a real agent.
fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/inventory");
    std::fs::read(folder.join(name)).unwrap()
}

fn format(rows: &str) -> SourceFormat {
    SourceFormat::Agent(AgentFormat { rows: rows.to_owned(), ..AgentFormat::default() })
}

/// What records say: `file: column = value`, only of what they have.
type Said = BTreeMap<String, String>;

fn said(record: &Record) -> Said {
    let text = |cell: &Cell| match cell {
        Cell::Absent => None,
        Cell::Blank => Some(String::new()),
        Cell::Text(text) => Some(text.to_string()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Bool(yes) => Some(yes.to_string()),
        other => Some(format!("{other:?}")),
    };
    let cells = record.header.names.iter().enumerate();
    cells.filter_map(|(at, name)| Some((name.clone(), text(record.cell(at))?))).collect()
}

fn read_with(files: &[&OnDisk], format: &SourceFormat) -> Vec<Result<Said, String>> {
    let files: Vec<FoundFile> = files.iter().map(|file| file.file.clone()).collect();
    let mut rows = read_all_here(&files, format, &[]).unwrap();
    let told = |row: Result<Record, crate::model::Reject>| match row {
        Ok(record) => Ok(said(&record)),
        Err(reject) => Err(format!("{}: {}", reject.origin, reject.reason)),
    };
    let read = rows.by_ref().map(told).collect();
    assert!(rows.take_failure().is_none());
    read
}

fn one(content: impl AsRef<[u8]>) -> Said {
    let file = on_disk("machine", content);
    read_with(&[&file], &format("")).remove(0).unwrap()
}

fn refused(content: impl AsRef<[u8]>) -> String {
    let file = on_disk("machine.json", content);
    read_with(&[&file], &format("")).remove(0).unwrap_err()
}

fn of<'s>(said: &'s Said, columns: &[&str]) -> Vec<&'s str> {
    columns.iter().map(|column| said.get(*column).map_or("-", String::as_str)).collect()
}

#[test]
fn a_dell_server_of_the_glpi_agent() {
    let said = one(sample("glpi-inventory.dell-r640-dmi.json"));
    let machine =
        ["itemtype", "deviceid", "date", "hardware.name", "hardware.uuid", "bios.ssn", "bios.bdate"];
    assert_eq!(
        of(&said, &machine),
        [
            "Computer",
            "vm-2026-11-21-16-43-26",
            "2026-11-21 16:43:27",
            "vm",
            "4C4C4544-0052-4A10-8046-B2C04F313533",
            "2RJF153",
            "2020-04-09"
        ]
    );
    let module =
        ["memories.0.designation", "memories.0.capacity", "memories.7.capacity", "memories.8.capacity"];
    assert_eq!(of(&said, &module), ["DDR4 - DIMM", "32768", "32768", "-"]);
    let parts = ["drives.0.mountpoint", "drives.0.total", "cpus.0.core", "powersupplies.1.serialnumber"];
    assert_eq!(of(&said, &parts), ["/", "258019", "2", "CNDED0003G0O0P"]);
    assert!(!said.keys().any(|name| name.starts_with("softwares") || name.starts_with("local_users")));
}

#[test]
fn the_three_agents_of_one_machine_say_the_same_in_the_same_words() {
    let columns = [
        "hardware.name",
        "operatingsystem.full_name",
        "cpus.0.name",
        "cpus.0.core",
        "drives.0.volumn",
        "drives.0.mountpoint",
        "drives.0.total",
        "storages.0.name",
    ];
    let glpi = one(sample("glpi-agent-1.12-dev-debian12.json"));
    let fusion = one(sample("fusioninventory-agent-2.6-debian12.xml"));
    let ocs = one(sample("ocsinventory-agent-debian12.xml"));
    let mut expected =
        ["srv-lab-01", "Debian GNU/Linux 12 (bookworm)", "AMD EPYC", "2", "/dev/vda", "/", "258019", "vda"];
    assert_eq!(of(&glpi, &columns), expected);
    assert_eq!(of(&fusion, &columns), expected);
    // OCS knows the system by a shorter name.
    expected[1] = "Debian GNU/Linux 12";
    assert_eq!(of(&ocs, &columns), expected);
    assert_eq!(of(&glpi, &["operatingsystem.version"]), ["12.11"]);
    assert_eq!(of(&ocs, &["operatingsystem.version"]), ["12"]);
    let port = |said: &Said| {
        let at = (0..8).find(|at| said.get(&format!("networks.{at}.addresses")).is_some()).unwrap();
        said[&format!("networks.{at}.addresses")].clone()
    };
    assert!(port(&glpi).contains("192.0.2.12"), "{}", port(&glpi));
    assert_eq!(port(&glpi), port(&fusion));
    // What is empty is said to be so; what is not there is not.
    assert_eq!(of(&glpi, &["bios.ssn", "tag"]), ["", "-"]);
    assert_eq!(of(&ocs, &["bios.ssn"]), ["-"]);
}

#[test]
fn an_hp_server_of_ocs_with_its_case_and_its_tag() {
    let said = one(sample("ocsinventory-agent.hp-dl360-gen8-dmi.xml"));
    let columns = ["tag", "bios.ssn", "bios.smodel", "bios.bdate", "hardware.chassis_type"];
    assert_eq!(
        of(&said, &columns),
        ["lab", "USE2236835", "ProLiant DL360p Gen8", "2015-07-01", "Rack Mount Chassis"]
    );
    let modules = said.keys().filter(|name| name.ends_with(".capacity")).count();
    assert!(modules > 0 && modules < 24, "empty slots are no modules: {modules}");
    assert_eq!(of(&said, &["memories.0.designation", "memories.0.serialnumber"]), ["DDR3", "Not Specified"]);
}

#[test]
fn a_laptop_of_fusioninventory() {
    let said = one(sample("fusioninventory.lenovo-thinkpad-dmi.xml"));
    let columns = [
        "deviceid",
        "bios.ssn",
        "bios.bdate",
        "hardware.chassis_type",
        "memories.0.designation",
        "batteries.0.name",
    ];
    assert_eq!(
        of(&said, &columns),
        ["vm-2026-11-21-16-37-18", "", "2011-12-01", "Notebook", "DDR3 - SODIMM", "Smart Battery"]
    );
    // A port stands there once for each of its addresses.
    let mut macs: Vec<&String> =
        said.iter().filter(|(name, _)| name.ends_with(".mac")).map(|(_, mac)| mac).collect();
    let count = macs.len();
    macs.sort();
    macs.dedup();
    assert_eq!(macs.len(), count, "{macs:?}");
}

/// Written by hand after the agent's own schema.
const LAPTOP: &str = r#"{"deviceid": "pc-1-2026-01-26-14-32-36", "itemtype": "Computer", "action": "inventory",
    "content": {"bios": {"ssn": "SN1"}, "hardware": {"name": "pc-1"}, "monitors": [
        {"caption": "U2419H", "manufacturer": "Dell Inc.", "serial": "M1"}, {"caption": "BenQ", "serial": "M2"}]}}"#;
const PRINTER: &str = r#"{"deviceid": "prn-1-2026", "itemtype": "Printer", "action": "netinventory", "content": {
    "network_device": {"name": "prn-1", "serial": "P1", "ips": ["192.0.2.9"], "type": "Printer"},
    "network_ports": [{"ifnumber": 1}, {"ifnumber": 2, "mac": "02:00:5e:00:09:02"}]}}"#;

#[test]
fn the_screens_of_a_machine_are_records_of_their_own() {
    let file = on_disk("machine.json", LAPTOP);
    let screens = read_with(&[&file], &format("monitors"));
    let columns = ["manufacturer", "serial", "hardware.name"];
    let all: Vec<Vec<&str>> = screens.iter().map(|row| of(row.as_ref().unwrap(), &columns)).collect();
    assert_eq!(all, [["Dell Inc.", "M1", "pc-1"], ["-", "M2", "pc-1"]]);
    // A folder without any has the columns all the same.
    let none = on_disk("other.json", r#"{"deviceid": "d", "content": {"hardware": {"name": "pc-2"}}}"#);
    let rows = read_all_here(std::slice::from_ref(&none.file), &format("monitors"), &[]).unwrap();
    assert!(rows.header().find("serial").is_some());
}

#[test]
fn a_printer_is_no_computer() {
    let (printer, computer) = (on_disk("a.json", PRINTER), on_disk("b.json", LAPTOP));
    let wanted = |kind: &str| {
        SourceFormat::Agent(AgentFormat { itemtype: Some(kind.to_owned()), ..AgentFormat::default() })
    };
    let printers = read_with(&[&printer, &computer], &wanted("printer"));
    assert_eq!(printers.len(), 1);
    let columns =
        ["network_device.name", "network_device.serial", "network_device.ips", "network_ports.1.mac"];
    let found = of(printers[0].as_ref().unwrap(), &columns);
    assert_eq!(found, ["prn-1", "P1", "192.0.2.9", "02:00:5e:00:09:02"]);
    let computers = read_with(&[&printer, &computer], &wanted("Computer"));
    assert_eq!(of(computers[0].as_ref().unwrap(), &["hardware.name", "bios.ssn"]), ["pc-1", "SN1"]);
    // It does not say when it was made: its file does.
    let date = &computers[0].as_ref().unwrap()["date"];
    assert!(date.starts_with("20") && date.len() == 19, "{date}");
}

#[test]
fn a_walk_over_the_network_has_several_machines_in_one_file() {
    let walk = "<?xml version='1.0'?><REQUEST><CONTENT><DEVICE><INFO><NAME>prn-1</NAME><SERIAL>P1</SERIAL>\
        <TYPE>PRINTER</TYPE><IPS><IP>192.0.2.9</IP><IP>192.0.2.8</IP></IPS></INFO></DEVICE>\
        <DEVICE><INFO><NAME>sw-1</NAME><SERIAL>S1</SERIAL><TYPE>NETWORKING</TYPE></INFO><PORTS><PORT>\
        <IFNUMBER>1</IFNUMBER><IFNAME>Gi0/1</IFNAME><MAC>02:00:5e:00:09:01</MAC></PORT></PORTS></DEVICE>\
        </CONTENT><DEVICEID>probe</DEVICEID><QUERY>SNMPQUERY</QUERY></REQUEST>";
    let file = on_disk("walk.xml", walk);
    let rows = read_with(&[&file], &format(""));
    let columns = ["itemtype", "network_device.name", "network_device.ips", "network_ports.0.ifname"];
    let all: Vec<Vec<&str>> = rows.iter().map(|row| of(row.as_ref().unwrap(), &columns)).collect();
    assert_eq!(
        all,
        [["Printer", "prn-1", "192.0.2.9, 192.0.2.8", "-"], ["NetworkEquipment", "sw-1", "-", "Gi0/1"]]
    );
}

#[test]
fn a_compressed_file_is_read_as_agents_send_it() {
    let plain = sample("ocsinventory-agent-debian12.xml");
    let expected = one(&plain);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&plain).unwrap();
    let zlib = zlib.finish().unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&plain).unwrap();
    for packed in [zlib.clone(), gzip.finish().unwrap()] {
        let mut said = one(packed);
        // The date is that of the file.
        said.insert("date".to_owned(), expected["date"].clone());
        assert_eq!(said, expected);
    }
    let cut = refused(&zlib[..zlib.len() / 2]);
    assert!(cut.contains("cannot be unpacked") && cut.contains("cut off"), "{cut}");
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    (0..32).for_each(|_| bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap());
    let bomb = refused(bomb.finish().unwrap());
    assert!(bomb.contains("more than 16 MiB"), "{bomb}");
}

#[test]
fn the_charset_is_the_one_that_the_document_names() {
    let named = |charset: &str, bytes: &[u8]| {
        let head =
            format!("<?xml version=\"1.0\" encoding=\"{charset}\"?><REQUEST><CONTENT><HARDWARE><NAME>");
        [head.as_bytes(), bytes, b"</NAME></HARDWARE></CONTENT><DEVICEID>d</DEVICEID></REQUEST>"].concat()
    };
    assert_eq!(one(named("ISO-8859-1", b"b\xfcro"))["hardware.name"], "büro");
    assert_eq!(one(named("UTF-8", "büro".as_bytes()))["hardware.name"], "büro");
    let error = refused(named("UTF-8", b"b\xfcro"));
    assert!(error.contains("is not in UTF-8"), "{error}");
    let json = b"{\"deviceid\": \"d\", \"content\": {\"hardware\": {\"name\": \"b\xfcro\"}}}";
    assert_eq!(one(json)["hardware.name"], "büro");
}

#[test]
fn a_file_that_is_cut_off_or_something_else_is_told_and_the_others_go_on() {
    let good = on_disk("good.json", LAPTOP);
    let fusion = sample("fusioninventory-agent-2.6-debian12.xml");
    let bad = [
        on_disk("cut.json", &LAPTOP[..200]),
        on_disk("cut.ocs", &fusion[..fusion.len() / 2]),
        on_disk("page.html", "<!DOCTYPE html><html>Not found</html>"),
        on_disk("prolog.xml", "<REQUEST><DEVICEID>d</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>"),
        on_disk("contact.json", r#"{"action": "contact", "deviceid": "d"}"#),
        on_disk("empty.json", ""),
        on_disk("list.json", "[{}]"),
        on_disk("parc.csv", "name;serial\n"),
    ];
    let files: Vec<&OnDisk> = std::iter::once(&good).chain(&bad).chain([&good]).collect();
    let rows = read_with(&files, &format(""));
    assert_eq!(rows.len(), files.len());
    assert!(rows[0].is_ok() && rows[files.len() - 1].is_ok());
    let reasons: Vec<&str> = rows.iter().filter_map(|row| row.as_ref().err().map(String::as_str)).collect();
    let told = [
        "cut.json: ends too early",
        "cut.ocs: it ends too early, on line",
        "page.html: it is no inventory of an agent but a web page",
        "prolog.xml: it is a message of an agent (`PROLOG`)",
        "contact.json: it is a message of an agent (`contact`)",
        "empty.json: it is empty",
        "list.json: it is no inventory of an agent",
        "parc.csv: it is no inventory of an agent but plain text",
    ];
    for (reason, told) in reasons.iter().zip(told) {
        assert!(reason.starts_with(told), "{reason}");
    }
    let gone = on_disk("gone.json", "{}");
    std::fs::remove_file(&gone.file.path).unwrap();
    let rows = read_with(&[&gone, &good], &format(""));
    assert!(rows[0].is_err() && rows[1].is_ok(), "{rows:?}");
}

#[test]
fn a_partial_inventory_has_only_what_it_says() {
    let said = one(r#"{"deviceid": "d", "partial": true, "content": {"drives": [], "versionclient": "x"}}"#);
    assert_eq!(of(&said, &["partial", "drives", "memories", "hardware.name"]), ["true", "", "-", "-"]);
}

#[test]
fn junk_of_makers_stays_for_the_mapping_to_judge_and_1970_is_no_day() {
    let said = one(sample("glpi-inventory.nodmi.json"));
    assert_eq!(of(&said, &["bios.ssn", "operatingsystem.install_date"]), ["-", "-"]);
    assert_eq!(of(&said, &["operatingsystem.kernel_version"]), ["6.18.44-fc-v669"]);
}
