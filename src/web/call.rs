//! One request as a page sees it, what it answers, and why it may not.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use chrono::{TimeDelta, Utc};
use chrono_tz::Tz;
use secrecy::SecretString;

use super::download::Download;
use super::form::{Form, back};
use super::limiter::{Tried, Wait};
use super::site::Site;
use super::{password, secret};
use crate::engine::company_links::jobs_of;
use crate::engine::decide::Undecided;
use crate::engine::reason;
use crate::message::{self, Locale, Message};
use crate::model::access::{EVERY_JOB, Role, Roles};
use crate::model::job::Language;
use crate::model::link_change::Changed;
use crate::model::project::{AnyJob, Project};
use crate::model::security::{Door, SecurityEvent, SecurityKind, Session};
use crate::model::{Run, Said};
use crate::store::StoreError;

/// After a password was given for a decision, it need not be given for the next ones for so long.
const CONFIRMED: TimeDelta = TimeDelta::minutes(5);

/// Most characters of the name of a job in the security log.
const LONGEST_JOB: usize = 100;
/// Most characters of what else an entry of it tells.
const LONGEST_DETAIL: usize = 1_000;

/// What it takes to change a link.
pub const LINKS: Role = Role::Operator;

/// Who is logged in.
#[derive(Debug, Clone)]
pub struct Who {
    /// Name.
    pub name: String,
    /// What the person may do.
    pub roles: Roles,
    /// The login.
    pub session: Session,
    /// What forms of this login carry.
    pub token: String,
}

/// A token of the API.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Name, as the security log has it: `token:NAME`.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
}

/// What a program sent with a request of the API.
#[derive(Debug, Default)]
pub struct Sent {
    /// Body.
    pub body: Bytes,
    /// Path and query.
    pub uri: Uri,
    /// Head.
    pub headers: HeaderMap,
}

impl Sent {
    /// Whether the body is said to be JSON.
    pub fn is_json(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    }
}

/// A request.
pub struct Call {
    /// The console.
    pub site: Arc<Site>,
    /// The project, as it was when the request came.
    pub project: Arc<Project>,
    /// Parts of the path, by name.
    pub path: BTreeMap<String, String>,
    /// The path and the query, to come back to.
    pub here: String,
    /// The query.
    pub query: Form,
    /// The form that was sent.
    pub form: Form,
    /// Language of who reads.
    pub language: Language,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// It comes from this machine itself, through no proxy.
    pub is_from_here: bool,
    /// Who is logged in.
    pub who: Option<Who>,
    /// The token that asks, where it is a request of the API.
    pub bearer: Option<Bearer>,
    /// What a request of the API brings.
    pub sent: Sent,
    /// Secret of the cookie of the login form.
    pub login_secret: Option<String>,
    /// What a browser carries to a provider and back.
    pub errand: Option<String>,
    /// Secret of a browser in which somebody has logged in before.
    pub browser_secret: Option<String>,
    /// Secret of the login.
    pub secret: Option<String>,
    /// The secret that the login has instead from now on.
    pub new_secret: Mutex<Option<String>>,
}

/// What a request is answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Media type.
    pub kind: &'static str,
    /// Body.
    pub body: String,
    /// Cookies that are set: name and value; an empty value takes the cookie away.
    pub cookies: Vec<(String, String)>,
    /// Where to go.
    pub location: Option<String>,
    /// A file that is sent in place of the body.
    pub file: Option<Download>,
}

impl Answer {
    /// A page.
    pub fn page(status: StatusCode, body: String) -> Self {
        let kind = "text/html; charset=utf-8";
        Self { status, kind, body, cookies: Vec::new(), location: None, file: None }
    }

    /// A table for spreadsheets.
    pub fn file(file: Download) -> Self {
        let kind = "text/csv; charset=utf-8";
        Self { kind, file: Some(file), ..Self::page(StatusCode::OK, String::new()) }
    }

