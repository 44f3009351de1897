//! Names as the desk's dictionaries spell them, before they are looked up or created.

use crate::model::Mapping;
use crate::reconcile::dictionary::Renamed;
use crate::reconcile::names::Names;
use crate::reconcile::transform::Wanted;

/// A field whose names a dictionary of the desk may change.
#[derive(Debug)]
pub struct Spelling {
    /// The field.
    field: usize,
    /// Fields whose texts the rules ask for, by the rules' word for them.
    asks: Vec<(String, usize)>,
}

/// A name that a dictionary changed.
#[derive(Debug, Clone)]
pub struct Respelled {
    /// Position of the field in the mapping.
    pub field: usize,
    /// What became of it.
    pub renamed: Renamed,
}

/// The fields of a mapping for which the desk has a dictionary.
pub fn spellings(mapping: &Mapping, names: &Names) -> Vec<Spelling> {
    let of = |(field, rule): (usize, &crate::model::FieldRule)| {
        let dictionary = names.dictionary(&rule.kind)?;
        Some(Spelling { field, asks: dictionary.asks_for(mapping) })
    };
    mapping.fields.iter().enumerate().filter_map(of).collect()
}

/// What the dictionaries make of the names of a record. Rules see the record's own texts,
/// not those that another dictionary gives.
pub fn respell(
    spellings: &[Spelling],
    mapping: &Mapping,
    names: &Names,
    wanted: &[Wanted],
) -> Vec<Respelled> {
    let renamed = |spelling: &Spelling| {
        let Wanted::Name(name) = &wanted[spelling.field] else { return None };
        let other = |of: &str| {
            let asked = spelling.asks.iter().find(|(known, _)| known == of);
            asked.map_or_else(String::new, |(_, at)| wanted[*at].to_string())
        };
        let dictionary = names.dictionary(&mapping.fields[spelling.field].kind)?;
        Some(Respelled { field: spelling.field, renamed: dictionary.apply(name, other)? })
    };
    spellings.iter().filter_map(renamed).collect()
}
