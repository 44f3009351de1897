//! Every route with what it needs, and the way of a request: where it comes from, who asks, what that person
//! may do, then the page. A route that is not in the table does not exist; what exists asks for a login unless
//! the table says otherwise.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, RawPathParams, Request};
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    COOKIE, LOCATION, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use chrono::Utc;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tracing::{Instrument as _, Span};

use super::call::{Answer, Call, Fault, LINKS, Sent, Who};
use super::form::Form;
use super::listen::Peer;
use super::site::{LANGUAGE, Site};
use super::{api, arriving, login, origin, page, pages, provider, proxy, secret, traced};
use crate::message;
use crate::model::access::Role;
use crate::model::job::Language;
use crate::model::project::Project;
use crate::model::security::{Door, SecurityKind};

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is there for those who are not logged in.
    Nobody,
    /// Nothing, and nobody is looked up: it says a word to everybody and more to readers of the configuration.
    Probe,
    /// Nothing of this machine and of readers of the configuration, of others a login or a token that sees every job.
    Reader,
    /// A login or a token of the API, whatever its roles: it shows what they allow.
    Login,
    /// A login or a token with this role for the job that the path names.
    Of(Role),
    /// A login with this role for every job that opens tickets at the desk that the path names.
    OfDesk(Role),
}

/// A method of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It shows something and changes nothing.
    Get,
    /// It changes something.
    Post,
}

/// A route.
#[derive(Clone, Copy)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path; names in braces are parts of it.
    pub path: &'static str,
    /// What it needs.
    pub need: Need,
    page: fn(&Call) -> Result<Answer, Fault>,
}

const fn get(path: &'static str, need: Need, page: fn(&Call) -> Result<Answer, Fault>) -> Route {
    Route { method: Method::Get, path, need, page }
}

const fn post(path: &'static str, need: Need, page: fn(&Call) -> Result<Answer, Fault>) -> Route {
    Route { method: Method::Post, path, need, page }
}

