//! CPU time and peak memory of planning when nothing has changed: rows of a CSV file against as many
//! items of a GLPI, with links that remember every field.
//!
//! `cargo bench --bench planning` prints the table; `-- --rows 1000` prints it with at most so many rows,
//! which the test script does; `-- 10000 flat` measures one line of it. Each line is measured in a process
//! of its own, the imitated GLPI runs in another one.

#![expect(clippy::print_stdout, reason = "a table is what a benchmark is for")]

mod made;
mod measure;
mod server;
mod usage;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use made::Shape;
use measure::Measured;

/// Rows of the longest line of the table.
const MOST_ROWS: u64 = 1_000_000;

/// What the table shows, in its order.
fn lines(most: u64) -> [(u64, Shape); 5] {
    let (few, some) = ((most / 100).max(1), (most / 10).max(1));
    [
        (few, Shape::Flat),
        (some, Shape::Flat),
        (most, Shape::Flat),
        (some, Shape::Template),
        (some, Shape::Parts),
    ]
}

fn main() -> anyhow::Result<()> {
    // `--bench` is what Cargo adds.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", rows, shape, folder, url] => {
            made::prepare(rows.parse()?, Shape::of(shape)?, Path::new(folder), url)
        }
        ["serve", rows, shape] => server::serve(rows.parse()?, Shape::of(shape)?),
        ["measure", folder] => {
            println!("{}", measure::measure(Path::new(folder))?.line());
            Ok(())
        }
        [] if !std::env::args().any(|word| word == "--bench") => {
            println!("a benchmark: run it with `cargo bench --bench planning`");
            Ok(())
        }
        [] => table(&lines(MOST_ROWS)),
        ["--rows", most] => table(&lines(most.parse()?)),
        [rows, shape] => table(&[(rows.parse()?, Shape::of(shape)?)]),
        _ => bail!("give `-- --rows 1000`, or the rows and one of flat, template, parts: `-- 10000 flat`"),
    }
}

/// Measures and prints, line by line.
fn table(lines: &[(u64, Shape)]) -> anyhow::Result<()> {
    println!(
        "|      rows | fields       | CPU s | read CSV | read items | links |  plan | peak MiB | µs/row | growth |"
    );
    println!(
        "|----------:|--------------|------:|---------:|-----------:|------:|------:|---------:|-------:|-------:|"
    );
    let mut before: Option<(u64, Shape, Measured)> = None;
    for (rows, shape) in lines {
        let measured = line(*rows, *shape)?;
        // With linear growth the CPU time grows as the rows do: ×1.00.
        let growth = before.as_ref().filter(|(_, known, _)| known == shape).map_or_else(
            || "-".to_owned(),
            |(fewer, _, then)| {
                let per_row = |measured: &Measured, rows: u64| measured.total() / rows as f64;
                format!("×{:.2}", per_row(&measured, *rows) / per_row(then, *fewer))
            },
        );
        println!(
            "| {:>9} | {:<12} | {:>5.2} | {:>8.2} | {:>10.2} | {:>5.2} | {:>5.2} | {:>8.0} | {:>6.1} | {growth:>6} |",
            rows,
            shape.shown(),
            measured.total(),
            measured.csv,
            measured.items,
            measured.links,
            measured.plan,
            measured.peak_mib,
            measured.total() * 1e6 / *rows as f64,
        );
        before = Some((*rows, *shape, measured));
    }
    Ok(())
}

fn line(rows: u64, shape: Shape) -> anyhow::Result<Measured> {
    let folder = tempfile::tempdir()?;
    let at = folder.path().to_str().context("the folder for throw-away files is not UTF-8")?;
    let (mut server, url) = start_server(rows, shape)?;
    let prepared = run(&["prepare", &rows.to_string(), shape.word(), at, &url]);
    let measured = prepared.and_then(|_| run(&["measure", at])).and_then(|line| Measured::of_line(&line));
    server.kill()?;
    server.wait()?;
    measured
}

fn start_server(rows: u64, shape: Shape) -> anyhow::Result<(Child, String)> {
    let mut server = Command::new(std::env::current_exe()?)
        .args(["serve", &rows.to_string(), shape.word()])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = server.stdout.take().context("the server has no output")?;
    let mut url = String::new();
    BufReader::new(output).read_line(&mut url)?;
    Ok((server, url.trim().to_owned()))
}

/// Runs this program again and returns what it printed.
fn run(arguments: &[&str]) -> anyhow::Result<String> {
    let ended = Command::new(std::env::current_exe()?).args(arguments).stderr(Stdio::inherit()).output()?;
    if !ended.status.success() {
        bail!("`{}` failed: {}", arguments.join(" "), ended.status);
    }
    Ok(String::from_utf8(ended.stdout)?.trim().to_owned())
}
