//! Who may do what in the console: roles by job, and the users who have them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a person or a program may do with a job; from the viewer on each may do what those before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Pushes events and sees nothing: for a token that lies on a monitor.
    Pusher,
    /// Sees runs, plans, rejects and questions; pushes nothing.
    Viewer,
    /// Also closes questions, asks for runs and pushes events.
    Operator,
    /// Also approves plans.
    Approver,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Pusher, Self::Viewer, Self::Operator, Self::Approver];

    /// The word in files and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pusher => "pusher",
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Approver => "approver",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether who has this role may do what another one may.
    pub fn may(self, other: Self) -> bool {
        // Who only reads writes nothing.
        self >= other && (self, other) != (Self::Viewer, Self::Pusher)
    }
}

/// What stands for every job that has no line of its own.
pub const EVERY_JOB: &str = "*";

/// Roles by job.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(pub BTreeMap<String, Role>);

impl Roles {
    /// The role for a job: that of its own line, else that of [`EVERY_JOB`].
    pub fn of(&self, job: &str) -> Option<Role> {
        self.0.get(job).or_else(|| self.0.get(EVERY_JOB)).copied()
    }

    /// Whether they allow at least this for a job.
    pub fn allow(&self, job: &str, role: Role) -> bool {
        self.of(job).is_some_and(|own| own.may(role))
    }

    /// Jobs of which anything may be seen; `None`: every one. Nobody pushes to one job and sees another
    /// ([`Self::only_push`]), so any other line is enough.
    pub fn seen(&self) -> Option<Vec<&str>> {
        let sees = |job: &str| self.allow(job, Role::Viewer);
        (!sees(EVERY_JOB)).then(|| self.0.keys().map(String::as_str).filter(|job| sees(job)).collect())
    }

    /// Whether they push and do nothing else; `None`: they do for some jobs and not for others, which is nobody's.
    pub fn only_push(&self) -> Option<bool> {
        let pushes = self.0.values().filter(|role| **role == Role::Pusher).count();
        (pushes == 0 || pushes == self.0.len()).then_some(pushes > 0)
    }

    /// As people read them: `operator, nightly=approver`.
    pub fn told(&self) -> String {
        let one = |(job, role): (&String, &Role)| match job.as_str() {
            EVERY_JOB => role.as_str().to_owned(),
            job => format!("{job}={}", role.as_str()),
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// What is said of somebody elsewhere: values by the name of the claim.
pub type Claims = BTreeMap<String, Vec<String>>;

/// Which role somebody has of whom this is said elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRule {
    /// The claim.
    pub claim: String,
    /// One of its values.
    pub contains: String,
    /// The jobs; none: every job.
    pub jobs: Vec<String>,
    /// The role.
    pub role: Role,
}

impl Roles {
    /// What rules give to somebody: for each job the first one that fits.
    pub fn by_rules(rules: &[RoleRule], claims: &Claims) -> Self {
        let mut roles = BTreeMap::new();
        for rule in rules {
            let values = claims.get(&rule.claim).map(Vec::as_slice).unwrap_or_default();
            if !values.contains(&rule.contains) {
                continue;
            }
            let every = [EVERY_JOB.to_owned()];
            let jobs = if rule.jobs.is_empty() { &every[..] } else { &rule.jobs };
            for job in jobs {
                // What an earlier rule says of every job it says of this one, too.
                if !roles.contains_key(EVERY_JOB) {
                    roles.entry(job.clone()).or_insert(rule.role);
                }
            }
        }
        Self(roles)
    }

    /// Whether they allow nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A person who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Digest of the password: Argon2id as a PHC string.
    pub password: String,
    /// What the person may do.
    pub roles: Roles,
}

/// The users of a project, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Users {
    /// By name.
    #[serde(default)]
    pub user: BTreeMap<String, User>,
}

/// What a program holds in place of a password, as the state database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Digest of its secret.
    pub digest: String,
    /// Name, for lists and the security log.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it, at a terminal of this machine.
    pub made_by: Option<String>,
    /// It is good for nothing from then on.
    pub ends_at: DateTime<Utc>,
    /// The last request with it that was noted.
    pub used_at: Option<DateTime<Utc>>,
    /// Where that came from.
    pub used_from: Option<String>,
}

/// Longest name of a user, in characters.
pub const LONGEST_NAME: usize = 64;

/// Whether a user may be called so: letters, digits and `.`, `-`, `_`, `@`.
pub fn is_name(name: &str) -> bool {
    let may = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_' | '@');
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(may)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_job_counts_before_that_of_every_job() {
        let roles = Roles(BTreeMap::from([
            (EVERY_JOB.to_owned(), Role::Approver),
            ("payroll".to_owned(), Role::Viewer),
        ]));
        assert!(roles.allow("nightly", Role::Approver) && roles.allow("payroll", Role::Viewer));
        assert!(!roles.allow("payroll", Role::Operator));
        assert!(!Roles::default().allow("nightly", Role::Viewer));
        assert_eq!((roles.seen(), roles.told().as_str()), (None, "approver, payroll=viewer"));
        let pusher = Roles(BTreeMap::from([("payroll".to_owned(), Role::Pusher)]));
        assert!(pusher.allow("payroll", Role::Pusher) && !pusher.allow("payroll", Role::Viewer));
        assert_eq!((pusher.seen(), pusher.only_push()), (Some(Vec::new()), Some(true)));
        assert!(roles.allow("nightly", Role::Pusher), "an approver pushes, too");
        assert!(!roles.allow("payroll", Role::Pusher), "who only reads does not");
        let both = Roles(BTreeMap::from([("a".to_owned(), Role::Pusher), ("b".to_owned(), Role::Viewer)]));
        assert_eq!((both.only_push(), roles.only_push()), (None, Some(false)));
        let own = Roles(BTreeMap::from([("payroll".to_owned(), Role::Viewer)]));
        assert_eq!((own.seen(), Roles::default().seen()), (Some(vec!["payroll"]), Some(Vec::new())));
    }

    #[test]
    fn for_each_job_the_first_rule_that_fits_counts() {
        let rule = |contains: &str, jobs: &[&str], role| RoleRule {
            claim: "groups".to_owned(),
            contains: contains.to_owned(),
            jobs: jobs.iter().map(|job| (*job).to_owned()).collect(),
            role,
        };
        let rules = [
            rule("night", &["nightly"], Role::Approver),
            rule("night", &["nightly"], Role::Viewer),
            rule("all", &[], Role::Viewer),
            rule("all", &["payroll"], Role::Approver),
        ];
        let of = |groups: &[&str]| {
            let groups = groups.iter().map(|group| (*group).to_owned()).collect();
            Roles::by_rules(&rules, &Claims::from([("groups".to_owned(), groups)]))
        };
        let both = of(&["night", "all"]);
        assert_eq!((both.of("nightly"), both.of("payroll")), (Some(Role::Approver), Some(Role::Viewer)));
        assert_eq!(
            (of(&["night"]).of("nightly"), of(&["night"]).of("payroll")),
            (Some(Role::Approver), None)
        );
        assert_eq!(of(&["all"]).of("nightly"), Some(Role::Viewer));
        for groups in [&[][..], &["ALL"], &["al"], &["all "], &["*"]] {
            assert!(of(groups).is_empty(), "{groups:?}");
        }
        let another = Claims::from([("roles".to_owned(), vec!["all".to_owned()])]);
        assert!(Roles::by_rules(&rules, &another).is_empty(), "another claim");
    }
}