/// Every route.
pub const ROUTES: &[Route] = &[
    get("/style.css", Need::Nobody, page::style),
    get("/health/live", Need::Probe, pages::watch::live),
    get("/health/ready", Need::Probe, pages::watch::ready),
    get("/metrics", Need::Reader, pages::watch::metrics),
    get("/login", Need::Nobody, login::form),
    post("/login", Need::Nobody, login::log_in),
    get("/login/provider", Need::Nobody, provider::begin),
    get("/login/callback", Need::Nobody, provider::end),
    get("/confirm", Need::Login, provider::confirm),
    post("/language", Need::Nobody, login::language),
    post("/logout", Need::Login, login::log_out),
    get("/", Need::Login, pages::home::home),
    get("/questions", Need::Login, pages::questions::questions),
    get("/schedule", Need::Login, pages::schedule::schedule),
    get("/search", Need::Login, pages::search::search),
    get("/links", Need::Login, pages::links::links),
    get("/items", Need::Login, pages::item_links::list),
    get("/links/{desk}", Need::Login, pages::company_link::show),
    post("/links/{desk}/set", Need::OfDesk(LINKS), pages::company_link::set),
    post("/links/{desk}/unset", Need::OfDesk(LINKS), pages::company_link::unset),
    get("/references", Need::Login, pages::references::references),
    get("/references/{system}/dictionaries", Need::Login, pages::dictionaries::show),
    get("/events", Need::Login, pages::events::events),
    get("/tickets", Need::Login, pages::tickets::tickets),
    get("/jobs/{job}", Need::Of(Role::Viewer), pages::job::job),
    post("/jobs/{job}/runs", Need::Of(Role::Operator), pages::job::ask),
    get("/jobs/{job}/explain", Need::Of(Role::Viewer), pages::explain::explain),
    get("/jobs/{job}/link", Need::Of(Role::Viewer), pages::item_links::show),
    post("/jobs/{job}/link/set", Need::Of(LINKS), pages::item_links::set),
    post("/jobs/{job}/link/unset", Need::Of(LINKS), pages::item_links::unset),
    get("/jobs/{job}/ticks", Need::Of(Role::Viewer), pages::ticks::ticks),
    get("/jobs/{job}/runs/{run}", Need::Of(Role::Viewer), pages::run::run),
    get("/jobs/{job}/runs/{run}/rows.csv", Need::Of(Role::Viewer), pages::files::rows),
    get("/jobs/{job}/runs/{run}/rejects.csv", Need::Of(Role::Viewer), pages::files::rejects),
    get("/jobs/{job}/runs/{run}/undo", Need::Of(Role::Approver), pages::undo::show),
    post("/jobs/{job}/runs/{run}/undo", Need::Of(Role::Approver), pages::undo::decide),
    get("/jobs/{job}/runs/{run}/plan", Need::Of(Role::Viewer), pages::plan::show),
    post("/jobs/{job}/runs/{run}/plan", Need::Of(Role::Approver), pages::plan::decide),
    get("/jobs/{job}/runs/{run}/plan.csv", Need::Of(Role::Viewer), pages::files::plan),
    get("/jobs/{job}/runs/{run}/names.csv", Need::Of(Role::Viewer), pages::files::names),
    post("/jobs/{job}/questions/{id}/close", Need::Of(Role::Operator), pages::questions::close),
    get("/api/v1/openapi.json", Need::Login, api::openapi),
    get("/api/v1/jobs", Need::Login, api::jobs::list),
    get("/api/v1/jobs/{job}", Need::Of(Role::Viewer), api::jobs::one),
    get("/api/v1/runs", Need::Login, api::runs::list),
    post("/api/v1/jobs/{job}/runs", Need::Of(Role::Operator), api::requests::ask),
    post("/api/v1/jobs/{job}/events", Need::Of(Role::Pusher), api::pushes::push),
    get("/api/v1/jobs/{job}/requests/{request}", Need::Of(Role::Viewer), api::requests::one),
    get("/api/v1/jobs/{job}/runs/{run}", Need::Of(Role::Viewer), api::runs::one),
    get("/api/v1/jobs/{job}/runs/{run}/entries", Need::Of(Role::Viewer), api::runs::entries),
    get("/api/v1/jobs/{job}/runs/{run}/rejects", Need::Of(Role::Viewer), api::runs::rejects),
    get("/api/v1/plans", Need::Login, api::plans::list),
    get("/api/v1/jobs/{job}/runs/{run}/plan", Need::Of(Role::Viewer), api::plans::one),
    get("/api/v1/jobs/{job}/runs/{run}/plan/changes", Need::Of(Role::Viewer), api::plans::changes),
    post("/api/v1/jobs/{job}/runs/{run}/plan", Need::Of(Role::Approver), api::plans::decide),
    get("/api/v1/questions", Need::Login, api::questions::list),
    post("/api/v1/jobs/{job}/questions/{id}/close", Need::Of(Role::Operator), api::questions::close),
    get("/api/v1/events", Need::Login, api::events::list),
    get("/api/v1/tickets", Need::Login, api::tickets::list),
    get("/api/v1/jobs/{job}/tickets/{ticket}", Need::Of(Role::Viewer), api::tickets::one),
];

/// Most bytes of a form: keys of 100,000 rows that were ticked page by page.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Most fields of a form.
const MOST_FIELDS: usize = 120_000;
/// Most bytes of what a monitor pushes: a group of a thousand alerts.
const PUSHED_BYTES: usize = 2 * 1024 * 1024;
/// Most bytes of any other form.
const FEW_BYTES: usize = 16 * 1024;

/// The router of the table.
pub fn router(site: &Arc<Site>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        router = router.route(route.path, on(filter, handler(site, *route)));
    }
    let lost = |fault: fn() -> Fault| {
        let site = site.clone();
        move |request: Request| answer(site.clone(), Err(fault), Vec::new(), request)
    };
    router.method_not_allowed_fallback(lost(|| Fault::Method)).fallback(lost(|| Fault::NotFound))
}

/// The route that is asked for, or what is wrong where there is none.
type Aim = Result<Route, fn() -> Fault>;

/// Parts of a path; those that are no text name nothing.
type Named = Result<RawPathParams, RawPathParamsRejection>;

