//! The client by which traces go to their collector: authorities and proxies are those of every client. Its own calls
//! are in no trace.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::Url;
use reqwest::blocking::Client;

use super::RemoteError;
use super::http::{of_tls, reason};
use crate::message::remote;
use crate::model::said::Said;
use crate::settings::is_loopback;

/// A client of a collector. It blocks: the thread that sends spans has no runtime, and goes on when that of the
/// program has ended.
#[derive(Debug, Clone)]
pub struct Collector {
    client: Client,
    trouble: Arc<Mutex<Option<Said>>>,
}

impl Collector {
    /// A client of the collector at an address; `timeout` is that of one request.
    ///
    /// # Errors
    /// [`RemoteError::Setup`] when the file with authorities cannot be used.
    pub fn new(address: &Url, timeout: Duration, ca_file: Option<&Path>) -> Result<Self, RemoteError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(of_tls(ca_file, None)?)
            .timeout(timeout)
            .connect_timeout(timeout)
            // Headers with keys go where they were meant to go.
            .redirect(reqwest::redirect::Policy::none());
        if address.host().is_some_and(|host| is_loopback(&host)) {
            builder = builder.no_proxy();
        }
        let built = builder.build();
        let client =
            built.map_err(|error| RemoteError::Setup(remote::cannot_set_up(reason(&error)).said()))?;
        Ok(Self { client, trouble: Arc::default() })
    }

    /// Why the newest request had no answer, in words.
    pub fn trouble(&self) -> Option<Said> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = HttpClient::send_bytes(&self.client, request).await;
        let of_transport = sent.as_ref().err().and_then(|error| error.downcast_ref::<reqwest::Error>());
        let trouble = of_transport.map(|error| reason(error).said());
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        sent
    }
}
