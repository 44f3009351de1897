//! MariaDB as `.ci/databases` starts it, with the tables of OCS Inventory among others.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::time::{Duration, SystemTime};

use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, OptsBuilder};
use serde_json::Value as Json;

use crate::systems::source::tests::{Answer, Bench, variable};
use crate::systems::source::{Spool, Wish};
use crate::systems::sql::ROOM;

const READER: &str = "hush-hush-reader";

/// A database of one test, and a user who may read it.
struct Lab {
    database: String,
    port: u16,
    folder: tempfile::TempDir,
    root: Conn,
}

impl Lab {
    async fn new(name: &str) -> Option<Self> {
        let port = variable("STOCKTAKE_TEST_MARIADB", ".ci/databases")?.parse().unwrap();
        let password = variable("STOCKTAKE_TEST_MARIADB_PASSWORD", ".ci/databases")?;
        let options = OptsBuilder::default()
            .ip_or_hostname("127.0.0.1")
            .tcp_port(port)
            .prefer_socket(false)
            .user(Some("tester"))
            .pass(Some(password));
        let mut root = Conn::new(options).await.unwrap();
        let database = format!("lab_{name}");
        for sql in [
            format!("DROP DATABASE IF EXISTS {database}"),
            format!("CREATE DATABASE {database} CHARACTER SET utf8mb3"),
            format!("CREATE OR REPLACE USER '{database}'@'%' IDENTIFIED BY '{READER}'"),
            format!("GRANT SELECT, SHOW VIEW ON {database}.* TO '{database}'@'%'"),
            format!("USE {database}"),
        ] {
            root.query_drop(sql).await.unwrap();
        }
        Some(Self { database, port, folder: tempfile::tempdir().unwrap(), root })
    }

    async fn sql(&mut self, statements: &[&str]) {
        for sql in statements {
            self.root.query_drop(*sql).await.unwrap();
        }
    }

    fn system(&self) -> String {
        format!(
            "[mysql]\nhost = \"127.0.0.1\"\nport = {}\ndatabase = \"{2}\"\nlogin = \"{1}\"\n\
             password = \"env:PASSWORD\"\ntimeout = \"20s\"\n",
            self.port, self.database, self.database
        )
    }

    fn bench<'a>(&'a self, system: &'a str, feed: &'a str) -> Bench<'a> {
        Bench { room: &ROOM, folder: self.folder.path(), system, feed, secret: READER, bookmark: None }
    }

    async fn ask(&self, feed: &str) -> Result<Answer, String> {
        let answer = self.bench(&self.system(), feed).fetch().await;
        if let Err(error) = &answer {
            assert!(!error.contains(READER), "{error}");
        }
        answer
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// As OCS Inventory 2.11 has them: the columns that its notes name.
const OCS: [&str; 8] = [
    "CREATE TABLE hardware (ID int NOT NULL AUTO_INCREMENT PRIMARY KEY, DEVICEID varchar(255) NOT NULL,
        NAME varchar(255), WORKGROUP varchar(255), OSNAME varchar(255), OSVERSION varchar(255), PROCESSORT varchar(255),
        PROCESSORN smallint, MEMORY int, WINPRODID varchar(255), WINPRODKEY varchar(255), LASTDATE datetime,
        LASTCOME datetime, QUALITY decimal(7,4), UUID varchar(255), ARCHIVE int) CHARACTER SET utf8mb3",
    "CREATE TABLE bios (HARDWARE_ID int NOT NULL, SMANUFACTURER varchar(255), SMODEL varchar(255), SSN varchar(255),
        TYPE varchar(255), BDATE varchar(255), ASSETTAG varchar(255)) CHARACTER SET utf8mb3",
    "CREATE TABLE networks (ID int AUTO_INCREMENT PRIMARY KEY, HARDWARE_ID int NOT NULL, DESCRIPTION varchar(255),
        MACADDR varchar(255), IPADDRESS varchar(255), VIRTUALDEV int) CHARACTER SET utf8mb3",
    "CREATE TABLE accountinfo (HARDWARE_ID int NOT NULL, TAG varchar(255)) CHARACTER SET utf8mb3",
    "INSERT INTO hardware (ID, DEVICEID, NAME, OSNAME, MEMORY, LASTDATE, QUALITY, UUID, ARCHIVE) VALUES
        (1, 'pc-zoe-2026-01-01-10-00-00', 'pc-zoé', 'Debian 12', 16384, '2026-11-28 02:30:00', 0.5000, 'AAAA-1', NULL),
        (2, 'pc-ada-2026-01-02-10-00-00', 'pc-ada', 'Windows 11', 32768, '2026-11-28 03:30:00', 1.2500, 'AAAA-2', NULL),
        (3, '_SYSTEMGROUP_', 'all of them', NULL, NULL, '2026-11-28 03:30:00', NULL, NULL, NULL),
        (4, 'pc-old-2020-01-02-10-00-00', 'pc-old', 'Windows 7', 4096, '2020-11-28 03:30:00', 0, NULL, 1)",
    "INSERT INTO bios VALUES (1, 'Dell Inc.', 'Latitude 5440', 'SN001', 'Notebook', '01/02/2024', 'A-1'),
        (4, 'HP', 'Compaq', 'Default string', 'Desktop', '', '')",
    "INSERT INTO networks (HARDWARE_ID, DESCRIPTION, MACADDR, IPADDRESS, VIRTUALDEV) VALUES
        (1, 'eth0', '00:11:22:33:44:55', '10.0.0.1', 0), (1, 'eth0', '00:11:22:33:44:55', 'fe80::1', 0),
        (1, 'docker0', '02:42:00:00:00:01', '172.17.0.1', 1), (2, 'Ethernet', '00:11:22:33:44:66', '10.0.0.2', 0)",
    "INSERT INTO accountinfo VALUES (1, 'LYON'), (2, 'PARIS'), (4, 'LYON')",
];

