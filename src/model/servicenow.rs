//! A ServiceNow instance: where it is, who logs in, which tables hold tickets.

use std::path::PathBuf;
use std::time::Duration;

use super::secret::SecretRef;

/// A ServiceNow instance and how to log in.
#[derive(Debug, Clone)]
pub struct ServiceNowSystem {
    /// Address such as `https://acme.service-now.com`, without a path.
    pub url: String,
    /// Who logs in.
    pub login: ServiceNowLogin,
    /// Tables that hold our tickets, such as `incident`, `sc_task`; at least one.
    pub tables: Vec<String>,
    /// Tables whose configuration items are reference data.
    pub ci_tables: Vec<String>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Requests in flight at once, 1 to 4: an instance serves four at a time per node by default.
    pub in_flight: usize,
    /// Tickets opened in one request, 1 to 100.
    pub batch: usize,
    /// Rows of one page of a list, 10 to 10,000.
    pub page: usize,
}

/// How to log in to ServiceNow.
#[derive(Debug, Clone)]
pub enum ServiceNowLogin {
    /// User and password with each request.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: SecretRef,
    },
    /// OAuth 2.0 with the user of the client itself.
    ClientCredentials(ServiceNowClient),
    /// OAuth 2.0 with a user and his password.
    Password {
        /// Client.
        client: ServiceNowClient,
        /// User.
        user: String,
        /// Password.
        password: SecretRef,
    },
    /// OAuth 2.0 with a refresh token that somebody got once (100 days by default).
    Refresh {
        /// Client.
        client: ServiceNowClient,
        /// Refresh token.
        token: SecretRef,
    },
}

/// A client in the application registry of an instance.
#[derive(Debug, Clone)]
pub struct ServiceNowClient {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: SecretRef,
}
