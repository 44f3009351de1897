//! The codes of problems, each with its explanation: one table for messages, tests and the manual.

/// Declares one constant per code and the table of all of them.
macro_rules! codes {
    ($($name:ident = $code:literal: $explanation:literal;)*) => {
        $(pub(crate) const $name: &str = $code;)*

        /// Every code a problem can have, with what it means.
        #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "a test holds the manual against it"))]
        pub const CODES: &[(&str, &str)] = &[$(($code, $explanation)),*];
    };
}

codes! {
    NO_PROJECT = "no-project": "The folder has no stocktake.toml.";
    NO_JOB = "no-job": "The folder jobs has no job.";
    UNREADABLE = "unreadable": "A file or folder cannot be read.";
    NOT_UTF8 = "not-utf8": "A configuration file is not UTF-8.";
    SYNTAX = "syntax": "A file is not valid TOML; the rest of it is not checked.";
    UNKNOWN_KEY = "unknown-key": "A key that does not exist at this place.";
    WRONG_TYPE = "wrong-type": "A value of the wrong type, such as a number in place of a text.";
    UNKNOWN_WORD = "unknown-word": "A word that is none of those allowed.";
    MISSING_KEY = "missing-key": "A key that must be there is not.";
    EXACTLY_ONE = "exactly-one": "Of several keys exactly one (or at most one) may be given.";
    TOGETHER = "together": "Keys that only go together.";
    WITHOUT_EFFECT = "without-effect": "A key that does nothing with the other settings.";
    BLANK = "blank": "A value or list that must not be empty.";
    OUT_OF_RANGE = "out-of-range": "A number outside its range.";
    SECRET_IN_FILE = "secret-in-file": "A secret stands in a configuration file.";
    BAD_SECRET = "bad-secret": "A reference to a secret without a usable name or path.";
    PASSWORD_IN_URL = "password-in-url": "A URL holds a password.";
    BAD_URL = "bad-url": "Not a usable URL.";
    BAD_TABLE = "bad-table": "Not the name of a table.";
    BAD_HOST = "bad-host": "Not a host name.";
    BAD_DURATION = "bad-duration": "Not a span of time such as 90s, 15m, 2h, 1d or 1h30m.";
    BAD_SIZE = "bad-size": "Not an amount of memory such as 512MiB or 1GiB.";
    BAD_ADDRESS = "bad-address": "Not an e-mail address.";
    BAD_ZONE = "bad-zone": "Not an IANA time zone.";
    BAD_CRON = "bad-cron": "Not a cron expression, or one that never comes due.";
    BAD_TIME = "bad-time": "Not a local time HH:MM.";
    BAD_DATE = "bad-date": "Not a day, or a span of days that ends before it begins.";
    BAD_TEMPLATE = "bad-template": "A template with an error.";
    UNKNOWN_VARIABLE = "unknown-variable": "A template names a variable that it does not get.";
    BAD_PATTERN = "bad-pattern": "Not a regular expression.";
    BAD_REPLACEMENT = "bad-replacement": "A replacement names a group that its pattern does not have.";
    BAD_FORMAT = "bad-format": "Not a date pattern.";
    BAD_ENCODING = "bad-encoding": "Not the name of an encoding.";
    BAD_CHARACTER = "bad-character": "Not one character that can separate or quote values.";
    BAD_NAME = "bad-name": "A class, column or grouping whose name cannot be one.";
    UNKNOWN_SYSTEM = "unknown-system": "A job names a system that stocktake.toml does not have.";
    UNKNOWN_STORE = "unknown-store": "A reference to a secret names a store that stocktake.toml does not have.";
    UNKNOWN_JOB = "unknown-job": "A job is named that the folder jobs does not have.";
    NOT_A_SOURCE = "not-a-source": "A feed reads from a system that has no records.";
    NOT_A_DESK = "not-a-desk": "A job writes into a system that takes nothing of the kind, such as a monitor.";
    NOT_A_MONITOR = "not-a-monitor": "A ticket job listens to a system that is no monitor, or a rule to one that its job does not.";
    UNKNOWN_MAPPING = "unknown-mapping": "A mapping is named that does not exist, or a class that none writes.";
    UNFIT_MAPPING = "unfit-mapping": "A feed has a mapping of another class than its job reads.";
    UNKNOWN_FIELD = "unknown-field": "A column is named that the mapping has no field for.";
    UNKNOWN_ENDING = "unknown-ending": "The format of a file cannot be told by the ending of its name.";
    UNKNOWN_CLASS = "unknown-class": "There is no such class, or it is not known which one a foreign key points at.";
    TWICE = "twice": "Two tests of a mapping or two rules of a job have the same name, or the same thing is listed again.";
    UNREACHABLE = "unreachable": "A rule or a line behind another one that takes everything first.";
    TEST_FAILED = "test-failed": "A test of a mapping does not come out as it says.";
    IN_CLEAR = "in-clear": "The console would be reached by other machines without encryption.";
    NO_SUCH_PART = "no-such-part": "Items of the class have no such part.";
}
