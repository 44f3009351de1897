//! Why something failed, in each language: the chain of an error as one sentence, and what puts a sentence of
//! ours before a cause.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use crate::config::init::InitError;
use crate::config::secrets::SecretError;
use crate::config::users::UsersError;
use crate::message::Message;
use crate::model::Said;
use crate::model::said::Say;
use crate::report::ReportError;
use crate::report::mail::DeliveryError;
use crate::store::StoreError;
use crate::systems::files::SourceError;
use crate::systems::shared::{OpenError, RemoteError};
use crate::systems::target::WriteError;

/// The chain of an error, each cause behind what it kept from being done.
pub(crate) fn of(error: &anyhow::Error) -> Said {
    of_chain(error.chain())
}

/// The same of an error that is not wrapped yet.
pub(crate) fn of_error(error: &(dyn StdError + 'static)) -> Said {
    let mut chain: Vec<&(dyn StdError + 'static)> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        chain.push(cause);
        next = cause.source();
    }
    of_chain(chain.into_iter())
}

fn of_chain<'e>(chain: impl Iterator<Item = &'e (dyn StdError + 'static)>) -> Said {
    let between = Said::new(": ".to_owned(), "\u{a0}: ".to_owned());
    let mut all = Said::default();
    for (at, cause) in chain.enumerate() {
        if at > 0 {
            all.push(&between);
        }
        all.push(&of_one(cause));
    }
    all
}

/// One cause, in each language where it is one of ours.
fn of_one(cause: &(dyn StdError + 'static)) -> Said {
    fn as_one<T: StdError + Say + 'static>(cause: &(dyn StdError + 'static)) -> Option<Said> {
        cause.downcast_ref::<T>().map(Say::said)
    }
    const OURS: [fn(&(dyn StdError + 'static)) -> Option<Said>; 14] = [
        as_one::<Because>,
        as_one::<Told>,
        as_one::<Message>,
        as_one::<RemoteError>,
        as_one::<WriteError>,
        as_one::<OpenError>,
        as_one::<SourceError>,
        as_one::<StoreError>,
        as_one::<SecretError>,
        as_one::<UsersError>,
        as_one::<ReportError>,
        as_one::<InitError>,
        as_one::<DeliveryError>,
        as_one::<io::Error>,
    ];
    OURS.iter().find_map(|one| one(cause)).unwrap_or_else(|| cause.to_string().into())
}

/// What could not be done, before its cause. anyhow's own context is not found again below the outermost one,
/// and so would be English for everybody.
#[derive(Debug)]
struct Because {
    what: Message,
    cause: anyhow::Error,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}

impl StdError for Because {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

impl Say for Because {
    fn said(&self) -> Said {
        self.what.said()
    }
}

/// What went wrong, put together of several sentences.
#[derive(Debug)]
struct Told(Said);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Told {}

impl Say for Told {
    fn said(&self) -> Said {
        self.0.clone()
    }
}

/// The error that a text is.
pub(crate) fn told(what: impl Say) -> anyhow::Error {
    Told(what.said()).into()
}

/// Puts a sentence before what failed.
pub(crate) fn because(what: Message, cause: impl Into<anyhow::Error>) -> anyhow::Error {
    Because { what, cause: cause.into() }.into()
}

/// As anyhow's, with sentences that keep both their languages.
pub(crate) trait Context<T> {
    /// Puts a sentence before what failed.
    ///
    /// # Errors
    /// What failed before.
    fn context(self, what: Message) -> anyhow::Result<T>;

    /// The same, made only when it is needed.
    ///
    /// # Errors
    /// What failed before.
    fn with_context(self, what: impl FnOnce() -> Message) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Context<T> for Result<T, E> {
    fn context(self, what: Message) -> anyhow::Result<T> {
        self.map_err(|cause| because(what, cause))
    }

    fn with_context(self, what: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.map_err(|cause| because(what(), cause))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, what: Message) -> anyhow::Result<T> {
        self.ok_or_else(|| what.into())
    }

    fn with_context(self, what: impl FnOnce() -> Message) -> anyhow::Result<T> {
        self.ok_or_else(|| what().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;
    use crate::model::job::Language;

    #[test]
    fn a_chain_has_each_of_its_sentences_in_each_language() {
        let refused = RemoteError::Login {
            url: "https://glpi.example.org".to_owned(),
            reason: message::remote::wrong_login().said(),
        };
        let failed: Result<(), RemoteError> = Err(refused);
        let failed = failed
            .context(message::connection::cannot_open("glpi"))
            .with_context(|| message::saved::applied_before("7"));
        let Err(error) = failed else { return };
        assert_eq!(of(&error).english(), format!("{error:#}"));
        assert_eq!(
            of(&error).text(Language::Fr),
            "ce plan a déjà été appliqué, par l'exécution 7\u{a0}: faites-en un nouveau\u{a0}: impossible d'ouvrir \
             le système `glpi`\u{a0}: connexion impossible à https://glpi.example.org\u{a0}: l'identifiant ou le \
             secret est faux (HTTP 401)"
        );
    }

    #[test]
    fn what_others_say_stays_and_a_missing_file_is_told_in_french() {
        let error = because(message::files::cannot_read("a.csv"), io::Error::from(io::ErrorKind::NotFound));
        assert_eq!(
            of(&error).text(Language::Fr),
            "impossible de lire a.csv\u{a0}: fichier ou dossier introuvable"
        );
        assert_eq!(of(&error).english(), format!("{error:#}"));
        let error = anyhow::anyhow!("words of a library");
        assert_eq!(of(&error).text(Language::Fr), "words of a library");
    }
}