fn handler(
    site: &Arc<Site>,
    route: Route,
) -> impl Fn(Named, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    let site = site.clone();
    move |named: Named, request: Request| match named {
        Ok(named) => {
            let named = named.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            answer(site.clone(), Ok(route), named, request).boxed()
        }
        Err(_) => answer(site.clone(), Err(|| Fault::NotFound), Vec::new(), request).boxed(),
    }
}

/// The way of a request, in its span.
async fn answer(site: Arc<Site>, aim: Aim, path: Vec<(String, String)>, request: Request) -> Response {
    // What does not exist anybody can make up; those who watch the program ask all the time.
    let told = aim.ok().filter(|route| !matches!(route.need, Need::Probe | Need::Reader));
    let span = traced::request(request.method(), told.map(|route| route.path));
    let response = looked_at(site, aim, path, request).instrument(span.clone()).await;
    traced::answered(&span, response.status());
    response
}

/// Without a route it is asked who asks, too: who is not logged in learns nothing.
async fn looked_at(site: Arc<Site>, aim: Aim, path: Vec<(String, String)>, request: Request) -> Response {
    let route = aim.ok();
    // Who reads figures may bring a token, too; what a proxy asks people for (`Basic`) is none.
    let has_token = api::bearer(request.headers()).is_some();
    let is_scraped = has_token && route.is_some_and(|route| route.need == Need::Reader);
    if is_scraped || api::is_below(route.map_or(request.uri().path(), |route| route.path)) {
        return answer_program(site, aim, path, request).await;
    }
    let (head, body) = request.into_parts();
    let most = if may_be_large(&site, route, &head, &path).await { MOST_BYTES } else { FEW_BYTES };
    let form = match arriving::arrived(body, most, arriving::ARRIVES).await {
        Ok(form) => form,
        Err(fault) => return refusal(&site, &head, &fault),
    };
    let Some(form) = Form::parse_at_most(&form, MOST_FIELDS) else {
        return refusal(&site, &head, &Fault::TooLarge);
    };
    let (on_site, told, asked) = (site.clone(), language(&head), head.uri.clone());
    // It is never closed. Who watches the program does not wait behind pages.
    let _place = match route.map(|route| route.need) {
        Some(Need::Probe | Need::Reader) => None,
        _ => Some(on_site.places.acquire().await),
    };
    let span = Span::current();
    let answered = tokio::task::spawn_blocking(move || {
        // A provider of logins is called from there.
        let _in_span = span.enter();
        let mut call = Call { form, ..call_of(&site, &head, path) };
        let done = look(&mut call, &head, route).and_then(|()| match aim {
            Ok(route) => (route.page)(&call),
            Err(lost) => Err(lost()),
        });
        let answer = done.unwrap_or_else(|fault| page::fault(&call, &fault));
        let new = call.new_secret.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.with(new.map(|new| (call.site.cookies.login.clone(), new)))
    });
    match answered.await {
        Ok(answer) => allowing(response(&on_site, answer), asked.path()),
        Err(panic) => {
            tracing::error!(%panic, "a page of the console failed");
            let fault = Fault::Broken(crate::engine::reason::told(message::web::page_failed()));
            response(&on_site, page::fault_of_nobody(&on_site, told, &fault))
        }
    }
}

/// Why a request is not even looked at.
pub fn refusal(site: &Site, head: &Parts, fault: &Fault) -> Response {
    if api::is_below(head.uri.path()) {
        return allowing(api::with_headers(response(site, api::problem(fault))), head.uri.path());
    }
    response(site, page::fault_of_nobody(site, language(head), fault))
}

