//! The known name that is nearest to a wrong one, and how that is said.

use crate::model::said::Say;
use std::ops::Neg as _;

use crate::model::fold::fold;

use super::messages;

messages! { "nearest";
    meant(name) "did you mean `{name}`?"
        = "vouliez-vous dire `{name}`\u{a0}?";
    perhaps(name) "; did you mean `{name}`?"
        = "\u{a0}; vouliez-vous dire `{name}`\u{a0}?";
    known(what, names) "{what}: {names}"
        = "{what}\u{a0}: {names}";
    meant_of_known(name, what, names) "did you mean `{name}`? {what}: {names}"
        = "vouliez-vous dire `{name}`\u{a0}? {what}\u{a0}: {names}";
    none_known(what) "{what}: none"
        = "{what}\u{a0}: il n'y en a pas";
    none_near(n, what) "none of the {n} {what} is near"
        = "aucun nom proche parmi {n} ({what})";
}

/// Names that are worth listing where people choose one.
pub(crate) const FEW: usize = 5;

/// How alike a name must be to a wrong one. All compare without case and accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alike {
    /// Words that we gave: slips (a letter too many, too few, another, or two that changed places) in
    /// at most every third letter, since in a file of settings a wrong guess misleads.
    Word,
    /// Names that people gave: above 0.8 of Jaro-Winkler, which forgives another ending.
    Name,
    /// Names to choose among by hand: above 0.7, rather one too many than none.
    Loose,
    /// Whatever there is.
    Any,
}

impl Alike {
    /// How far a folded name is from a folded wrong one, by a measure that only compares names with each
    /// other; `None` when it is not alike.
    fn distance(self, wrong: &str, name: &str) -> Option<f64> {
        let likeness = || strsim::jaro_winkler(wrong, name);
        match self {
            Self::Word => {
                let allowed = (wrong.chars().count() / 3).clamp(1, 4);
                let slips = strsim::damerau_levenshtein(wrong, name);
                (slips <= allowed).then(|| u32::try_from(slips).map_or(f64::MAX, f64::from))
            }
            Self::Name => Some(likeness()).filter(|likeness| *likeness > 0.8).map(f64::neg),
            Self::Loose => Some(likeness()).filter(|likeness| *likeness > 0.7).map(f64::neg),
            Self::Any => Some(-likeness()),
        }
    }
}

/// The nearest of the known names, the first by the alphabet of equals; `None` when no name is near
/// enough to be meant.
pub(crate) fn nearest<S: AsRef<str>>(
    wrong: &str,
    known: impl IntoIterator<Item = S>,
    alike: Alike,
) -> Option<S> {
    let by = |(a, b): &(f64, S), (c, d): &(f64, S)| a.total_cmp(c).then_with(|| b.as_ref().cmp(d.as_ref()));
    measured(wrong, known, alike).min_by(by).map(|(_, name)| name)
}

/// The few of these names that are most like a wrong one, the nearest first, each once.
pub(crate) fn nearest_few<S: AsRef<str>>(
    wrong: &str,
    known: impl IntoIterator<Item = S>,
    alike: Alike,
    most: usize,
) -> Vec<S> {
    let mut likely: Vec<(f64, S)> = measured(wrong, known, alike).collect();
    likely.sort_by(|(a, b), (c, d)| a.total_cmp(c).then_with(|| b.as_ref().cmp(d.as_ref())));
    likely.dedup_by(|a, b| a.1.as_ref() == b.1.as_ref());
    likely.into_iter().take(most).map(|(_, name)| name).collect()
}

fn measured<S: AsRef<str>>(
    wrong: &str,
    known: impl IntoIterator<Item = S>,
    alike: Alike,
) -> impl Iterator<Item = (f64, S)> {
    let wrong = fold(wrong);
    known.into_iter().filter_map(move |name| Some((alike.distance(&wrong, &fold(name.as_ref()))?, name)))
}

/// Help for a wrong name: the nearest one when there is one, and the known ones when they are few.
pub(crate) fn suggest(wrong: &str, what: impl Say, names: &[&str]) -> super::Message {
    let near = nearest(wrong, names.iter().copied(), Alike::Word);
    let few = names.len() <= 24;
    match near {
        _ if names.is_empty() => none_known(what),
        Some(near) if few => meant_of_known(near, what, names.join(", ")),
        Some(near) => meant(near),
        None if few => known(what, names.join(", ")),
        None => none_near(names.len(), what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_allows_slips_and_a_name_another_ending() {
        let known = ["model", "models_id", "mode"];
        assert_eq!(nearest("modle", known, Alike::Word), Some("mode"));
        assert_eq!(nearest("manufacturer", known, Alike::Word), None);
        let people = ["Client A Lyon Est", "Client Berlin", "Élan"];
        assert_eq!(nearest("client", people, Alike::Name), Some("Client Berlin"));
        assert_eq!(nearest("client", people, Alike::Word), None);
        assert_eq!(nearest("ELAN", people, Alike::Word), Some("Élan"));
    }

    #[test]
    fn a_few_are_the_nearest_first_and_each_once() {
        let known = ["srv-a-02", "srv-a-01", "srv-a-01", "printer"];
        assert_eq!(nearest_few("srv-a-01", known, Alike::Loose, 5), ["srv-a-01", "srv-a-02"]);
        assert_eq!(nearest_few("zzz", known, Alike::Loose, 5), Vec::<&str>::new());
        assert_eq!(nearest_few("zzz", known, Alike::Any, 2).len(), 2);
    }
}
