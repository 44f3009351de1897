//! x
use super::answer::{Answer, Reply};
use super::schema::ItemType;
use super::request::Request;
use super::session::Session;
use super::state::State;
pub(super) fn run(_: &State, _: &Session, _: &Request, _: &'static ItemType) -> Reply { Ok(Answer::crash()) }
pub(super) fn list_options(_: &'static ItemType) -> Reply { Ok(Answer::crash()) }
