//! Places in a JSON Schema, as the reference of the manual reads them.

use serde_json::Value;

use crate::message::manual as said;

/// A place in a schema.
#[derive(Clone, Copy)]
pub(super) struct Node<'s> {
    pub(super) document: &'s Value,
    pub(super) of: &'s Value,
}

impl<'s> Node<'s> {
    pub(super) fn at(self, of: &'s Value) -> Self {
        Self { of, ..self }
    }

    /// What a link leads to.
    pub(super) fn resolved(self) -> Self {
        let link = self.of.get("$ref").or_else(|| self.of.pointer("/allOf/0/$ref")).and_then(Value::as_str);
        match link.and_then(|link| self.document.pointer(link.trim_start_matches('#'))) {
            Some(of) => self.at(of).resolved(),
            None => self,
        }
    }

    /// The forms that it may have; itself where it has one.
    pub(super) fn forms(self) -> Vec<Self> {
        let node = self.resolved();
        match node.of.get("anyOf").and_then(Value::as_array) {
            Some(forms) => forms.iter().flat_map(|form| node.at(form).forms()).collect(),
            None => vec![node],
        }
    }

    /// Its keys with what each holds.
    pub(super) fn keys(self) -> impl Iterator<Item = (&'s str, Self)> {
        let keys = self.of.get("properties").and_then(Value::as_object).into_iter().flatten();
        keys.map(move |(key, of)| (key.as_str(), self.at(of)))
    }

    /// What stands below names that a person chooses.
    pub(super) fn named(self) -> Option<Self> {
        self.of.get("additionalProperties").filter(|of| of.is_object()).map(|of| self.at(of))
    }

    /// What a list holds.
    pub(super) fn items(self) -> Option<Self> {
        self.of.get("items").filter(|of| of.is_object()).map(|of| self.at(of))
    }

    /// Names it among all tables: those with the same keys are the same.
    pub(super) fn identity(self) -> String {
        format!("{}{}", self.of["properties"], self.of["additionalProperties"])
    }

    pub(super) fn is_table(self) -> bool {
        self.of.get("properties").is_some() || self.named().is_some()
    }

    /// A table, also one without keys: that it stands there says something.
    pub(super) fn is_object(self) -> bool {
        self.is_table() || self.text("type") == Some("object")
    }

    pub(super) fn text(self, key: &str) -> Option<&'s str> {
        self.of.get(key).and_then(Value::as_str)
    }

    /// The words that are allowed, with what each means.
    pub(super) fn words(self) -> Vec<(&'s str, &'s str)> {
        let listed = self.of.get("enum").and_then(Value::as_array).into_iter().flatten();
        let listed = listed.filter_map(Value::as_str).map(|word| (word, ""));
        let told = self.of.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        let told = told.flat_map(|form| {
            let about = form["description"].as_str().unwrap_or_default();
            let several = form["enum"].as_array().into_iter().flatten();
            form["const"]
                .as_str()
                .into_iter()
                .chain(several.filter_map(Value::as_str))
                .map(move |word| (word, about))
        });
        listed.chain(told).collect()
    }

    /// What it is by itself.
    pub(super) fn default(self) -> Option<toml::Value> {
        self.of.get("default").and_then(|value| toml::Value::try_from(value).ok())
    }

    /// The least number.
    pub(super) fn least(self) -> Option<toml::Value> {
        self.of.get("minimum").and_then(|value| toml::Value::try_from(value).ok())
    }

    /// What the key says of itself.
    pub(super) fn about(self) -> &'s str {
        self.text("description").or_else(|| self.resolved().text("description")).unwrap_or_default()
    }

    /// The type of JSON; that of a secret is `secret`.
    pub(super) fn kind_of_value(self) -> &'s str {
        if self.is_secret() { "secret" } else { self.text("type").unwrap_or_default() }
    }

    /// Whether a value is of one of its types; a table never is.
    pub(super) fn takes(self, value: &toml::Value) -> bool {
        self.forms().into_iter().any(|form| {
            match (form.kind_of_value(), value) {
                // No type is named: any value that is one of no words.
                ("", value) => !value.is_table() && !form.is_table() && form.words().is_empty(),
                ("string" | "secret", toml::Value::String(_))
                | ("string", toml::Value::Datetime(_))
                | ("integer" | "number", toml::Value::Integer(_))
                | ("number", toml::Value::Float(_))
                | ("boolean", toml::Value::Boolean(_))
                | ("array", toml::Value::Array(_)) => true,
                _ => false,
            }
        })
    }

    pub(super) fn is_secret(self) -> bool {
        self.text("pattern").is_some_and(|pattern| pattern.contains("env|file"))
    }

    /// Whether its definition has this name, whatever its case.
    pub(super) fn is_called(self, name: &str) -> bool {
        let definitions = self.document.get("definitions").and_then(Value::as_object).into_iter().flatten();
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        definitions
            .filter(|(known, _)| plain(known) == plain(name))
            .any(|(_, of)| self.at(of).identity() == self.identity())
    }

    /// The type in words.
    pub(super) fn kind(self) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for form in self.forms() {
            let kind = form.kind_of_one();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds.join(&said::or().to_string())
    }

    fn kind_of_one(self) -> String {
        if !self.words().is_empty() {
            return said::word().to_string();
        }
        if self.is_secret() {
            return said::secret().to_string();
        }
        match self.text("type") {
            Some("string") => said::text().to_string(),
            Some("integer") => self.range(said::whole_number().to_string()),
            Some("number") => self.range(said::number().to_string()),
            Some("boolean") => "`true`, `false`".to_owned(),
            Some("array") => match self.items() {
                Some(items) if items.resolved().is_table() => said::tables().to_string(),
                Some(items) => said::list_of(items.kind()).to_string(),
                None => said::list().to_string(),
            },
            _ if self.is_table() || self.text("type") == Some("object") => said::table().to_string(),
            _ => said::any_value().to_string(),
        }
    }

    fn range(self, kind: String) -> String {
        match (self.of.get("minimum"), self.of.get("maximum")) {
            (Some(least), Some(most)) => said::from_to(kind, least, most).to_string(),
            (Some(least), None) => said::at_least(kind, least).to_string(),
            (None, _) => kind,
        }
    }
}
