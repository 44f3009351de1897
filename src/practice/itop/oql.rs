//! The part of OQL that the practice iTop understands: one class and a condition.

use regex::RegexBuilder;

use super::schema::{Class, class};

/// A query.
#[derive(Debug)]
pub(super) struct Query {
    pub class: &'static Class,
    condition: Option<Condition>,
}

#[derive(Debug)]
enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Compare(Operand, Operator, Operand),
    In(Operand, Vec<Operand>),
}

#[derive(Debug)]
enum Operand {
    Column(String),
    Value(String),
    Contact,
}

#[derive(Debug, Clone, Copy)]
enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    NotLike,
    Regexp,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(String),
    Sign(String),
}

/// Why a query fails, in iTop's words.
pub(super) struct Refused(pub String);

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let failed = |class: &str, what: String| {
            Refused(format!(
                "Query failed to execute: query = {text}, exception_class = {class}, exception_message = {what}"
            ))
        };
        let syntax = |what: &str| {
            failed("OQLParserSyntaxErrorException", format!("Unexpected token {what} in '{text}'"))
        };
        let tokens = tokens(text).ok_or_else(|| syntax("Unknown"))?;
        let mut reader = Reader { tokens: &tokens, at: 0 };
        if !reader.word("SELECT") {
            // The first word is taken for a query, the second one is too much.
            let at = text.find(' ').map_or(0, |at| at + 1);
            let found = text[at..].split(' ').next().unwrap_or_default();
            return Err(Refused(format!("Unexpected token NAME - found '{found}' at {at} in '{text}'")));
        }
        let name = reader.name().ok_or_else(|| syntax("End of Input"))?;
        let Some(class) = class(&name) else {
            return Err(failed(
                "OqlNormalizeException",
                format!("Unknown class - found '{name}' in '{text}'"),
            ));
        };
        if reader.word("AS") {
            reader.name();
        }
        let condition = match reader.word("WHERE") {
            true => Some(reader.either().ok_or_else(|| syntax("End of Input"))?),
            false => None,
        };
        if let Some(token) = tokens.get(reader.at) {
            return Err(syntax(&format!("{token:?}")));
        }
        let query = Self { class, condition };
        if let Some(column) = query.condition.as_ref().and_then(|condition| condition.unknown(class)) {
            let what = format!("Unknown filter code - found '{column}' in '{text}'");
            return Err(failed("OqlNormalizeException", what));
        }
        Ok(query)
    }

    /// Whether an object fulfils the condition; `column` gives its attributes as texts.
    pub fn selects(&self, column: &dyn Fn(&str) -> String, contact: i64) -> bool {
        self.condition.as_ref().is_none_or(|condition| condition.holds(column, contact))
    }
}

impl Condition {
    fn unknown(&self, class: &Class) -> Option<String> {
        let of = |operand: &Operand| match operand {
            Operand::Column(name) if !class.knows(name) => Some(name.clone()),
            Operand::Column(_) | Operand::Value(_) | Operand::Contact => None,
        };
        match self {
            Self::And(a, b) | Self::Or(a, b) => a.unknown(class).or_else(|| b.unknown(class)),
            Self::Compare(a, _, b) => of(a).or_else(|| of(b)),
            Self::In(a, list) => of(a).or_else(|| list.iter().find_map(of)),
        }
    }

    fn holds(&self, column: &dyn Fn(&str) -> String, contact: i64) -> bool {
        let value = |operand: &Operand| match operand {
            Operand::Column(name) => column(name),
            Operand::Value(text) => text.clone(),
            Operand::Contact => contact.to_string(),
        };
        match self {
            Self::And(a, b) => a.holds(column, contact) && b.holds(column, contact),
            Self::Or(a, b) => a.holds(column, contact) || b.holds(column, contact),
            Self::Compare(a, operator, b) => operator.holds(&value(a), &value(b)),
            Self::In(a, list) => {
                let a = value(a);
                list.iter().any(|b| Operator::Equal.holds(&a, &value(b)))
            }
        }
    }
}

