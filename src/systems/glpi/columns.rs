//! Which columns GLPI's own classes have, by version: what is not there is found out before anything is
//! written, also where a class has no rows to see it by. GLPI takes an unknown column and drops it in silence.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use super::known::{OWN, TABLE, of_class};
use super::parts::is_unknown_class;
use super::sets::is_of_name;
use super::version::Version;
use super::{Glpi, message};
use crate::message::{Alike, nearest};
use crate::model::Said;
use crate::model::schema::{ClassName, Column};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;
use crate::systems::target::{Lack, LackingColumn, ToldColumn};

/// The newest version that the table knows.
const NEWEST: Version = Version(11, 0, 6);

/// What the table says of a column.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    There,
    /// Why this version does not have it.
    OtherVersion(Said),
    /// The class is in the table, and no version has the column there.
    Nowhere,
    /// The table does not know the class, or the version is newer.
    NotKnown,
}

/// Where a class has a column, by the table.
pub fn place(class: &ClassName, column: &str, of: Option<Version>) -> Place {
    let Some(columns) = TABLE.get(class.as_str()) else { return Place::NotKnown };
    let Some(known) = columns.iter().find(|known| known.name == column) else {
        let newer = of.is_none_or(|version| version > NEWEST);
        return if newer { Place::NotKnown } else { Place::Nowhere };
    };
    let Some(of) = of else { return Place::There };
    let since = |text: Option<&'static str>| Some((Version::read(text?)?, text?));
    match (since(known.from), since(known.until)) {
        (Some((from, text)), _) if of < from => Place::OtherVersion(message::comes_with(text).said()),
        (_, Some((until, text))) if of >= until => Place::OtherVersion(message::went_with(text).said()),
        (Some(_) | None, _) => Place::There,
    }
}

/// All columns of a class that the table knows.
fn of_table(class: &ClassName) -> Vec<&'static str> {
    TABLE.get(class.as_str()).into_iter().flatten().map(|known| known.name).collect()
}

/// The column of a class that is spelled nearest.
pub fn near_in_table(class: &ClassName, column: &Column) -> Option<String> {
    nearest(column.as_str(), of_table(class), Alike::Any).map(str::to_owned)
}

impl Glpi {
    /// Which of these columns GLPI does not have. What its table of this version does not know, a row of the
    /// class may still have; without a row, or a version that is known, it is taken to be there.
    ///
    /// # Errors
    /// A failed call.
    pub async fn lacking(
        &self,
        class: &ClassName,
        columns: &[&Column],
    ) -> Result<Vec<LackingColumn>, RemoteError> {
        let of = self.numbers();
        let mut lacking = Vec::new();
        let mut doubtful: Vec<(&Column, Place)> = Vec::new();
        for column in columns.iter().filter(|column| !is_of_name(column) && !column.as_str().starts_with('_'))
        {
            match place(class, column.as_str(), of) {
                Place::There => {}
                Place::OtherVersion(why) => {
                    lacking.push(LackingColumn { column: (*column).clone(), lack: Lack::InThisVersion(why) });
                }
                place @ (Place::Nowhere | Place::NotKnown) => doubtful.push((column, place)),
            }
        }
        if doubtful.is_empty() {
            return Ok(lacking);
        }
        let seen = self.columns_of_a_row(class).await?;
        for (column, place) in doubtful {
            let known: Vec<&str> = match &seen {
                Some(seen) if seen.contains(column.as_str()) => continue,
                Some(seen) => seen.iter().map(String::as_str).collect(),
                None if place == Place::NotKnown => continue,
                None => of_table(class),
            };
            let near = nearest(column.as_str(), known, Alike::Any).map(str::to_owned);
            lacking.push(LackingColumn { column: column.clone(), lack: Lack::InEveryVersion(near) });
        }
        Ok(lacking)
    }

