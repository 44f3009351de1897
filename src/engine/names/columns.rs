//! Columns of tickets that take reference data.

use crate::message;
use crate::model::Said;
use crate::model::system::TicketForm;
use crate::model::ticket::RefKind;

/// The column of a class for a kind, or the sentence that says that there is none.
pub fn required(form: &TicketForm, class: &str, kind: RefKind) -> Result<&'static str, Said> {
    (form.column)(class, kind).ok_or_else(|| {
        let (product, key) = (form.product, kind.as_str());
        message::names::no_column(key, class, product).said()
    })
}