const OCS_QUERY: &str =
    "-- Computers of OCS Inventory, one row each; groups and archived ones are not computers.
SELECT h.ID AS id, h.NAME AS name, h.UUID AS uuid, h.OSNAME AS os, h.MEMORY AS memory_mb,
       b.SMANUFACTURER AS maker, b.SMODEL AS model, b.SSN AS serial, a.TAG AS tag,
       (SELECT GROUP_CONCAT(DISTINCT n.MACADDR ORDER BY n.MACADDR SEPARATOR ', ')
          FROM networks n WHERE n.HARDWARE_ID = h.ID AND n.VIRTUALDEV = 0) AS macs,
       h.LASTDATE AS changed
  FROM hardware h
  LEFT JOIN bios b ON b.HARDWARE_ID = h.ID
  LEFT JOIN accountinfo a ON a.HARDWARE_ID = h.ID
 WHERE h.DEVICEID NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
   AND COALESCE(h.ARCHIVE, 0) = 0
   AND (:site = '' OR a.TAG = :site)
   AND h.LASTDATE > :since
 ORDER BY h.ID;
";

#[tokio::test]
async fn the_computers_of_ocs_inventory() {
    let Some(mut lab) = Lab::new("ocs").await else { return };
    lab.sql(&OCS).await;
    write(lab.folder.path(), "ocs.sql", OCS_QUERY);
    let feed = "query_file = \"ocs.sql\"\nsince = { column = \"changed\", first = \"2000-01-01\" }\n\
        [parameters]\nsite = \"\"\n";
    let all = lab.ask(feed).await.unwrap();
    let rows: Vec<String> = all.rows.iter().map(Json::to_string).collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
    {"changed":"2026-11-28 02:30:00","id":1,"macs":"00:11:22:33:44:55","maker":"Dell Inc.","memory_mb":16384,"model":"Latitude 5440","name":"pc-zoé","os":"Debian 12","serial":"SN001","tag":"LYON","uuid":"AAAA-1"}
    {"changed":"2026-11-28 03:30:00","id":2,"macs":"00:11:22:33:44:66","maker":null,"memory_mb":32768,"model":null,"name":"pc-ada","os":"Windows 11","serial":null,"tag":"PARIS","uuid":"AAAA-2"}
    "#);
    assert_eq!(all.bookmark.as_deref(), Some("2026-11-28 03:30:00"));
    let lyon = lab.ask(&feed.replace("site = \"\"", "site = \"LYON\"")).await.unwrap();
    assert_eq!(lyon.rows.len(), 1);
    let system = lab.system();
    let mut later = lab.bench(&system, feed);
    later.bookmark = all.bookmark.as_deref();
    assert_eq!(later.fetch().await.unwrap().rows.len(), 1, "the overlap shows the last one again");
    let line = lab.bench(&system, feed).check().await;
    assert!(
        line.ok && line.detail.english().contains("MariaDB") && line.detail.english().contains("11 columns"),
        "{line:?}"
    );
}

