//! A first sync and a quiet second one against a real GLPI, beside a bare client that only posts the
//! same rows and one that only reads them again, in turns.
//!
//! Needs `STOCKTAKE_BENCH_GLPI` (the URL ending in `/apirest.php`, by http) and
//! `STOCKTAKE_BENCH_USER_TOKEN`; see `benches/real_glpi.sh`. It adds thousands of rows.

#![expect(clippy::print_stdout, reason = "a table is what a benchmark is for")]

mod bare;
mod ours;
mod rows;
mod wire;

use std::time::Instant;

use anyhow::{Context, ensure};

use rows::Rows;
use wire::{Counted, Forwarder};

/// How the GLPI is reached and what is done to it.
pub struct Desk {
    /// URL through the forwarder that counts.
    pub url: String,
    /// Personal token.
    pub user_token: String,
    /// Token of the API client.
    pub app_token: Option<String>,
}

/// What one side took.
#[derive(Debug, Clone, Copy)]
struct Took {
    seconds: f64,
    counted: Counted,
}

/// One round: writing and reading, ours and bare.
struct Round {
    first: Took,
    quiet: Took,
    posted: Took,
    read: Took,
}

fn main() -> anyhow::Result<()> {
    if !std::env::args().any(|word| word == "--bench") {
        println!("a benchmark: run it with benches/real_glpi.sh");
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(compare())
}

async fn compare() -> anyhow::Result<()> {
    let number = |name: &str, otherwise: u64| variable(name).map_or(Ok(otherwise), |text| text.parse());
    let (count, rounds) = (number("STOCKTAKE_BENCH_ROWS", 2000)?, number("STOCKTAKE_BENCH_ROUNDS", 3)?);
    let url =
        variable("STOCKTAKE_BENCH_GLPI").context("STOCKTAKE_BENCH_GLPI is not set: the URL of a GLPI")?;
    let forwarder = Forwarder::start(&url).await?;
    let desk = Desk {
        url: forwarder.url().to_owned(),
        user_token: variable("STOCKTAKE_BENCH_USER_TOKEN")
            .context("STOCKTAKE_BENCH_USER_TOKEN is not set")?,
        app_token: variable("STOCKTAKE_BENCH_APP_TOKEN"),
    };
    let mut all = Vec::new();
    for number in 0..rounds {
        let round = round(&desk, &forwarder, count, number).await?;
        println!(
            "round {}: first sync {:.1} s, bare posts {:.1} s; quiet sync {:.1} s, bare reads {:.1} s",
            number + 1,
            round.first.seconds,
            round.posted.seconds,
            round.quiet.seconds,
            round.read.seconds
        );
        all.push(round);
    }
    print(count, &all);
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// Both sides once, the other one first in every second round.
async fn round(desk: &Desk, forwarder: &Forwarder, count: u64, number: u64) -> anyhow::Result<Round> {
    let mut sync = None;
    let mut bare = None;
    for turn in 0..2 {
        reset()?;
        let rows = Rows { count, mark: format!("{}{number}", if turn == number % 2 { "s" } else { "b" }) };
        if turn == number % 2 {
            let project = ours::Prepared::new(desk, &rows)?;
            let first = timed(forwarder, project.sync(count)).await?;
            let quiet = timed(forwarder, project.sync(0)).await?;
            sync = Some((first, quiet));
        } else {
            let client = bare::Bare::open(desk).await?;
            let posted = timed(forwarder, client.post(&rows)).await?;
            let read = timed(forwarder, client.read(count)).await?;
            bare = Some((posted, read));
        }
    }
    let (first, quiet) = sync.context("no sync was measured")?;
    let (posted, read) = bare.context("no bare client was measured")?;
    Ok(Round { first, quiet, posted, read })
}

async fn timed(
    forwarder: &Forwarder,
    work: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<Took> {
    let (before, start) = (forwarder.counted(), Instant::now());
    work.await?;
    Ok(Took { seconds: start.elapsed().as_secs_f64(), counted: forwarder.counted().since(before) })
}

/// Brings the GLPI back to its start, when there is a command for that.
fn reset() -> anyhow::Result<()> {
    if let Some(command) = variable("STOCKTAKE_BENCH_RESET") {
        let ended = std::process::Command::new("sh").arg("-c").arg(&command).output()?;
        ensure!(ended.status.success(), "`{command}` failed: {}", String::from_utf8_lossy(&ended.stderr));
    }
    Ok(())
}

fn print(count: u64, rounds: &[Round]) {
    type Side = (&'static str, fn(&Round) -> Took);
    let pairs: [(Side, Side); 2] = [
        (("first sync", |round| round.first), ("bare client posts", |round| round.posted)),
        (("quiet second sync", |round| round.quiet), ("bare client reads", |round| round.read)),
    ];
    println!(
        "\n{count} computers with operating system, contract and infocom; medians of {} rounds\n",
        rounds.len()
    );
    println!("|                   | calls | KiB sent | KiB received | seconds | ratio |");
    println!("|-------------------|------:|---------:|-------------:|--------:|------:|");
    for (ours, bare) in pairs {
        let against = median(rounds, |round| bare.1(round).seconds);
        for (name, took) in [ours, bare] {
            let of = |get: fn(&Took) -> f64| median(rounds, |round| get(&took(round)));
            let seconds = of(|took| took.seconds);
            println!(
                "| {name:<17} | {:>5.0} | {:>8.0} | {:>12.0} | {seconds:>7.2} | {:>5.2} |",
                of(|took| took.counted.calls as f64),
                of(|took| took.counted.sent as f64 / 1024.0),
                of(|took| took.counted.received as f64 / 1024.0),
                seconds / against,
            );
        }
    }
}

fn median(rounds: &[Round], get: impl Fn(&Round) -> f64) -> f64 {
    let mut all: Vec<f64> = rounds.iter().map(get).collect();
    all.sort_by(f64::total_cmp);
    match all.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => all[odd / 2],
        even => f64::midpoint(all[even / 2 - 1], all[even / 2]),
    }
}
