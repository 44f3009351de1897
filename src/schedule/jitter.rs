//! The stable spread of jobs that share a tick.

use std::time::Duration;

use crate::model::job::JobName;

/// How much later than its ticks a job starts: whole seconds, evenly spread from zero to `spread`,
/// both inclusive.
///
/// It depends on the name and the spread alone, so it is the same after a restart, on every
/// machine and in every version.
pub fn jitter(job: &JobName, spread: Duration) -> Duration {
    let choices = u128::from(spread.as_secs()) + 1;
    let seconds = (u128::from(mixed(fnv_1a(job.as_str().as_bytes()))) * choices) >> 64;
    Duration::from_secs(u64::try_from(seconds).unwrap_or(spread.as_secs()))
}

/// FNV-1a, 64 bits (draft-eastlake-fnv).
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The finalizer of splitmix64: FNV alone leaves the high bits of similar names alike.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(name: &str, spread: u64) -> u64 {
        jitter(&JobName::from(name), Duration::from_secs(spread)).as_secs()
    }

    #[test]
    fn without_spread_a_job_starts_on_the_tick() {
        assert_eq!(seconds("computers", 0), 0);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_job_keeps_its_jitter_from_version_to_version() {
        let seen = ["computers", "contracts", "suppliers", "job-1", "job-2"].map(|name| seconds(name, 3600));
        assert_eq!(seen, [1008, 1885, 2669, 3584, 2997]);
    }

    #[test]
    fn numbered_jobs_are_spread_evenly_and_reach_both_ends() {
        let mut starts = [0_u32; 10];
        for number in 0..10_000 {
            let second = seconds(&format!("job-{number}"), 9);
            starts[usize::try_from(second).unwrap_or(usize::MAX)] += 1;
        }
        assert!(starts.iter().all(|count| (900..1100).contains(count)), "{starts:?}");
    }
}
