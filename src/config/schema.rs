//! JSON Schema of the configuration files, for completion and checks in editors. Derived from the
//! types that the files are read with, so that both say the same.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

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

/// The schemas (draft 7, which TOML editors read) by file name.
pub fn documents() -> Vec<(&'static str, Value)> {
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
        let named = |form: &Value| {
            let link = form["$ref"].as_str().or_else(|| form["allOf"][0]["$ref"].as_str());
            link.and_then(|link| link.strip_prefix('#')).map(str::to_owned)
        };
        forms.iter().map(|form| schema.pointer(&named(form).unwrap_or_default()).unwrap_or(form)).collect()
    }

    #[test]
    fn a_job_file_is_one_of_three_kinds() {
        let schema = document::<RawJobFile>();
        let kinds: Vec<_> = tables(&schema).iter().map(|table| keys(table)).collect();
        assert_eq!(kinds.len(), 3);
        for (kind, own) in kinds.iter().zip(["feed", "rule", "refs"]) {
            assert!(kind.contains(&own) && kind.contains(&"schedule"), "{kind:?}");
        }
        assert!(keys(&schema["definitions"]["Rule"]).contains(&"on_recovery"));
        let link = &document::<RawLinks>()["definitions"]["Link"];
        assert!(keys(link).contains(&"inherit"));
    }

    fn keys(table: &Value) -> Vec<&str> {
        table["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
    }

    #[test]
    fn a_field_has_its_defaults_and_words() {
        let mapping = document::<RawMapping>();
        let field = &mapping["definitions"]["Field"]["properties"];
        assert_eq!(field["trim"]["default"], true);
        assert_eq!(field["column"]["anyOf"][1]["type"], "array");
        let kinds = mapping["definitions"]["Kind"]["oneOf"].as_array().map(Vec::len);
        assert_eq!(kinds, Some(17));
        let job = document::<RawJobFile>();
        assert_eq!(job["definitions"]["Schedule"]["properties"]["zone"]["default"], "UTC");
    }
}