    /// A text without a page around it.
    pub fn text(status: StatusCode, body: String) -> Self {
        Self { kind: "text/plain; charset=utf-8", ..Self::page(status, body) }
    }

    /// Another page is shown, by GET.
    pub fn go_to(location: impl Into<String>) -> Self {
        let location = Some(location.into());
        Self { status: StatusCode::SEE_OTHER, location, ..Self::page(StatusCode::OK, String::new()) }
    }

    /// The same with a cookie.
    pub fn with(mut self, cookie: Option<(String, String)>) -> Self {
        self.cookies.extend(cookie);
        self
    }
}

/// Why a request is not answered as asked.
#[derive(Debug)]
pub enum Fault {
    /// Nobody is logged in.
    NoLogin,
    /// A request of the API without a token.
    NoToken,
    /// The role does not allow it.
    Forbidden,
    /// A page of ours did not ask for it.
    Forged,
    /// There is no such thing.
    NotFound,
    /// The path does not take this method.
    Method,
    /// It means somebody else.
    Misdirected,
    /// Who asks is known elsewhere, and not let in here.
    NotLetIn(Said),
    /// Somebody else is asked for it, who is not there.
    Elsewhere(Said),
    /// It is larger than anything of ours.
    TooLarge,
    /// What was sent lacks something.
    Bad(Said),
    /// What was decided about is out of date, or being decided.
    Conflict(Said),
    /// Anything else that is told to a program.
    Told {
        /// Status.
        status: StatusCode,
        /// Names the sentence.
        code: &'static str,
        /// The sentence.
        said: Said,
    },
    /// It went wrong here.
    Broken(anyhow::Error),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<Undecided> for Fault {
    fn from(undecided: Undecided) -> Self {
        match undecided {
            Undecided::Usage(text) => Self::Bad(text),
            Undecided::OutOfDate(text) => Self::Conflict(text),
            Undecided::Other(error) => Self::Broken(error),
        }
    }
}

impl Fault {
    /// A sentence with the status that a program is told it by.
    pub fn told(status: StatusCode, message: &Message) -> Self {
        Self::Told { status, code: message.code(), said: message.said() }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoLogin | Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Forged | Self::NotLetIn(_) => StatusCode::FORBIDDEN,
            Self::Elsewhere(_) => StatusCode::BAD_GATEWAY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Told { status, .. } => *status,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is said of it.
    pub fn said(&self) -> Said {
        match self {
            Self::NoLogin => message::web::log_in_first().said(),
            Self::NoToken => message::web::api::no_token().said(),
            Self::Forbidden => message::web::forbidden().said(),
            Self::Forged => message::web::forged().said(),
            Self::NotFound => message::web::not_found().said(),
            Self::Method => message::web::not_asked_so().said(),
            Self::Misdirected => message::web::misdirected().said(),
            Self::TooLarge => message::web::too_large().said(),
            Self::Bad(said)
            | Self::Conflict(said)
            | Self::NotLetIn(said)
            | Self::Elsewhere(said)
            | Self::Told { said, .. } => said.clone(),
            Self::Broken(error) => reason::of(error),
        }
    }
}

/// What is said while no password is looked at.
pub fn waits(wait: Wait) -> Message {
    match wait {
        Wait::Long => message::web::wait_before_trying(),
        Wait::Short => message::web::wait_some_seconds(),
    }
}

impl Call {
    /// Who is logged in.
    ///
    /// # Errors
    /// Nobody.
    pub fn who(&self) -> Result<&Who, Fault> {
        self.who.as_ref().ok_or(Fault::NoLogin)
    }

    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// Whether the person may do this with a job.
    pub fn may(&self, job: &str, role: Role) -> bool {
        self.roles().is_some_and(|roles| roles.allow(job, role))
    }

    /// Jobs of which who asks may see something.
    pub fn jobs(&self) -> impl Iterator<Item = AnyJob<'_>> {
        self.project.all_jobs().into_iter().filter(|job| self.may(job.head().name.as_str(), Role::Viewer))
    }

