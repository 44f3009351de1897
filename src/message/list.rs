//! How parts are listed in a sentence.

use super::{Message, messages};
use crate::model::said::{Said, Say};

messages! { "list";
    or(front, last) "{front} or {last}"
        = "{front} ou {last}";
    and(front, last) "{front} and {last}"
        = "{front} et {last}";
    none() "none"
        = "aucun";
    nobody() "nobody"
        = "personne";
    and_then(front, last) "{front}, then {last}"
        = "{front}, puis {last}";
    beside(front, last) "{front}; {last}"
        = "{front}\u{a0}; {last}";
    /// What is said, behind what it is said of: a file, a system, a class.
    of(what, text) "{what}: {text}"
        = "{what}\u{a0}: {text}";
}

/// `a or b or c`.
pub(crate) fn any_of<P: Say>(parts: impl IntoIterator<Item = P>) -> Said {
    joined(parts, or)
}

/// `a and b and c`.
pub(crate) fn all_of<P: Say>(parts: impl IntoIterator<Item = P>) -> Said {
    joined(parts, and)
}

/// `a, then b, then c`.
pub(crate) fn in_order<P: Say>(parts: impl IntoIterator<Item = P>) -> Said {
    joined(parts, and_then)
}

/// `a; b; c`, of parts that may have commas of their own.
pub(crate) fn in_a_row<P: Say>(parts: impl IntoIterator<Item = P>) -> Said {
    joined(parts, beside)
}

/// `a, b, …`: so many of the parts at most, and that there are more.
pub(crate) fn first<P: AsRef<str>>(parts: impl IntoIterator<Item = P>, most: usize) -> String {
    let mut parts = parts.into_iter();
    let first: Vec<P> = parts.by_ref().take(most).collect();
    let more = if parts.next().is_some() { ", …" } else { "" };
    format!("{}{more}", first.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", "))
}

fn joined<P: Say>(parts: impl IntoIterator<Item = P>, by: impl Fn(Said, Said) -> Message) -> Said {
    let parts = parts.into_iter().map(|part| part.said());
    parts.reduce(|front, last| by(front, last).said()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Language;

    #[test]
    fn none_one_and_several() {
        assert_eq!(any_of::<&str>([]), "");
        assert_eq!(any_of(["a"]), "a");
        assert_eq!(any_of(["a", "b", "c"]), "a or b or c");
        assert_eq!(in_order(["a", "b"]), "a, then b");
        assert_eq!(in_a_row(["a", "b", "c"]), "a; b; c");
        assert_eq!((first(["a", "b"], 2), first(["a", "b", "c"], 2)), ("a, b".into(), "a, b, …".into()));
        assert_eq!(first::<&str>([], 2), "");
        assert_eq!(in_a_row(["a", "b"]).text(Language::Fr), "a\u{a0}; b");
    }
}
