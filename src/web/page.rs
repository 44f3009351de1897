//! Pages from templates that are part of the program, with the words of the language of who reads.

use std::collections::BTreeMap;
use std::sync::{LazyLock, PoisonError};

use axum::http::StatusCode;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::call::{Answer, Call, Fault, Who};
use super::form::back;
use super::secret;
use super::site::Site;
use crate::engine::reason::Context as _;
use crate::message::{self, Message};
use crate::model::job::Language;
use crate::model::said::Said;

const STYLE: &str = include_str!("style.css");

const TEMPLATES: [(&str, &str); 23] = [
    ("frame.html", include_str!("templates/frame.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("login.html", include_str!("templates/login.html")),
    ("logged_out.html", include_str!("templates/logged_out.html")),
    ("events.html", include_str!("templates/events.html")),
    ("fault.html", include_str!("templates/fault.html")),
    ("explain.html", include_str!("templates/explain.html")),
    ("home.html", include_str!("templates/home.html")),
    ("job.html", include_str!("templates/job.html")),
    ("run.html", include_str!("templates/run.html")),
    ("plan.html", include_str!("templates/plan.html")),
    ("questions.html", include_str!("templates/questions.html")),
    ("links.html", include_str!("templates/links.html")),
    ("company_link.html", include_str!("templates/company_link.html")),
    ("item_links.html", include_str!("templates/item_links.html")),
    ("item_link.html", include_str!("templates/item_link.html")),
    ("dictionaries.html", include_str!("templates/dictionaries.html")),
    ("references.html", include_str!("templates/references.html")),
    ("schedule.html", include_str!("templates/schedule.html")),
    ("search.html", include_str!("templates/search.html")),
    ("tickets.html", include_str!("templates/tickets.html")),
    ("ticks.html", include_str!("templates/ticks.html")),
    ("undo.html", include_str!("templates/undo.html")),
];

/// What is written otherwise in a part of a path or in a query (RFC 3986).
pub const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What one page may take, in steps of its template.
const FUEL: u64 = 50_000_000;

/// The templates, compiled.
///
/// # Errors
/// One of them is wrong, which a test looks for.
pub fn templates() -> anyhow::Result<Environment<'static>> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("urlencode", |text: String| utf8_percent_encode(&text, PART).to_string());
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// The labels of all pages: making them anew for each page would take longer than some pages.
static ENGLISH: LazyLock<Value> = LazyLock::new(|| labels(Language::En));
static FRENCH: LazyLock<Value> = LazyLock::new(|| labels(Language::Fr));

fn labels(language: Language) -> Value {
    message::web::words()
        .into_iter()
        .map(|(name, word)| (name, word.text(language)))
        .collect::<BTreeMap<_, _>>()
        .into()
}

/// What names this style among those of other versions.
static STYLE_DIGEST: LazyLock<String> =
    LazyLock::new(|| base16ct::lower::encode_string(&Sha256::digest(STYLE)[..6]));

/// `GET /style.css`
pub fn style(_call: &Call) -> Result<Answer, Fault> {
    Ok(Answer { kind: "text/css; charset=utf-8", ..Answer::page(StatusCode::OK, STYLE.to_owned()) })
}

/// A page for who asks.
///
/// # Errors
/// The template names something that is not there.
pub fn render(call: &Call, name: &str, page: Value) -> Result<String, Fault> {
    // A page that answers a form may be the first one after the login was given a new secret.
    let new = call.new_secret.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let who = call.who.clone().map(|who| match &new {
        Some(new) => Who { token: secret::form_token(new), ..who },
        None => who,
    });
    rendered(&call.site, call.language, who.as_ref(), call.back(), name, page)
}

fn rendered(
    site: &Site,
    language: Language,
    who: Option<&Who>,
    here: &str,
    name: &str,
    page: Value,
) -> Result<String, Fault> {
    let (code, words) = match language {
        Language::En => ("en", &*ENGLISH),
        Language::Fr => ("fr", &*FRENCH),
    };
    let frame = context! {
        t => words, code, here, style => STYLE_DIGEST.as_str(),
        name => who.map(|who| who.name.as_str()), token => who.map(|who| who.token.as_str()),
    };
    let template = site.templates.get_template(name).map_err(anyhow::Error::from)?;
    let html = template.render(context! { page, ..frame });
    Ok(html.map_err(anyhow::Error::from).context(message::web::page_failed())?)
}

/// The form of the login, with a secret of its own: another site shall log nobody in. One that the browser has is kept:
/// it asks for more than one thing at a time (an icon of the page, another tab), and each of them is answered so.
pub fn login_form(
    call: &Call,
    status: StatusCode,
    problem: Option<Message>,
    to: &str,
) -> Result<Answer, Fault> {
    let known = call.login_secret.as_deref().filter(|secret| secret::is_one(secret));
    let secret = known.map_or_else(secret::new, str::to_owned);
    let problem = problem.map(|problem| call.say(&problem));
    let name = call.form.get("name").unwrap_or_default();
    let provider = call.site.provider.as_ref().map(|provider| {
        context! {
            said => call.say(&message::web::log_in_at(&provider.oidc().title)),
            url => format!("/login/provider?to={}", utf8_percent_encode(to, PART)),
        }
    });
    let html = render(
        call,
        "login.html",
        context! { problem, to, name, provider, form_token => secret::form_token(&secret) },
    )?;
    Ok(Answer::page(status, html).with(Some((call.site.cookies.form.clone(), secret))))
}

/// The login has ended here, and can be ended at the provider.
pub fn logged_out(call: &Call, title: &str, there: &str) -> Result<Answer, Fault> {
    let said = call.say(&message::web::log_out_at(title));
    let site = &call.site;
    let html = rendered(site, call.language, None, "/", "logged_out.html", context! { said, there })?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// Why a request was not answered as asked, as a page; for who is not logged in the form of the login.
pub fn fault(call: &Call, fault: &Fault) -> Answer {
    if matches!(fault, Fault::NoLogin) {
        let to = if call.form.get("token").is_some() { "/" } else { back(Some(&call.here)) };
        let asked = login_form(call, fault.status(), None, to);
        return asked.unwrap_or_else(|failed| plain(&failed, call.language));
    }
    told(fault);
    let said = match fault {
        // What is wrong on this machine is for those who may log in.
        Fault::Broken(_) if call.who.is_none() => message::web::page_failed().said(),
        fault => fault.said(),
    };
    let problem = said.text(call.language).to_owned();
    match render(call, "fault.html", context! { problem }) {
        Ok(html) => Answer::page(fault.status(), html),
        Err(failed) => plain(&failed, call.language),
    }
}

/// The same where it is not known who asks.
pub fn fault_of_nobody(site: &Site, language: Language, fault: &Fault) -> Answer {
    told(fault);
    let problem = fault.said().text(language).to_owned();
    match rendered(site, language, None, "/", "fault.html", context! { problem }) {
        Ok(html) => Answer::page(fault.status(), html),
        Err(failed) => plain(&failed, language),
    }
}

fn told(fault: &Fault) {
    if let Fault::Broken(error) = fault {
        tracing::error!(error = %format!("{error:#}"), "a page of the console could not be made");
    }
}

/// A page that could not even be made for the fault of another one.
fn plain(fault: &Fault, language: Language) -> Answer {
    told(fault);
    let said: Said = fault.said();
    let body = said.text(language).to_owned();
    Answer::text(fault.status(), body)
}

/// A page of a long list: which of how many, and the first place on it.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Paging {
    /// From 1.
    pub page: u64,
    /// How many there are, 1 at least.
    pub pages: u64,
    /// Lines before it.
    pub skip: u64,
    /// Lines of a page.
    pub most: u64,
    /// Lines of all pages.
    pub total: u64,
}

impl From<Paging> for Value {
    fn from(paging: Paging) -> Self {
        Self::from(Serde(&paging))
    }
}

impl Paging {
    /// The page that a query asks for, or the one that is nearest to it.
    pub fn new(wanted: Option<&str>, total: u64, most: u64) -> Self {
        let pages = total.div_ceil(most).max(1);
        let page = wanted.and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
        Self { page, pages, skip: (page - 1) * most, most, total }
    }

    /// The places of its lines.
    pub fn range(&self) -> std::ops::Range<usize> {
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        place(self.skip)..place((self.skip + self.most).min(self.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles() {
        assert!(templates().is_ok());
    }

    #[test]
    fn no_page_needs_anything_of_another_site_or_a_script() {
        for (name, text) in TEMPLATES.iter().chain(&[("style.css", STYLE)]) {
            for sign in ["<script", "http://", "https://", "style=", " onclick", " onload", "@import", "url("]
            {
                assert!(!text.contains(sign), "{name} has {sign}");
            }
        }
    }

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_one() {
        for (wanted, total, expected) in [
            (None, 0, (1, 1, 0..0)),
            (Some("2"), 250, (2, 3, 100..200)),
            (Some("9"), 250, (3, 3, 200..250)),
            (Some("x"), 250, (1, 3, 0..100)),
            (Some("0"), 250, (1, 3, 0..100)),
        ] {
            let paging = Paging::new(wanted, total, 100);
            assert_eq!((paging.page, paging.pages, paging.range()), expected, "{wanted:?} of {total}");
        }
    }

    /// How much lighter one colour is than another (WCAG 2.2, contrast ratio).
    fn contrast(one: &str, other: &str) -> f64 {
        let light = |colour: &str| {
            let part = |at: usize| {
                let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap_or(0)) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_stands_out_from_its_ground_in_light_and_dark() {
        let blocks: Vec<&str> =
            STYLE.split(":root {").skip(1).filter_map(|block| block.split('}').next()).collect();
        assert_eq!(blocks.len(), 2);
        for block in blocks {
            let colours: BTreeMap<&str, &str> = block
                .split(';')
                .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
                .collect();
            let mut pairs = vec![("on-act", "act")];
            pairs.extend(
                ["text", "soft", "link", "good", "bad", "warning"]
                    .iter()
                    .flat_map(|text| [(*text, "ground"), (*text, "raised")]),
            );
            pairs.extend([
                ("good", "good-ground"),
                ("warning", "warning-ground"),
                ("bad", "bad-ground"),
                ("busy", "busy-ground"),
            ]);
            for (text, ground) in pairs {
                let ratio = contrast(colours[text], colours[ground]);
                assert!(ratio >= 4.5, "{text} on {ground}: {ratio}");
            }
            // Frames of fields and the mark of the focus (WCAG 1.4.11).
            for frame in ["strong", "act"] {
                assert!(contrast(colours[frame], colours["ground"]) >= 3.0, "{frame}");
            }
        }
    }
}
