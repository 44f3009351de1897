//! The security log: who logged in, was refused or decided what. Each entry carries a digest that includes
//! that of the one before it, so that an entry that was changed or taken out of the middle shows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::access::Roles;
use super::said::Said;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityKind {
    /// Somebody logged in.
    LoggedIn,
    /// A name and a password that do not go together, or what a provider says proves nothing.
    LoginFailed,
    /// Somebody is known elsewhere, and has no role here.
    LoginRefused,
    /// A header that tells who somebody is, from where nobody is believed.
    HeaderRefused,
    /// Too many wrong ones: nothing is looked at for a while.
    LoginHeldBack,
    /// Somebody logged out.
    LoggedOut,
    /// A password was given once more, for a decision.
    Confirmed,
    /// The wrong one was given for a decision.
    ConfirmFailed,
    /// A role does not allow what was asked for.
    RoleRefused,
    /// A request that no page of the console made.
    ForgeryRefused,
    /// A plan, or a part of it, was approved.
    PlanApproved,
    /// Of a plan nothing was approved.
    PlanDeclined,
    /// A run was taken back.
    RunUndone,
    /// What was decided could not be begun: nothing of it was written.
    RunNotBegun,
    /// A question was closed.
    QuestionClosed,
    /// A user was added.
    UserAdded,
    /// A user was removed.
    UserRemoved,
    /// A user got another password.
    PasswordChanged,
    /// A user got other roles.
    RolesChanged,
    /// A token of the API was made.
    TokenAdded,
    /// A token of the API was made good for nothing.
    TokenRevoked,
    /// A token that there is not, or that has expired.
    TokenRefused,
    /// Too many of those from an address: they are refused without a further entry for a while.
    TokensHeldBack,
    /// A run was asked for.
    RunRequested,
    /// A link was set, changed or taken away.
    LinkChanged,
}

impl SecurityKind {
    /// The word in the state database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::LoginFailed => "login_failed",
            Self::LoginRefused => "login_refused",
            Self::HeaderRefused => "header_refused",
            Self::LoginHeldBack => "login_held_back",
            Self::LoggedOut => "logged_out",
            Self::Confirmed => "confirmed",
            Self::ConfirmFailed => "confirm_failed",
            Self::RoleRefused => "role_refused",
            Self::ForgeryRefused => "forgery_refused",
            Self::PlanApproved => "plan_approved",
            Self::PlanDeclined => "plan_declined",
            Self::RunUndone => "run_undone",
            Self::RunNotBegun => "run_not_begun",
            Self::QuestionClosed => "question_closed",
            Self::UserAdded => "user_added",
            Self::UserRemoved => "user_removed",
            Self::PasswordChanged => "password_changed",
            Self::RolesChanged => "roles_changed",
            Self::TokenAdded => "token_added",
            Self::TokenRevoked => "token_revoked",
            Self::TokenRefused => "token_refused",
            Self::TokensHeldBack => "tokens_held_back",
            Self::RunRequested => "run_requested",
            Self::LinkChanged => "link_changed",
        }
    }
}

/// An event that is about to be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityEvent {
    /// What happened.
    pub kind: SecurityKind,
    /// Who did it, as far as it is known; of a failed login the name that was given.
    pub who: Option<String>,
    /// From which address; `None`: at a terminal of this machine.
    pub address: Option<String>,
    /// Job that it is about.
    pub job: Option<String>,
    /// What it is about: a run, a question, a path.
    pub detail: Option<String>,
}

impl SecurityEvent {
    /// One that nothing more is known of.
    pub fn of(kind: SecurityKind) -> Self {
        Self { kind, who: None, address: None, job: None, detail: None }
    }

    /// The same with a reason behind what it is about.
    pub fn because(self, why: &Said) -> Self {
        let about = self.detail.unwrap_or_default();
        Self { detail: Some(format!("{about}: {}", why.english())), ..self }
    }
}

/// An entry of the log, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecurityEntry {
    /// Place in the log, from 1, without a gap.
    pub place: i64,
    /// When, as RFC 3339.
    pub at: String,
    /// What happened: a word of [`SecurityKind`].
    pub kind: String,
    /// Who.
    pub who: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// Job.
    pub job: Option<String>,
    /// What it is about.
    pub detail: Option<String>,
    /// Digest of the entry before; empty for the first.
    pub former: String,
    /// SHA-256 in hex over everything above.
    pub digest: String,
}

impl SecurityEntry {
    /// The digest that its content has.
    pub fn own_digest(&self) -> String {
        let mut hasher = Sha256::new();
        let mut take = |field: Option<&str>| match field {
            // Each field with its length: nothing can move from one to the next.
            Some(text) => {
                hasher.update([1]);
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text);
            }
            None => hasher.update([0]),
        };
        take(Some(&self.place.to_string()));
        take(Some(&self.at));
        take(Some(&self.kind));
        for field in [&self.who, &self.address, &self.job, &self.detail] {
            take(field.as_deref());
        }
        take(Some(&self.former));
        base16ct::lower::encode_string(&hasher.finalize())
    }

    /// Whether it follows an entry (`None`: it is the first) and is as it was written.
    pub fn follows(&self, before: Option<&Self>) -> bool {
        let (place, former) = before.map_or((0, ""), |before| (before.place, before.digest.as_str()));
        self.place == place + 1 && self.former == former && self.digest == self.own_digest()
    }
}

/// By what somebody was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// By a password: who that is and may do stands in the file of users.
    Password,
    /// By a proxy, which says so with every request.
    Proxy,
    /// By a provider of OpenID Connect.
    Provider(Identity),
}

/// Who somebody is at a provider, and what that was worth here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Whom it means, whatever the name.
    pub subject: String,
    /// What the person may do, until the login ends.
    pub roles: Roles,
}

/// A login as the state database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Digest of its secret.
    pub digest: String,
    /// Who logged in.
    pub name: String,
    /// By what.
    pub door: Door,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The last request of it that was noted.
    pub seen_at: DateTime<Utc>,
    /// It ends then in any case.
    pub ends_at: DateTime<Utc>,
    /// Until then the password need not be given once more.
    pub confirmed_until: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(place: i64, former: &str, who: &str, job: Option<&str>) -> SecurityEntry {
        let mut entry = SecurityEntry {
            place,
            at: "2026-11-29T08:00:00.000000Z".to_owned(),
            kind: SecurityKind::LoggedIn.as_str().to_owned(),
            who: Some(who.to_owned()),
            address: None,
            job: job.map(str::to_owned),
            detail: None,
            former: former.to_owned(),
            digest: String::new(),
        };
        entry.digest = entry.own_digest();
        entry
    }

    #[test]
    fn an_entry_that_was_changed_taken_out_or_put_in_does_not_follow() {
        let first = entry(1, "", "ann", None);
        let second = entry(2, &first.digest, "bob", None);
        let third = entry(3, &second.digest, "eve", None);
        assert!(first.follows(None) && second.follows(Some(&first)) && third.follows(Some(&second)));
        assert!(!third.follows(Some(&first)), "one was taken out");
        let changed = SecurityEntry { who: Some("ann".to_owned()), ..second.clone() };
        assert!(!changed.follows(Some(&first)));
        let made_anew = entry(2, &first.digest, "ann", None);
        assert!(made_anew.follows(Some(&first)) && !third.follows(Some(&made_anew)), "what follows shows it");
    }

    #[test]
    fn what_moves_from_one_field_to_the_next_has_another_digest() {
        assert_ne!(entry(1, "", "annjob", None).digest, entry(1, "", "ann", Some("job")).digest);
    }
}
