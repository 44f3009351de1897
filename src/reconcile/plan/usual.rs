//! Whether a source is as usual: its number of records, how well its key columns are filled, its
//! number of files, against the last good runs of the same job.
//!
//! Medians, so that one odd night neither moves the measure nor widens it.

use std::collections::BTreeSet;

use crate::message;
use crate::model::Reading;
use crate::model::Said;
use crate::model::job::Limits;
use crate::model::said::Rounded;

/// Good runs that are looked back at: two weeks of nights, so that a new level is the usual one
/// after the eighth night.
pub const RUNS: usize = 14;

/// With fewer good runs there is no usual, and only `limits.shrink_percent` holds.
const FEWEST: usize = 5;

/// The band is at least this many median deviations wide: about two standard deviations of a
/// normal spread, so that a source that always varies is not called odd for it.
const DEVIATIONS: f64 = 3.0;

/// What earlier good runs of a job read, and how far a run may be from it.
#[derive(Debug, Clone, Default)]
pub struct Usual {
    readings: Vec<Reading>,
    band_percent: Option<f64>,
    fill_drop_percent: Option<f64>,
    min_items: u64,
}

impl Usual {
    /// Of the newest good runs, at most [`RUNS`] of them.
    pub fn new(readings: Vec<Reading>, limits: &Limits) -> Self {
        Self {
            readings,
            band_percent: limits.band_percent,
            fill_drop_percent: limits.fill_drop_percent,
            min_items: limits.min_items,
        }
    }

    /// What is not as usual with the sources of these mappings, as a sentence.
    pub fn anomaly(&self, now: &Reading, mappings: &BTreeSet<String>) -> Option<Said> {
        mappings.iter().find_map(|mapping| {
            self.odd_files(now, mapping)
                .or_else(|| self.odd_records(now, mapping))
                .or_else(|| self.odd_fill(now, mapping))
        })
    }

    fn odd_files(&self, now: &Reading, mapping: &str) -> Option<Said> {
        self.band_percent?;
        let files = *now.files.get(mapping)?;
        let usual = median(self.of(|reading| reading.files.get(mapping).copied()))?;
        (number(files) < usual)
            .then(|| message::guard::unusual_files(mapping, files, Rounded(usual, 0)).said())
    }

    fn odd_records(&self, now: &Reading, mapping: &str) -> Option<Said> {
        let percent = self.band_percent?;
        let records = *now.records.get(mapping)?;
        let before = self.of(|reading| reading.records.get(mapping).copied());
        let usual = median(before.clone())?;
        if usual < number(self.min_items) {
            return None;
        }
        let spread = median(before.iter().map(|count| (count - usual).abs()).collect()).unwrap_or(0.0);
        let width = (usual * percent / 100.0).max(DEVIATIONS * spread);
        let away = (number(records) - usual).abs();
        (away > width).then(|| {
            message::guard::unusual_count(mapping, records, Rounded(usual, 0), Rounded(width, 0)).said()
        })
    }

    fn odd_fill(&self, now: &Reading, mapping: &str) -> Option<Said> {
        let percent = self.fill_drop_percent?;
        let records = *now.records.get(mapping)?;
        if records < self.min_items {
            return None;
        }
        now.filled.get(mapping)?.iter().find_map(|(field, filled)| {
            let usual = median(self.of(|reading| {
                let records = reading.records.get(mapping).copied().filter(|records| *records > 0)?;
                let filled = reading.filled.get(mapping)?.get(field).copied()?;
                Some(filled * 10_000 / records)
            }))?;
            let (usual, filled) = (usual / 100.0, number(filled * 10_000 / records) / 100.0);
            (usual - filled > percent).then(|| {
                message::guard::unusual_fill(field, Rounded(filled, 1), mapping, Rounded(usual, 1)).said()
            })
        })
    }

    fn of(&self, count: impl Fn(&Reading) -> Option<u64>) -> Vec<f64> {
        self.readings.iter().take(RUNS).filter_map(|reading| count(reading).map(number)).collect()
    }
}

/// The value in the middle; `None` when there are too few to tell.
fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.len() < FEWEST {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    Some(if values.len() % 2 == 1 {
        values[middle]
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
fn number(count: impl Into<u64>) -> f64 {
    count.into() as f64
}
