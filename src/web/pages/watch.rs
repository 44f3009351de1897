//! What programs ask that watch this one: whether it lives, whether it is ready, and its figures.

use axum::http::StatusCode;

use crate::message;
use crate::model::access::Role;
use crate::model::web::Readers;
use crate::web::call::{Answer, Call, Fault};

/// The text format of Prometheus, as all that scrape read it.
const FIGURES: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Whether this machine asks, or a network that the configuration names.
pub fn is_reader(call: &Call, readers: &Readers) -> bool {
    call.is_from_here || call.address.is_some_and(|address| readers.have(address))
}

fn word(status: StatusCode, word: &str) -> Answer {
    Answer::text(status, format!("{word}\n"))
}

/// `GET /health/live`
pub fn live(_call: &Call) -> Result<Answer, Fault> {
    Ok(word(StatusCode::OK, "live"))
}

/// `GET /health/ready`
pub fn ready(call: &Call) -> Result<Answer, Fault> {
    let Err(why) = call.site.watch.ready() else { return Ok(word(StatusCode::OK, "ready")) };
    tracing::warn!(reason = %why, "not ready");
    let told = match is_reader(call, &call.project.web.health) {
        true => call.say(&why),
        false => "unready".to_owned(),
    };
    Ok(word(StatusCode::SERVICE_UNAVAILABLE, &told))
}

/// `GET /metrics`
pub fn metrics(call: &Call) -> Result<Answer, Fault> {
    let sees_all = || {
        let jobs = call.project.all_jobs();
        jobs.iter().all(|job| call.may(job.head().name.as_str(), Role::Viewer))
    };
    if !is_reader(call, &call.project.web.metrics) && !sees_all() {
        return Err(Fault::Forbidden);
    }
    match call.site.watch.figures(&call.project) {
        Ok(Some(text)) => {
            Ok(Answer { kind: FIGURES, ..Answer::page(StatusCode::OK, text.as_ref().to_owned()) })
        }
        Ok(None) => Ok(word(StatusCode::SERVICE_UNAVAILABLE, &call.say(&message::web::figures_take_long()))),
        Err(error) => Err(Fault::Broken(error.into())),
    }
}
