//! What people call GLPI's classes and columns in their own tables: the words of `synonyms.txt`, which says how it is
//! written.

use std::sync::LazyLock;

use crate::model::schema::{ClassWords, FieldWords, Says, Synonyms};

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| read(include_str!("synonyms.txt")));

/// The words for GLPI.
pub fn synonyms() -> &'static Synonyms {
    &SYNONYMS
}

/// Reads the text. What has another form is left out; a test finds it.
fn read(text: &'static str) -> Synonyms {
    let mut synonyms = Synonyms::default();
    let mut entry: Option<(&'static str, Vec<&'static str>)> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let rest = match line.strip_prefix("    ") {
            Some(rest) => rest,
            None => {
                let Some((head, rest)) = line.split_once(": ") else { continue };
                add(&mut synonyms, entry.replace((head, Vec::new())));
                rest
            }
        };
        let words = rest.split(',').map(str::trim).filter(|word| !word.is_empty());
        if let Some((_, known)) = &mut entry {
            known.extend(words);
        }
    }
    add(&mut synonyms, entry);
    synonyms
}

fn add(synonyms: &mut Synonyms, entry: Option<(&'static str, Vec<&'static str>)>) {
    let Some((head, words)) = entry else { return };
    let parts: Vec<&'static str> = head.split(' ').collect();
    let mut field = |path, class, says| {
        synonyms.fields.push(FieldWords { path, class, says, words: words.clone() });
    };
    match parts.as_slice() {
        ["field", path] => field(path, None, Says::Value),
        ["only", class, path] => field(path, Some(*class), Says::Value),
        ["level", level, path] => field(path, None, Says::Level(level.parse().unwrap_or(0))),
        ["end", path, "from", begins @ ..] => field(path, None, Says::End { begins: begins.to_vec() }),
        ["class", class] => synonyms.classes.push(ClassWords { class, words, columns: Vec::new() }),
        ["marks", class] => {
            synonyms
                .classes
                .iter_mut()
                .filter(|of| of.class == *class)
                .for_each(|of| of.columns.clone_from(&words));
        }
        ["keys"] => {
            synonyms.keys = words.iter().map(|key| key.split('+').map(str::trim).collect()).collect();
        }
        ["nowhere"] => synonyms.nowhere = words,
        ["aside"] => synonyms.aside = words,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Language;
    use crate::model::record::Cell;
    use crate::propose::{Lexicon, Look, Profile, Wish, filter, propose};
    use crate::systems::glpi::schema::SCHEMA;

    #[test]
    fn every_entry_is_read_and_every_field_is_one_of_some_class() {
        let text = include_str!("synonyms.txt");
        let heads = text.lines().filter(|line| !line.starts_with(['#', ' ']) && !line.is_empty());
        let (fields, others): (Vec<&str>, Vec<&str>) = heads.partition(|head| {
            ["field ", "only ", "level ", "end "].iter().any(|word| head.starts_with(word))
        });
        let synonyms = synonyms();
        assert_eq!(synonyms.fields.len(), fields.len());
        let marks = synonyms.classes.iter().filter(|of| !of.columns.is_empty()).count();
        assert_eq!(synonyms.classes.len() + marks + 3, others.len(), "{others:?}");
        let lexicons: Vec<Lexicon> =
            synonyms.classes.iter().map(|of| Lexicon::of(&SCHEMA, of.class)).collect();
        for of in &synonyms.classes {
            assert!(SCHEMA.is_own_class(of.class), "{}", of.class);
        }
        for field in &synonyms.fields {
            let word = field.words[0];
            let is_known = lexicons.iter().any(|lexicon| !lexicon.meanings(word).is_empty());
            assert!(is_known && field.says != Says::Level(0), "{}: {word}", field.path);
        }
    }

    #[test]
    fn what_glpi_calls_its_columns_is_known_in_both_languages() {
        let computers = Lexicon::of(&SCHEMA, "Computer");
        for (name, path) in [
            ("Serial number", "serial"),
            ("Numéro d'inventaire", "otherserial"),
            ("Système d'exploitation - Version", "os.operatingsystemversions_id"),
            ("Date de mise en service", "infocom.use_date"),
            ("Seriennummer", "serial"),
            ("Nº de serie", "serial"),
            ("Service Tag", "serial"),
            ("manufacturer.name", "manufacturers_id"),
            ("Technicien en charge du matériel", "users_id_tech"),
        ] {
            let first = computers.meanings(name).into_iter().next();
            assert_eq!(first.map(|found| found.meaning.path).as_deref(), Some(path), "{name}");
        }
        for name in ["Model No.", "Monitor serial number", "End of Life", "Warranty status"] {
            assert_eq!(computers.meanings(name), [], "{name}");
        }
    }

    /// Where each column goes, by its values: of those that are left, nothing.
    fn goes(columns: &[(&str, &[&str])]) -> Vec<(String, String)> {
        let filter = filter();
        let profile = |(name, values): &(&str, &[&str])| {
            let mut profile = Profile::new(name);
            values.iter().for_each(|value| profile.add(&Cell::Text((*value).into()), &filter));
            profile
        };
        let columns: Vec<Profile> = columns.iter().map(profile).collect();
        let names = columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        let look = Look { names: Vec::new(), rows: 2, rejected: 0, columns };
        let wish = Wish { schema: &SCHEMA, class: Some("Computer"), locale: None, language: Language::En };
        let fields = propose(&look, &wish).map(|proposal| proposal.fields).unwrap_or_default();
        let paths = fields.into_iter().flat_map(|field| {
            let path = field.chosen.meaning.path;
            field.chosen.columns.into_iter().map(move |at| (at, path.clone()))
        });
        paths.map(|(at, path)| (names[at].clone(), path)).collect()
    }

    #[test]
    fn names_of_groups_say_of_what_a_column_speaks() {
        let found = goes(&[
            ("Unité centrale > Nom", &["PC-1", "PC-2"]),
            ("Unité centrale > Modèle", &["OptiPlex", "Latitude"]),
            ("Écran > Modèle", &["P2419H", "P2422H"]),
            ("Localisation > Site", &["Lyon", "Paris"]),
            ("Localisation > Bâtiment", &["A", "B"]),
            ("Achat > Prix", &["12,50", "13,50"]),
            ("Disque 1 > Lettre", &["C:", "C:"]),
            ("Disque 1 > Taille", &["500 Go", "1 To"]),
            ("Disque 2 > Lettre", &["D:", "D:"]),
            ("Disque 2 > Taille", &["500 Go", "1 To"]),
        ]);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, path)| (name.as_str(), path.as_str())).collect();
        assert_eq!(
            found,
            [
                ("Unité centrale > Nom", "name"),
                ("Unité centrale > Modèle", "computermodels_id"),
                ("Localisation > Site", "locations_id"),
                ("Localisation > Bâtiment", "locations_id"),
                ("Achat > Prix", "infocom.value"),
                ("Disque 1 > Lettre", "disks.mountpoint"),
                ("Disque 2 > Lettre", "disks.mountpoint"),
                ("Disque 1 > Taille", "disks.totalsize"),
                ("Disque 2 > Taille", "disks.totalsize"),
            ]
        );
    }
}
