//! JSON Schema of the configuration files, for completion and checks in editors. Derived from the
//! types that the files are read with, so that both say the same.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::raw::job_file::RawJobFile;
use super::raw::links::RawLinks;
use super::raw::locks::RawLocks;
use super::raw::mapping::RawMapping;
use super::raw::stocktake::RawStocktake;

/// File name of the schema of `stocktake.toml`.
pub const STOCKTAKE_SCHEMA: &str = "stocktake.schema.json";
/// File name of the schema of `jobs/*.toml`.
pub const JOB_SCHEMA: &str = "job.schema.json";
/// File name of the schema of `locks.toml`.
pub const LOCKS_SCHEMA: &str = "locks.schema.json";
/// File name of the schema of `links.toml`.
pub const LINKS_SCHEMA: &str = "links.schema.json";
/// File name of the schema of `mappings/*.toml`.
pub const MAPPING_SCHEMA: &str = "mapping.schema.json";

/// The schemas (draft 7, which TOML editors read) by file name. What may have several forms says by which of its
/// signs the form is chosen, so that an editor names the wrong key of the form that was meant.
pub fn documents() -> Vec<(&'static str, Value)> {
    let mut documents = plain_documents();
    for (_, document) in &mut documents {
        let definitions = document.get("definitions").cloned().unwrap_or_default();
        tell_apart(document, &definitions);
    }
    documents
}

/// The same with the forms side by side, for the manual.
pub(crate) fn plain_documents() -> Vec<(&'static str, Value)> {
    vec![
        (STOCKTAKE_SCHEMA, document::<RawStocktake>()),
        (LOCKS_SCHEMA, document::<RawLocks>()),
        (LINKS_SCHEMA, document::<RawLinks>()),
        (JOB_SCHEMA, document::<RawJobFile>()),
        (MAPPING_SCHEMA, document::<RawMapping>()),
    ]
}

fn document<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    without_null(&mut schema);
    schema
}

