//! A GLPI that gives lists only, made page by page: it answers as fast as it is read.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use stocktake::model::Column;
use stocktake::systems::glpi::schema::SCHEMA;

use super::made::{FIELDS, Shape, Table, Value, name};

/// Serves until it is killed; prints its URL first.
pub fn serve(rows: u64, shape: Shape) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/apirest.php", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || answer_all(&stream, rows, shape));
    }
    Ok(())
}

fn answer_all(stream: &TcpStream, rows: u64, shape: Shape) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            if let Some(number) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = number.trim().parse().unwrap_or(0);
            }
            if header.trim().is_empty() {
                break;
            }
        }
        std::io::copy(&mut std::io::Read::take(&mut reader, length), &mut std::io::sink())?;
        let target = request.split(' ').nth(1).unwrap_or_default();
        let (body, range) = answer(target, rows, shape);
        write!(
            writer,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nContent-Range: {range}\r\n\r\n",
            body.len()
        )?;
        writer.write_all(body.as_bytes())?;
    }
}

/// The body, and the range with the total.
fn answer(target: &str, rows: u64, shape: Shape) -> (String, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let class = path.rsplit('/').next().unwrap_or_default();
    let all = "0-0/1".to_owned();
    match class {
        "initSession" => return (r#"{"session_token":"benchmark"}"#.to_owned(), all),
        "getGlpiConfig" => return (r#"{"cfg_glpi":{"version":"10.0.6"}}"#.to_owned(), all),
        "getActiveEntities" => return (r#"{"active_entity":{"id":0}}"#.to_owned(), all),
        "changeActiveEntities" | "killSession" => return ("true".to_owned(), all),
        _ => {}
    }
    if query.contains("is_deleted=1") {
        return ("[]".to_owned(), "0-0/0".to_owned());
    }
    let (from, to) = range(query);
    let table = match class {
        _ if class == shape.class() => Some(Table::Item),
        "Item_OperatingSystem" => Some(Table::System),
        "Infocom" => Some(Table::Infocom),
        _ => None,
    };
    let (list, total) = match table {
        Some(table) => (list(from..rows.min(to + 1), |n| item_row(n, table, shape)), rows),
        None => {
            let total = reference_total(class);
            (list(from..total.min(to + 1), |n| reference_row(class, n)), total)
        }
    };
    (list, format!("{from}-{}/{total}", total.min(to + 1).saturating_sub(1)))
}

fn range(query: &str) -> (u64, u64) {
    let range = query.split('&').find_map(|pair| pair.strip_prefix("range=")).unwrap_or("0-49");
    let (from, to) = range.split_once('-').unwrap_or((range, range));
    (from.parse().unwrap_or(0), to.parse().unwrap_or(49))
}

fn list(numbers: std::ops::Range<u64>, row: impl Fn(u64) -> String) -> String {
    let mut body = String::from("[");
    for n in numbers {
        if body.len() > 1 {
            body.push(',');
        }
        body.push_str(&row(n));
    }
    body.push(']');
    body
}

/// A row with the columns of the mapping and with others, as GLPI gives all it has.
fn item_row(n: u64, table: Table, shape: Shape) -> String {
    let mut row = format!(
        "{{\"id\":{},\"is_template\":0,\"template_name\":null,\"is_deleted\":0,\"is_dynamic\":0,\
         \"is_recursive\":0,\"date_mod\":\"2026-01-02 03:04:05\",\"date_creation\":\"2025-01-02 03:04:05\",\
         \"itemtype\":\"{}\",\"items_id\":{},\"users_id\":0,\"groups_id\":0,\"users_id_tech\":0,\
         \"groups_id_tech\":0,\"ticket_tco\":\"0.0000\",\"autoupdatesystems_id\":0,\"last_boot\":null",
        n + 1,
        shape.class(),
        n + 1,
    );
    for field in FIELDS.iter().filter(|field| shape.table(field) == table) {
        // Writing to a string does not fail.
        let _ = match field.value(n) {
            Value::Text(text) => write!(row, ",\"{}\":\"{text}\"", field.column),
            Value::Number(number) | Value::Key(number, _) => write!(row, ",\"{}\":{number}", field.column),
        };
    }
    row.push('}');
    row
}

fn dropdown(class: &str) -> Option<&'static super::made::Field> {
    let points_at = |column: &str| {
        SCHEMA.foreign_class(&Column::from(column)).is_some_and(|known| known.as_str() == class)
    };
    FIELDS.iter().find(|field| field.names().is_some() && points_at(field.column))
}

fn reference_total(class: &str) -> u64 {
    match class {
        "Entity" => 21,
        "Location" => 555,
        _ => dropdown(class).and_then(super::made::Field::names).unwrap_or(0),
    }
}

fn reference_row(class: &str, n: u64) -> String {
    match class {
        "Entity" if n == 0 => {
            r#"{"id":0,"name":"Root entity","entities_id":null,"is_recursive":1}"#.to_owned()
        }
        "Entity" => format!(r#"{{"id":{n},"name":"Branch {n}","entities_id":0,"is_recursive":1}}"#),
        "Location" => {
            let (name, parent) = match n {
                0..5 => (format!("Site {n}"), 0),
                5..55 => (format!("Building {}", n - 5), (n - 5) / 10 + 1),
                _ => (format!("Room {}", n - 55), (n - 55) / 10 + 6),
            };
            format!(
                r#"{{"id":{},"name":"{name}","entities_id":0,"is_recursive":1,"locations_id":{parent}}}"#,
                n + 1
            )
        }
        _ => {
            let column = dropdown(class).map_or("", |field| field.column);
            format!(r#"{{"id":{},"name":"{}"}}"#, n + 1, name(column, n + 1))
        }
    }
}
