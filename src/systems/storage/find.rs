//! Which of the files a feed asks for.

use glob::{MatchOptions, Pattern};

use super::keeper::{Keeper, Kept};
use super::message;
use crate::message::{Alike, Message, nearest_few};
use crate::model::job::Pick;
use crate::systems::source::Wish;

/// How many similar names an error shows.
const NEAREST: usize = 3;

/// How names match: as those of this machine do.
const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

/// What was found.
pub(super) struct Found {
    /// The files, in the order in which they are read.
    pub files: Vec<Kept>,
    /// Where there are none: the names of some that are there.
    pub near: Vec<String>,
}

/// The files of a path or pattern.
pub(super) async fn find(keeper: &dyn Keeper, path: &str, pick: Pick) -> Result<Found, Message> {
    let path = inside(path)?;
    if let Some(file) = keeper.look(&path).await? {
        return Ok(Found { files: vec![file], near: Vec::new() });
    }
    if !keeper.lists() {
        let near = Vec::new();
        return if is_wild(&path) {
            Err(message::cannot_be_listed())
        } else {
            Ok(Found { files: Vec::new(), near })
        };
    }
    let pattern = Pattern::new(&path).map_err(|error| message::bad_pattern(&path, error.msg))?;
    let (folder, rest) = base(&path);
    let listed = keeper.list(folder, rest.contains('/')).await?;
    let mut files: Vec<Kept> = listed
        .iter()
        .filter(|file| pattern.matches_with(&file.path, OPTIONS) && !file.name().starts_with("~$"))
        .cloned()
        .collect();
    match pick {
        Pick::All => files.sort_by(|a, b| a.path.cmp(&b.path)),
        Pick::Newest => {
            files.sort_by(|a, b| (b.changed, &b.path).cmp(&(a.changed, &a.path)));
            files.truncate(1);
        }
    }
    let names = listed.into_iter().map(|file| file.path);
    let near = if files.is_empty() { nearest_few(&path, names, Alike::Any, NEAREST) } else { Vec::new() };
    Ok(Found { files, near })
}

/// The folder of a pattern up to its first wildcard, and the rest of it.
fn base(path: &str) -> (&str, &str) {
    let wild = path.find(['*', '?', '[']).unwrap_or(path.len());
    path[..wild].rfind('/').map_or(("", path), |slash| (&path[..slash], &path[slash + 1..]))
}

fn is_wild(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// A path that stays below the folder of the storage.
pub(super) fn inside(path: &str) -> Result<String, Message> {
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if path.starts_with('/') || parts.contains(&"..") || parts.is_empty() {
        return Err(message::outside(path));
    }
    Ok(parts.join("/"))
}

/// Refuses a file that is older than the feed allows.
pub(super) fn refuse_old(file: &Kept, shown: &str, wish: Wish<'_>) -> Result<(), Message> {
    let Some(limit) = wish.spec.max_age else { return Ok(()) };
    let Some(changed) = file.changed else { return Err(message::age_unknown(shown)) };
    if !file.is_older_than(limit, wish.now) {
        return Ok(());
    }
    Err(message::too_old(shown, chrono::DateTime::<chrono::Utc>::from(changed), limit))
}

/// Where a file is moved to: `done/parc.csv`, `done/parc.2.csv` …
pub(super) fn numbered(folder: &str, name: &str, number: usize) -> String {
    if number == 1 {
        return format!("{folder}/{name}");
    }
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{folder}/{stem}.{number}.{ending}"),
        Some(_) | None => format!("{folder}/{name}.{number}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_pattern_has_a_folder_before_its_first_wildcard() {
        assert_eq!(base("a/b/*.csv"), ("a/b", "*.csv"));
        assert_eq!(base("a/b*/c.csv"), ("a", "b*/c.csv"));
        assert_eq!(base("*.csv"), ("", "*.csv"));
        assert_eq!(base("a/b.csv"), ("a", "b.csv"));
    }

    #[test]
    fn a_path_stays_below_the_folder() {
        assert_eq!(inside("./a//b.csv").unwrap(), "a/b.csv");
        for path in ["/etc/passwd", "../x", "a/../../x", "", "."] {
            assert!(inside(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        assert_eq!(numbered("done", "parc.csv", 1), "done/parc.csv");
        assert_eq!(numbered("done", "parc.csv", 2), "done/parc.2.csv");
        assert_eq!(numbered("done", "parc", 3), "done/parc.3");
    }
}