/// A validator that tries forms one after the other can only say that none fits (`not valid under any of the
/// schemas`). Here the type of a value chooses its form, and words are a list. The forms stay beside that, with one
/// that always fits: taplo, which most editors use, completes from them and not from `if`.
fn tell_apart(schema: &mut Value, definitions: &Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(|value| tell_apart(value, definitions));
            if let Some(words) = words_of(object) {
                let forms = object.remove("oneOf");
                object.insert("enum".to_owned(), words);
                object.insert("anyOf".to_owned(), and_any(forms));
            } else if let Some(kinds) = kinds_of(object, definitions) {
                let forms = object.remove("anyOf");
                let branches: Vec<Value> = kinds
                    .iter()
                    .zip(forms.iter().filter_map(Value::as_array).flatten())
                    .map(|(kind, form)| json!({ "if": { "type": kind }, "then": form }))
                    .collect();
                if let Value::Array(all) = object.entry("allOf").or_insert_with(|| json!([])) {
                    all.extend(branches);
                }
                object.insert("type".to_owned(), kinds.into());
                object.insert("anyOf".to_owned(), and_any(forms));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| tell_apart(value, definitions)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Forms, and one that always fits.
fn and_any(forms: Option<Value>) -> Value {
    let mut forms = match forms {
        Some(Value::Array(forms)) => forms,
        Some(_) | None => Vec::new(),
    };
    forms.push(json!({}));
    Value::Array(forms)
}

/// The words of forms that are words and nothing else.
fn words_of(object: &Map<String, Value>) -> Option<Value> {
    let mut words = Vec::new();
    for form in object.get("oneOf")?.as_array()? {
        match (form.get("const"), form.get("enum").and_then(Value::as_array)) {
            (Some(word), _) => words.push(word.clone()),
            (None, Some(several)) => words.extend(several.iter().cloned()),
            (None, None) => return None,
        }
    }
    Some(Value::Array(words))
}

/// The types of forms, one each, where no two forms have the same.
fn kinds_of(object: &Map<String, Value>, definitions: &Value) -> Option<Vec<String>> {
    let mut kinds: Vec<String> = Vec::new();
    for form in object.get("anyOf")?.as_array()? {
        let link = form.get("$ref").and_then(Value::as_str);
        let form =
            link.and_then(|link| definitions.get(link.trim_start_matches("#/definitions/"))).unwrap_or(form);
        let is_words = form.get("const").or_else(|| form.pointer("/enum/0")).is_some_and(Value::is_string);
        let kind = form.get("type").and_then(Value::as_str).or(is_words.then_some("string"))?;
        if kinds.iter().any(|known| known == kind) {
            return None;
        }
        kinds.push(kind.to_owned());
    }
    Some(kinds)
}

/// TOML has no null: an absent key is the only form of nothing. Number formats say no more than the
/// types do.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(kinds)) = object.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [only] = kinds.as_slice() {
                    let only = only.clone();
                    object.insert("type".to_owned(), only);
                }
            }
            if matches!(object.get("format").and_then(Value::as_str), Some("int64" | "double")) {
                object.remove("format");
            }
            if let Some(Value::Array(forms)) = object.get_mut("anyOf") {
                forms.retain(|form| form.get("type") != Some(&Value::from("null")));
                if let [Value::Object(only)] = forms.as_slice() {
                    let only = only.clone();
                    object.remove("anyOf");
                    for (key, value) in only {
                        object.entry(key).or_insert(value);
                    }
                }
            }
            if let Some(Value::Array(words)) = object.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            object.values_mut().for_each(without_null);
        }
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_described_and_words_listed() {
        for (name, schema) in documents() {
            let text = schema.to_string();
            assert!(!text.contains("\"null\""), "{name}: {text}");
            assert!(!text.contains("Raw"), "{name}: {text}");
            for table in tables(&schema) {
                assert_eq!(table["additionalProperties"], false, "{name}");
                for (key, property) in table["properties"].as_object().into_iter().flatten() {
                    assert!(property.get("description").is_some(), "{name}: {key}");
                }
            }
        }
    }

    /// The root of a schema, or its forms.
    fn tables(schema: &Value) -> Vec<&Value> {
        let Some(forms) = schema["anyOf"].as_array() else { return vec![schema] };
        let links = forms.iter().filter_map(|form| form["$ref"].as_str()?.strip_prefix('#'));
        links.filter_map(|link| schema.pointer(link)).collect()
    }

    fn document(name: &str) -> Value {
        let mut all = documents().into_iter();
        all.find(|(known, _)| *known == name).map(|(_, document)| document).unwrap_or_default()
    }

    #[test]
    fn a_job_file_is_one_of_three_kinds() {
        let schema = document(JOB_SCHEMA);
        let kinds: Vec<_> = tables(&schema).iter().map(|table| keys(table)).collect();
        assert_eq!(kinds.len(), 3);
        for (kind, own) in kinds.iter().zip(["feed", "rule", "refs"]) {
            assert!(kind.contains(&own) && kind.contains(&"schedule"), "{kind:?}");
        }
        assert!(keys(&schema["definitions"]["Rule"]).contains(&"on_recovery"));
        let link = &document(LINKS_SCHEMA)["definitions"]["Link"];
        assert!(keys(link).contains(&"inherit"));
    }

    fn keys(table: &Value) -> Vec<&str> {
        table["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn a_field_has_its_defaults_and_words() {
        let mapping = document(MAPPING_SCHEMA);
        let field = &mapping["definitions"]["Field"]["properties"];
        assert_eq!(field["trim"]["default"], true);
        assert_eq!(field["column"]["anyOf"][1]["type"], "array");
        let kinds = mapping["definitions"]["Kind"]["enum"].as_array().map(Vec::len);
        assert_eq!(kinds, Some(17));
        let job = document(JOB_SCHEMA);
        assert_eq!(job["definitions"]["Schedule"]["properties"]["zone"]["default"], "UTC");
    }

    /// What an editor says of a file, each line with the place.
    fn said(name: &str, toml: &str) -> Vec<String> {
        let file: Value = toml::from_str(toml).unwrap_or_default();
        let schema = document(name);
        let Ok(validator) = jsonschema::draft7::new(&schema) else { return vec!["no schema".to_owned()] };
        validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    #[test]
    fn an_editor_names_the_wrong_key_or_value_of_the_kind_of_job_that_was_meant() {
        for (name, file, wanted) in [
            (
                JOB_SCHEMA,
                "system = 'glpi'\n[[feed]]\nmapping = 'pc'\npaht = 'x'\n",
                &["/feed/0: ", "'paht'"][..],
            ),
            (JOB_SCHEMA, "monitors = ['a']\n[[rule]]\nname = 'a'\ntitel = 'x'\n", &["/rule/0: ", "'titel'"]),
            (JOB_SCHEMA, "every = '1h'\n[refs]\n", &[": Additional", "'every'"]),
            (
                JOB_SCHEMA,
                "system = 'glpi'\n[[feed]]\npick = 'latest'\n",
                &["/feed/0/pick: ", "\"latest\" is not one of"],
            ),
            (JOB_SCHEMA, "system = 'glpi'\n[limits]\nretire = 5\n", &["/limits/retire: 5 is not of type"]),
            (
                JOB_SCHEMA,
                "system = 'glpi'\n[limits]\ncreate = { percnt = 5 }\n",
                &["/limits/create: ", "'percnt'"],
            ),
            (
                JOB_SCHEMA,
                "system = 'glpi'\n[limits]\ncreate = 'of'\n",
                &["/limits/create: ", "\"off\" was expected"],
            ),
            (JOB_SCHEMA, "monitors = ['a']\n[[rule]]\nteam = { nam = 'x' }\n", &["/rule/0/team: ", "'nam'"]),
            (MAPPING_SCHEMA, "[field.name]\ncolumn = 3\n", &["/field/name/column: 3 is not of type"]),
            (MAPPING_SCHEMA, "[field.name]\ntype = 'txt'\n", &["/field/name/type: \"txt\" is not one of"]),
            (STOCKTAKE_SCHEMA, "[system.a.glpi]\nurll = 'x'\n", &["/system/a/glpi: ", "'urll'"]),
            (STOCKTAKE_SCHEMA, "[mail]\nto = [1]\n", &["/mail/to/0: 1 is not of type \"string\""]),
        ] {
            let said = said(name, file);
            assert_eq!(said.len(), 1, "{file}: {said:?}");
            assert!(wanted.iter().all(|piece| said[0].contains(piece)), "{file}: {said:?}");
        }
    }

    #[test]
    fn an_editor_says_nothing_of_what_is_right() {
        for (name, file) in [
            (
                JOB_SCHEMA,
                "system = 'glpi'\n[[feed]]\nmapping = 'pc'\npath = 'pc.csv'\n[limits]\ncreate = 'off'\n",
            ),
            (JOB_SCHEMA, "monitors = ['a']\n[[rule]]\nname = 'a'\nteam = 'x'\nci_of_host = true\n"),
            (
                JOB_SCHEMA,
                "[[feed]]\nname = 'a'\nmapping = 'e'\n[[rule]]\nname = 'a'\nteam = { name = 'x' }\n",
            ),
            (MAPPING_SCHEMA, "[field.name]\ncolumn = ['a', 'b']\ntype = 'text'\n"),
        ] {
            assert_eq!(said(name, file), Vec::<String>::new(), "{file}");
        }
    }
}
