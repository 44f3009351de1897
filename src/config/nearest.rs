//! The known name that is nearest to a wrong one, for messages.

/// The nearest of the known names; `None` when no name is near enough to be meant.
pub(super) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
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
pub(super) fn suggest(wrong: &str, what: &str, known: &[&str]) -> String {
    let meant = nearest(wrong, known.iter().copied()).map(|name| format!("did you mean `{name}`?"));
    let listed = (known.len() <= 24).then(|| format!("{what}: {}", known.join(", ")));
    match (meant, listed) {
        _ if known.is_empty() => format!("{what}: none"),
        (Some(meant), Some(listed)) => format!("{meant} {listed}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => format!("none of the {} {what} is near", known.len()),
    }
}