impl Operator {
    /// As MySQL compares: numbers as numbers, texts without case.
    fn holds(self, a: &str, b: &str) -> bool {
        let order = match (a.parse::<i64>(), b.parse::<i64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.to_lowercase().cmp(&b.to_lowercase()),
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Like => matches(&like(b), a),
            Self::NotLike => !matches(&like(b), a),
            Self::Regexp => matches(b, a),
        }
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let regex = RegexBuilder::new(pattern).case_insensitive(true).dot_matches_new_line(true).build();
    regex.is_ok_and(|regex| regex.is_match(text))
}

/// A pattern of LIKE as a regular expression.
fn like(pattern: &str) -> String {
    let mut regex = String::from("^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            '\\' => regex.push_str(&regex::escape(&chars.next().map(String::from).unwrap_or_default())),
            c => regex.push_str(&regex::escape(&c.to_string())),
        }
    }
    regex + "$"
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn word(&mut self, wanted: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(sign)) if sign == wanted);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(word) => Some(word),
            Token::Text(_) | Token::Number(_) | Token::Sign(_) => None,
        }
    }

    fn either(&mut self) -> Option<Condition> {
        let mut left = self.both()?;
        while self.word("OR") {
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
        Some(left)
    }

    fn both(&mut self) -> Option<Condition> {
        let mut left = self.one()?;
        while self.word("AND") {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Condition> {
        if self.sign("(") {
            let inner = self.either()?;
            return self.sign(")").then_some(inner);
        }
        let left = self.operand()?;
        if self.word("IN") {
            if !self.sign("(") {
                return None;
            }
            let mut list = vec![self.operand()?];
            while self.sign(",") {
                list.push(self.operand()?);
            }
            return self.sign(")").then_some(Condition::In(left, list));
        }
        let operator = self.operator()?;
        Some(Condition::Compare(left, operator, self.operand()?))
    }

    fn operator(&mut self) -> Option<Operator> {
        match self.next()? {
            Token::Sign(sign) => match sign.as_str() {
                "=" => Some(Operator::Equal),
                "!=" => Some(Operator::Unequal),
                "<" => Some(Operator::Less),
                "<=" => Some(Operator::LessOrEqual),
                ">" => Some(Operator::Greater),
                ">=" => Some(Operator::GreaterOrEqual),
                _ => None,
            },
            Token::Word(word) if word.eq_ignore_ascii_case("LIKE") => Some(Operator::Like),
            Token::Word(word) if word.eq_ignore_ascii_case("REGEXP") => Some(Operator::Regexp),
            Token::Word(word) if word.eq_ignore_ascii_case("NOT") => {
                self.word("LIKE").then_some(Operator::NotLike)
            }
            Token::Word(_) | Token::Text(_) | Token::Number(_) => None,
        }
    }

    fn operand(&mut self) -> Option<Operand> {
        match self.next()? {
            Token::Word(word) if word == ":current_contact_id" => Some(Operand::Contact),
            // The alias of the only class says nothing.
            Token::Word(word) => {
                Some(Operand::Column(word.rsplit('.').next().unwrap_or_default().to_owned()))
            }
            Token::Text(text) | Token::Number(text) => Some(Operand::Value(text)),
            Token::Sign(_) => None,
        }
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '\'' | '"' => {
                let mut inside = String::new();
                loop {
                    match chars.next()? {
                        '\\' => inside.push(chars.next()?),
                        end if end == c => break,
                        other => inside.push(other),
                    }
                }
                tokens.push(Token::Text(inside));
            }
            c if c.is_ascii_digit() => {
                let mut number = String::from(c);
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                tokens.push(Token::Number(number));
            }
            c if c.is_alphabetic() || matches!(c, '_' | ':') => {
                let mut word = String::from(c);
                while let Some(more) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
                    word.push(more);
                }
                tokens.push(Token::Word(word));
            }
            '(' | ')' | ',' | '=' => tokens.push(Token::Sign(c.to_string())),
            '<' | '>' | '!' => {
                let mut sign = String::from(c);
                sign.extend(chars.next_if_eq(&'='));
                tokens.push(Token::Sign(sign));
            }
            _ => return None,
        }
    }
    Some(tokens)
}
