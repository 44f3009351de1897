//! Why something failed, in each language: the chain of an error as one sentence.

use crate::message::Message;
use crate::model::Said;

/// The chain of an error, each cause behind what it kept from being done.
pub(crate) fn of(error: &anyhow::Error) -> Said {
    // A sentence that was put before an error is found by its type only from outside, not along the chain.
    let outer = error.downcast_ref::<Message>();
    let causes: Vec<Said> = error
        .chain()
        .map(|cause| {
            let english = cause.to_string();
            let outer = outer.filter(|outer| outer.to_string() == english);
            match cause.downcast_ref::<Message>().or(outer) {
                Some(message) => message.said(),
                None => english.into(),
            }
        })
        .collect();
    Said::join(&causes, ": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;
    use crate::model::job::Language;

    #[test]
    fn a_chain_has_each_of_its_sentences_in_each_language() {
        let error = anyhow::Error::from(message::run::not_in_state())
            .context("words of a server")
            .context(message::saved::applied_before("7"));
        assert_eq!(&*of(&error), format!("{error:#}"));
        let french = of(&error);
        let french = french.text(Language::Fr);
        assert!(french.starts_with(&message::saved::applied_before("7").text(Language::Fr)), "{french}");
        assert!(french.ends_with(&message::run::not_in_state().text(Language::Fr)), "{french}");
    }
}