    /// That a job, where one is named, may be seen.
    ///
    /// # Errors
    /// [`Fault::Forbidden`].
    pub fn sees(&self, job: Option<&str>) -> Result<(), Fault> {
        match job {
            Some(job) if !self.may(job, Role::Viewer) => Err(Fault::Forbidden),
            _ => Ok(()),
        }
    }

    /// A field of the form, or of the query where none was sent; `None` where nothing stands in it.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.get(name).or_else(|| self.query.get(name)).filter(|text| !text.trim().is_empty())
    }

    /// Whether the person may do this with every job that opens tickets at a desk; where none does, with every job.
    pub fn may_at(&self, desk: &str, role: Role) -> bool {
        let jobs = jobs_of(&self.project, desk);
        match jobs.is_empty() {
            true => self.may(EVERY_JOB, role),
            false => jobs.into_iter().all(|job| self.may(job, role)),
        }
    }

    /// The role for a job.
    pub fn role(&self, job: &str) -> Option<Role> {
        self.roles()?.of(job)
    }

    fn roles(&self) -> Option<&Roles> {
        let of_token = self.bearer.as_ref().map(|bearer| &bearer.roles);
        of_token.or_else(|| self.who.as_ref().map(|who| &who.roles))
    }

    /// Jobs of which anything may be seen; `None`: every one.
    pub fn seen(&self) -> Option<Vec<&str>> {
        self.roles().map_or(Some(Vec::new()), Roles::seen)
    }

    /// The name of who asks, as it is written down.
    pub fn name(&self) -> Option<&str> {
        let of_token = self.bearer.as_ref().map(|bearer| bearer.name.as_str());
        of_token.or_else(|| self.who.as_ref().map(|who| who.name.as_str()))
    }

