//! Who somebody is, as a provider of OpenID Connect says: the code flow with PKCE.
//!
//! What the provider says of itself is kept and asked for anew in the background: no page waits for it. What a flow
//! takes is derived from a secret of the browser and not kept. It decides nothing: what somebody may do is the
//! console's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use openidconnect::core::{
    CoreAuthPrompt, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreResponseType, CoreTokenResponse,
};
use openidconnect::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use openidconnect::http::{Method, Response, StatusCode};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse as _,
};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use url::Url;

use super::keyring::Keyring;
use super::reason::{self, Context as _};
use crate::message::{Message, identity as message};
use crate::model::access::Claims;
use crate::model::project::Project;
use crate::model::secret::ExposeSecret as _;
use crate::model::web::Oidc;
use crate::systems::shared::{Holds, Http, RemoteError, Repeat, Request, Way};

/// One request to the provider takes no longer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Largest answer, in MiB.
const LARGEST: u64 = 1;
/// What a provider says of itself is asked for anew so often: its keys change.
const KNOWN_FOR: Duration = Duration::from_secs(10 * 60);
/// And so often while it is not known.
const UNKNOWN: Duration = Duration::from_secs(5);
/// Codes that are exchanged at a time: each keeps a page waiting.
const AT_ONCE: usize = 8;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider.
pub struct Provider {
    oidc: Oidc,
    redirect: RedirectUrl,
    url: String,
    http: Http,
    known: Mutex<Option<Arc<ProviderMetadataWithLogout>>>,
    places: Semaphore,
}

/// What one login takes; derived from a secret that only the browser has.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What comes back with the code.
    pub state: String,
    /// What stands in the token.
    pub nonce: String,
    /// What proves that who exchanges the code is who asked for it.
    pub verifier: String,
}

/// What a person is sent to the provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To say who it is.
    LogIn,
    /// To say so once more, with the password or whatever the provider asks for.
    Confirm,
}

/// Whom a provider means.
#[derive(Debug, Clone)]
pub struct Person {
    /// Whom of the provider, whatever the name.
    pub subject: String,
    /// What is said of that person.
    pub claims: Claims,
    /// When the person proved it there.
    pub proved_at: Option<DateTime<Utc>>,
}

/// Why nobody is known.
#[derive(Debug)]
pub enum Unknown {
    /// The provider is not there, or too many ask.
    Later,
    /// What it says proves nothing.
    Unproven(anyhow::Error),
}

impl Provider {
    /// The provider of a project; `None`: it has none.
    ///
    /// # Errors
    /// A file with authorities that cannot be used, an address that is none.
    pub fn of(project: &Project) -> anyhow::Result<Option<Self>> {
        let (Some(oidc), Some(url)) = (&project.web.oidc, &project.web.url) else { return Ok(None) };
        let way = Way {
            timeout: TIMEOUT,
            largest_answer: LARGEST,
            ca_file: oidc.ca_file.as_deref(),
            certificate: None,
            proxy: None,
        };
        Ok(Some(Self {
            redirect: RedirectUrl::new(format!("{url}{}", Oidc::CALLBACK))?,
            url: url.clone(),
            http: Http::new(&way)?,
            oidc: oidc.clone(),
            known: Mutex::default(),
            places: Semaphore::new(AT_ONCE),
        }))
    }

    /// What it is, as configured.
    pub fn oidc(&self) -> &Oidc {
        &self.oidc
    }

