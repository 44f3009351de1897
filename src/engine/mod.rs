//! The story of one run: read, plan, apply journalled, report; the schedule; recovery after a crash.

pub mod schedule;