    /// The columns of a class that a mapping may fill: those of the table that this version has, and what a row of
    /// the class has besides, with the labels of the search options.
    ///
    /// # Errors
    /// A failed call.
    pub async fn told_columns(&self, class: &ClassName) -> Result<Vec<ToldColumn>, RemoteError> {
        let version = self.numbers();
        let known = of_class(class.as_str()).into_iter().map(|known| known.name);
        let known: Vec<&str> = known.filter(|column| place(class, column, version) == Place::There).collect();
        let row = self.columns_of_a_row(class).await?.unwrap_or_default();
        let is_new = |column: &String| {
            !OWN.contains(&column.as_str())
                && column != "links"
                && place(class, column, version) != Place::There
        };
        let added: Vec<String> = row.into_iter().filter(is_new).collect();
        let labels = if added.is_empty() { HashMap::new() } else { self.labels_of(class).await? };
        let known =
            known.into_iter().map(|name| ToldColumn { name: name.to_owned(), label: None, is_added: false });
        let added = added.into_iter().map(|name| {
            let label = labels.get(&name).cloned();
            ToldColumn { name, label, is_added: true }
        });
        Ok(known.chain(added).collect())
    }

    /// What the pages of GLPI call the columns of a class, in the language of the user that logs in.
    async fn labels_of(&self, class: &ClassName) -> Result<HashMap<String, String>, RemoteError> {
        let call = Call::get(format!("listSearchOptions/{class}"));
        let options = match self.session().read::<Map<String, Json>>(&call).await {
            Ok(options) => options,
            Err(RemoteError::Answer { status: 400 | 403 | 404, .. }) => return Ok(HashMap::new()),
            Err(error) => return Err(error),
        };
        // Headings are among them, and options of rows that are linked.
        let own = |option: &Json| {
            let text = |key: &str| option.get(key).and_then(Json::as_str);
            let column = text("uid")?.strip_prefix(class.as_str())?.strip_prefix('.')?;
            Some((column.to_owned(), text("name")?.to_owned()))
        };
        Ok(options.values().filter_map(own).collect())
    }

    /// The columns of a row of a class; `None` where there is none to see.
    async fn columns_of_a_row(&self, class: &ClassName) -> Result<Option<BTreeSet<String>>, RemoteError> {
        let call = Call::get(class.as_str()).with("range", "0-0").with("get_hateoas", "false");
        match self.session().read::<Vec<Map<String, Json>>>(&call).await {
            Ok(rows) => {
                Ok(rows.into_iter().next().map(|row| row.into_iter().map(|(name, _)| name).collect()))
            }
            // Reading the items says so, with the class.
            Err(error) if is_unknown_class(&error) => Ok(None),
            Err(RemoteError::Answer { status: 400 | 403 | 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(class: &str, column: &str, of: &str) -> Place {
        place(&class.into(), column, Version::read(of))
    }

    #[test]
    fn a_column_is_there_came_or_went_with_a_version_or_is_nowhere() {
        assert_eq!(of("Computer", "serial", "9.5.13"), Place::There);
        assert_eq!(of("Computer", "last_boot", "10.0.6"), Place::There);
        assert!(
            matches!(of("Computer", "last_boot", "9.5.13"), Place::OtherVersion(why) if why.english().contains("10.0"))
        );
        assert_eq!(of("Computer", "seriall", "10.0.6"), Place::Nowhere);
        assert_eq!(of("Computer", "seriall", "11.0.6"), Place::Nowhere);
        assert_eq!(of("Location", "code", "11.0.6"), Place::There);
        assert!(
            matches!(of("Location", "code", "10.0.14"), Place::OtherVersion(why) if why.english().contains("11.0"))
        );
        assert!(matches!(of("DeviceSensor", "states_id", "11.0.6"), Place::OtherVersion(_)));
        // Rows of `Group_Item` hold it.
        assert_eq!(of("Computer", "groups_id_tech", "11.0.6"), Place::There);
        // Newer versions, and classes of plugins, have columns of their own.
        assert_eq!(of("Computer", "seriall", "11.0.7"), Place::NotKnown);
        assert_eq!(of("PluginFieldsThing", "serial", "10.0.6"), Place::NotKnown);
        assert_eq!(place(&"Computer".into(), "last_boot", None), Place::There);
    }

    #[test]
    fn every_class_and_column_of_the_schema_is_in_the_table() {
        let schema = &super::super::schema::SCHEMA;
        for part in schema.parts {
            assert!(TABLE.contains_key(part.class), "{}", part.class);
        }
        for class in schema.classes.iter().filter(|class| class.name_column.is_some()) {
            let columns = &TABLE[class.name];
            assert!(columns.iter().any(|known| Some(known.name) == class.name_column), "{}", class.name);
        }
    }
}