/// The columns that the shipped query reads, of the kinds that OCS Inventory 2.11 gives them.
const OCS_FOLDER: [&str; 13] = [
    "CREATE TABLE hardware (ID int PRIMARY KEY, DEVICEID varchar(255), NAME varchar(255), UUID varchar(255),
        LASTDATE datetime, OSNAME varchar(255), OSVERSION varchar(255), OSCOMMENTS varchar(255), ARCH varchar(10),
        WINPRODID varchar(255), USERID varchar(255), ARCHIVE int)",
    "CREATE TABLE bios (HARDWARE_ID int PRIMARY KEY, SSN varchar(255), SMANUFACTURER varchar(255), SMODEL varchar(255),
        TYPE varchar(255), ASSETTAG varchar(255))",
    "CREATE TABLE accountinfo (HARDWARE_ID int PRIMARY KEY, TAG varchar(255))",
    "CREATE TABLE drives (HARDWARE_ID int, LETTER varchar(255), TYPE varchar(255), FILESYSTEM varchar(255), TOTAL int,
        VOLUMN varchar(255))",
    "CREATE TABLE cpus (HARDWARE_ID int, TYPE varchar(255), CORES int, LOGICAL_CPUS int)",
    "CREATE TABLE memories (HARDWARE_ID int, CAPTION varchar(255), CAPACITY varchar(255), TYPE varchar(255),
        NUMSLOTS smallint, SERIALNUMBER varchar(255))",
    "CREATE TABLE networks (HARDWARE_ID int, DESCRIPTION varchar(255), MACADDR varchar(255), IPADDRESS varchar(255),
        VIRTUALDEV tinyint(1))",
    "INSERT INTO hardware VALUES
        (1, 'pc-zoe-2026', 'pc-zoé', 'AAAA-1', '2026-11-28 02:30:00', 'Debian 12', '12', '', 'x86_64', NULL, 'zoe', NULL),
        (2, '_SYSTEMGROUP_', 'group', NULL, '2026-11-28 02:30:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (3, 'old-2020', 'old', NULL, '2020-01-01 00:00:00', NULL, NULL, NULL, NULL, NULL, NULL, 1)",
    "INSERT INTO bios VALUES (1, 'SN001', 'Dell Inc.', 'Latitude 5440', 'Notebook', '')",
    "INSERT INTO drives VALUES (1, NULL, '/', 'ext4', 258019, '/dev/sda1'), (1, 'C:', 'Local Drive', 'NTFS', 10, '')",
    "INSERT INTO cpus VALUES (1, 'Xeon', 8, 16)",
    "INSERT INTO memories VALUES (1, 'DIMM 1', '8192', 'DDR3', 1, 'S1'), (1, 'DIMM 2', 'No', 'DDR3', 2, '')",
    "INSERT INTO networks VALUES (1, 'eth0', '00:11:22:33:44:55', '10.0.0.1', 0),
        (1, 'eth0', '00:11:22:33:44:55', 'fe80::1', 0), (1, 'docker0', '02:42:00:00:00:01', '172.17.0.1', 1)",
];

#[tokio::test]
async fn the_query_of_the_shipped_folder_gives_lists() {
    let Some(mut lab) = Lab::new("ocs_folder").await else { return };
    lab.sql(&OCS_FOLDER).await;
    let (_, feed) = include_str!("../examples/ocs/jobs/ocs.toml").split_once("[feed.sql]\n").unwrap();
    let (feed, _) = feed.split_once("\n[report]\n").unwrap();
    let all = lab.ask(feed).await.unwrap();
    let [row] = all.rows.as_slice() else { panic!("{:?}", all.rows) };
    let texts = ["name", "ssn", "lastdate", "chassis", "tag"].map(|column| row[column].to_string());
    assert_eq!(texts, ["\"pc-zoé\"", "\"SN001\"", "\"2026-11-28 02:30:00\"", "\"Notebook\"", "null"]);
    let places: Vec<&Json> =
        row["drives"].as_array().unwrap().iter().map(|drive| &drive["mountpoint"]).collect();
    assert_eq!(places, ["/", "C:"]);
    assert_eq!((row["memories"].as_array().unwrap().len(), &row["memories"][0]["serial"]), (1, &"S1".into()));
    assert_eq!(row["networks"].as_array().unwrap().len(), 1, "{}", row["networks"]);
    assert_eq!(row["networks"][0]["addresses"], "10.0.0.1, fe80::1");
    assert_eq!(row["cpus"][0]["cores"], 8);
}

