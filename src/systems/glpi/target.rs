//! GLPI as a target.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::Glpi;
use super::identity::IDENTITY;
use crate::model::dictionary::Dictionaries;
use crate::model::item::{Item, ItemTable, Locks, ReferenceTable};
use crate::model::schema::{ClassName, Column, Kind, Schema};
use crate::model::secret::SecretString;
use crate::systems::shared::{CheckLine, RemoteError};
use crate::systems::target::{
    Access, End, Identity, ItemQuery, Keep, LackingColumn, Outcome, Row, Target, ToldColumn,
};

/// Its methods of the same names stand in several files.
#[async_trait(?Send)]
impl Target for Glpi {
    fn url(&self) -> &str {
        Self::url(self)
    }

    fn schema(&self) -> &'static Schema {
        Self::schema(self)
    }

    async fn lacking(
        &self,
        class: &ClassName,
        columns: &[&Column],
    ) -> Result<Vec<LackingColumn>, RemoteError> {
        Self::lacking(self, class, columns).await
    }

    async fn columns_of(&self, class: &ClassName) -> Result<Option<Vec<ToldColumn>>, RemoteError> {
        self.told_columns(class).await.map(Some)
    }

    fn working_entity(&self) -> i64 {
        Self::working_entity(self)
    }

    fn batch(&self) -> usize {
        Self::batch(self)
    }

    fn in_flight(&self) -> usize {
        Self::in_flight(self)
    }

    async fn check(&self) -> Result<Vec<CheckLine>, RemoteError> {
        Self::check(self).await
    }

    async fn rights(&self, needs: &[(ClassName, Vec<Access>)]) -> Result<Vec<CheckLine>, RemoteError> {
        Self::rights(self, needs).await
    }

    async fn read_items(&self, query: &ItemQuery) -> Result<ItemTable, RemoteError> {
        Self::read_items(self, query).await
    }

    async fn read_reference(&self, class: &ClassName, by: &Column) -> Result<ReferenceTable, RemoteError> {
        Self::read_reference(self, class, by).await
    }

    async fn read_dictionaries(&self, classes: &[ClassName]) -> Result<Option<Dictionaries>, RemoteError> {
        Self::read_dictionaries(self, classes).await
    }

    async fn read_locks(&self) -> Result<Option<Locks>, RemoteError> {
        Self::read_locks(self).await
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

    async fn hidden(&self, class: &ClassName, ids: &[i64]) -> Result<Vec<i64>, RemoteError> {
        Self::hidden(self, class, ids).await
    }

    async fn create(&self, class: &ClassName, rows: &[Row]) -> Vec<Outcome<i64>> {
        Self::create(self, class, rows).await
    }

    async fn update(&self, class: &ClassName, rows: &[(i64, Row)]) -> Vec<Outcome<()>> {
        Self::update(self, class, rows).await
    }

    async fn trash(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        Self::trash(self, class, ids).await
    }

    async fn restore(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        Self::restore(self, class, ids).await
    }

    async fn purge(&self, class: &ClassName, ids: &[i64]) -> Vec<Outcome<()>> {
        Self::purge(self, class, ids).await
    }

    async fn renew(&self) -> Result<(), RemoteError> {
        Self::renew(self).await
    }

    async fn close(&self) -> Result<(), RemoteError> {
        Self::close(self).await
    }

    async fn writer(&self) -> Result<Arc<dyn Target>, RemoteError> {
        Ok(Arc::new(Self::writer(self).await?))
    }

    async fn proof(&self) -> Option<SecretString> {
        Self::proof(self).await
    }

    async fn has_ended(&self, proof: &SecretString) -> End {
        Self::has_ended(self, proof).await
    }

    fn keep(&self, proof: &SecretString, keep: Keep) {
        Self::keep(self, proof, keep);
    }

    async fn forget(&self, proof: &SecretString) {
        Self::forget(self, proof).await;
    }

    fn outcome_wait(&self) -> Duration {
        self.shared.settle
    }

    fn identity(&self) -> &'static Identity {
        &IDENTITY
    }
}
