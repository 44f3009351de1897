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

fn joined<P: Say>(parts: impl IntoIterator<Item = P>, by: impl Fn(Said, Said) -> Message) -> Said {
    let parts = parts.into_iter().map(|part| part.said());
    parts.reduce(|front, last| by(front, last).said()).unwrap_or_default()
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