#[tokio::test]
async fn every_kind_of_value_arrives_as_it_is() {
    let Some(mut lab) = Lab::new("values").await else { return };
    lab.sql(&[
        "SET sql_mode = ''",
        "CREATE TABLE t (a decimal(30,10), b decimal(10,2), c bigint unsigned, d bit(1), e bit(12), f tinyint(1),
            g float, h double, i date, j datetime, k datetime(6), l time, m year, n binary(4), o blob, p json,
            q varchar(20) CHARACTER SET latin1, r varchar(20) CHARACTER SET utf8mb3, s uuid, u enum('x', 'ÿ'),
            v int zerofill, w text CHARACTER SET latin1, x inet6)",
        "INSERT INTO t VALUES (12345678901234567890.0123456789, 1234.50, 18446744073709551615, b'1', b'101', 1,
            0.1, 0.1, '2026-11-28', '2026-11-28 10:15:00', '2026-11-28 10:15:00.123456', '-838:59:59', 2026,
            x'00ff1020', x'fffe', '{\"cpu\": [1, 2]}', 'Zoë', 'Łódź', '123e4567-e89b-12d3-a456-426614174000', 'ÿ',
            42, CONVERT(CAST(CONVERT('Département' USING utf8mb4) AS BINARY) USING latin1), '::1')",
        "INSERT INTO t (a, i, j, k) VALUES (NULL, '0000-00-00', '0000-00-00 00:00:00', '2026-00-00 00:00:00')",
    ])
    .await;
    let system = lab.system();
    let feed = "query = \"SELECT * FROM t\"\njson = [\"p\"]";
    let text = lab.bench(&system, feed).text().await.unwrap();
    insta::assert_snapshot!(text.trim(), @r#"
    {"a":"12345678901234567890.0123456789","b":1234.50,"c":18446744073709551615,"d":true,"e":5,"f":1,"g":0.1,"h":0.1,"i":"2026-11-28","j":"2026-11-28 10:15:00","k":"2026-11-28 10:15:00.123456","l":"-838:59:59","m":2026,"n":"00ff1020","o":"fffe","p":{"cpu": [1, 2]},"q":"Zoë","r":"Łódź","s":"123e4567-e89b-12d3-a456-426614174000","u":"ÿ","v":42,"w":"DÃ©partement","x":"::1"}
    {"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":null,"h":null,"i":null,"j":null,"k":"2026-00-00 00:00:00","l":null,"m":null,"n":null,"o":null,"p":null,"q":null,"r":null,"s":null,"u":null,"v":null,"w":null,"x":null}
    "#);
    let notes = lab.ask(feed).await.unwrap().notes.join("\n");
    assert!(
        notes.contains("`w`") && notes.contains("Département") && notes.contains("`i` is 0000-00-00"),
        "{notes}"
    );
}

#[tokio::test]
async fn times_with_a_zone_are_written_in_the_zone_that_is_asked_for() {
    let Some(mut lab) = Lab::new("zones").await else { return };
    lab.sql(&[
        "CREATE TABLE t (at timestamp NULL)",
        "SET time_zone = '+00:00'",
        "INSERT INTO t VALUES ('2026-07-01 22:30:00')",
    ])
    .await;
    let feed = "query = \"SELECT at FROM t\"";
    let system = format!("{}zone = \"Europe/Paris\"\n", lab.system());
    // The tables of zones of a new server are empty.
    let error = lab.bench(&system, feed).fetch().await.unwrap_err();
    assert!(error.contains("Europe/Paris") && error.contains("tables of time zones"), "{error}");
}

