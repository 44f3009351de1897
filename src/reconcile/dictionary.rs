//! The desk's dictionary rules applied to a name before it is looked up or created, as GLPI does on
//! import (`CommonDropdown::importExternal`, `RuleCollection::processAllRules`, 10.0.6): its REST API
//! does not, so that "Dell Inc." and "DELL" would become two makers.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use crate::message;
use crate::model::Said;
use crate::model::dictionary::{Condition, Criterion, Dictionaries, DictionaryRule, Naming, Needs};
use crate::model::{ClassName, Mapping, Part, Schema};

/// The rules of one class, ready to be applied.
#[derive(Debug)]
pub struct Dictionary {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    name: String,
    needs: Needs,
    criteria: Vec<Test>,
    naming: Naming,
    also: BTreeMap<String, Naming>,
    is_ignored: bool,
}

#[derive(Debug)]
struct Test {
    of: String,
    condition: Condition,
    pattern: String,
    expression: Option<Regex>,
}

/// What a rule made of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The dictionary's name.
    pub name: String,
    /// The rule that gave it.
    pub rule: String,
}

/// What the first rule that holds makes of a name and of the texts beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spelt {
    /// What bears the name is not imported.
    pub is_ignored: bool,
    /// The name, where it becomes another one.
    pub name: Option<String>,
    /// Other texts by the desk's words for them, where they become others.
    pub also: BTreeMap<String, String>,
}

/// Dictionaries ready to be applied, and a line for each rule that cannot be.
pub fn prepare(
    schema: &'static Schema,
    dictionaries: Dictionaries,
) -> (BTreeMap<ClassName, Dictionary>, Vec<Said>) {
    let mut ready = BTreeMap::new();
    let mut notes = Vec::new();
    for (class, rules) in dictionaries.rules {
        let mut usable = Vec::new();
        for rule in rules {
            match Rule::new(schema, &rule) {
                Ok(rule) => usable.push(rule),
                Err(why) => {
                    let called = schema.class_called(&class);
                    notes.push(message::dictionary::not_applied(&rule.name, called, &why).said());
                }
            }
        }
        ready.insert(class, Dictionary { rules: usable });
    }
    (ready, notes)
}

/// Why a rule cannot be applied here; `None`: it can.
pub fn not_applied(schema: &Schema, rule: &DictionaryRule) -> Option<Said> {
    Rule::new(schema, rule).err()
}

/// The field of a mapping, by part and column, whose text a criterion is about.
fn field_of(schema: &Schema, criterion: &str) -> Option<(Part, &'static str)> {
    let (_, table, column) = schema.dictionary_words.iter().find(|(word, ..)| *word == criterion)?;
    Some((schema.part_of_table(table).unwrap_or(Part::ITEM), column))
}

impl Dictionary {
    /// What the first rule that holds makes of a name; `None` when none does, or when it stays.
    /// `other` gives the texts of the record that criteria other than `name` ask for, before
    /// any dictionary: "" where there is none.
    pub fn apply(&self, name: &str, other: impl Fn(&str) -> String) -> Option<Renamed> {
        let name = name.trim();
        let (rule, groups) = self.first(name, &other)?;
        let to = spelling(&rule.naming, groups.as_deref())?;
        (to != name).then(|| Renamed { name: to, rule: rule.name.clone() })
    }

    /// What the first rule that holds makes of a name and of the texts beside it; `None` when none does.
    pub fn spell(&self, name: &str, other: impl Fn(&str) -> String) -> Option<Spelt> {
        let (rule, groups) = self.first(name.trim(), &other)?;
        let also = rule.also.iter().filter_map(|(of, naming)| {
            let to = spelling(naming, groups.as_deref())?;
            Some((of.clone(), to))
        });
        Some(Spelt {
            is_ignored: rule.is_ignored,
            name: spelling(&rule.naming, groups.as_deref()),
            also: also.collect(),
        })
    }

    /// The first rule that holds, with the groups of its expression.
    fn first(&self, name: &str, other: &impl Fn(&str) -> String) -> Option<(&Rule, Option<Vec<String>>)> {
        self.rules.iter().find_map(|rule| Some((rule, rule.holds(name, other)?)))
    }

    /// Fields of a mapping whose texts the rules ask for, besides the name: part and column.
    pub fn asks_for(&self, mapping: &Mapping) -> Vec<(String, usize)> {
        let mut asked: Vec<(String, usize)> = Vec::new();
        for test in self.rules.iter().flat_map(|rule| &rule.criteria) {
            let Some((part, column)) = field_of(mapping.schema, &test.of) else { continue };
            let Some(at) = mapping.field(part, column) else { continue };
            if asked.iter().all(|(of, _)| *of != test.of) {
                asked.push((test.of.clone(), at));
            }
        }
        asked
    }
}

