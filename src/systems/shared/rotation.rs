//! Refresh tokens that are good for nothing once they were used: the newest one is taken by one program at a time, and
//! what came in its place is kept before anything is done with what came with it.

use std::future::Future;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::KeepToken;
use crate::message::{Message, reach as message};
use crate::model::secret::{ExposeSecret as _, SecretString};

/// A refresh token is given back before others may take it by force.
const LONGEST_REFRESH: Duration = Duration::from_secs(120);

/// What is kept: the token, and the one of the settings from which it comes, so that a new one there counts.
#[derive(Deserialize, Serialize)]
struct Kept {
    token: String,
    seed: Option<String>,
}

/// The newest refresh token: what is kept, unless the one of the settings is another one than the one it came from;
/// `None` where there is neither.
pub(in crate::systems) fn newest(kept: Option<SecretString>, seed: Option<&str>) -> Option<String> {
    let kept: Option<Kept> = kept.and_then(|kept| serde_json::from_str(kept.expose_secret()).ok());
    let kept = kept.filter(|kept| seed.is_none() || kept.seed.as_deref() == seed);
    kept.map(|kept| kept.token).or_else(|| seed.map(str::to_owned))
}

/// Keeps what came in its place.
///
/// # Errors
/// When it cannot be kept.
pub(in crate::systems) async fn keep(
    keeper: &dyn KeepToken,
    token: &str,
    seed: Option<&str>,
) -> Result<(), Message> {
    let kept = Kept { token: token.to_owned(), seed: seed.map(str::to_owned) };
    let kept = serde_json::to_string(&kept).map_err(|error| message::token_not_kept(error.to_string()))?;
    keeper.keep(&SecretString::from(kept)).await.map_err(message::token_not_kept)
}

/// Does what needs the token that is kept while no other program has it; `None`: it took too long.
///
/// # Errors
/// When it cannot be had.
pub(in crate::systems) async fn while_taken<F: Future>(
    keeper: &dyn KeepToken,
    with: impl FnOnce(Option<SecretString>) -> F,
) -> Result<Option<F::Output>, Message> {
    let kept = keeper.take().await.map_err(message::token_not_kept)?;
    let done = tokio::time::timeout(LONGEST_REFRESH, with(kept)).await;
    keeper.release().await;
    Ok(done.ok())
}
