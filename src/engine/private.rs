//! Folders that only their owner can read.

use std::path::Path;

use super::reason::Context as _;

use crate::message;
use crate::systems::shared;

/// Makes a folder that only its owner can read, with those above it; one that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_private(folder: &Path) -> anyhow::Result<()> {
    shared::make_private(folder).with_context(|| message::files::cannot_make_folder(folder.display()))
}
