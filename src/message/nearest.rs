//! The known name that is nearest to a wrong one, and how that is said.

use super::messages;

messages! { "nearest";
    meant(name) "did you mean `{name}`?";
    perhaps(name) "; did you mean `{name}`?";
    known(what, names) "{what}: {names}";
    meant_of_known(name, what, names) "did you mean `{name}`? {what}: {names}";
    none_known(what) "{what}: none";
    none_near(n, what) "none of the {n} {what} is near";
}

/// The nearest of the known names; `None` when no name is near enough to be meant.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = wrong.to_lowercase();
    let allowed = (wrong.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .min()
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, name)| name)
}

/// Help for a wrong name: the nearest one when there is one, and the known ones when they are few.
pub(crate) fn suggest(wrong: &str, what: &str, names: &[&str]) -> super::Message {
    let near = nearest(wrong, names.iter().copied());
    let few = names.len() <= 24;
    match near {
        _ if names.is_empty() => none_known(what),
        Some(near) if few => meant_of_known(near, what, names.join(", ")),
        Some(near) => meant(near),
        None if few => known(what, names.join(", ")),
        None => none_near(names.len(), what),
    }
}
