//! PostgreSQL as `.ci/postgres` starts it.

#![expect(clippy::unwrap_used, reason = "tests")]

use tokio_postgres::NoTls;
use url::Url;

use crate::systems::source::tests::{Answer, Bench, variable};
use crate::systems::sql::ROOM;

const READER: &str = "hush-hush-reader";

/// A database of one test, and a user who may read it.
struct Lab {
    name: String,
    port: u16,
    ca: String,
    folder: tempfile::TempDir,
    root: tokio_postgres::Client,
}

impl Lab {
    async fn new(name: &str) -> Option<Self> {
        let url = Url::parse(&variable("STOCKTAKE_TEST_POSTGRES", ".ci/postgres")?).unwrap();
        let password = variable("STOCKTAKE_TEST_POSTGRES_PASSWORD", ".ci/postgres")?;
        let port = url.port().unwrap();
        let ca = url.query_pairs().find(|(key, _)| key == "sslrootcert").unwrap().1.into_owned();
        let name = format!("lab_{name}");
        let connect = async |database: &str| {
            let mut config = tokio_postgres::Config::new();
            config.host("127.0.0.1").port(port).user(url.username()).password(&password).dbname(database);
            let (client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            client
        };
        let root = connect("postgres").await;
        for sql in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
            format!("DROP ROLE IF EXISTS {name}"),
            format!("CREATE ROLE {name} LOGIN PASSWORD '{READER}'"),
        ] {
            root.batch_execute(&sql).await.unwrap();
        }
        let root = connect(&name).await;
        let grant = format!("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {name}");
        root.batch_execute(&grant).await.unwrap();
        Some(Self { name, port, ca, folder: tempfile::tempdir().unwrap(), root })
    }

    async fn sql(&self, sql: &str) {
        self.root.batch_execute(sql).await.unwrap();
    }