/// The way of a request of the API: who has no token learns nothing, and nobody's body is kept before that.
async fn answer_program(
    site: Arc<Site>,
    aim: Aim,
    path: Vec<(String, String)>,
    request: Request,
) -> Response {
    let route = aim.ok();
    let (head, body) = request.into_parts();
    let asked = head.uri.clone();
    let role = route.and_then(|route| match route.need {
        Need::Of(role) => Some(role),
        Need::OfDesk(_) | Need::Login | Need::Nobody | Need::Probe | Need::Reader => None,
    });
    let call = call_of(&site, &head, path);
    let answer = match (api::let_in(&site, call, head, role).await, aim) {
        (Err(refused), _) => {
            arriving::pass_over(body).await;
            *refused
        }
        (Ok(_), Err(lost)) => {
            arriving::pass_over(body).await;
            api::problem(&lost())
        }
        (Ok((call, head)), Ok(route)) => {
            traced::join(&head.headers);
            let most = match role {
                // An approval may name each of 100,000 changes.
                Some(Role::Approver) => MOST_BYTES,
                Some(Role::Pusher) => PUSHED_BYTES,
                Some(Role::Viewer | Role::Operator) | None => FEW_BYTES,
            };
            match arriving::arrived(body, most, arriving::ARRIVES).await {
                Err(fault) => api::problem(&fault),
                Ok(body) => {
                    // While a body came its token may have been taken back.
                    let still = match body.is_empty() {
                        true => Ok((call, head)),
                        false => api::let_in(&site, call, head, role).await,
                    };
                    match still {
                        Err(refused) => *refused,
                        Ok((call, head)) => {
                            let sent = Sent { body, uri: head.uri, headers: head.headers };
                            api::made(&site, Call { sent, ..call }, route.page).await
                        }
                    }
                }
            }
        }
    };
    allowing(api::with_headers(response(&site, answer)), asked.path())
}

/// A request of which nothing but its head is known yet.
fn call_of(site: &Arc<Site>, head: &Parts, path: Vec<(String, String)>) -> Call {
    let project = site.project();
    Call {
        address: address(head, &project),
        is_from_here: is_from_here(head, &project),
        here: head.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned(),
        query: Form::parse(head.uri.query().unwrap_or_default().as_bytes()),
        form: Form::default(),
        path: path.into_iter().collect(),
        language: language(head),
        who: None,
        bearer: None,
        sent: Sent::default(),
        login_secret: cookie(head, &site.cookies.form),
        errand: cookie(head, &site.cookies.errand),
        browser_secret: cookie(head, &site.cookies.browser),
        secret: cookie(head, &site.cookies.login),
        new_secret: Mutex::default(),
        project,
        site: site.clone(),
    }
}

