//! The text of a query: its named parameters, where its statement ends, and the line of what a server
//! complains of. Values are never put into the text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::message;
use crate::message::Message;

/// How a database writes texts, names and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    PostgreSql,
    MySql,
    Sqlite,
    SqlServer,
}

impl Dialect {
    pub(super) const ALL: [Self; 4] = [Self::PostgreSql, Self::MySql, Self::Sqlite, Self::SqlServer];

    /// How the database is called.
    pub(super) fn product(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
            Self::SqlServer => "SQL Server",
        }
    }
}

/// One query.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// As it was written, without what stands after its end.
    text: String,
    /// Where the parameters are, with their names.
    parameters: Vec<(Range<usize>, String)>,
    /// Its words outside of texts, names in quotes and comments, in upper case.
    words: BTreeSet<String>,
    /// The first of them.
    first_word: String,
    /// Where it stands: its file, or the key.
    shown: String,
}

impl Statement {
    /// Reads a query; `shown` is where it stands.
    ///
    /// # Errors
    /// No statement, or more than one.
    pub fn parse(dialect: Dialect, text: &str, shown: &str) -> Result<Self, Message> {
        let mut statement = Self {
            text: String::new(),
            parameters: Vec::new(),
            words: BTreeSet::new(),
            first_word: String::new(),
            shown: shown.to_owned(),
        };
        let (mut at, mut end) = (0, None);
        while at < text.len() {
            let piece = piece(dialect, text, at);
            let next = piece.end.max(at + 1);
            match piece.kind {
                Kind::Blank => {}
                Kind::End => end = end.or(Some(at)),
                _ if end.is_some() => return Err(message::second_statement(place(shown, text, at))),
                Kind::Parameter => {
                    statement.parameters.push((at..piece.end, text[at + 1..piece.end].to_owned()));
                }
                Kind::Word => {
                    let word = text[at..piece.end].to_uppercase();
                    if statement.first_word.is_empty() {
                        statement.first_word.clone_from(&word);
                    }
                    statement.words.insert(word);
                }
                Kind::Mark if dialect == Dialect::MySql || dialect == Dialect::Sqlite => {
                    return Err(message::unnamed_parameter(place(shown, text, at)));
                }
                Kind::Mark | Kind::Other => {}
            }
            at = next;
        }
        text[..end.unwrap_or(text.len())].clone_into(&mut statement.text);
        if statement.first_word.is_empty() {
            return Err(message::no_statement(shown));
        }
        Ok(statement)
    }

    /// Names of its parameters.
    pub fn names(&self) -> BTreeSet<&str> {
        self.parameters.iter().map(|(_, name)| name.as_str()).collect()
    }

    /// Its words, in upper case.
    pub fn words(&self) -> &BTreeSet<String> {
        &self.words
    }

    /// Its first word, in upper case.
    pub fn first_word(&self) -> &str {
        &self.first_word
    }

    /// Its text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text with what a database has in place of names, and the names in their order. `mark` gets the
    /// position of the name among all, from 1. Lines stay where they are.
    pub fn with_marks(&self, repeated: Repeated, mark: impl Fn(usize) -> String) -> (String, Vec<&str>) {
        let (mut text, mut order, mut from) = (String::new(), Vec::<&str>::new(), 0);
        for (range, name) in &self.parameters {
            text.push_str(&self.text[from..range.start]);
            let known = order.iter().position(|known| known == name);
            let position = match (known, repeated) {
                (Some(position), Repeated::Once) => position + 1,
                (_, Repeated::Each) | (None, Repeated::Once) => {
                    order.push(name);
                    order.len()
                }
            };
            text.push_str(&mark(position));
            from = range.end;
        }
        text.push_str(&self.text[from..]);
        (text, order)
    }

    /// The place of a line, from 1.
    pub fn line(&self, line: usize) -> String {
        format!("{}:{}", self.shown, line.max(1))
    }

    /// The place of a name that a server quotes: the first line that has it; else the query.
    pub fn place_of(&self, words: &str) -> String {
        let names = quoted(words).into_iter().chain(words.rsplit([' ', ':']).next());
        for name in names {
            let name = name.rsplit('.').next().unwrap_or(name);
            if name.chars().count() > 1
                && let Some(at) = find_word(&self.text, name)
            {
                return place(&self.shown, &self.text, at);
            }
        }
        self.shown.clone()
    }

    /// Where it stands.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// Whether a name that stands twice is one value or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    Once,
    Each,
}

