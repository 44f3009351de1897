//! Where traces go, and whether they are taken there.

use super::Finding;
use crate::app::traces::attempt;
use crate::config;
use crate::message::traces as message;

/// Nothing where nobody wants them. A collector that is away keeps nothing from working.
pub(super) async fn findings(connect: bool) -> Vec<Finding> {
    let what = message::traces;
    let mut to = match config::traces() {
        Ok(None) => return Vec::new(),
        Ok(Some(to)) => to,
        Err(why) => return vec![Finding::look(what(), why)],
    };
    let doubts = std::mem::take(&mut to.doubts);
    let mut findings: Vec<Finding> = doubts.into_iter().map(|doubt| Finding::look(what(), doubt)).collect();
    let shown = to.shown();
    if !connect {
        findings.push(Finding::ok(what(), message::sent_to(shown)));
        return findings;
    }
    let tried = tokio::task::spawn_blocking(move || attempt(&to)).await;
    findings.push(match tried {
        Ok(Ok(())) => Finding::ok(what(), message::taken_by(shown)),
        Ok(Err(why)) => Finding::look(what(), message::not_taken_by(shown, why)),
        Err(broken) => Finding::look(what(), message::not_taken_by(shown, broken.to_string())),
    });
    findings
}