impl Rule {
    fn new(schema: &Schema, rule: &DictionaryRule) -> Result<Self, Said> {
        Ok(Self {
            name: rule.name.clone(),
            needs: rule.needs,
            criteria: rule
                .criteria
                .iter()
                .map(|criterion| Test::new(schema, criterion))
                .collect::<Result<_, _>>()?,
            naming: rule.naming.clone(),
            also: rule.also.clone(),
            is_ignored: rule.is_ignored,
        })
    }

    /// `None`: it does not hold. Else the groups of the first regular expression that was found, if
    /// one was.
    fn holds(&self, name: &str, other: &impl Fn(&str) -> String) -> Option<Option<Vec<String>>> {
        let mut groups = None;
        let mut holds = |test: &Test| {
            let text;
            let value = if test.of == "name" {
                name
            } else {
                text = other(&test.of);
                text.as_str()
            };
            let (holds, found) = test.holds(value);
            if let Some(found) = found {
                groups.get_or_insert(found);
            }
            holds
        };
        let all = match self.needs {
            Needs::All => self.criteria.iter().all(&mut holds),
            Needs::Any => self.criteria.iter().any(&mut holds),
        };
        all.then_some(groups)
    }
}

impl Test {
    fn new(schema: &Schema, criterion: &Criterion) -> Result<Self, Said> {
        let expression = match criterion.condition {
            Condition::Matches | Condition::MatchesNot if criterion.pattern != "*" => {
                Some(expression(criterion.pattern.trim())?)
            }
            Condition::Other(number) => {
                return Err(message::dictionary::condition_of_desk_only(number, &criterion.of).said());
            }
            Condition::Is
            | Condition::IsNot
            | Condition::Contains
            | Condition::ContainsNot
            | Condition::Begins
            | Condition::Ends
            | Condition::Matches
            | Condition::MatchesNot
            | Condition::Exists
            | Condition::ExistsNot
            | Condition::Find => None,
        };
        if criterion.of != "name" && field_of(schema, &criterion.of).is_none() {
            return Err(message::dictionary::criterion_without_field(&criterion.of).said());
        }
        Ok(Self {
            of: criterion.of.clone(),
            condition: criterion.condition,
            pattern: criterion.pattern.clone(),
            expression,
        })
    }

    /// Whether it holds, and the groups when it is a regular expression that was found.
    fn holds(&self, text: &str) -> (bool, Option<Vec<String>>) {
        if self.pattern == "*" {
            return (true, None);
        }
        let (text_folded, pattern) = (text.to_lowercase(), self.pattern.trim().to_lowercase());
        // PHP takes the text "0" for nothing.
        let nothing = |text: &str| text.is_empty() || text == "0";
        let compares = !nothing(&pattern) && !nothing(text);
        let holds = match self.condition {
            Condition::Find => true,
            Condition::Exists => !nothing(text),
            Condition::ExistsNot => nothing(text),
            Condition::Is => same(&text_folded, &pattern),
            Condition::IsNot => !same(&text_folded, &pattern),
            Condition::Begins => compares && text_folded.starts_with(&pattern),
            Condition::Ends => compares && text_folded.ends_with(&pattern),
            Condition::Contains => compares && text_folded.contains(&pattern),
            Condition::ContainsNot => !nothing(&pattern) && !text_folded.contains(&pattern),
            Condition::Matches => {
                let found = self.expression.as_ref().and_then(|expression| groups(expression, text));
                return (found.is_some(), found);
            }
            Condition::MatchesNot => self.expression.as_ref().is_some_and(|found| !found.is_match(text)),
            Condition::Other(_) => false,
        };
        (holds, None)
    }
}

/// PHP's `==` compares two texts that are numbers as numbers: version "10" is "10.0".
fn same(a: &str, b: &str) -> bool {
    let number = |text: &str| {
        let plain = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        plain.then(|| text.parse::<f64>().ok()).flatten()
    };
    a == b || matches!((number(a), number(b)), (Some(a), Some(b)) if a.total_cmp(&b).is_eq())
}