/// An answer that says which methods the path takes, where it does not take that of the request.
fn allowing(mut response: Response, path: &str) -> Response {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(allowed) = HeaderValue::try_from(allowed(path))
    {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// The methods that a path takes, as their header has them.
fn allowed(path: &str) -> String {
    let is_it = |route: &&Route| {
        let (mut own, mut asked) = (route.path.split('/'), path.split('/'));
        loop {
            match (own.next(), asked.next()) {
                (None, None) => return true,
                (Some(own), Some(asked)) if own == asked || own.starts_with('{') => {}
                (_, _) => return false,
            }
        }
    };
    let methods = ROUTES.iter().filter(is_it).map(|route| match route.method {
        Method::Get => "GET, HEAD",
        Method::Post => "POST",
    });
    methods.collect::<Vec<_>>().join(", ")
}

/// Whether a large form is waited for: the choice of rows of a plan, by an approver of its job, from a page of ours.
/// Nobody else is given memory for one.
async fn may_be_large(
    site: &Arc<Site>,
    route: Option<Route>,
    head: &Parts,
    path: &[(String, String)],
) -> bool {
    if !route.is_some_and(|route| route.method == Method::Post && route.need == Need::Of(Role::Approver)) {
        return false;
    }
    let call = call_of(site, head, path.to_vec());
    if !origin::is_ours(&head.headers, call.project.web.url.as_deref()) {
        return false;
    }
    let head = head.clone();
    let known = tokio::task::spawn_blocking(move || {
        // Whoever sends such a form has the login that it was made for.
        matches!(known(&call, &head), Ok(Some(who)) if who.roles.allow(call.part("job"), Role::Approver))
    });
    known.await.unwrap_or(false)
}

/// Who asks, and whether that may be.
fn look(call: &mut Call, head: &Parts, route: Option<Route>) -> Result<(), Fault> {
    let changes = !matches!(head.method.as_str(), "GET" | "HEAD");
    let need = route.map_or(Need::Login, |route| route.need);
    if need == Need::Probe || need == Need::Reader && pages::watch::is_reader(call, &call.project.web.metrics)
    {
        return Ok(());
    }
    let known = match need {
        Need::Nobody => known(call, head),
        // A page begins a login for whom a proxy names.
        Need::Probe | Need::Reader | Need::Login | Need::Of(_) | Need::OfDesk(_) => {
            match proxy::named(call, head) {
                Ok(None) => known(call, head),
                named => named,
            }
        }
    };
    call.who = match known {
        // Who cannot be known may log in all the same, where that is possible.
        Err(_) if need == Need::Nobody => None,
        known => known?,
    };
    if need != Need::Nobody {
        call.who()?;
    }
    if changes && !origin::is_ours(&head.headers, call.project.web.url.as_deref()) {
        // Who is not logged in fills no log.
        if call.who.is_some() {
            call.log(SecurityKind::ForgeryRefused, None, Some(call.place()))?;
        }
        return Err(Fault::Forged);
    }
    if need == Need::Nobody {
        return Ok(());
    }
    let who = call.who()?;
    // Without a login there is no secret that a token could follow from.
    let token = call.form.get("token").unwrap_or_default();
    if changes && !call.secret.as_deref().is_some_and(|secret| secret::is_token(token, secret)) {
        call.log(SecurityKind::ForgeryRefused, None, Some(call.place()))?;
        return Err(Fault::Forged);
    }
    let (may, job) = match need {
        Need::Of(role) => (who.roles.allow(call.part("job"), role), Some(call.part("job"))),
        Need::OfDesk(role) => (call.may_at(call.part("desk"), role), None),
        Need::Nobody | Need::Probe | Need::Reader | Need::Login => (true, None),
    };
    if !may {
        call.log(SecurityKind::RoleRefused, job, Some(call.place()))?;
        return Err(Fault::Forbidden);
    }
    Ok(())
}

/// Who is logged in by the cookie: the login is there, and who it is may still come in by the same door.
fn known(call: &Call, head: &Parts) -> Result<Option<Who>, Fault> {
    let Some(secret) = call.secret.as_deref() else { return Ok(None) };
    let digest = secret::digest(secret);
    let Some(session) = call.site.store.use_session(&digest, call.project.web.idle, Utc::now())? else {
        return Ok(None);
    };
    let roles = match &session.door {
        Door::Password => {
            let users = call.site.users(&call.project)?;
            users.user.get(&session.name).map(|user| user.roles.clone())
        }
        Door::Proxy => {
            let said = proxy::said(head, &call.project);
            said.filter(|said| said.name == session.name).map(|said| said.roles)
        }
        Door::Provider(identity) => {
            let issuer = call.project.web.oidc.as_ref().map(|oidc| &oidc.issuer);
            (issuer == Some(&identity.issuer)).then(|| identity.roles.clone())
        }
    };
    let token = secret::form_token(secret);
    Ok(roles.map(|roles| Who { name: session.name.clone(), roles, session, token }))
}

fn cookie(head: &Parts, name: &str) -> Option<String> {
    let headers = head.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    headers.into_iter().find_map(|header| secret::cookie(header, name)).map(str::to_owned)
}

/// Where a request comes from: as a proxy says that is believed; of what it says the last address that is none of a
/// proxy itself.
fn address(head: &Parts, project: &Project) -> Option<IpAddr> {
    let peer = peer(head)?;
    if !project.web.is_proxy(peer) {
        return Some(peer);
    }
    Some(spoken_for(&head.headers, peer, |address| project.web.is_named_proxy(*address)))
}

/// Whom a proxy speaks for: the last address that it tells which is none of a proxy itself.
fn spoken_for(headers: &HeaderMap, proxy: IpAddr, is_proxy: impl Fn(&IpAddr) -> bool) -> IpAddr {
    let told = headers.get_all("x-forwarded-for").iter().rev();
    // What stands before something that is no address nobody has seen; what stands behind it a proxy has said.
    let told = told
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','))
        .map_while(|one| address_in(std::str::from_utf8(one).ok()?.trim()));
    let mut last = proxy;
    for address in told {
        last = address;
        if !is_proxy(&address) {
            break;
        }
    }
    last
}

