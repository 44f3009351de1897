//! What was read: the bookmark of a feed. A number is one of a message as long as its folder is not built anew
//! (UIDVALIDITY); a Message-ID is one wherever the message is moved and however often it is delivered.

use serde::{Deserialize, Serialize};

/// Messages that are remembered by their Message-ID; what is older is found by its number.
const MOST: usize = 5000;

/// What was read of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    validity: u32,
    /// Numbers, as spans.
    read: Vec<(u32, u32)>,
    /// Digests of Message-IDs, the oldest first.
    ids: Vec<String>,
}

impl Memory {
    /// That of a bookmark; one that cannot be understood remembers nothing.
    pub fn of(bookmark: Option<&str>) -> Self {
        bookmark.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// As it is written down.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Goes on with a folder; whether it was built anew, so that its numbers are forgotten.
    pub fn go_on(&mut self, validity: u32) -> bool {
        let is_another = self.validity != 0 && self.validity != validity;
        if is_another {
            self.read.clear();
        }
        self.validity = validity;
        is_another
    }

    pub fn has_number(&self, uid: u32) -> bool {
        let at = self.read.partition_point(|(_, last)| *last < uid);
        self.read.get(at).is_some_and(|(first, _)| *first <= uid)
    }

    pub fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|known| known == id)
    }

    pub fn add(&mut self, uid: u32, id: Option<&str>) {
        if !self.has_number(uid) {
            let at = self.read.partition_point(|(_, last)| *last < uid);
            self.read.insert(at, (uid, uid));
            let touches = |pair: &[(u32, u32)]| pair[0].1.checked_add(1) == Some(pair[1].0);
            if self.read.get(at..=at + 1).is_some_and(touches) {
                self.read[at].1 = self.read.remove(at + 1).1;
            }
            if at > 0 && self.read.get(at - 1..=at).is_some_and(touches) {
                self.read[at - 1].1 = self.read.remove(at).1;
            }
        }
        if let Some(id) = id.filter(|id| !self.has_id(id)) {
            self.ids.push(id.to_owned());
            let over = self.ids.len().saturating_sub(MOST);
            self.ids.drain(..over);
        }
    }

    /// Forgets a message, so that it is read again.
    pub fn forget(&mut self, uid: u32, id: &str) {
        self.ids.retain(|known| known != id);
        let spans = std::mem::take(&mut self.read);
        for (first, last) in spans {
            if uid < first || uid > last {
                self.read.push((first, last));
                continue;
            }
            if first < uid {
                self.read.push((first, uid - 1));
            }
            if uid < last {
                self.read.push((uid + 1, last));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_remembered_as_spans_and_forgotten_one_by_one() {
        let mut memory = Memory::default();
        for uid in [5, 3, 4, 9, 1, 4] {
            memory.add(uid, None);
        }
        assert_eq!(memory.read, [(1, 1), (3, 5), (9, 9)]);
        memory.add(2, Some("a"));
        assert_eq!(memory.read, [(1, 5), (9, 9)]);
        memory.forget(4, "a");
        assert_eq!(memory.read, [(1, 3), (5, 5), (9, 9)]);
        assert!(memory.has_number(5) && !memory.has_number(4) && !memory.has_id("a"));
        assert_eq!(Memory::of(Some(&memory.text())), memory);
    }

    #[test]
    fn a_folder_that_was_built_anew_keeps_the_ids() {
        let mut memory = Memory::default();
        assert!(!memory.go_on(7));
        memory.add(1, Some("a"));
        assert!(!memory.go_on(7));
        assert!(memory.go_on(8));
        assert!(!memory.has_number(1) && memory.has_id("a"));
    }

    #[test]
    fn only_so_many_ids_are_kept() {
        let mut memory = Memory::default();
        for uid in 1..=6000 {
            memory.add(uid, Some(&uid.to_string()));
        }
        assert_eq!((memory.ids.len(), memory.read.len()), (MOST, 1));
        assert!(memory.has_id("6000") && !memory.has_id("1"));
    }
}