/// The file with the line of a byte.
fn place(shown: &str, text: &str, at: usize) -> String {
    format!("{shown}:{}", text[..at].matches('\n').count() + 1)
}

/// What stands in quotes in the words of a server.
fn quoted(words: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for quote in ['\'', '"', '`'] {
        let mut parts = words.split(quote);
        parts.next();
        while let (Some(inside), true) = (parts.next(), parts.next().is_some()) {
            found.push(inside);
        }
    }
    found
}

/// A word in a text, whatever its case, and not as a part of a longer one.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let (lower, word) = (text.to_lowercase(), word.to_lowercase());
    // Only where lower case has as many bytes the place is that of the text.
    if lower.len() != text.len() || word.is_empty() {
        return None;
    }
    let part = |sign: char| sign.is_alphanumeric() || sign == '_';
    let whole = |(at, _): &(usize, &str)| {
        !lower[..*at].ends_with(part) && !lower[at + word.len()..].starts_with(part)
    };
    lower.match_indices(&word).find(whole).map(|(at, _)| at)
}

/// What stands at a place of a query.
struct Piece {
    kind: Kind,
    /// The byte after it.
    end: usize,
}

enum Kind {
    /// Blanks and comments.
    Blank,
    /// `;`
    End,
    /// `:name`
    Parameter,
    /// A word or number.
    Word,
    /// `?`
    Mark,
    Other,
}

fn piece(dialect: Dialect, text: &str, at: usize) -> Piece {
    let rest = &text[at..];
    let sign = rest.chars().next().unwrap_or(' ');
    let to = |kind, length: usize| Piece { kind, end: (at + length).min(text.len()) };
    let line = || rest.find('\n').map_or(rest.len(), |end| end + 1);
    if rest.starts_with("--") && (dialect != Dialect::MySql || is_mysql_comment(rest)) {
        return to(Kind::Blank, line());
    }
    if rest.starts_with("/*") {
        // MySQL runs what stands in `/*! */`.
        let kind =
            if dialect == Dialect::MySql && rest.starts_with("/*!") { Kind::Other } else { Kind::Blank };
        return to(kind, block_comment(dialect, rest));
    }
    let backslash = dialect == Dialect::MySql || dialect == Dialect::PostgreSql && is_escaped(text, at);
    match sign {
        '#' if dialect == Dialect::MySql => to(Kind::Blank, line()),
        '\'' => to(Kind::Other, in_quotes(rest, '\'', backslash)),
        '"' => to(Kind::Other, in_quotes(rest, '"', dialect == Dialect::MySql)),
        '`' if dialect == Dialect::MySql || dialect == Dialect::Sqlite => {
            to(Kind::Other, in_quotes(rest, '`', false))
        }
        '[' if dialect == Dialect::SqlServer || dialect == Dialect::Sqlite => {
            to(Kind::Other, in_quotes(rest, ']', false))
        }
        '$' if dialect == Dialect::PostgreSql => to(Kind::Other, dollar_quoted(rest)),
        ';' => to(Kind::End, 1),
        '?' => to(Kind::Mark, 1),
        ':' => colon(text, at),
        _ if sign.is_whitespace() => to(Kind::Blank, sign.len_utf8()),
        _ if is_part(sign) || sign == '@' => {
            let end = rest.find(|sign: char| !is_part(sign) && sign != '@').unwrap_or(rest.len());
            to(Kind::Word, end)
        }
        _ => to(Kind::Other, sign.len_utf8()),
    }
}

/// In MySQL `5--1` is six.
fn is_mysql_comment(rest: &str) -> bool {
    rest[2..].chars().next().is_none_or(|sign| sign.is_whitespace() || sign.is_control())
}

/// `E'…'` of PostgreSQL.
fn is_escaped(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    matches!(before.next(), Some('e' | 'E')) && before.next().is_none_or(|sign| !is_part(sign))
}

fn is_part(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// `:name`, and not `::cast`, `a[1:n]` or `:=`.
fn colon(text: &str, at: usize) -> Piece {
    let rest = &text[at + 1..];
    if rest.starts_with(':') {
        return Piece { kind: Kind::Other, end: at + 2 };
    }
    let begins = rest.chars().next().is_some_and(|sign| sign.is_alphabetic() || sign == '_');
    let alone = text[..at].chars().next_back().is_none_or(|sign| !is_part(sign));
    if !(begins && alone) {
        return Piece { kind: Kind::Other, end: at + 1 };
    }
    let length = rest.find(|sign: char| !is_part(sign)).unwrap_or(rest.len());
    Piece { kind: Kind::Parameter, end: at + 1 + length }
}

/// Bytes of a text or name in quotes; a quote that stands twice is one of it.
fn in_quotes(rest: &str, quote: char, backslash: bool) -> usize {
    let mut signs = rest.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        if backslash && sign == '\\' {
            signs.next();
        } else if sign == quote {
            if signs.peek().is_some_and(|(_, next)| *next == quote) {
                signs.next();
            } else {
                return at + 1;
            }
        }
    }
    rest.len()
}

