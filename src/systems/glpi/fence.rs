//! The fence: has the server ended a write whose answer never came?
//!
//! PHP goes on with a write when its client is gone. A call with `session_write=true` keeps PHP's lock
//! on its session; a second such call in the session is answered only when the first has ended (measured
//! on 9.3.1 to 11.0.6 with sessions in files). Stores without locks answer at once: whether this one
//! locks is found out before the first write.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Glpi;
use super::session::{Session, holding_session, is_expired};
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::call::Call;
use crate::systems::shared::{RemoteError, Repeat};
use crate::systems::target::{End, Keep};

/// Criteria of the search that takes long: about 60 ms on GLPI 10.0.6 where a bare call takes 5.
const CRITERIA: usize = 6000;

/// What is searched: the first that the user may read.
const SEARCHED: [&str; 10] = [
    "Entity",
    "Computer",
    "Monitor",
    "NetworkEquipment",
    "Printer",
    "Phone",
    "Peripheral",
    "Software",
    "Contract",
    "Ticket",
];

/// How often the two calls must come in the same order for it to count: a busy machine disturbs some.
const AGREEING: usize = 3;

/// What proves the end of a write: the session that carried it. It is a secret.
#[derive(Serialize, Deserialize)]
struct Proof {
    session: String,
    /// Whether the server locks sessions; `None`: that is found out when it matters.
    locks: Option<bool>,
}

impl Glpi {
    /// What will prove that the server has ended the next write of this writer, as text to keep;
    /// it is a secret. `None` when this is no writer, or when its session has ended.
    pub async fn proof(&self) -> Option<SecretString> {
        let session = self.lane.as_ref()?.session()?;
        let locks = *self.shared.locks.get_or_init(|| locks_sessions(session)).await;
        self.proof_of(Some(locks))
    }

    /// The same without finding out whether the server locks its sessions: that takes a second, which few
    /// writes are not worth.
    pub fn quick_proof(&self) -> Option<SecretString> {
        self.proof_of(self.shared.locks.get().copied())
    }

    fn proof_of(&self, locks: Option<bool>) -> Option<SecretString> {
        let token = self.lane.as_ref()?.session()?.live_token()?;
        let proof = Proof { session: token.expose_secret().to_owned(), locks };
        serde_json::to_string(&proof).ok().map(SecretString::from)
    }

    /// Asks whether the server has ended the writes that a proof is of. Waits for their end as long as
    /// one request may take.
    pub async fn has_ended(&self, proof: &SecretString) -> End {
        let Ok(Proof { session, locks }) = serde_json::from_str(proof.expose_secret()) else {
            return End::CannotTell;
        };
        if locks == Some(false) {
            return End::CannotTell;
        }
        let token = SecretString::from(session);
        let end = match self.session().send_in(&bare_call(), &token).await {
            Ok((_, answer)) if answer.status == 200 => End::Reached,
            Ok((_, answer)) if is_expired(&answer) => End::CannotTell,
            Ok((_, answer)) => {
                tracing::debug!(answer.status, "the fence was not answered by GLPI");
                End::NotYet
            }
            // A time-out proves nothing: the fence may wait for the write, or for something else.
            Err(error) => {
                tracing::debug!(%error, "the fence was not answered");
                End::NotYet
            }
        };
        if let Some(lane) = &self.lane
            && let Some(own) = lane.session().and_then(Session::live_token)
            && own.expose_secret() == token.expose_secret()
        {
            lane.doubt(end != End::Reached);
        }
        if end == End::Reached && locks.is_none() {
            let measured = self.shared.locks.get_or_init(|| async {
                self.locks_sessions().await.unwrap_or_else(|error| {
                    tracing::debug!(%error, "whether GLPI locks its sessions cannot be tried");
                    false
                })
            });
            return if *measured.await { end } else { End::CannotTell };
        }
        end
    }

    /// Lets the session that a proof names outlive this one, or no longer.
    pub fn keep(&self, proof: &SecretString, keep: Keep) {
        if let Ok(Proof { session, .. }) = serde_json::from_str(proof.expose_secret()) {
            self.shared.lanes.keep(&SecretString::from(session), keep);
        }
    }

    /// Ends the session that a proof names: it is needed no more.
    pub async fn forget(&self, proof: &SecretString) {
        let Ok(Proof { session, .. }) = serde_json::from_str(proof.expose_secret()) else { return };
        let token = SecretString::from(session);
        if let Err(left) = self.session().send_in(&Call::get("killSession"), &token).await {
            tracing::debug!(%left, "the session of a settled write was not ended");
        }
    }

    /// Whether the server lets one call of a session wait for another, as the fence needs it.
    ///
    /// # Errors
    /// When no session can be opened.
    pub async fn locks_sessions(&self) -> Result<bool, RemoteError> {
        let session = self.session().another().await?;
        let locks = locks_sessions(&session).await;
        if let Err(left) = session.close().await {
            tracing::debug!(%left, "a session was not ended");
        }
        Ok(locks)
    }
}

/// A call that does next to nothing, but waits for the session.
fn bare_call() -> Call {
    // Repeated fences would take the server's workers one after the other.
    let mut call = Call::get("getActiveEntities");
    call.repeat = Repeat::OnlyIfNotDone;
    holding_session(call)
}

/// A search that changes nothing and takes the server many times as long as a bare call: PHP builds a long
/// query, of which the database looks at one condition a row.
fn slow_call(class: &str) -> Call {
    let criterion = json!({ "link": "AND", "field": 2, "searchtype": "contains", "value": "^-1$" });
    let body = json!({ "criteria": vec![criterion; CRITERIA], "range": "0-0" });
    holding_session(Call::write(Method::POST, format!("search/{class}"), body))
}

/// Sends a slow call and, while it is worked on, a bare one in the same session: where the store locks,
/// the bare one ends last.
async fn locks_sessions(session: &Session) -> bool {
    // The first call of a session may be slower than the others.
    let mut searched = None;
    for class in SEARCHED {
        if duration_of(session, class).await.is_some() {
            searched = Some(class);
            break;
        }
    }
    let Some(class) = searched else { return false };
    let Some(usual) = duration_of(session, class).await else { return false };
    let (mut waited, mut early) = (0, 0);
    while waited < AGREEING && early < AGREEING {
        let slow = slow_call(class);
        let first = async {
            let answered = session.send_once(&slow).await;
            (Instant::now(), answered)
        };
        let second = async {
            tokio::time::sleep(usual / 4).await;
            let answered = session.send_once(&bare_call()).await;
            (Instant::now(), answered)
        };
        let ((first_end, first), (second_end, second)) = futures::join!(first, second);
        match (first, second) {
            (Ok((_, first)), Ok((_, second))) if first.status < 300 && second.status == 200 => {}
            _ => return false,
        }
        // PHP has done most of a bare call before it waits: it ends right behind the slow one, or, where
        // nothing waits, when two thirds of that are still to come.
        if second_end + usual / 2 < first_end { early += 1 } else { waited += 1 }
    }
    tracing::info!(url = session.url(), locks = waited > early, "whether GLPI locks its sessions");
    waited > early
}

async fn duration_of(session: &Session, class: &str) -> Option<Duration> {
    let begin = Instant::now();
    match session.send_once(&slow_call(class)).await {
        Ok((_, answer)) if answer.status < 300 => Some(begin.elapsed()),
        Ok((call, answer)) => {
            tracing::debug!(call, answer.status, "whether GLPI locks its sessions cannot be tried");
            None
        }
        Err(error) => {
            tracing::debug!(%error, "whether GLPI locks its sessions cannot be tried");
            None
        }
    }
}
