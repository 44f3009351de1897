//! How the body of a request comes: whole and in time, or not.

use std::io::ErrorKind;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use futures::StreamExt as _;

use super::call::Fault;
use crate::message;

/// Most bytes that are read of a body that is too large; they take no memory, and no longer than any other body.
const MOST_DROPPED: usize = 128 * 1024 * 1024;
/// A form that takes longer to arrive is not waited for.
pub const ARRIVES: Duration = Duration::from_secs(30);

/// The body of a request, unless it is too large, or does not come: that is no fault of it, and who sends it once more may have
/// a better line. One that is too large is read on for a while and not kept:
/// whoever is cut off while sending does not hear why, and sends it again.
pub async fn arrived(body: Body, most: usize, within: Duration) -> Result<Bytes, Fault> {
    let late = || Fault::told(StatusCode::SERVICE_UNAVAILABLE, &message::web::body_is_late());
    let broken = || Fault::told(StatusCode::BAD_REQUEST, &message::web::body_is_broken());
    let reading = async {
        let (mut pieces, mut kept, mut read) = (body.into_data_stream(), Vec::new(), 0_usize);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| if is_broken(&error) { broken() } else { late() })?;
            read = read.saturating_add(piece.len());
            match read {
                read if read <= most => kept.extend_from_slice(&piece),
                read if read <= MOST_DROPPED => kept = Vec::new(),
                _ => return Err(Fault::TooLarge),
            }
        }
        if read <= most { Ok(Bytes::from(kept)) } else { Err(Fault::TooLarge) }
    };
    tokio::time::timeout(within, reading).await.map_err(|_| late())?
}

/// Whether a body comes in another form than its head says, as chunks without their size: it would not be better once more.
fn is_broken(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData);
        }
        cause = error.source();
    }
    false
}

/// Reads on for a while what nobody looks at, and keeps none of it: Apache 2.4 answers 500 or 502 of its own when it is cut
/// off while it sends, and a monitor would push again what a new token would mend.
pub async fn pass_over(body: Body) {
    let _ = arrived(body, 0, ARRIVES).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_does_not_come_whole_is_to_be_sent_again_and_one_that_is_too_large_is_not() {
        use futures::stream::{iter, pending};
        let piece = |of: Result<&'static [u8], std::io::Error>| iter([of.map(Bytes::from_static)]);
        let cut = || Err(std::io::ErrorKind::ConnectionReset.into());
        let soon = Duration::from_millis(50);
        let come = async |body: Body, most| arrived(body, most, soon).await.map_err(|fault| fault.status());
        let late = Err(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(come(Body::from_stream(piece(Ok(b"{}")).chain(pending())), 9).await, late);
        assert_eq!(come(Body::from_stream(piece(Ok(b"{}")).chain(piece(cut()))), 9).await, late);
        let bad = || Err(ErrorKind::InvalidInput.into());
        assert_eq!(come(Body::from_stream(piece(bad())), 9).await, Err(StatusCode::BAD_REQUEST));
        assert_eq!(come(Body::from("{}"), 1).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(come(Body::from("{}"), 2).await, Ok(Bytes::from("{}")));
    }
}
