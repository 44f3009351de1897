//! What may not be written yet, since an earlier write of it may still be carried out.

use crate::model::Said;
use std::collections::BTreeMap;

use super::schema::ClassName;

/// Records and names that wait, each with the reason as a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// By the key of the record.
    pub records: BTreeMap<String, Said>,
    /// By class and path, folded as names are compared.
    pub names: BTreeMap<(ClassName, String), Said>,
}
