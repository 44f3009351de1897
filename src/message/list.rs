//! How parts are listed in a sentence.

use std::fmt::Display;

use super::{Message, messages};

messages! { "list";
    or(front, last) "{front} or {last}"
        = "{front} ou {last}";
    none() "none"
        = "aucun";
    nobody() "nobody"
        = "personne";
    and_then(front, last) "{front}, then {last}"
        = "{front}, puis {last}";
}

/// `a or b or c`.
pub(crate) fn any_of<P: Display>(parts: impl IntoIterator<Item = P>) -> String {
    joined(parts, or)
}

/// `a, then b, then c`.
pub(crate) fn in_order<P: Display>(parts: impl IntoIterator<Item = P>) -> String {
    joined(parts, and_then)
}

fn joined<P: Display>(parts: impl IntoIterator<Item = P>, by: impl Fn(String, String) -> Message) -> String {
    let parts = parts.into_iter().map(|part| part.to_string());
    parts.reduce(|front, last| by(front, last).into()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_one_and_several() {
        assert_eq!(any_of::<&str>([]), "");
        assert_eq!(any_of(["a"]), "a");
        assert_eq!(any_of(["a", "b", "c"]), "a or b or c");
        assert_eq!(in_order(["a", "b"]), "a, then b");
    }
}
