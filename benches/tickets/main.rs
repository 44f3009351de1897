//! How long one run takes for many events at once: their tickets at a practice GLPI, their acknowledgements in a
//! practice monitor, both as far away as a server in the next building; and then the runs in which all of them
//! change, end, and come back.
//!
//! `cargo bench --bench tickets` prints the table for 390 events; `-- --events 20` for fewer, which the test
//! script does. `STOCKTAKE_BENCH_PROGRAM` names another build of the program to measure, for a comparison.

#![expect(clippy::print_stdout, reason = "a table is what a benchmark is for")]

mod far;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use stocktake::practice::glpi::{self, PracticeGlpi};
use stocktake::practice::monitor::{self, LOGIN, Level, PASSWORD};

/// Events of the table.
const EVENTS: usize = 390;

/// How long each request to the monitor and to the desk is on its way.
const DISTANCE: Duration = Duration::from_millis(20);

/// What is measured: a monitor, what its events have in common, and what is said there.
const LINES: [(&str, &str, &str); 4] = [
    ("icinga", "a ticket each", ""),
    ("zabbix", "a ticket each", ""),
    ("zabbix", "ten to a ticket", "group_by = [\"host\"]\n"),
    ("icinga", "a ticket each, commented", "back = { on_open = \"comment\" }\n"),
];

fn main() -> anyhow::Result<()> {
    // `--bench` is what Cargo adds.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let events = match words.as_slice() {
        [] if !std::env::args().any(|word| word == "--bench") => {
            println!("a benchmark: run it with `cargo bench --bench tickets`");
            return Ok(());
        }
        [] => EVENTS,
        ["--events", events] => events.parse()?,
        _ => bail!("give `-- --events 20`, or nothing"),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    println!("| monitor | events | tickets                  |  s in all | calls of the monitor |");
    println!("|---------|-------:|--------------------------|----------:|---------------------:|");
    for (key, shape, lines) in LINES {
        let (took, calls) = runtime.block_on(run(key, lines, events))?;
        println!("| {key:<7} | {events:>6} | {shape:<24} | {:>9.2} | {calls:>20} |", took.as_secs_f64());
    }
    println!();
    println!("| what all tickets get     | events | in flight | s in all |");
    println!("|--------------------------|-------:|----------:|---------:|");
    for in_flight in [1, 2, 4] {
        for (what, took) in runtime.block_on(life(events, in_flight))? {
            println!("| {what:<24} | {events:>6} | {in_flight:>9} | {:>8.2} |", took.as_secs_f64());
        }
    }
    Ok(())
}

/// Runs in which every ticket gets a note, is solved, and is reopened, with so many requests in flight at the desk.
async fn life(events: usize, in_flight: usize) -> anyhow::Result<Vec<(&'static str, Duration)>> {
    let monitor =
        monitor::Running::start(monitor::face("icinga").context("no such practice monitor")?).await?;
    let options = glpi::Options { latency: Some(DISTANCE), ..glpi::Options::default() };
    let desk = PracticeGlpi::open(options)?.start().await?;
    let control = monitor.control();
    let far = far::away(&monitor.base_url(), DISTANCE).await?;
    let folder = tempfile::tempdir()?;
    let solves = "on_recovery = { action = \"solve\", after = \"0s\" }\n";
    let at = format!("url = \"{}\"\nin_flight = {in_flight}", desk.base_url());
    project(folder.path(), "icinga", &far, &at, solves)?;
    let all = |does: &dyn Fn(&str, &str)| {
        (0..events).for_each(|nth| does(&format!("web{:02}", nth / 10), &format!("check-{}", nth % 10)));
    };
    let raise = |level| {
        all(&|host, service| control.raise(host, Some(service), level, "it does not answer"));
    };
    raise(Level::Critical);
    program(folder.path()).await?;
    raise(Level::Warning);
    let notes = program(folder.path()).await?;
    all(&|host, service| control.recover(host, Some(service)));
    let solutions = program(folder.path()).await?;
    raise(Level::Critical);
    let reopenings = program(folder.path()).await?;
    let open = desk.control().rows("Ticket").iter().filter(|row| row["status"].as_i64() < Some(5)).count();
    let (told, solved) =
        (desk.control().rows("ITILFollowup").len(), desk.control().rows("ITILSolution").len());
    if (open, solved) != (events, events) || told != 2 * events {
        bail!("{open} tickets are open, {solved} solutions and {told} notes are there");
    }
    Ok(vec![("a note", notes), ("a solution", solutions), ("a reopening, acknowledged", reopenings)])
}

