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
            assert!(!text.contains("null"), "{name}: {text}");
            assert!(!text.contains("Raw"), "{name}: {text}");
            assert_eq!(schema["additionalProperties"], false, "{name}");
            for (key, property) in schema["properties"].as_object().into_iter().flatten() {
                assert!(property.get("description").is_some(), "{name}: {key}");
            }
        }
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