/// Bytes of `/* … */`, which PostgreSQL and SQL Server nest.
fn block_comment(dialect: Dialect, rest: &str) -> usize {
    let nests = dialect == Dialect::PostgreSql || dialect == Dialect::SqlServer;
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") && (nests || depth == 0) {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Bytes of `$tag$ … $tag$`, or of the sign alone.
fn dollar_quoted(rest: &str) -> usize {
    let Some(end) = rest[1..].find('$') else { return 1 };
    let tag = &rest[..end + 2];
    let inside = &tag[1..tag.len() - 1];
    if !inside.chars().all(is_part) || inside.starts_with(|sign: char| sign.is_ascii_digit()) {
        return 1;
    }
    rest[tag.len()..].find(tag).map_or(rest.len(), |close| tag.len() + close + tag.len())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn parse(dialect: Dialect, text: &str) -> Statement {
        Statement::parse(dialect, text, "queries/ocs.sql").unwrap()
    }

    #[test]
    fn names_are_found_outside_of_texts_comments_and_casts() {
        let text = "SELECT ':no', a::text, \":no\" -- :no\n/* :no /* :no */ */ FROM t WHERE s = :site AND d > :since;\n";
        let statement = parse(Dialect::PostgreSql, text);
        assert_eq!(statement.names().into_iter().collect::<Vec<_>>(), ["since", "site"]);
        let (marked, order) = statement.with_marks(Repeated::Once, |position| format!("${position}"));
        assert!(marked.ends_with("s = $1 AND d > $2"), "{marked}");
        assert_eq!(order, ["site", "since"]);
        let texts = "SELECT 'it\\'s :no', `:no` # :no\nFROM t WHERE a = :a OR b = :a AND 5--1 = :b";
        let statement = parse(Dialect::MySql, texts);
        let (marked, order) = statement.with_marks(Repeated::Each, |_| "?".to_owned());
        assert!(marked.ends_with("WHERE a = ? OR b = ? AND 5--1 = ?"), "{marked}");
        assert_eq!(order, ["a", "a", "b"]);
        let statement = parse(Dialect::SqlServer, "SELECT [a:no], 'it''s :no' FROM t WHERE x = :x");
        assert_eq!(
            statement.with_marks(Repeated::Once, |n| format!("@P{n}")).0.split("x = ").last(),
            Some("@P1")
        );
        let statement = parse(Dialect::PostgreSql, "SELECT $f$ :no; $f$, E'\\':no', a[1:2], a[:n] FROM t");
        assert_eq!(statement.names().into_iter().collect::<Vec<_>>(), ["n"]);
    }

    #[test]
    fn a_second_statement_is_told_with_its_line() {
        for dialect in Dialect::ALL {
            let error =
                Statement::parse(dialect, "SELECT ';';\n-- then\nDELETE FROM t", "q.sql").unwrap_err();
            assert!(error.to_string().contains("q.sql:3"), "{error}");
            assert!(Statement::parse(dialect, "SELECT 1; -- ; end\n ; ", "q.sql").is_ok());
            assert!(Statement::parse(dialect, " -- nothing\n;", "q.sql").is_err());
        }
        assert!(Statement::parse(Dialect::MySql, "SELECT ?", "q.sql").is_err());
        assert!(Statement::parse(Dialect::PostgreSql, "SELECT a ? 'key' FROM t", "q.sql").is_ok());
    }

    #[test]
    fn the_line_of_a_name_that_the_server_quotes() {
        let statement = parse(Dialect::MySql, "SELECT h.NAME,\n  h.SERIALNO\nFROM hardware h");
        assert_eq!(statement.place_of("Unknown column 'h.SERIALNO' in 'field list'"), "queries/ocs.sql:2");
        assert_eq!(statement.place_of("no such column: h.serialno"), "queries/ocs.sql:2");
        assert_eq!(statement.place_of("Table 'ocsweb.hardware' doesn't exist"), "queries/ocs.sql:3");
        assert_eq!(statement.place_of("it is over"), "queries/ocs.sql");
    }
}
