//! Where traces go, and whether they are taken there.

use super::Finding;
use crate::app::traces::attempt;
use crate::config;
use crate::message::traces as message;

/// Nothing where nobody wants them. A collector that is away keeps nothing from working.
pub(super) async fn finding(connect: bool) -> Option<Finding> {
    let what = message::traces();
    let to = match config::traces() {
        Ok(None) => return None,
        Ok(Some(to)) => to,
        Err(why) => return Some(Finding::look(what, why)),
    };
    let shown = to.shown();
    if !connect {
        return Some(Finding::ok(what, message::sent_to(shown)));
    }
    let tried = tokio::task::spawn_blocking(move || attempt(&to)).await;
    Some(match tried {
        Ok(Ok(())) => Finding::ok(what, message::taken_by(shown)),
        Ok(Err(why)) => Finding::look(what, message::not_taken_by(shown, why)),
        Err(broken) => Finding::look(what, message::not_taken_by(shown, broken.to_string())),
    })
}
