//! What becomes of items that the source no longer has: steps that are taken one after the other,
//! each after a delay of its own.

/// Good runs in which a record must be absent, one after the other, where steps are named.
pub const AFTER_RUNS: u32 = 3;

/// What is done about items that the source no longer has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Missing {
    /// The first step is taken in the run in which a record is absent for the n-th good run in a row.
    pub after_runs: u32,
    /// In their order: a flag, the trash, the purge, each at most once. Empty: nothing is done.
    pub steps: Vec<Step>,
}

/// One step of a retirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Days since the step before; 0 for the first.
    pub after_days: u32,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Fields are written, as names (`states_id = "Missing"`).
    Flag {
        /// State by name or path.
        state: Option<String>,
        /// Comment that is set.
        comment: Option<String>,
    },
    /// Put in the trash.
    Trash,
    /// Deleted for good: this cannot be taken back.
    Purge,
}

impl Action {
    /// The word in job files and in the ledger.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Flag { .. } => "flag",
            Self::Trash => "trash",
            Self::Purge => "purge",
        }
    }

    /// Place among the steps: a flag stands before the trash, the trash before the purge.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Flag { .. } => 1,
            Self::Trash => 2,
            Self::Purge => 3,
        }
    }
}

/// How a missing item is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag<'f> {
    /// The state that it gets.
    pub state: Option<&'f str>,
    /// The comment that it gets.
    pub comment: Option<&'f str>,
}

impl Missing {
    /// One step, taken when a record is absent for the first time.
    pub fn at_once(action: Action) -> Self {
        Self { after_runs: 1, steps: vec![Step { action, after_days: 0 }] }
    }

    /// What the flag writes; `None`: nothing is flagged.
    pub fn flag(&self) -> Option<Flag<'_>> {
        self.steps.iter().find_map(|step| match &step.action {
            Action::Flag { state, comment } => {
                Some(Flag { state: state.as_deref(), comment: comment.as_deref() })
            }
            Action::Trash | Action::Purge => None,
        })
    }

    /// Whether one of the steps is this one, by its word.
    pub fn has(&self, word: &str) -> bool {
        self.steps.iter().any(|step| step.action.as_str() == word)
    }
}
