//! Work that blocks for the state database or for planning, on threads of its own: a database that hangs holds no thread of
//! the runtime, which has a few for all connections.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Does something on a thread of its own.
pub fn apart<T: Send + 'static, F: Future<Output = T>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> JoinHandle<T> {
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(work()))
}
