//! A fault of the program itself in one job: it ends that job's run, and nothing else.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;

use crate::message;

/// Does some work. A panic in it is an error like any other; where it happened stands in the log.
///
/// # Errors
/// Those of the work, and that it panicked.
pub(super) async fn caught<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    // What the work had in its hands is dropped with it; the state database rolls back by itself.
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.unwrap_or_else(|panic| Err(anyhow::anyhow!(message::run::panicked(said(panic.as_ref())))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_that_says_what_it_said() {
        let broken = caught(async {
            let cells: Vec<u32> = Vec::new();
            Ok(cells[3])
        });
        let error = broken.await.unwrap_err().to_string();
        assert!(error.contains("index out of bounds: the len is 0 but the index is 3"), "{error}");
        assert_eq!(caught(async { Ok(1) }).await.unwrap(), 1);
    }
}
