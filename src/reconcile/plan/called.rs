//! What people read for an item that they are asked about: its name, serial and place.

use crate::model::{Item, Question};
use crate::reconcile::names::Names;

use super::label::label_of;
use super::state::{ClassState, Stock};

/// `pc-1 · SN-0001 · Paris > Room 1`, as far as the columns are read.
fn in_full(stock: &Stock, names: &Names, item: &Item) -> String {
    let columns = &stock.schema.columns;
    let value = |column: &str| {
        let at = stock.table.columns.iter().position(|known| known.as_str() == column)?;
        item.values.get(at).filter(|value| !value.is_empty()).map(|value| (&stock.table.columns[at], value))
    };
    let serial = value(columns.serial).map(|(_, serial)| serial.to_string());
    let place = value(columns.place).and_then(|(column, place)| {
        let shown = names.show(&stock.schema.kind_of(column)?, place);
        (!shown.is_empty()).then_some(shown)
    });
    let mut told = vec![label_of(stock, item)];
    told.extend(serial.into_iter().chain(place).filter(|more| *more != told[0]).collect::<Vec<_>>());
    told.join(" · ")
}

/// Calls the items of questions by name, serial and place.
pub(super) fn call(classes: &[ClassState], names: &Names, questions: &mut [Question]) {
    for question in questions {
        let (Some(class), Some(id)) = (&question.class, question.remote_id) else { continue };
        let Some(state) = classes.iter().find(|state| state.stock.class == *class) else { continue };
        let table = &state.stock.table;
        if let Some(item) = table.get(id).or_else(|| table.get_trashed(id)) {
            question.label = in_full(&state.stock, names, item).into();
        }
    }
}
