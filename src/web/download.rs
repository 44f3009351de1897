//! A file that is sent piece by piece: what it is made from is read as it goes, and nothing of it stands in memory as a
//! whole. No thread is held while somebody reads slowly.

use std::fmt;
use std::io;

use axum::body::Body;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};

/// A file.
pub struct Download {
    /// Its name, of letters that need no quoting.
    pub name: String,
    pieces: BoxStream<'static, io::Result<Vec<u8>>>,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A piece, and where the next one begins; `None`: that was all.
type Piece<S> = Option<(Vec<u8>, S)>;

impl Download {
    /// A file whose pieces are made one after the other, by a function that may block.
    pub fn of<S: Send + 'static>(
        name: String,
        begin: S,
        next: impl Fn(S) -> anyhow::Result<Piece<S>> + Clone + Send + 'static,
    ) -> Self {
        let pieces = stream::unfold(Some(begin), move |at| {
            let next = next.clone();
            async move {
                let at = at?;
                let made = tokio::task::spawn_blocking(move || next(at)).await;
                match made.map_err(anyhow::Error::from).flatten() {
                    Ok(piece) => piece.map(|(piece, at)| (Ok(piece), Some(at))),
                    Err(error) => {
                        // The connection is cut: who reads sees that the file is not whole.
                        tracing::error!(error = %format!("{error:#}"), "a file could not be made to its end");
                        Some((Err(io::Error::other(error)), None))
                    }
                }
            }
        });
        Self { name, pieces: pieces.boxed() }
    }

    /// The body of its answer.
    pub fn body(self) -> Body {
        Body::from_stream(self.pieces)
    }
}
