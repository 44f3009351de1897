//! The client against a small server that answers as GLPI does in recorded replies.

#![expect(clippy::unwrap_used, reason = "tests")]

mod checking;
mod reading;
mod server;
mod session;
mod versions;
mod writing;

use std::time::Duration;

use server::Server;

use super::{Credentials, Glpi, Identity};
use crate::model::schema::{Column, Kind, Part};
use crate::model::secret::{SecretRef, SecretString};
use crate::systems::glpi::schema::SCHEMA;
use crate::systems::glpi::{GlpiLogin, GlpiSystem};
use crate::systems::shared::RemoteError;

const TOKEN: &str = "secret-user-token";

fn system(server: &Server) -> GlpiSystem {
    GlpiSystem {
        url: server.url(),
        login: GlpiLogin::UserToken(SecretRef::Env("TOKEN".to_owned())),
        app_token: None,
        profile: None,
        entity: None,
        ca_file: None,
        timeout: Duration::from_secs(5),
        largest_answer: 256,
        in_flight: 2,
        batch: 50,
        page: 3,
        settle: Duration::from_secs(900),
    }
}

fn credentials() -> Credentials {
    Credentials {
        identity: Identity::UserToken(SecretString::from(TOKEN)),
        app_token: Some(SecretString::from("secret-app-token")),
    }
}

async fn connect(server: &Server) -> Glpi {
    Glpi::connect(&system(server), credentials()).await.unwrap()
}

async fn refusal(system: &GlpiSystem) -> RemoteError {
    Glpi::connect(system, credentials()).await.unwrap_err()
}

fn name_column() -> Vec<(Column, Kind)> {
    vec![("name".into(), Kind::Text { max: 255 })]
}

/// The part of a table of a mapping.
fn part(table: &str) -> Part {
    SCHEMA.part_of_table(table).unwrap()
}
