//! One event, one ticket: the real program against practice monitors and practice desks that fail, is
//! killed, and runs twice at once.

mod both_sides;
mod clocks;
pub mod desk;
mod desks_fail;
mod hidden;
mod in_flight;
mod killed;
mod late;
mod left_out;
mod life;
mod monitor_fails;
pub mod office;
mod ours;
mod two_at_once;
