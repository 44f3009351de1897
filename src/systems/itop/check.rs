//! Answers to "will it work": version, user, rights, and whether the server's clock is in the zone that
//! is configured. Nothing is written: rights are asked with a column that no class has.

use chrono::{DateTime, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use serde_json::json;

use super::Itop;
use super::message;
use super::once;
use super::wire::lacks_class;
use crate::message::check as words;
use crate::model::said::{Said, Say as _};
use crate::systems::shared::CheckLine;
use crate::systems::shared::{RemoteError, Repeat};

/// A column that no class has. Rights are looked at before columns (3.2.0).
const NO_COLUMN: &str = "stocktake_probe";

/// A row that only a rehearsal takes: its report shows how iTop would sign an entry of a log, and when.
const REHEARSED: &str = "org_id;title;description;private_log\n0;stocktake;stocktake;stocktake\n";

impl Itop {
    /// The connection, the version, the user, the rights that tickets need and the zone, one line each.
    ///
    /// # Errors
    /// When iTop does not let us in or does not answer.
    pub async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        let reply = self.session().call(&json!({"operation": "list_operations"}), Repeat::Harmless).await?;
        let interface = reply.version.map_or_else(|| message::unknown_version().said(), Said::from);
        let mut lines = vec![line(words::connection(), true, message::rest_interface(interface))];
        lines.push(self.version_line().await);
        let user = match self.own_name().await {
            Ok(Some(name)) => line(words::user(), true, name),
            Ok(None) => line(words::user(), true, message::no_contact()),
            Err(error) => line(words::user(), false, error.said()),
        };
        lines.push(user);
        for class in ["Organization", "Ticket"] {
            lines.push(self.reading_line(class).await?);
        }
        // Without the module of services there is none to be read.
        let services = self.reading_line("Service").await?;
        lines.push(if !lacks_class(services.detail.english()) {
            services
        } else {
            line(&services.what, true, message::no_such_class())
        });
        let mut classes = Vec::new();
        for class in ["Incident", "UserRequest"] {
            classes.push((class, self.creating_line(class).await?));
        }
        // One of the two suffices, and the simple ticket module has only one.
        let some_class = classes.iter().any(|(_, line)| line.ok);
        lines.extend(classes.into_iter().map(|(_, line)| {
            if some_class && line.detail == message::no_such_class().said() {
                CheckLine { ok: true, ..line }
            } else {
                line
            }
        }));
        lines.push(self.creating_line("lnkFunctionalCIToTicket").await?);
        lines.push(self.once_line().await?);
        lines.push(self.zone_line().await);
        Ok(lines)
    }

    /// iTop tells its version only on the page where people log in.
    async fn version_line(&self) -> CheckLine {
        let page = self.session().login_page().await;
        let told = page.as_deref().ok().and_then(|page| {
            let rest = &page[page.find("iTop version ")? + "iTop version ".len()..];
            let version: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
            Some(version).filter(|version| !version.is_empty())
        });
        match told {
            Some(version) => line(words::version(), true, version),
            None => line(words::version(), true, message::version_not_told()),
        }
    }

    async fn reading_line(&self, class: &str) -> Result<CheckLine, RemoteError> {
        let what = words::may_read(class);
        match self.session().select(class, &format!("SELECT {class} WHERE id = 0"), "id").await {
            Ok(_) => Ok(line(&what, true, words::allowed())),
            Err(RemoteError::Rights { .. }) => Ok(line(&what, false, message::not_allowed())),
            Err(RemoteError::Answer { message, code: Some(_), .. }) => Ok(line(&what, false, message)),
            Err(error) => Err(error),
        }
    }

    async fn creating_line(&self, class: &str) -> Result<CheckLine, RemoteError> {
        let what = words::may_create(class);
        match self.session().create(class, &json!({NO_COLUMN: ""}), "id").await {
            Ok(_) => Ok(line(&what, false, message::takes_odd_column())),
            Err(RemoteError::Rights { .. }) => Ok(line(&what, false, message::not_allowed())),
            Err(RemoteError::Answer { message, code: Some(_), .. }) => {
                Ok(if message.english().contains(NO_COLUMN) {
                    line(&what, true, words::allowed())
                } else if lacks_class(message.english()) {
                    line(&what, false, message::no_such_class())
                } else {
                    line(&what, false, message)
                })
            }
            Err(error) => Err(error),
        }
    }

    async fn once_line(&self) -> Result<CheckLine, RemoteError> {
        let what = message::each_once();
        match self.has_extension().await {
            Ok(has_extension) => Ok(line(&what, true, once::told(has_extension))),
            Err(RemoteError::Rights { .. }) => Ok(line(&what, false, message::not_allowed())),
            Err(error) => Err(error),
        }
    }

    async fn zone_line(&self) -> CheckLine {
        let zone = self.zone();
        let not_told = |why: Said| line(message::time_zone(), true, message::zone_not_told(zone, why));
        let report = match self.session().rehearse_import("Incident", REHEARSED).await {
            Ok(report) => report,
            Err(error) => return not_told(error.said()),
        };
        let now = Utc::now();
        match signed_at(&report) {
            None => not_told(message::rehearsal_tells_nothing().said()),
            Some(theirs) => judge(zone, theirs, now),
        }
    }
}

/// The moment in `========== 2026-11-21 23:00:56 : Name (2) ====` of a report.
fn signed_at(report: &str) -> Option<NaiveDateTime> {
    let rest = &report[report.find("========== ")? + "========== ".len()..];
    NaiveDateTime::parse_from_str(rest.get(..19)?, "%Y-%m-%d %H:%M:%S").ok()
}

/// Whether a wall clock of the server fits the zone, give or take ten minutes.
fn judge(zone: chrono_tz::Tz, theirs: NaiveDateTime, now: DateTime<Utc>) -> CheckLine {
    let offset = (theirs - now.naive_utc()).num_seconds();
    let expected = i64::from(zone.offset_from_utc_datetime(&now.naive_utc()).fix().local_minus_utc());
    if (offset - expected).abs() <= 600 {
        return line(message::time_zone(), true, message::clock_fits(zone));
    }
    let quarters = (offset as f64 / 900.0).round() * 0.25;
    line(
        message::time_zone(),
        false,
        message::clock_differs(
            format_args!("{quarters:+}"),
            zone,
            format_args!("{:+}", expected as f64 / 3600.0),
        ),
    )
}

fn line(what: impl Into<Said>, ok: bool, detail: impl Into<Said>) -> CheckLine {
    CheckLine { what: what.into(), ok, detail: detail.into() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_clock_of_another_zone_is_noticed() {
        let report = "0;Issue;n/a;x\n========== 2026-11-21 23:00:56 : Robot (2) ============\n\n<p>x</p>";
        let theirs = signed_at(report).unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 21, 22, 1, 0).unwrap();
        assert!(judge(chrono_tz::Europe::Paris, theirs, now).ok);
        let other = judge(chrono_tz::UTC, theirs, now);
        assert!(!other.ok && other.detail.english().contains("UTC+1"), "{}", other.detail);
    }
}
