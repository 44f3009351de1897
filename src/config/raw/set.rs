//! `[set.*]` of a mapping as it stands in the file: keyed child sets.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::RawField;
use super::{At, Entries};
use crate::model::mapping::Conflict;
use crate::model::set::{BlankSet, Extra};

/// Keyed child sets of the item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sets")]
pub(in crate::config) struct RawSets {
    /// Volumes.
    pub disks: Option<At<RawSet>>,
    /// Processors.
    pub processors: Option<At<RawSet>>,
    /// Memory modules.
    pub memory: Option<At<RawSet>>,
    /// Hard drives, SSD included: the devices, not the volumes on them.
    pub hard_drives: Option<At<RawSet>>,
    /// Batteries.
    pub batteries: Option<At<RawSet>>,
    /// Controllers.
    pub controllers: Option<At<RawSet>>,
    /// Graphics cards.
    pub graphic_cards: Option<At<RawSet>>,
    /// Network ports with their `hostname` and `addresses`.
    pub ports: Option<At<RawSet>>,
    /// Software licenses assigned to the item.
    pub licenses: Option<At<RawSet>>,
    /// Installed software: `softwares_id` is the name of the software, `softwareversions_id` that of its version, and
    /// `manufacturers_id` the maker that a new software is given.
    pub software: Option<At<RawSet>>,
    /// Groups of a user.
    pub groups: Option<At<RawSet>>,
    /// Suppliers of a contract.
    pub suppliers: Option<At<RawSet>>,
}

impl RawSets {
    /// The sets that are written, by the names of their tables.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &At<RawSet>)> {
        let tables = [
            ("disks", &self.disks),
            ("processors", &self.processors),
            ("memory", &self.memory),
            ("hard_drives", &self.hard_drives),
            ("batteries", &self.batteries),
            ("controllers", &self.controllers),
            ("graphic_cards", &self.graphic_cards),
            ("ports", &self.ports),
            ("licenses", &self.licenses),
            ("software", &self.software),
            ("groups", &self.groups),
            ("suppliers", &self.suppliers),
        ];
        tables.into_iter().filter_map(|(name, set)| Some((name, set.as_ref()?)))
    }
}

/// One set: where its elements stand, what names them, their fields. Without `list`, `numbered` and `split`
/// a row has one element.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Set")]
pub(in crate::config) struct RawSet {
    /// `{n}` in the names of columns is each of these numbers.
    pub numbered: Option<At<RawNumbers>>,
    /// A cell holds several elements, with this between them.
    pub split: Option<At<String>>,
    /// Dotted path of a list of objects in the record, such as `drives`: each is an element, and columns are
    /// the names of its members. Templates also see it as `element`.
    pub list: Option<At<String>>,
    /// Template: elements of the list for which it is not true are left out.
    pub only_if: Option<At<String>>,
    /// Fields that name an element within its item; the first must have a value.
    pub key: Option<At<Vec<At<String>>>>,
    /// What is done about elements at the desk that are neither in the source nor ours.
    #[schemars(extend("default" = "keep"))]
    pub extra: Option<Extra>,
    /// What a row without any element means for those that we made.
    #[schemars(extend("default" = "keep"))]
    pub blank: Option<BlankSet>,
    /// Who wins when somebody removed an element of ours at the desk.
    #[schemars(extend("default" = "human"))]
    pub on_conflict: Option<Conflict>,
    /// Fields of an element, by the desk's column.
    #[serde(default)]
    pub field: Entries<At<RawField>>,
}

/// Numbers, both ends included.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Numbers")]
pub(in crate::config) struct RawNumbers {
    /// The first; arrays of JSON count from 0.
    #[schemars(extend("default" = 1))]
    pub from: Option<u32>,
    /// The last.
    pub to: Option<u32>,
}
