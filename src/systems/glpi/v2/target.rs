//! A GLPI by API v2 as a target that only reads: what it tells is compared, what it does not tell is said, and
//! nothing is written.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::known::{self, Names};
use super::wire::SessionInfo;
use super::{GlpiV2, list, schema};
use crate::model::Said;
use crate::model::dictionary::Dictionaries;
use crate::model::item::{Item, ItemTable, Locks, ReferenceTable};
use crate::model::schema::{ClassName, Column, Kind, Schema};
use crate::model::secret::SecretString;
use crate::systems::glpi::columns::{Place, near_in_table, place};
use crate::systems::glpi::identity::IDENTITY;
use crate::systems::glpi::version::Version;
use crate::systems::glpi::{groups, message};
use crate::systems::shared::call::Call;
use crate::systems::shared::{CheckLine, RemoteError};
use crate::systems::target::{
    Access, Asked, End, Identity, ItemQuery, Keep, Lack, LackingColumn, Outcome, Row, Target, WriteError,
};

/// The version that the table of columns is asked for: the exact one is not told.
const ELEVEN: Version = Version(11, 0, 6);

impl GlpiV2 {
    fn untold_column(&self, class: &ClassName, column: &Column) -> Option<Lack> {
        if known::of(class).is_some_and(|told| told.property(column).is_some()) {
            return None;
        }
        Some(match place(class, column.as_str(), Some(ELEVEN)) {
            Place::OtherVersion(why) => Lack::InThisVersion(why),
            Place::Nowhere => Lack::InEveryVersion(near_in_table(class, column)),
            Place::There if groups::is_one(column) => Lack::Untold(message::groups_by_v2().said()),
            Place::There | Place::NotKnown => Lack::Untold(message::not_by_v2().said()),
        })
    }

    /// Whether the user may read what the jobs read, one line per class.
    async fn may_read(&self, needs: &[(ClassName, Vec<Access>)]) -> Result<Vec<CheckLine>, RemoteError> {
        let info: SessionInfo = self.session().read(&Call::get("session")).await?;
        let name = format!("{:?}", info.active_profile.name);
        let rights = info.active_profile.rights.as_object().cloned().unwrap_or_default();
        let read = needs
            .iter()
            .filter(|(class, accesses)| known::of(class).is_some() && accesses.contains(&Access::Read));
        let lines = read.map(|(class, _)| {
            crate::systems::glpi::check::rights_line(class, &[Access::Read], &name, &rights)
        });
        Ok(lines.collect())
    }

    /// Which of these exist although they are not listed: of none it can be told, and so all may.
    fn perhaps_hidden(ids: &[i64]) -> Vec<i64> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    }
}

/// Nothing is written: the reason, for each row.
fn refused<T>(rows: usize) -> Vec<Outcome<T>> {
    let refusal = || WriteError::Refused { permanent: true, message: message::only_reads().said() };
    (0..rows).map(|_| Err(refusal())).collect()
}

#[async_trait(?Send)]
impl Target for GlpiV2 {
    fn url(&self) -> &str {
        self.session().url()
    }

    fn schema(&self) -> &'static Schema {
        schema()
    }

    async fn lacking(
        &self,
        class: &ClassName,
        columns: &[&Column],
    ) -> Result<Vec<LackingColumn>, RemoteError> {
        let lacking = columns.iter().filter_map(|column| {
            let lack = self.untold_column(class, column)?;
            Some(LackingColumn { column: (*column).clone(), lack })
        });
        Ok(lacking.collect())
    }

    fn untold(&self, asked: Asked<'_>) -> Option<Said> {
        match asked {
            Asked::Parts => Some(message::not_by_v2().said()),
            // v1 lists all users to everybody who may read users (11.0.6).
            Asked::Names { class, .. } if class.as_str() == "User" && !self.0.sees_all => {
                Some(message::users_by_v2().said())
            }
            Asked::Names { class, by } => {
                let told = known::of(class).filter(|told| told.names == Names::Whole);
                let is_told = told.is_some_and(|told| told.property(by).is_some());
                (!is_told).then(|| message::names_not_by_v2(class).said())
            }
        }
    }

    fn blind_spots(&self) -> Option<Said> {
        Some(message::blind_spots_of_v2().said())
    }

    fn working_entity(&self) -> i64 {
        self.0.working_entity
    }

    fn batch(&self) -> usize {
        list::PER_LIST
    }

    fn in_flight(&self) -> usize {
        self.0.in_flight
    }

    async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        self.check_reading().await
    }

    async fn rights(&self, needs: &[(ClassName, Vec<Access>)]) -> Result<Vec<CheckLine>, RemoteError> {
        self.may_read(needs).await
    }

    async fn read_items(&self, query: &ItemQuery) -> Result<ItemTable, RemoteError> {
        Self::read_items(self, query).await
    }

    async fn read_reference(&self, class: &ClassName, by: &Column) -> Result<ReferenceTable, RemoteError> {
        Self::read_reference(self, class, by).await
    }

    /// v2.2 has no rules of dictionaries; `blind_spots` says so.
    async fn read_dictionaries(&self, _classes: &[ClassName]) -> Result<Option<Dictionaries>, RemoteError> {
        Ok(Some(Dictionaries::default()))
    }

    /// v2.2 has no locks; `blind_spots` says so.
    async fn read_locks(&self) -> Result<Option<Locks>, RemoteError> {
        Ok(Some(Locks::default()))
    }

    async fn newest(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        above_id: i64,
    ) -> Result<Vec<Item>, RemoteError> {
        Self::newest(self, class, columns, above_id).await
    }

    async fn items_by_id(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        ids: &[i64],
    ) -> Result<Vec<Item>, RemoteError> {
        Self::items_by_id(self, class, columns, ids).await
    }

    async fn hidden(&self, _class: &ClassName, ids: &[i64]) -> Result<Vec<i64>, RemoteError> {
        // 404 both to what is deleted and to what our user may not see (11.0.6).
        Ok(Self::perhaps_hidden(ids))
    }

    async fn create(&self, _class: &ClassName, rows: &[Row]) -> Vec<Outcome<i64>> {
        refused(rows.len())
    }

    async fn update(&self, _class: &ClassName, rows: &[(i64, Row)]) -> Vec<Outcome<()>> {
        refused(rows.len())
    }

    async fn trash(&self, _class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        refused(ids.len())
    }

    async fn restore(&self, _class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        refused(ids.len())
    }

    async fn purge(&self, _class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        refused(ids.len())
    }

    async fn renew(&self) -> Result<(), RemoteError> {
        self.session().close();
        Ok(())
    }

    async fn writer(&self) -> Result<Arc<dyn Target>, RemoteError> {
        Err(RemoteError::Setup(message::only_reads().said()))
    }

    async fn proof(&self) -> Option<SecretString> {
        None
    }

    async fn has_ended(&self, _proof: &SecretString) -> End {
        End::CannotTell
    }

    fn keep(&self, _proof: &SecretString, _keep: Keep) {}

    async fn forget(&self, _proof: &SecretString) {}

    fn outcome_wait(&self) -> Duration {
        Duration::ZERO
    }

    fn identity(&self) -> &'static Identity {
        &IDENTITY
    }

    async fn close(&self) -> Result<(), RemoteError> {
        self.leave().await;
        Ok(())
    }
}
