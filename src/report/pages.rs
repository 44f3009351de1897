//! Addresses of pages that people open in a browser.

use crate::model::Question;
use crate::model::schema::Wording;

/// The page of the item that a question is about, on which people open it in a browser.
pub(crate) fn page(wording: Wording, pages: Option<&str>, question: &Question) -> Option<String> {
    let page = (wording.schema?.page)(question.class.as_ref()?.as_str(), question.remote_id?)?;
    web_link(Some(&format!("{}{page}", pages?.trim_end_matches('/'))))
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
}
