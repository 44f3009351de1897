//! The desk's own dictionaries: rules that give a dropdown's name another spelling on import.

use std::collections::BTreeMap;

use super::schema::ClassName;

/// Dictionaries by the class of dropdown whose names they change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dictionaries {
    /// Active rules in the order in which the desk tries them.
    pub rules: BTreeMap<ClassName, Vec<DictionaryRule>>,
}

/// A rule: when its criteria hold, the name becomes another one and no further rule is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct DictionaryRule {
    /// Its name at the desk.
    pub name: String,
    /// How many of the criteria must hold.
    pub needs: Needs,
    /// Criteria, in the order of the desk.
    pub criteria: Vec<Criterion>,
    /// What the name becomes.
    pub naming: Naming,
    /// What other texts of the record become, by the desk's words: the `version` of a software.
    pub also: BTreeMap<String, Naming>,
    /// What bears the name is not imported at all.
    pub is_ignored: bool,
}

/// How many criteria of a rule must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// All of them; a rule without criteria always holds.
    All,
    /// One of them.
    Any,
}

/// A condition on a text of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Which text: `name` is the name itself, `manufacturer` that of the maker, `os_name` …
    pub of: String,
    /// How it is compared.
    pub condition: Condition,
    /// What it is compared with; `*` always holds.
    pub pattern: String,
}

/// How a criterion compares, by GLPI's numbers (`Rule::PATTERN_IS` …, 10.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// 0: the same without case.
    Is,
    /// 1: not the same without case.
    IsNot,
    /// 2: holds the text.
    Contains,
    /// 3: does not hold the text.
    ContainsNot,
    /// 4: begins with it.
    Begins,
    /// 5: ends with it.
    Ends,
    /// 6: a regular expression is found, without case.
    Matches,
    /// 7: it is not found.
    MatchesNot,
    /// 8: there is a text.
    Exists,
    /// 9: there is none.
    ExistsNot,
    /// 10: counted as met, as GLPI does.
    Find,
    /// Any other: cannot be told without the desk.
    Other(i64),
}

impl Condition {
    /// The condition of GLPI's number.
    pub fn of_number(number: i64) -> Self {
        match number {
            0 => Self::Is,
            1 => Self::IsNot,
            2 => Self::Contains,
            3 => Self::ContainsNot,
            4 => Self::Begins,
            5 => Self::Ends,
            6 => Self::Matches,
            7 => Self::MatchesNot,
            8 => Self::Exists,
            9 => Self::ExistsNot,
            10 => Self::Find,
            other => Self::Other(other),
        }
    }
}

/// What a rule makes of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// This name.
    Assign(String),
    /// This text with `#0`, `#1` … replaced by the groups of the first regular expression.
    Groups(String),
    /// The name stays; later rules are not tried.
    Keep,
}
