//! The state database; all SQL lives here.
