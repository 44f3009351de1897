//! Kept plans in memory: who pages through one reads it once, and all who ask for it at the same time wait for that one
//! reading. One of 100,000 changes takes some hundred MB and seconds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::sync::Semaphore;

use crate::model::{Plan, RunId};

/// Plans in memory.
const MOST: usize = 2;

/// Requests that may read a plan or wait for it: half of the pages that are made at a time, so that others go on.
const MOST_ASKING: usize = 16;

/// Plans that were looked at.
pub struct KeptPlans {
    known: Mutex<Vec<KeptPlan>>,
    reading: Mutex<()>,
    asking: Semaphore,
}

struct KeptPlan {
    run: RunId,
    changed: Option<SystemTime>,
    plan: Arc<Plan>,
}

impl Default for KeptPlans {
    fn default() -> Self {
        Self { known: Mutex::default(), reading: Mutex::default(), asking: Semaphore::new(MOST_ASKING) }
    }
}

impl KeptPlans {
    /// The plan of a run whose file was changed then, read where it is not known. It blocks while another request reads a
    /// plan; `None`: as many wait already as may.
    ///
    /// # Errors
    /// It could not be read; that is not kept.
    pub fn of(
        &self,
        run: &RunId,
        changed: Option<SystemTime>,
        read: impl FnOnce() -> anyhow::Result<Plan>,
    ) -> anyhow::Result<Option<Arc<Plan>>> {
        if let Some(plan) = self.known(run, changed) {
            return Ok(Some(plan));
        }
        let Ok(_asking) = self.asking.try_acquire() else { return Ok(None) };
        // One at a time, whatever its run: while it is read a plan takes more memory than afterwards.
        let _one = lock(&self.reading);
        if let Some(plan) = self.known(run, changed) {
            return Ok(Some(plan));
        }
        lock(&self.known).truncate(MOST - 1);
        let plan = Arc::new(read()?);
        let mut known = lock(&self.known);
        known.retain(|kept| kept.run != *run);
        known.insert(0, KeptPlan { run: run.clone(), changed, plan: plan.clone() });
        Ok(Some(plan))
    }

    fn known(&self, run: &RunId, changed: Option<SystemTime>) -> Option<Arc<Plan>> {
        let is_it = |kept: &&KeptPlan| kept.run == *run && kept.changed == changed && changed.is_some();
        lock(&self.known).iter().find(is_it).map(|kept| kept.plan.clone())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::model::Counts;

    const THEN: Option<SystemTime> = Some(SystemTime::UNIX_EPOCH);

    fn id(number: usize) -> RunId {
        RunId(format!("{number:06}"))
    }

    fn plan() -> Plan {
        let plan = serde_json::json!({
            "format": 2, "job": "nightly", "system": "glpi", "digest": "", "counts": Counts::default(),
            "basis": [], "references": [], "changes": [], "rejects": [],
        });
        serde_json::from_value(plan).unwrap()
    }

    #[test]
    fn all_who_ask_at_the_same_time_wait_for_one_reading_and_no_more_than_may() {
        let (plans, reads, run) = (KeptPlans::default(), AtomicUsize::new(0), id(1));
        // It ends once all others wait.
        let read = || {
            reads.fetch_add(1, Ordering::Relaxed);
            while plans.asking.available_permits() > 0 {
                std::thread::yield_now();
            }
            assert!(plans.of(&run, THEN, || Ok(plan())).unwrap().is_none(), "one more than may wait");
            Ok(plan())
        };
        let found: Vec<Arc<Plan>> = std::thread::scope(|scope| {
            let asked = [(); MOST_ASKING].map(|()| scope.spawn(|| plans.of(&run, THEN, read)));
            asked.map(|asked| asked.join().unwrap().unwrap().unwrap()).into_iter().collect()
        });
        assert_eq!(reads.load(Ordering::Relaxed), 1);
        assert!(found.iter().all(|plan| Arc::ptr_eq(plan, &found[0])));
        assert_eq!(plans.asking.available_permits(), MOST_ASKING);
    }

    #[test]
    fn what_could_not_be_read_is_read_again_and_so_is_what_was_changed() {
        let (plans, run) = (KeptPlans::default(), id(1));
        assert!(plans.of(&run, THEN, || anyhow::bail!("torn")).is_err());
        let first = plans.of(&run, THEN, || Ok(plan())).unwrap().unwrap();
        let again = plans.of(&run, THEN, || anyhow::bail!("read once more")).unwrap().unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let later = Some(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1));
        assert!(!Arc::ptr_eq(&first, &plans.of(&run, later, || Ok(plan())).unwrap().unwrap()));
    }

    #[test]
    fn two_plans_are_kept_and_none_while_a_third_is_read_beside_them() {
        let plans = KeptPlans::default();
        for number in 1..=3 {
            let read = || {
                assert!(lock(&plans.known).len() < MOST);
                Ok(plan())
            };
            plans.of(&id(number), THEN, read).unwrap();
        }
        assert!(plans.known(&id(1), THEN).is_none());
        assert!(plans.known(&id(2), THEN).is_some() && plans.known(&id(3), THEN).is_some());
    }
}