    /// Keeps what it says of itself up to date, for as long as somebody waits for this.
    pub async fn keep_known(&self) {
        let mut is_told = false;
        loop {
            let pause = match self.learn().await {
                Ok(()) => {
                    if is_told {
                        tracing::info!(issuer = self.oidc.issuer, "the provider of logins answers again");
                    }
                    is_told = false;
                    KNOWN_FOR
                }
                Err(error) => {
                    if !is_told {
                        let error = format!("{error:#}");
                        tracing::warn!(
                            issuer = self.oidc.issuer,
                            error,
                            "nobody can log in at the provider; users with a password can"
                        );
                    }
                    is_told = true;
                    UNKNOWN
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Asks what it says of itself, and keeps it.
    ///
    /// # Errors
    /// It is not there, or is another one.
    pub async fn learn(&self) -> anyhow::Result<()> {
        let carry = self.carrier();
        let issuer = IssuerUrl::new(self.oidc.issuer.clone())?;
        let found = ProviderMetadataWithLogout::discover_async(issuer, &carry).await;
        // The library tells what failed and not why.
        let found = found.map_err(|error| reason::told(reason::of_error(&error)))?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(found));
        Ok(())
    }

    fn known(&self) -> Result<Arc<ProviderMetadataWithLogout>, Unknown> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone().ok_or(Unknown::Later)
    }

    fn client(&self, known: &ProviderMetadataWithLogout, secret: Option<ClientSecret>) -> Client {
        // Without a word about it both ways are meant (RFC 8414); a form is asked for where a header is not taken.
        let methods = known.token_endpoint_auth_methods_supported();
        let by_form =
            methods.is_some_and(|methods| !methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let id = ClientId::new(self.oidc.client_id.clone());
        CoreClient::from_provider_metadata(known.clone(), id, secret)
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(if by_form { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    /// Where a person goes to say who it is.
    ///
    /// # Errors
    /// [`Unknown::Later`].
    pub fn begin(&self, flow: &Flow, purpose: Purpose) -> Result<String, Unknown> {
        let client = self.client(self.known()?.as_ref(), None);
        let (state, nonce) = (CsrfToken::new(flow.state.clone()), Nonce::new(flow.nonce.clone()));
        let verifier = PkceCodeVerifier::new(flow.verifier.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || state,
                move || nonce,
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in self.oidc.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if purpose == Purpose::Confirm {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, _, _) = request.url();
        Ok(url.into())
    }

    /// Who came back with a code.
    ///
    /// # Errors
    /// The provider is not there, refuses the code, or what it says proves nothing.
    pub async fn end(&self, project: &Project, flow: &Flow, code: &str) -> Result<Person, Unknown> {
        let _place = self.places.try_acquire().map_err(|_| Unknown::Later)?;
        let secret = match &self.oidc.client_secret {
            Some(reference) => {
                let read = Keyring::of(project).read_one(reference).await.map_err(Unknown::Unproven)?;
                self.http.hide(read.clone());
                Some(ClientSecret::new(read.expose_secret().to_owned()))
            }
            None => None,
        };
        let known = self.known()?;
        let client = self.client(&known, secret.clone());
        let answer = self.exchange(&client, flow, code).await.map_err(Unknown::Unproven)?;
        let token = answer.id_token().ok_or_else(|| unproven(message::no_id_token()))?;
        let nonce = Nonce::new(flow.nonce.clone());
        let verified = match verified(&client, token, &nonce) {
            // It may have other keys by now.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                self.learn().await.map_err(Unknown::Unproven)?;
                verified(&self.client(self.known()?.as_ref(), secret), token, &nonce)
            }
            verified => verified,
        };
        let (subject, proved_at) =
            verified.map_err(|error| unproven(message::token_proves_nothing(reason::of_error(&error))))?;
        let mut claims = payload(token).ok_or_else(|| unproven(message::no_id_token()))?;
        let is_missing = |claim: &str| !claims.contains_key(claim);
        let wanted = self.oidc.roles.iter().map(|rule| rule.claim.as_str()).chain([self.oidc.name.as_str()]);
        if let Some(endpoint) = known.userinfo_endpoint().filter(|_| wanted.into_iter().any(is_missing)) {
            let more = self.more(endpoint.url(), answer.access_token().secret(), &subject).await;
            for (claim, value) in more.map_err(Unknown::Unproven)? {
                claims.entry(claim).or_insert(value);
            }
        }
        Ok(Person { subject, claims: values(&claims), proved_at })
    }

    async fn exchange(&self, client: &Client, flow: &Flow, code: &str) -> anyhow::Result<CoreTokenResponse> {
        let carry = self.carrier();
        let asked = client.exchange_code(AuthorizationCode::new(code.to_owned()))?;
        let asked = asked.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
        let answer = asked.request_async(&carry).await;
        answer.map_err(|error| reason::told(message::code_refused(reason::of_error(&error))))
    }

    /// What it says of a person besides, where it can be asked for that.
    async fn more(&self, url: &Url, token: &str, subject: &str) -> anyhow::Result<Map<String, Value>> {
        let mut headers = HeaderMap::new();
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let request = Request {
            method: Method::GET,
            url: url.clone(),
            secret_query: None,
            headers,
            body: None,
            repeat: Repeat::Harmless,
            holds: Holds::Secret,
        };
        let answer = self.http.send(&request).await?;
        let told: Map<String, Value> = serde_json::from_slice(&answer.body)
            .with_context(|| message::userinfo_not_understood(answer.status))?;
        match told.get("sub").and_then(Value::as_str) == Some(subject) {
            true => Ok(told),
            false => Err(reason::told(message::userinfo_of_another())),
        }
    }

    /// Where a person ends the login at the provider, who comes back to `path` then; `None`: it has no such place.
    pub fn logout(&self, path: &str) -> Option<String> {
        let known = self.known().ok()?;
        let end = known.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(format!("{}{path}", self.url)).ok()?;
        let request = LogoutRequest::from(end)
            .set_client_id(ClientId::new(self.oidc.client_id.clone()))
            .set_post_logout_redirect_uri(back);
        Some(request.http_get_url().into())
    }

    /// Carries the requests of the library: by our client, with the authorities and the proxy that it has.
    fn carrier(&self) -> impl Fn(HttpRequest) -> Carried + use<> {
        let http = self.http.clone();
        move |asked: HttpRequest| {
            let http = http.clone();
            async move { carried(&http, asked).await }.boxed()
        }
    }
}

type Carried = BoxFuture<'static, Result<HttpResponse, RemoteError>>;

async fn carried(http: &Http, asked: HttpRequest) -> Result<HttpResponse, RemoteError> {
    let (head, body) = asked.into_parts();
    let address = head.uri.to_string();
    let url = Url::parse(&address).map_err(|error| RemoteError::Setup(message::no_address(error).said()))?;
    let (repeat, body) = match head.method {
        Method::GET => (Repeat::Harmless, None),
        _ => (Repeat::OnlyIfNotDone, Some(body)),
    };
    let request = Request {
        method: head.method,
        url,
        secret_query: None,
        headers: head.headers,
        body,
        repeat,
        holds: Holds::Secret,
    };
    let answer = http.send(&request).await?;
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status.try_into().unwrap_or(StatusCode::BAD_GATEWAY);
    *response.headers_mut() = answer.headers;
    Ok(response)
}

fn unproven(why: Message) -> Unknown {
    Unknown::Unproven(reason::told(why))
}

/// Whom a token means, and when that person proved it, as far as the token is one of the provider for us and for this
/// login.
fn verified(
    client: &Client,
    token: &CoreIdToken,
    nonce: &Nonce,
) -> Result<(String, Option<DateTime<Utc>>), ClaimsVerificationError> {
    let claims = token.claims(&client.id_token_verifier(), nonce)?;
    Ok((claims.subject().to_string(), claims.auth_time()))
}

/// All that a token says, which was verified before.
fn payload(token: &CoreIdToken) -> Option<Map<String, Value>> {
    let text = token.to_string();
    let bytes = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Claims as texts, each with all that it holds.
fn values(claims: &Map<String, Value>) -> Claims {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let all = |value: &Value| match value {
        Value::Array(list) => list.iter().filter_map(text).collect::<Vec<_>>(),
        one => text(one).into_iter().collect(),
    };
    claims.iter().map(|(claim, value)| (claim.clone(), all(value))).collect::<BTreeMap<_, _>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_one_text_or_many() {
        let claims = serde_json::json!({
            "name": "ann", "groups": ["a", 7, null, ["b"]], "level": 3, "is_guest": false, "address": {"a": "b"},
        });
        let found = values(claims.as_object().unwrap_or(&Map::new()));
        let of = |claim: &str| found[claim].join(" ");
        assert_eq!((of("name"), of("groups"), of("level")), ("ann".into(), "a 7".into(), "3".into()));
        assert_eq!((of("is_guest"), of("address")), ("false".into(), String::new()));
    }
}
