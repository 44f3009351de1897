//! `login`: a person lets the program in at a system, once.

use crate::cli::Global;
use crate::engine::connect;
use crate::engine::reason::{because, told};
use crate::message::{self, Message};

use super::print::Console;
use super::{Answer, Exit, load};

/// `login SYSTEM`
pub async fn login(global: &Global, console: &Console, system: &str) -> Answer {
    let project = load(global)?;
    let open = connect::open_source(&project, system).await?;
    let done = open.source.log_in(&|told: Message| console.print(told)).await;
    open.close().await;
    done.map_err(|error| because(message::connection::cannot_open(system), told(error)))?;
    console.print(message::tokens::logged_in(system));
    Ok(Exit::Done)
}
