//! Software: versions stand where their software stands, licences need one.

use super::{Sent, sent_int};
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::state::State;

/// SoftwareVersion takes entity and recursion of its software.
pub(super) fn version(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let software = state.find("Software", sent_int(sent, "softwares_id"))?;
    let software = software.ok_or_else(Refusal::permission)?;
    for column in ["entities_id", "is_recursive"] {
        sent.insert(column.to_owned(), software.get(column));
    }
    Ok(())
}

/// SoftwareLicense is refused without a software.
pub(super) fn license(sent: &Sent) -> Result<(), Refusal> {
    if sent_int(sent, "softwares_id") == 0 {
        return Err(Refusal::text("Please select a software for this license"));
    }
    Ok(())
}
