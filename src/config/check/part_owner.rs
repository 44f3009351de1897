//! The class whose items have the parts of a mapping: a part that it does not have is told, and that there is
//! no such class, once.

use crate::model::said::Say;
use std::ops::Range;

use super::class_name::no_such_class;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::message;
use crate::message::config::label;
use crate::model::ClassName;
use crate::model::schema::Schema;

/// The class whose items have the parts of a mapping.
pub(super) struct PartOwner<'a> {
    /// What the target can hold.
    pub schema: &'static Schema,
    /// The class; blank where it is not known.
    pub class: &'a ClassName,
    /// Where it stands.
    place: Option<&'a At<String>>,
    /// Nothing was said against it because of its parts.
    is_known: bool,
}

impl<'a> PartOwner<'a> {
    /// Of a class, with the place at which it stands.
    pub fn of(schema: &'static Schema, class: &'a ClassName, place: Option<&'a At<String>>) -> Self {
        Self { schema, class, place, is_known: true }
    }

    /// Reports a part that items of the class do not have: `part` as the schema calls its table, `shown` as
    /// the file writes it. That the product has no class of the name is said once.
    pub fn check_part(
        &mut self,
        check: &mut FileCheck<'_>,
        part: &str,
        shown: impl Say,
        place: &Range<usize>,
    ) {
        let name = self.class.as_str();
        let of = self.schema.part_of_table(part).and_then(|part| self.schema.part(part));
        let allowed = of.map_or(&[][..], |part| part.of_classes);
        if allowed.contains(&name) || name.is_empty() || of.is_some_and(|part| part.of_classes.is_empty()) {
            return;
        }
        let classes = match allowed {
            [] => message::config::mapping::no_class_has(&shown),
            _ => message::config::mapping::classes_that_have(&shown, allowed.join(", ")),
        };
        match self.place.filter(|_| !self.schema.is_own_class(name) && !(self.schema.is_added_class)(name)) {
            Some(raw) => {
                if std::mem::take(&mut self.is_known) {
                    no_such_class(check, raw).help(classes);
                }
            }
            None => {
                check
                    .report(code::NO_SUCH_PART, place, message::config::mapping::no_such_part(name, &shown))
                    .label(label::not_for(name))
                    .help(classes);
            }
        }
    }
}