#[tokio::test]
async fn nothing_can_be_written() {
    let Some(mut lab) = Lab::new("writes").await else { return };
    let grant = format!("GRANT ALL ON {0}.* TO '{0}'@'%'", lab.database);
    lab.sql(&["CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)", &grant]).await;
    lab.sql(&[
        "CREATE FUNCTION add_one() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO t VALUES (9); RETURN 1; END",
        "CREATE SEQUENCE numbers",
    ])
    .await;
    for (sql, told) in [
        ("INSERT INTO t VALUES (2) RETURNING id", "would change something"),
        ("DELETE FROM t RETURNING id", "would change something"),
        ("SELECT add_one() AS one", "would change something"),
        ("SELECT NEXTVAL(numbers) AS n", "would change something"),
        ("UPDATE t SET id = 3", "would change something"),
        ("DROP TABLE t", ""),
        ("CREATE TABLE u (id int)", ""),
        ("COMMIT", "gives no columns"),
        ("SELECT id INTO @a FROM t", "gives no columns"),
        ("SELECT id FROM t; DELETE FROM t", "second statement"),
    ] {
        let error = lab.ask(&format!("query = \"{sql}\"")).await.map(|_| ()).unwrap_err();
        assert!(error.contains(told), "{sql}: {error}");
    }
    let rows = lab.ask("query = \"SELECT id FROM t\"").await.unwrap().rows;
    assert_eq!(rows, [serde_json::json!({ "id": 1 })]);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_the_words_of_the_server_and_the_line() {
    let Some(mut lab) = Lab::new("errors").await else { return };
    lab.sql(&["CREATE TABLE t (id int)", "CREATE DATABASE IF NOT EXISTS lab_of_others"]).await;
    lab.sql(&["CREATE TABLE IF NOT EXISTS lab_of_others.secrets (id int)"]).await;
    let folder = lab.folder.path();
    write(folder, "column.sql", "SELECT id,\n  t.serialno AS serial\nFROM t\n");
    write(folder, "table.sql", "SELECT id\n\nFROM computers\n");
    write(folder, "syntax.sql", "SELECT id\nFROM t\nWHRE id = 1");
    write(folder, "rights.sql", "SELECT id\nFROM lab_of_others.secrets");
    write(folder, "twice.sql", "SELECT a.id, b.id\nFROM t a JOIN t b ON a.id = b.id");
    for (file, place, words) in [
        ("column.sql", "column.sql:2:", "Unknown column 't.serialno'"),
        ("table.sql", "table.sql:3:", "computers' doesn't exist"),
        ("syntax.sql", "syntax.sql:3:", "error in your SQL syntax"),
        ("rights.sql", "rights.sql:2:", "SELECT command denied"),
        ("twice.sql", "one name twice: id", "AS"),
    ] {
        let error = lab.ask(&format!("query_file = \"{file}\"")).await.map(|_| ()).unwrap_err();
        assert!(error.contains(place) && error.contains(words), "{file}: {error}");
    }
    let feed = "query = \"SELECT id FROM t\"";
    let system = lab.system();
    let mut stranger = lab.bench(&system, feed);
    stranger.secret = "hush-hush-wrong";
    let error = stranger.fetch().await.unwrap_err();
    assert!(error.contains("does not let `lab_errors` in") && error.contains("Access denied"), "{error}");
    assert!(!error.contains("hush-hush"), "{error}");
    let nowhere = system.replace(&format!("port = {}", lab.port), "port = 1");
    let error = lab.bench(&nowhere, feed).fetch().await.unwrap_err();
    assert!(error.contains("cannot be reached"), "{error}");
    let other = system.replace("database = \"lab_errors\"", "database = \"lab_of_nobody\"");
    let error = lab.bench(&other, feed).fetch().await.unwrap_err();
    assert!(error.contains("lab_of_nobody"), "{error}");
}

#[tokio::test]
async fn a_server_proves_who_it_is() {
    let Some(mut lab) = Lab::new("tls").await else { return };
    lab.sql(&["CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)"]).await;
    let must = format!("ALTER USER '{}'@'%' REQUIRE SSL", lab.database);
    lab.sql(&[&must]).await;
    let authority = variable("STOCKTAKE_TEST_MARIADB_CA", ".ci/databases").unwrap();
    let stranger = variable("STOCKTAKE_TEST_MARIADB_STRANGER", ".ci/databases").unwrap();
    let feed = "query = \"SELECT id FROM t\"";
    let with = |more: &str| lab.system() + more;
    let good = with(&format!("tls = true\nca_file = \"{authority}\"\n"));
    assert_eq!(lab.bench(&good, feed).fetch().await.unwrap().rows.len(), 1);
    for bad in [with("tls = true\n"), with(&format!("tls = true\nca_file = \"{stranger}\"\n"))] {
        let error = lab.bench(&bad, feed).fetch().await.unwrap_err();
        assert!(error.contains("ca_file") && error.contains("trusted"), "{error}");
    }
    let clear = with("tls = false\n");
    let error = lab.bench(&clear, feed).fetch().await.unwrap_err();
    assert!(error.contains("does not let"), "{error}");
}

#[tokio::test]
async fn a_query_ends_in_time_and_a_cut_is_an_error() {
    let Some(mut lab) = Lab::new("cuts").await else { return };
    lab.sql(&["CREATE TABLE t AS SELECT seq AS id, REPEAT('x', 200) AS fill FROM seq_1_to_200000"]).await;
    let short = lab.system().replace("20s", "1s");
    let slow = "query = \"SELECT id, SLEEP(0.01) AS nap FROM t\"";
    let error = lab.bench(&short, slow).fetch().await.unwrap_err();
    assert!(error.contains("within 1 s"), "{error}");
    // The connection is killed while rows are under way.
    let feed = "query = \"SELECT id, SLEEP(IF(id > 1000, 0.005, 0)) AS nap, fill FROM t\"";
    let system = lab.system();
    let bench = lab.bench(&system, feed);
    let mut killer = Conn::new(lab.root.opts().clone()).await.unwrap();
    let kill = async {
        for _ in 0..200 {
            let find = "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'lab_cuts' AND STATE = 'User sleep'";
            if let Some(id) = killer.query_first::<u64, _>(find).await.unwrap() {
                tokio::time::sleep(Duration::from_millis(300)).await;
                killer.query_drop(format!("KILL {id}")).await.unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the query was never seen");
    };
    let (answer, ()) = tokio::join!(bench.fetch(), kill);
    let error = answer.map(|answer| answer.rows.len()).unwrap_err();
    assert!(error.contains("broke off after") && error.contains("nothing of them is used"), "{error}");
}

/// With `STOCKTAKE_TEST_MILLION`, and alone, as what other tests take would count, too. On 28 November 2026 the
/// million took 2 s.
#[tokio::test]
async fn a_million_rows_take_no_more_memory_than_a_thousand() {
    let Some(lab) = Lab::new("million").await else { return };
    let is_alone = std::env::var("STOCKTAKE_TEST_MILLION").is_ok();
    let rows = if is_alone { 1_000_000 } else { 20_000 };
    let feed = format!("query = \"SELECT seq AS id, REPEAT('name ', 10) AS name FROM seq_1_to_{rows}\"");
    let memory = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    };
    let (spec, source) = lab.bench(&lab.system(), &feed).open_for_tests().await;
    let within = tempfile::tempdir().unwrap();
    let spool = Spool::new(within.path(), 4 << 30).unwrap();
    let before = memory();
    let wish = Wish { spec: &spec, bookmark: None, now: SystemTime::now() };
    let fetched = source.fetch(wish, &spool).await.unwrap();
    let grown = memory().saturating_sub(before);
    let size = std::fs::metadata(fetched.files[0].file.path()).unwrap().len() / 1024 / 1024;
    let told = format!("{rows} records");
    assert!(fetched.notes[0].to_string().starts_with(&told), "{:?}", fetched.notes);
    assert!(!is_alone || grown < 30, "{grown} MiB for {size} MiB of rows");
}

#[tokio::test]
async fn a_client_certificate_lets_in_without_a_password() {
    let Some(mut lab) = Lab::new("client").await else { return };
    lab.sql(&["CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)"]).await;
    let must = format!("ALTER USER '{}'@'%' IDENTIFIED BY '' REQUIRE X509", lab.database);
    lab.sql(&[&must]).await;
    let authority = variable("STOCKTAKE_TEST_MARIADB_CA", ".ci/databases").unwrap();
    let pem = variable("STOCKTAKE_TEST_MARIADB_CLIENT", ".ci/databases").unwrap();
    let pem = std::fs::read_to_string(pem).unwrap();
    let feed = "query = \"SELECT id FROM t\"";
    let system = lab.system().replace("password = \"env:PASSWORD\"\n", "");
    let with = format!("{system}tls = true\nca_file = \"{authority}\"\ncertificate = \"env:CLIENT\"\n");
    let mut bench = lab.bench(&with, feed);
    bench.secret = &pem;
    assert_eq!(bench.fetch().await.unwrap().rows.len(), 1);
    bench.secret = "no certificate";
    let error = bench.fetch().await.unwrap_err();
    assert!(error.contains("client certificate cannot be used"), "{error}");
    let without = format!("{}tls = true\nca_file = \"{authority}\"\n", lab.system());
    let mut bench = lab.bench(&without, feed);
    bench.secret = "x";
    let error = bench.fetch().await.unwrap_err();
    assert!(error.contains("does not let"), "{error}");
}