/// Whether this machine itself asks. A proxy on it speaks for others, also where it does not say so.
fn is_from_here(head: &Parts, project: &Project) -> bool {
    let peer = peer(head).filter(|peer| !project.web.is_proxy(*peer));
    origin::is_from_here(&head.headers, peer)
}

/// Who is at the other end of the connection.
fn peer(head: &Parts) -> Option<IpAddr> {
    head.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(Peer(peer))| peer.ip())
}

/// An address, which some proxies tell with its port.
fn address_in(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The language of who reads: as chosen, else as the browser asks for.
fn language(head: &Parts) -> Language {
    if let Some(chosen) = cookie(head, LANGUAGE) {
        return if chosen == "fr" { Language::Fr } else { Language::En };
    }
    let wanted = head.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    language_of(wanted.unwrap_or_default())
}

/// The first of our languages in an `Accept-Language` (RFC 9110), by its weights.
fn language_of(wanted: &str) -> Language {
    let mut best = (0.0, Language::En);
    for choice in wanted.split(',') {
        let (tag, parameters) = choice.trim().split_once(';').unwrap_or((choice.trim(), ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>).unwrap_or(0.0);
        let language = match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "fr" => Language::Fr,
            "en" => Language::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

/// Nothing of another site, nothing inline, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// An answer with the headers that every one has.
fn response(site: &Site, answer: Answer) -> Response {
    let named = answer.file.as_ref().map(|file| format!("attachment; filename=\"{}\"", file.name));
    let mut response = Response::new(match answer.file {
        Some(file) => file.body(),
        None => Body::from(answer.body),
    });
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 8] = [
        (CONTENT_TYPE, answer.kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: forms would come with `Origin: null`.
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(named) = named.and_then(|named| HeaderValue::try_from(named).ok()) {
        headers.insert(CONTENT_DISPOSITION, named);
    }
    if site.is_encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Some(location) = answer.location.and_then(|location| HeaderValue::try_from(location).ok()) {
        headers.insert(LOCATION, location);
    }
    let secure = if site.is_encrypted { "; Secure" } else { "" };
    for (name, value) in answer.cookies {
        // The language is kept for a year, what a browser is known by for a month; a login ends with the browser at the
        // latest.
        let age = match (value.is_empty(), name.as_str()) {
            (true, _) => "; Max-Age=0",
            (false, LANGUAGE) => "; Max-Age=31536000",
            (false, name) if name == site.cookies.browser => "; Max-Age=2592000",
            (false, name) if name == site.cookies.errand => "; Max-Age=600",
            (false, _) => "",
        };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_proxy_may_tell_the_port() {
        for (told, address) in [
            ("203.0.113.1", Some("203.0.113.1")),
            ("203.0.113.1:4711", Some("203.0.113.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:4711", Some("2001:db8::1")),
            ("unknown", None),
        ] {
            assert_eq!(address_in(told).map(|address| address.to_string()).as_deref(), address, "{told}");
        }
    }

    #[test]
    fn signs_that_are_no_text_hide_nothing_that_a_proxy_said() {
        let proxy = IpAddr::from([127, 0, 0, 1]);
        let last = |lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            spoken_for(&headers, proxy, |address| *address == proxy).to_string()
        };
        assert_eq!(last(&[]), "127.0.0.1");
        assert_eq!(last(&[b"198.51.100.7, 127.0.0.1"]), "198.51.100.7");
        assert_eq!(last(&[b"\xff, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(last(&[b"198.51.100.7", b"\xff, 203.0.113.5, 127.0.0.1"]), "203.0.113.5");
        assert_eq!(last(&[b"198.51.100.7, \xc3\xa9, 127.0.0.1"]), "127.0.0.1");
    }

    #[test]
    fn the_language_is_that_of_the_greatest_weight() {
        for (wanted, language) in [
            ("", Language::En),
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::Fr),
            ("de,en;q=0.5,fr;q=0.7", Language::Fr),
            ("en-GB, fr", Language::En),
            ("fr;q=0", Language::En),
            ("de", Language::En),
        ] {
            assert_eq!(language_of(wanted), language, "{wanted}");
        }
    }
}
