//! Counts the calls of this program by HTTP and how long they took, by system and by what was answered. A room does
//! not know by which name the project calls its system: whoever opens it says so, and the client that is made
//! meanwhile keeps it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;

/// Upper bounds in seconds: from an answer out of a cache to one that a time-out cuts.
const BOUNDS: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 120.0];

/// What tells calls apart: the system by its name in the project, and the class of the status.
pub type CallLabels = [(&'static str, String); 2];

/// Durations of calls.
pub type Calls = Family<CallLabels, Histogram, fn() -> Histogram>;

static CALLS: LazyLock<Calls> = LazyLock::new(|| Family::new_with_constructor(durations));

fn durations() -> Histogram {
    Histogram::new(BOUNDS)
}

tokio::task_local! {
    static SYSTEM: Arc<str>;
}

/// The calls of this program so far.
pub fn calls() -> Calls {
    CALLS.clone()
}

/// Opens a system, whose calls are counted under this name.
pub async fn counted_as<T>(system: &str, opening: impl Future<Output = T>) -> T {
    SYSTEM.scope(system.into(), opening).await
}

/// The system that is being opened; `None`: calls are not counted.
pub(super) fn system() -> Option<Arc<str>> {
    SYSTEM.try_with(Arc::clone).ok()
}

/// Counts a call. Without a status no answer came.
pub(super) fn count(system: &Arc<str>, status: Option<u16>, took: Duration) {
    let class = match status {
        Some(100..=199) => "1xx",
        Some(200..=299) => "2xx",
        Some(300..=399) => "3xx",
        Some(400..=499) => "4xx",
        Some(_) => "5xx",
        None => "none",
    };
    let labels = [("system", system.to_string()), ("status", class.to_owned())];
    CALLS.get_or_create(&labels).observe(took.as_secs_f64());
}