/// A PHP pattern (`/^dell/`, `#x#u`) as a regular expression without case.
fn expression(pattern: &str) -> Result<Regex, Said> {
    let unreadable = |why: message::Message| message::dictionary::pattern_unreadable(pattern, &why).said();
    let open = pattern.chars().next().ok_or_else(|| unreadable(message::dictionary::blank()))?;
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        other if other.is_alphanumeric() || other == '\\' => {
            return Err(unreadable(message::dictionary::no_delimiters()));
        }
        other => other,
    };
    let end = pattern
        .rfind(close)
        .filter(|end| *end > 0)
        .ok_or_else(|| unreadable(message::dictionary::no_end()))?;
    let (body, flags) = (&pattern[open.len_utf8()..end], &pattern[end + close.len_utf8()..]);
    let mut builder = RegexBuilder::new(body);
    builder.case_insensitive(true);
    for flag in flags.chars() {
        match flag {
            'i' | 'u' | 'D' => {}
            'm' => {
                builder.multi_line(true);
            }
            's' => {
                builder.dot_matches_new_line(true);
            }
            'x' => {
                builder.ignore_whitespace(true);
            }
            'U' => {
                builder.swap_greed(true);
            }
            other => return Err(unreadable(message::dictionary::unknown_flag(other))),
        }
    }
    builder.build().map_err(|_| unreadable(message::dictionary::no_regular_expression()))
}

/// The groups as PHP's `preg_match_all` gives them, without the whole match: all finds of the first
/// group, then of the second, and so on.
fn groups(expression: &Regex, text: &str) -> Option<Vec<String>> {
    let finds: Vec<regex::Captures<'_>> = expression.captures_iter(text).collect();
    if finds.is_empty() {
        return None;
    }
    let of = |group: usize| {
        finds.iter().map(move |find| find.get(group).map_or("", |found| found.as_str()).to_owned())
    };
    Some((1..expression.captures_len()).flat_map(of).collect())
}

/// What a rule makes of a text; `None`: it stays.
fn spelling(naming: &Naming, groups: Option<&[String]>) -> Option<String> {
    let to = match naming {
        Naming::Assign(to) => to.clone(),
        Naming::Groups(to) => with_groups(to, groups),
        Naming::Keep => return None,
    };
    let to = to.trim();
    (!to.is_empty()).then(|| to.to_owned())
}

