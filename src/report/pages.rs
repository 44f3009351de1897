//! Addresses of pages that people open in a browser.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::schema::Wording;
use crate::model::{Question, RunId};

/// The page of the item that a question is about, on which people open it in a browser.
pub(crate) fn page(wording: Wording, pages: Option<&str>, question: &Question) -> Option<String> {
    item_page(wording, pages, question.class.as_ref()?.as_str(), question.remote_id?)
}

/// The page of an item at its system.
pub(crate) fn item_page(wording: Wording, pages: Option<&str>, class: &str, id: i64) -> Option<String> {
    let page = (wording.schema?.page)(class, id)?;
    web_link(Some(&format!("{}{page}", pages?.trim_end_matches('/'))))
}

/// What is written otherwise in a part of a path (RFC 3986).
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The page of a run in the console; `plan` in it: the page on which its plan is approved.
pub(super) fn run_page(console: Option<&str>, job: &str, run: &RunId, below: &str) -> Option<String> {
    let job = utf8_percent_encode(job, PART);
    web_link(Some(&format!("{}/jobs/{job}/runs/{run}{below}", console?)))
}

/// The place of a question in the console, on which it is closed.
pub(super) fn question_page(console: Option<&str>, job: &str, question: &Question) -> Option<String> {
    let (id, job) = (question.id(job), utf8_percent_encode(job, PART));
    web_link(Some(&format!("{}/questions?job={job}#question-{id}", console?)))
}

/// A link that a mail may carry: nothing but a web page.
pub(super) fn web_link(url: Option<&str>) -> Option<String> {
    let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    (!url.contains(char::is_whitespace)).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_web_become_links() {
        assert_eq!(web_link(Some("javascript:alert(1)")), None);
        assert_eq!(web_link(Some("https://glpi/1")).as_deref(), Some("https://glpi/1"));
    }

    #[test]
    fn a_page_of_the_console_is_named_only_where_there_is_a_console() {
        let (run, console) = (RunId("0198".to_owned()), "https://stocktake.example.org");
        let page = run_page(Some(console), "pc & co", &run, "/plan");
        assert_eq!(page.as_deref(), Some("https://stocktake.example.org/jobs/pc%20%26%20co/runs/0198/plan"));
        assert_eq!(run_page(None, "nightly", &run, ""), None);
    }
}