    /// The job of the path.
    ///
    /// # Errors
    /// It is configured no more, or never was.
    pub fn job(&self) -> Result<AnyJob<'_>, Fault> {
        self.project.job(self.part("job")).ok_or(Fault::NotFound)
    }

    /// The page to come back to: this one, or the one with the form that was sent.
    pub fn back(&self) -> &str {
        match self.form.get("to") {
            Some(to) => back(Some(to)),
            None => &self.here,
        }
    }

    /// A sentence for who reads.
    pub fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    /// Numbers, and times in the zone of a job.
    pub fn locale(&self, job: Option<AnyJob<'_>>) -> Locale {
        let zone = job.and_then(|job| job.head().schedule).map_or(Tz::UTC, |schedule| schedule.zone);
        Locale::of(self.language, zone)
    }

    /// The zone of a page that shows several jobs, whose times are compared: the one in which all of them start that
    /// this person sees, else UTC.
    pub fn shared_zone(&self) -> Tz {
        let mut zones = self.jobs().filter_map(|job| job.head().schedule.map(|schedule| schedule.zone));
        match zones.next() {
            Some(zone) if zones.all(|other| other == zone) => zone,
            Some(_) | None => Tz::UTC,
        }
    }

    /// Writes an event into the security log.
    ///
    /// # Errors
    /// When it cannot be written: then nothing is done that it tells of.
    pub fn log(&self, kind: SecurityKind, job: Option<&str>, detail: Option<String>) -> Result<(), Fault> {
        self.log_of(kind, self.name().map(str::to_owned), job, detail)
    }

    /// Writes into it how a link is to change.
    ///
    /// # Errors
    /// As [`Call::log`].
    pub fn log_link(&self, job: Option<&str>, changed: &Changed) -> Result<(), Fault> {
        let told = message::item_links::told(changed);
        let told = format!("{}: {} → {}", told.of, told.was, told.becomes);
        self.log(SecurityKind::LinkChanged, job, Some(told))
    }

    /// The same of somebody who is not logged in.
    ///
    /// # Errors
    /// As [`Call::log`].
    pub fn log_of(
        &self,
        kind: SecurityKind,
        who: Option<String>,
        job: Option<&str>,
        detail: Option<String>,
    ) -> Result<(), Fault> {
        Ok(self.site.log(&self.event(kind, who, job, detail))?)
    }

    /// What an entry of it says of this call.
    pub fn event(
        &self,
        kind: SecurityKind,
        who: Option<String>,
        job: Option<&str>,
        detail: Option<String>,
    ) -> SecurityEvent {
        let address = self.address.map(|address| address.to_canonical().to_string());
        // What a request says is as long as who asks wants it.
        let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
        let job = job.map(|job| cut(job.to_owned(), LONGEST_JOB));
        SecurityEvent { kind, who, address, job, detail: detail.map(|detail| cut(detail, LONGEST_DETAIL)) }
    }

    /// That of what was decided of a run nothing was begun, for the case that it comes to that.
    pub fn unbegun(&self, run: &Run) -> SecurityEvent {
        let who = self.name().map(str::to_owned);
        self.event(SecurityKind::RunNotBegun, who, Some(&run.job), Some(run.id.0.clone()))
    }

    /// The path that was asked for, without the query, which may hold what belongs into a form.
    pub fn place(&self) -> String {
        self.here.split('?').next().unwrap_or_default().to_owned()
    }

    /// Whether the password was given shortly before. Who comes through a proxy has none here.
    pub fn is_confirmed(&self) -> bool {
        if self.who.as_ref().is_some_and(|who| who.session.door == Door::Proxy) {
            return true;
        }
        let until = self.who.as_ref().and_then(|who| who.session.confirmed_until);
        until.is_some_and(|until| until > Utc::now())
    }

    /// That the password was given shortly before, or is given with this form; the login gets a new secret then, which
    /// goes along with whatever is answered. Returns who it is.
    ///
    /// # Errors
    /// None was given, it is wrong, or too many were.
    pub fn confirm(&self) -> Result<String, Fault> {
        let who = self.who()?;
        if self.is_confirmed() {
            return Ok(who.name.clone());
        }
        if let Door::Provider(_) = who.session.door {
            return Err(Fault::Bad(message::web::confirm_is_asked().said()));
        }
        let given = self.form.get("password").unwrap_or_default();
        if given.is_empty() {
            return Err(Fault::Bad(message::web::password_is_asked().said()));
        }
        // Strangers who try this name somewhere else keep nobody from it who is logged in.
        let (tried, begun) = (Tried::of_known(&who.session.digest), Instant::now());
        let is_last =
            self.site.limiter.begin(&tried, begun).map_err(|wait| Fault::Bad(waits(wait).said()))?;
        let users = self.site.users(&self.project)?;
        let digest = users.user.get(&who.name).map(|user| user.password.clone());
        if !password::is_right(&SecretString::from(given), digest.as_deref()) {
            self.log(SecurityKind::ConfirmFailed, None, Some(self.place()))?;
            if is_last {
                self.log(SecurityKind::LoginHeldBack, None, None)?;
            }
            return Err(Fault::Bad(message::web::wrong_password().said()));
        }
        self.site.limiter.succeeded(&tried, begun);
        self.confirmed(who, self.place())?;
        Ok(who.name.clone())
    }

    /// Who is logged in has proved it once more: the login gets a new secret, which goes along with whatever is answered.
    ///
    /// # Errors
    /// It cannot be written down; the login has ended meanwhile.
    pub fn confirmed(&self, who: &Who, about: String) -> Result<(), Fault> {
        self.log(SecurityKind::Confirmed, None, Some(about))?;
        let (new, until) = (secret::new(), Utc::now() + CONFIRMED);
        let digest = secret::digest(&new);
        if !self.site.store.confirm_session(&who.session.digest, &digest, until)? {
            return Err(Fault::NoLogin);
        }
        self.renew(new);
        Ok(())
    }

    /// Has the browser keep another secret of the login, which goes along with whatever is answered.
    pub fn renew(&self, secret: String) {
        *self.new_secret.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }
}
