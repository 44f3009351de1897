//! One contract for every desk that has tickets. A desk brings a constructor (`itop.rs` and its
//! neighbours); the cases (`cases.rs`) are the same for all.

mod bench;
mod cases;
mod glpi;
mod itop;
mod itop_hands;
mod servicenow;