/// Runs the program; how long it took.
async fn program(folder: &Path) -> anyhow::Result<Duration> {
    let program = std::env::var("STOCKTAKE_BENCH_PROGRAM");
    let program = program.unwrap_or_else(|_| env!("CARGO_BIN_EXE_stocktake").to_owned());
    let begin = Instant::now();
    let mut command = tokio::process::Command::new(program);
    command.arg("--project").arg(folder).args(["run", "tickets"]);
    let ended = command.env("NO_PROXY", "127.0.0.1").stdin(Stdio::null()).output().await?;
    let took = begin.elapsed();
    if ended.status.code() != Some(0) {
        let said = [ended.stdout, ended.stderr].concat();
        bail!("the run failed: {}", String::from_utf8_lossy(&said));
    }
    Ok(took)
}

/// One run of the program over new events. Returns how long it took, and how often the monitor was called.
async fn run(key: &str, lines: &str, events: usize) -> anyhow::Result<(Duration, usize)> {
    let face = monitor::face(key).context("no such practice monitor")?;
    let monitor = monitor::Running::start(face).await?;
    let options = glpi::Options { latency: Some(DISTANCE), ..glpi::Options::default() };
    let desk = PracticeGlpi::open(options)?.start().await?;
    let control = monitor.control();
    for nth in 0..events {
        let (host, service) = (format!("web{:02}", nth / 10), format!("check-{}", nth % 10));
        control.raise(&host, Some(&service), Level::Critical, "it does not answer");
    }
    let far = far::away(&monitor.base_url(), DISTANCE).await?;
    let folder = tempfile::tempdir()?;
    project(folder.path(), key, &far, &format!("url = \"{}\"", desk.base_url()), lines)?;
    drop(control.take_requests());
    let took = program(folder.path()).await?;
    let told = (0..events).filter(|nth| {
        let (host, service) = (format!("web{:02}", nth / 10), format!("check-{}", nth % 10));
        !control.comments(&host, Some(&service)).is_empty()
            || !control.acknowledgements(&host, Some(&service)).is_empty()
    });
    let told = told.count();
    if told != events {
        bail!("{told} of {events} events were told of their tickets");
    }
    Ok((took, control.take_requests().len()))
}

fn project(folder: &Path, key: &str, monitor: &str, desk: &str, lines: &str) -> anyhow::Result<()> {
    let file = |path: &str, text: &str| -> anyhow::Result<()> {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().context("a file in the folder")?)?;
        Ok(std::fs::write(path, text)?)
    };
    file("secrets/desk", &glpi::Options::default().user_token)?;
    file("secrets/monitor", PASSWORD)?;
    file(
        "stocktake.toml",
        &format!(
            "[state]\nurl = \"sqlite:var/stocktake.db\"\n\n[system.desk.glpi]\n{desk}\n\
             user_token = \"file:secrets/desk\"\n\n[system.mon.{key}]\nurl = \"{monitor}\"\n\
             login = \"{LOGIN}\"\npassword = \"file:secrets/monitor\"\n"
        ),
    )?;
    file(
        "jobs/tickets.toml",
        &format!(
            "description = \"Tickets\"\nmonitors = [\"mon\"]\n[storm]\nabove = 10000\n[[rule]]\n\
             name = \"all\"\ndesk = \"desk\"\ntitle = \"{{{{ event.host }}}}/{{{{ event.service }}}}\"\n{lines}"
        ),
    )
}