    fn system(&self) -> String {
        let Self { name, port, .. } = self;
        format!(
            "[postgresql]\nhost = \"localhost\"\nport = {port}\ndatabase = \"{name}\"\nlogin = \"{name}\"\n\
             password = \"env:PASSWORD\"\ntimeout = \"20s\"\n"
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

#[tokio::test]
async fn every_kind_of_value_arrives_as_it_is() {
    let Some(lab) = Lab::new("values").await else { return };
    lab.sql(
        "CREATE TYPE mood AS ENUM ('ok', 'très bien');
         CREATE TABLE t (a numeric(30, 10), b numeric, c bigint, d boolean, e real, f double precision, g date,
            h timestamp, i timestamptz, j interval, k bytea, l uuid, m jsonb, n text[], o inet, p macaddr, q mood,
            r bit(3), s int4range, t money, u xml, v char(4), w int[][]);
         INSERT INTO t VALUES (12345678901234567890.0123456789, 1234.50, 9223372036854775807, true, 0.1, 0.1,
            '2026-11-28', '2026-11-28 10:15:00.5', '2026-07-01 22:30:00+00', '1 day 02:03:04', '\\x00ff',
            '123e4567-e89b-12d3-a456-426614174000', '{\"cpu\": {\"cores\": 8}}', '{a,NULL,\"b, c\"}', '10.0.0.1/24',
            '00:11:22:33:44:55', 'très bien', B'101', '[1,5)', 12.5, '<a/>', 'ab', '{{1,2},{3,4}}');
         INSERT INTO t (b, f, h) VALUES ('NaN', 'Infinity', 'infinity')",
    )
    .await;
    let system = format!("{}zone = \"Europe/Paris\"\n", lab.system());
    let text = lab.bench(&system, "query = \"SELECT * FROM t -- all of it\"").text().await.unwrap();
    insta::assert_snapshot!(text.trim(), @r#"
    {"a":"12345678901234567890.0123456789","b":1234.50,"c":9223372036854775807,"d":true,"e":0.1,"f":0.1,"g":"2026-11-28","h":"2026-11-28T10:15:00.5","i":"2026-07-02T00:30:00+02:00","j":"1 day 02:03:04","k":"00ff","l":"123e4567-e89b-12d3-a456-426614174000","m":{"cpu": {"cores": 8}},"n":["a",null,"b, c"],"o":"10.0.0.1/24","p":"00:11:22:33:44:55","q":"très bien","r":"101","s":"[1,5)","t":"$12.50","u":"<a/>","v":"ab  ","w":[[1,2],[3,4]]}
    {"a":null,"b":"NaN","c":null,"d":null,"e":null,"f":"Infinity","g":null,"h":"infinity","i":null,"j":null,"k":null,"l":null,"m":null,"n":null,"o":null,"p":null,"q":null,"r":null,"s":null,"t":null,"u":null,"v":null,"w":null}
    "#);
}

#[tokio::test]
async fn values_are_bound_by_the_type_that_the_query_wants_and_changes_are_asked_for() {
    let Some(lab) = Lab::new("bound").await else { return };
    lab.sql(
        "CREATE TABLE t (id int, site text, changed timestamptz);
         INSERT INTO t VALUES (1, 'Lyon', '2026-11-28 10:00+00'), (2, 'Paris', '2026-11-28 12:00+00'),
            (3, 'Lyon', '2026-11-28 11:55+00')",
    )
    .await;
    let feed = "query = \"WITH r AS (SELECT * FROM t) SELECT * FROM r WHERE id < :most AND (site = :site OR :site = '') \
        AND changed > :since ORDER BY id\"\n\
        since = { column = \"changed\", first = \"2000-01-01\", overlap = \"10m\" }\n\
        [parameters]\nmost = 9\nsite = ";
    let all = lab.ask(&format!("{feed}\"\"")).await.unwrap();
    assert_eq!(all.rows.len(), 3);
    let mark = all.bookmark.as_deref().unwrap();
    assert!(
        chrono::DateTime::parse_from_rfc3339(mark).unwrap()
            == chrono::DateTime::parse_from_rfc3339("2026-11-28T12:00:00Z").unwrap()
    );
    assert_eq!(lab.ask(&format!("{feed}\"x' OR 'a' = 'a\"")).await.unwrap().rows.len(), 0);
    let (system, feed) = (lab.system(), format!("{feed}\"\""));
    let mut later = lab.bench(&system, &feed);
    later.bookmark = Some(mark);
    let ids: Vec<i64> =
        later.fetch().await.unwrap().rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [2, 3]);
    let error = lab
        .ask("query = \"SELECT 1 AS a WHERE 1 < :most\"\n[parameters]\nmost = \"many\"")
        .await
        .unwrap_err();
    assert!(error.contains("many"), "{error}");
}

#[tokio::test]
async fn nothing_can_be_written() {
    let Some(lab) = Lab::new("writes").await else { return };
    let all = format!(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO {0}; GRANT ALL ON SEQUENCE numbers TO {0}",
        lab.name
    );
    lab.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE SEQUENCE numbers").await;
    lab.sql(&all).await;
    lab.sql("CREATE FUNCTION add_one() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (9) RETURNING id'")
        .await;
    for (sql, told) in [
        ("INSERT INTO t VALUES (2) RETURNING id", "would change something"),
        ("WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone", "would change something"),
        ("SELECT add_one() AS one", "would change something"),
        ("SELECT nextval('numbers') AS n", "would change something"),
        (
            "SELECT set_config('transaction_read_only', 'off', true) AS s, add_one() AS one",
            "refuses the query",
        ),
        ("DELETE FROM t", "gives no columns"),
        ("COMMIT", "gives no columns"),
        ("SELECT id FROM t; DELETE FROM t", "second statement"),
        ("SELECT 1 AS a) x; DELETE FROM t; --", "second statement"),
    ] {
        let error = lab.ask(&format!("query = \"{sql}\"")).await.map(|_| ()).unwrap_err();
        assert!(error.contains(told), "{sql}: {error}");
    }
    assert_eq!(lab.ask("query = \"SELECT id FROM t\"").await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_the_words_of_the_server_and_the_line() {
    let Some(lab) = Lab::new("errors").await else { return };
    lab.sql("CREATE TABLE t (id int); CREATE SCHEMA others; CREATE TABLE others.secrets (id int)").await;
    for (text, place, words) in [
        ("SELECT id,\n  t.serialno AS serial\nFROM t\n", "q.sql:2:", "serialno does not exist"),
        ("SELECT id\n\nFROM computers\n", "q.sql:3:", "\"computers\" does not exist"),
        ("SELECT id\nFROM t\nWHRE id = 1", "q.sql:3:", "syntax error"),
        ("SELECT id\nFROM others.secrets", "q.sql", "permission denied"),
        ("SELECT id / 0 AS a\nFROM (VALUES (1)) v (id)", "q.sql", "division by zero"),
        ("SELECT a.id, b.id\nFROM t a JOIN t b ON a.id = b.id", "one name twice: id", "AS"),
        ("SELECT 1, id FROM t", "column 1", "AS"),
    ] {
        std::fs::write(lab.folder.path().join("q.sql"), text).unwrap();
        let error = lab.ask("query_file = \"q.sql\"").await.map(|_| ()).unwrap_err();
        assert!(error.contains(place) && error.contains(words), "{text}: {error}");
    }
    let (system, feed) = (lab.system(), "query = \"SELECT id FROM t\"");
    let mut stranger = lab.bench(&system, feed);
    stranger.secret = "hush-hush-wrong";
    let error = stranger.fetch().await.unwrap_err();
    assert!(error.contains("does not let `lab_errors` in") && !error.contains("hush-hush"), "{error}");
    let line = lab.bench(&system, feed).check().await;
    assert!(line.ok && line.detail.english().contains("no row at present"), "{line:?}");
    let denied = lab.bench(&system, "query = \"SELECT id FROM others.secrets\"").check().await;
    assert!(!denied.ok && denied.detail.english().contains("permission denied"), "{denied:?}");
}

#[tokio::test]
async fn a_server_proves_who_it_is() {
    let Some(lab) = Lab::new("tls").await else { return };
    lab.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1)").await;
    let feed =
        "query = \"SELECT id, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls FROM t\"";
    let stranger = variable("STOCKTAKE_TEST_POSTGRES_STRANGER", ".ci/postgres").unwrap();
    let with = |more: String| lab.system() + &more;
    let good = with(format!("tls = true\nca_file = \"{}\"\n", lab.ca));
    let rows = lab.bench(&good, feed).fetch().await.unwrap().rows;
    assert_eq!(rows, [serde_json::json!({ "id": 1, "tls": true })]);
    for bad in [with("tls = true\n".to_owned()), with(format!("tls = true\nca_file = \"{stranger}\"\n"))] {
        let error = lab.bench(&bad, feed).fetch().await.unwrap_err();
        assert!(error.contains("ca_file") && error.contains("trusted"), "{error}");
    }
}

#[tokio::test]
async fn a_query_ends_in_time_and_a_cut_is_an_error() {
    let Some(lab) = Lab::new("cuts").await else { return };
    let short = lab.system().replace("20s", "1s");
    let slow = "query = \"SELECT i, pg_sleep(0.01)::text AS nap FROM generate_series(1, 100000) i\"";
    let error = lab.bench(&short, slow).fetch().await.unwrap_err();
    assert!(error.contains("within 1 s"), "{error}");
    let (system, feed) = (
        lab.system(),
        "query = \"SELECT i, repeat('x', 200) AS fill, pg_sleep(CASE WHEN i > 2000 THEN 0.005 ELSE 0 END)::text AS nap \
         FROM generate_series(1, 100000) i\"",
    );
    let kill = async {
        for _ in 0..200 {
            let find = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'lab_cuts' \
                AND query LIKE '%repeat(%' AND clock_timestamp() - query_start > interval '300 ms'";
            if !lab.root.query(find, &[]).await.unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the query was never seen");
    };
    let bench = lab.bench(&system, feed);
    let (answer, ()) = tokio::join!(bench.fetch(), kill);
    let error = answer.map(|answer| answer.rows.len()).unwrap_err();
    assert!(error.contains("broke off after") && error.contains("nothing of them is used"), "{error}");
}

#[tokio::test]
async fn a_client_certificate_lets_in_without_a_password() {
    let Some(lab) = Lab::new("client").await else { return };
    lab.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1)").await;
    let pem = variable("STOCKTAKE_TEST_POSTGRES_CLIENT", ".ci/postgres").unwrap();
    let pem = std::fs::read_to_string(pem).unwrap();
    let feed = "query = \"SELECT id FROM t\"";
    let tls = format!("tls = true\nca_file = \"{}\"\n", lab.ca);
    let system = lab.system().replace("password = \"env:PASSWORD\"\n", "");
    let with = format!("{system}{tls}certificate = \"env:CLIENT\"\n");
    let mut bench = lab.bench(&with, feed);
    bench.secret = &pem;
    assert_eq!(bench.fetch().await.unwrap().rows.len(), 1);
    // A password does not do for this role.
    let without = lab.system() + &tls;
    let error = lab.bench(&without, feed).fetch().await.unwrap_err();
    assert!(error.contains("certificate"), "{error}");
}
