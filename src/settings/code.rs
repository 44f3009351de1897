//! The codes of problems of a configuration. What each means and what to do is on its page
//! ([`crate::message::pages`]), in the manual and by `explain-code`.

/// Declares one constant per code and the table of all of them.
macro_rules! codes {
    ($($name:ident = $code:literal;)*) => {
        $(pub(crate) const $name: &str = $code;)*

        /// Every code a problem can have.
        #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "tests hold the pages against it"))]
        pub const CODES: &[&str] = &[$($code),*];
    };
}

codes! {
    NO_PROJECT = "no-project";
    NO_JOB = "no-job";
    UNREADABLE = "unreadable";
    NOT_UTF8 = "not-utf8";
    SYNTAX = "syntax";
    UNKNOWN_KEY = "unknown-key";
    WRONG_TYPE = "wrong-type";
    UNKNOWN_WORD = "unknown-word";
    MISSING_KEY = "missing-key";
    EXACTLY_ONE = "exactly-one";
    TOGETHER = "together";
    WITHOUT_EFFECT = "without-effect";
    BLANK = "blank";
    OUT_OF_RANGE = "out-of-range";
    SECRET_IN_FILE = "secret-in-file";
    BAD_SECRET = "bad-secret";
    PASSWORD_IN_URL = "password-in-url";
    BAD_URL = "bad-url";
    BAD_TABLE = "bad-table";
    BAD_HOST = "bad-host";
    BAD_DURATION = "bad-duration";
    BAD_SIZE = "bad-size";
    BAD_ADDRESS = "bad-address";
    BAD_ZONE = "bad-zone";
    BAD_CRON = "bad-cron";
    BAD_TIME = "bad-time";
    BAD_DATE = "bad-date";
    BAD_TEMPLATE = "bad-template";
    UNKNOWN_VARIABLE = "unknown-variable";
    BAD_PATTERN = "bad-pattern";
    BAD_REPLACEMENT = "bad-replacement";
    BAD_FORMAT = "bad-format";
    BAD_ENCODING = "bad-encoding";
    BAD_CHARACTER = "bad-character";
    BAD_NAME = "bad-name";
    UNKNOWN_SYSTEM = "unknown-system";
    UNKNOWN_STORE = "unknown-store";
    UNKNOWN_JOB = "unknown-job";
    NOT_A_SOURCE = "not-a-source";
    NOT_A_DESK = "not-a-desk";
    NOT_A_MONITOR = "not-a-monitor";
    UNKNOWN_MAPPING = "unknown-mapping";
    UNFIT_MAPPING = "unfit-mapping";
    UNKNOWN_FIELD = "unknown-field";
    UNKNOWN_ENDING = "unknown-ending";
    UNKNOWN_CLASS = "unknown-class";
    TWICE = "twice";
    UNREACHABLE = "unreachable";
    TEST_FAILED = "test-failed";
    IN_CLEAR = "in-clear";
    NO_SUCH_PART = "no-such-part";
}