/// `#0` to `#9` replaced by groups; without any group the text stays as it is.
fn with_groups(text: &str, groups: Option<&[String]>) -> String {
    let Some(groups) = groups.filter(|groups| !groups.is_empty()) else { return text.to_owned() };
    (0..10).fold(text.to_owned(), |text, number| {
        text.replace(&format!("#{number}"), groups.get(number).map_or("", String::as_str))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::glpi::schema::SCHEMA;

    fn rule(name: &str, needs: Needs, criteria: &[(&str, i64, &str)], naming: Naming) -> DictionaryRule {
        let criteria = criteria.iter().map(|(of, condition, pattern)| Criterion {
            of: (*of).to_owned(),
            condition: Condition::of_number(*condition),
            pattern: (*pattern).to_owned(),
        });
        DictionaryRule {
            name: name.to_owned(),
            needs,
            criteria: criteria.collect(),
            naming,
            also: BTreeMap::new(),
            is_ignored: false,
        }
    }

    fn makers(rules: Vec<DictionaryRule>) -> (Dictionary, Vec<Said>) {
        let class = ClassName::from("Manufacturer");
        let (mut ready, notes) = prepare(&SCHEMA, Dictionaries { rules: [(class.clone(), rules)].into() });
        (ready.remove(&class).unwrap_or(Dictionary { rules: Vec::new() }), notes)
    }

    fn one(criteria: &[(&str, i64, &str)], to: &str) -> Dictionary {
        makers(vec![rule("r", Needs::All, criteria, Naming::Assign(to.to_owned()))]).0
    }

    fn renames(dictionary: &Dictionary, name: &str) -> Option<String> {
        dictionary.apply(name, |_| String::new()).map(|renamed| renamed.name)
    }

    #[test]
    fn each_condition_compares_as_glpi_does() {
        let cases: &[(i64, &str, &str, bool)] = &[
            (0, "dell inc.", "Dell Inc.", true),
            (0, "10", "10.0", true),
            (0, "dell", "Dell Inc.", false),
            (1, "hp", "Dell", true),
            (2, "DELL", "A Dell machine", true),
            (2, "", "Dell", false),
            (3, "dell", "HP", true),
            (3, "dell", "Dell", false),
            (4, "dell", "Dell Inc.", true),
            (4, "dell", "A Dell", false),
            (5, "INC.", "Dell Inc.", true),
            (6, "/^dell( inc\\.?)?$/", "DELL Inc.", true),
            (6, "#^dell$#u", "Dell Inc.", false),
            (7, "/^dell/", "HP", true),
            (8, "1", "x", true),
            (9, "1", "x", false),
            (0, "*", "anything", true),
            (6, "*", "anything", true),
        ];
        for (condition, pattern, name, holds) in cases {
            let dictionary = one(&[("name", *condition, pattern)], "RENAMED");
            assert_eq!(renames(&dictionary, name).is_some(), *holds, "{condition} `{pattern}` on `{name}`");
        }
    }

    #[test]
    fn the_first_rule_that_holds_ends_the_search() {
        let (dictionary, notes) = makers(vec![
            rule("keep lenovo", Needs::All, &[("name", 4, "lenovo")], Naming::Keep),
            rule(
                "dell",
                Needs::Any,
                &[("name", 0, "dell"), ("name", 4, "dell ")],
                Naming::Assign("Dell".into()),
            ),
            rule("all", Needs::All, &[], Naming::Assign("Other".into())),
        ]);
        assert_eq!(notes, Vec::<Said>::new());
        assert_eq!(renames(&dictionary, "Lenovo Group"), None);
        let renamed = dictionary.apply(" DELL Inc. ", |_| String::new());
        assert_eq!(renamed, Some(Renamed { name: "Dell".into(), rule: "dell".into() }));
        assert_eq!(renames(&dictionary, "Dell"), None, "it has that name already");
        assert_eq!(renames(&dictionary, "HP"), Some("Other".into()));
    }

    #[test]
    fn groups_of_the_first_expression_stand_in_the_name() {
        let naming = Naming::Groups("#1 #0#2".to_owned());
        let (dictionary, _) =
            makers(vec![rule("r", Needs::All, &[("name", 6, "/^(\\w+), (\\w+)$/")], naming)]);
        assert_eq!(renames(&dictionary, "Packard, Hewlett"), Some("Hewlett Packard".into()));
        let twice = Naming::Groups("#1".to_owned());
        let (dictionary, _) = makers(vec![rule("r", Needs::All, &[("name", 6, "/(\\d+)/")], twice)]);
        assert_eq!(renames(&dictionary, "a 1 b 22"), Some("22".into()), "the second find of the first group");
    }

    #[test]
    fn a_model_may_depend_on_its_maker() {
        let dictionary = one(&[("name", 0, "r640"), ("manufacturer", 4, "dell")], "PowerEdge R640");
        let of = |maker: &'static str| move |_: &str| maker.to_owned();
        assert_eq!(dictionary.apply("R640", of("HP")), None);
        assert!(dictionary.apply("R640", of("Dell Inc.")).is_some());
    }

    #[test]
    fn a_rule_may_rename_what_stands_beside_the_name_or_leave_all_of_it_out() {
        let office = DictionaryRule {
            also: [("version".to_owned(), Naming::Groups("#0".to_owned()))].into(),
            ..rule(
                "office",
                Needs::All,
                &[("name", 6, "/^LibreOffice ([0-9.]+)$/")],
                Naming::Assign("LibreOffice".into()),
            )
        };
        let patch = DictionaryRule {
            is_ignored: true,
            ..rule("patches", Needs::All, &[("name", 4, "KB"), ("manufacturer", 0, "ms")], Naming::Keep)
        };
        let (dictionary, _) = makers(vec![office, patch]);
        let spell = |name: &str| dictionary.spell(name, |_| "MS".to_owned());
        assert_eq!(
            spell(" LibreOffice 24.2 "),
            Some(Spelt {
                is_ignored: false,
                name: Some("LibreOffice".into()),
                also: [("version".to_owned(), "24.2".to_owned())].into()
            })
        );
        assert!(spell("KB5034441").is_some_and(|spelt| spelt.is_ignored && spelt.name.is_none()));
        assert_eq!(spell("7-Zip"), None);
    }

    #[test]
    fn a_rule_that_only_the_desk_can_judge_is_told_and_left_out() {
        let (dictionary, notes) = makers(vec![
            rule("ahead", Needs::All, &[("name", 6, "/(?=dell)/")], Naming::Assign("x".into())),
            rule("under", Needs::All, &[("name", 11, "4")], Naming::Assign("x".into())),
            rule("category", Needs::All, &[("_system_category", 0, "x")], Naming::Assign("x".into())),
        ]);
        assert_eq!(renames(&dictionary, "dell"), None);
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(
            notes[0].english().contains("`ahead` for Manufacturer is not applied: its pattern"),
            "{}",
            notes[0]
        );
    }
}
