//! The codes of what a run or a command tells: each names a page that says where it comes from and what to do.
//! Problems of the configuration have theirs in [`crate::settings`], questions their topics.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares the codes, each with its word.
macro_rules! codes {
    ($($name:ident = $word:literal),* $(,)?) => {
        /// What a sentence is about, where a page tells more of it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($name),*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word that people and programs read.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word),*
                }
            }
        }
    };
}

codes! {
    // Records and values.
    NoKey = "no-key",
    NoSuchName = "no-such-name",
    SeveralOfTheName = "several-of-the-name",
    Ambiguous = "ambiguous",
    NamedTwice = "named-twice",
    RowsDiffer = "rows-differ",
    InTheTrash = "in-the-trash",
    OutOfSight = "out-of-sight",
    NotAPath = "not-a-path",
    NotANumber = "not-a-number",
    LostDigits = "lost-digits",
    NotYesOrNo = "not-yes-or-no",
    NotADate = "not-a-date",
    NotAnAddress = "not-an-address",
    NotASize = "not-a-size",
    NotADuration = "not-a-duration",
    ErrorCell = "error-cell",
    NotAText = "not-a-text",
    TooLong = "too-long",
    Required = "required",
    TemplateFails = "template-fails",
    NotInTable = "not-in-table",
    EndBeforeBegin = "end-before-begin",
    UnevenLists = "uneven-lists",
    OwnRecordRejected = "own-record-rejected",
    BadLine = "bad-line",
    // Plans.
    EmptySource = "empty-source",
    SourceShrank = "source-shrank",
    LimitExceeded = "limit-exceeded",
    PlanNotUsable = "plan-not-usable",
    // Files.
    NoFile = "no-file",
    FileTooOld = "file-too-old",
    FileChanging = "file-changing",
    FileUnreadable = "file-unreadable",
    WrongContent = "wrong-content",
    ColumnsMissing = "columns-missing",
    PasswordProtected = "password-protected",
    FileTooDemanding = "file-too-demanding",
    // Systems.
    LoginRefused = "login-refused",
    NotAllowed = "not-allowed",
    CannotConnect = "cannot-connect",
    CertificateNotTrusted = "certificate-not-trusted",
    NoAnswer = "no-answer",
    SentElsewhere = "sent-elsewhere",
    NotUnderstood = "not-understood",
    AnswerTooLarge = "answer-too-large",
    ComeBackLater = "come-back-later",
    NoSuchColumn = "no-such-column",
    OutcomeUnknown = "outcome-unknown",
    SecretMissing = "secret-missing",
    TooMuchFetched = "too-much-fetched",
    // The program and its state.
    NotFound = "not-found",
    AlreadyRunning = "already-running",
    StateFolder = "state-folder",
    StateUnreachable = "state-unreachable",
    StateNewer = "state-newer",
    StateDamaged = "state-damaged",
    StateFrozen = "state-frozen",
    InternalFault = "internal-fault",
}

impl Code {
    /// The code of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What an optional code is in a document: one that this version does not know is none.
pub(crate) fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Code>, D::Error> {
    let word: Option<String> = Deserialize::deserialize(deserializer)?;
    Ok(word.as_deref().and_then(Code::from_word))
}
