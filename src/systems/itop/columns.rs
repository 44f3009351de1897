//! The columns of a class. REST of iTop (2.7 to 3.2) has no schema: it tells the names with an object of the
//! class, and of keys and lists that they are. Types, labels and lengths stand in its data model only.

use serde_json::Value as Json;

use super::{Itop, message};
use crate::systems::desk::DeskColumn;
use crate::systems::shared::{FailureKind, RemoteError};

/// What iTop adds to a key for the name of what it points at.
const NAME_OF_KEY: &str = "_friendlyname";

impl Itop {
    /// The columns that an object of a class has.
    ///
    /// # Errors
    /// An unknown class, a class without an object that we may see, an iTop that does not answer.
    pub(super) async fn told_columns(&self, class: &str) -> Result<Vec<DeskColumn>, RemoteError> {
        let session = self.session();
        if !class.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_') {
            return Err(self.no_columns(message::no_name_of_class(class).to_string()));
        }
        let Some(object) = session.any(class, "*+").await? else {
            return Err(self.no_columns(message::no_object_to_tell(class).to_string()));
        };
        let names = || object.fields.keys();
        let is_key = |name: &str| object.fields.contains_key(&format!("{name}{NAME_OF_KEY}"));
        let column = |name: &String| {
            let kind = match &object.fields[name] {
                _ if is_key(name) => Some("key"),
                Json::Array(_) => Some("list"),
                Json::Object(_) => Some("log"),
                _ => None,
            };
            DeskColumn { name: name.clone(), kind: kind.map(str::to_owned), ..DeskColumn::default() }
        };
        // What iTop works out of others cannot be written.
        let worked_out = ["friendlyname", "obsolescence_flag", "obsolescence_date"];
        let is_own = |name: &&String| !worked_out.iter().any(|end| name.ends_with(end));
        Ok(names().filter(is_own).map(column).collect())
    }

    fn no_columns(&self, message: String) -> RemoteError {
        RemoteError::Answer {
            call: self.session().address().into(),
            status: 200,
            code: None,
            message: message.into(),
            kind: FailureKind::Permanent,
        }
    }
}
