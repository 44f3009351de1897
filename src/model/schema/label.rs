//! What people read of a target: the labels that its own pages show for classes, columns and parts. Where
//! there is none, people read the target's own name. Plans, journals and digests never hold a label.

use std::borrow::Cow;

use super::{ClassName, Column, Part, Schema};
use crate::model::Said;
use crate::model::job::Language;

/// A label in the languages of reports.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    /// English.
    pub english: &'static str,
    /// French.
    pub french: &'static str,
}

impl Label {
    /// A label in both languages.
    pub const fn of(english: &'static str, french: &'static str) -> Self {
        Self { english, french }
    }

    fn text(self, language: Language) -> &'static str {
        match language {
            Language::En => self.english,
            Language::Fr => self.french,
        }
    }
}

/// The labels that a target shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Labels {
    /// Of classes, sorted by name.
    pub classes: &'static [(&'static str, Label)],
    /// Of columns that are called otherwise in one class than elsewhere: class, column; sorted by both.
    pub of_class: &'static [(&'static str, &'static str, Label)],
    /// Of columns, whatever the class; sorted by name. A foreign key without one is called as its class.
    pub columns: &'static [(&'static str, Label)],
    /// Of parts, by their tables.
    pub parts: &'static [(&'static str, Label)],
}

/// How the classes and columns of a target are called for readers of a language.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    /// What the target can hold; `None`: it is no target, and has its own names only.
    pub schema: Option<&'static Schema>,
    /// The reader's language.
    pub language: Language,
}

impl Schema {
    /// How its pages call a field.
    pub fn called(&'static self, class: &str, path: &str) -> Said {
        self.in_each_language(|wording| wording.field(class, path).into_owned())
    }

    /// The same of the columns of a match key, such as `serial + name`.
    pub fn called_key(&'static self, class: &str, columns: &str) -> Said {
        self.in_each_language(|wording| wording.key(class, columns))
    }

    /// A class: by its own name in English, which is what mappings have, and as its pages call it in French.
    pub fn class_called(&'static self, class: &ClassName) -> Said {
        let french = Wording { schema: Some(self), language: Language::Fr };
        Said::new(class.to_string(), french.class(class.as_str()).to_owned())
    }

    /// A field: by its own name in English, and as its pages call it in French.
    pub fn field_called(&'static self, class: &ClassName, path: &str) -> Said {
        let french = Wording { schema: Some(self), language: Language::Fr };
        Said::new(path.to_owned(), french.field(class.as_str(), path).into_owned())
    }

    fn in_each_language(&'static self, text: impl Fn(Wording) -> String) -> Said {
        let of = |language| text(Wording { schema: Some(self), language });
        Said::new(of(Language::En), of(Language::Fr))
    }
}

impl Wording {
    fn labels(self) -> Labels {
        self.schema.map_or_else(Labels::default, |schema| schema.labels)
    }

    fn class_label(self, class: &str) -> Option<&'static str> {
        let classes = self.labels().classes;
        let at = classes.binary_search_by_key(&class, |(name, _)| name).ok()?;
        Some(classes[at].1.text(self.language))
    }

    /// What a class is called.
    pub fn class(self, class: &str) -> &str {
        self.class_label(class).unwrap_or(class)
    }

    /// What a column of a class is called; of an unknown class when `class` is empty.
    pub fn column<'c>(self, class: &str, column: &'c str) -> &'c str {
        let Labels { of_class, columns, .. } = self.labels();
        let own = of_class.binary_search_by_key(&(class, column), |(class, column, _)| (class, column));
        if let Ok(at) = own {
            return of_class[at].2.text(self.language);
        }
        if let Ok(at) = columns.binary_search_by_key(&column, |(name, _)| name) {
            return columns[at].1.text(self.language);
        }
        // One with a role, such as `users_id_tech`, is not called as its class.
        let is_plain = |schema: &&Schema| schema.foreign_keys.iter().any(|(key, _)| *key == column);
        let points_at =
            self.schema.filter(is_plain).and_then(|schema| schema.foreign_class(&Column::from(column)));
        points_at.and_then(|class| self.class_label(class.as_str())).unwrap_or(column)
    }

    /// What a part is called.
    fn part(self, part: Part) -> Option<&'static str> {
        let label = self.labels().parts.iter().find(|(table, _)| *table == part.name())?.1;
        Some(label.text(self.language))
    }

    /// What an element of a set is called, or the row of another part: `Volume /`, `disks[/]` without a
    /// label.
    pub fn element(self, part: Part, element: Option<&str>) -> Cow<'static, str> {
        match (self.part(part), element) {
            (Some(label), Some(element)) => Cow::Owned(format!("{label} {element}")),
            (Some(label), None) => Cow::Borrowed(label),
            (None, Some(element)) => Cow::Owned(part.element_path(element)),
            (None, None) => Cow::Owned(part.name().to_owned()),
        }
    }

    /// What a field is called, by its path in rows of a class: `serial`, `os.licenseid`,
    /// `disks[/].totalsize`. Parts that have no label keep their path.
    pub fn field<'f>(self, class: &str, path: &'f str) -> Cow<'f, str> {
        let Some((table, element, column)) = pieces(path) else {
            return Cow::Borrowed(self.column(class, path));
        };
        let Some((schema, part)) =
            self.schema.and_then(|schema| Some((schema, schema.part_of_table(table)?)))
        else {
            return Cow::Borrowed(path);
        };
        let Some(of_part) = self.part(part) else { return Cow::Borrowed(path) };
        let of_part = element.map_or_else(|| of_part.to_owned(), |element| format!("{of_part} {element}"));
        let class = schema.part(part).map_or(class, |part| part.class);
        Cow::Owned(match column {
            Some(column) => format!("{of_part} – {}", self.column(class, column)),
            None => of_part,
        })
    }

    /// How an item was found, by the columns of the key: `name + entities_id`.
    pub fn key(self, class: &str, columns: &str) -> String {
        let columns: Vec<&str> = columns.split(" + ").map(|column| self.column(class, column)).collect();
        columns.join(" + ")
    }
}

/// The table, the element and the column of a path; `None` for a column of the item itself.
fn pieces(path: &str) -> Option<(&str, Option<&str>, Option<&str>)> {
    let bracket = path.find('[').unwrap_or(path.len());
    let dot = path.find('.').unwrap_or(path.len());
    if bracket < dot {
        let (table, rest) = (&path[..bracket], &path[bracket + 1..]);
        return match rest.rsplit_once("].") {
            Some((element, column)) => Some((table, Some(element), Some(column))),
            None => Some((table, Some(rest.strip_suffix(']')?), None)),
        };
    }
    let (table, column) = path.split_once('.')?;
    Some((table, None, Some(column)))
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn a_path_has_its_table_its_element_and_its_column() {
        assert_eq!(pieces("serial"), None);
        assert_eq!(pieces("os.licenseid"), Some(("os", None, Some("licenseid"))));
        assert_eq!(pieces("disks[/].totalsize"), Some(("disks", Some("/"), Some("totalsize"))));
        assert_eq!(pieces("disks[a.b].x]"), Some(("disks", Some("a.b"), Some("x]"))));
        assert_eq!(pieces("ports[eth0.1]"), Some(("ports", Some("eth0.1"), None)));
    }
}
