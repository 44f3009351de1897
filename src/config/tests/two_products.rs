//! Targets of two products in one project: each mapping is checked against that of its own jobs.

use std::path::Path;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::config::load::build;
use crate::config::read::read;
use crate::config::rooms::Rooms;
use crate::model::schema::{ChildPart, Class, Home, Schema, Shape};
use crate::model::system::Kind;
use crate::settings::{At, FileCheck};
use crate::systems::glpi::schema::SCHEMA as GLPI;
use crate::systems::table::{Place, RawTable, Room, Table, TargetRole};

/// A made-up library: its books have a cover, and no product but it has such a class.
static LIBRARY: LazyLock<Schema> = LazyLock::new(|| Schema {
    entity_class: "Shelf",
    state_class: "Wear",
    classes: &[const { Class::named("Book").at(Home::Working) }],
    examples: &["Book"],
    class_names: || &["Author", "Book", "Cover"],
    foreign_keys: &[("author", "Author")],
    kinds: &[],
    is_foreign_key: |column| column == "author",
    parts: &[ChildPart {
        word: "cover",
        table: "os",
        class: "Cover",
        of_classes: &["Book"],
        shape: Shape::Row { naming: "colour" },
    }],
    ..plain()
});

/// What does not matter here.
fn plain() -> Schema {
    Schema {
        columns: GLPI.columns,
        labels: GLPI.labels,
        synonyms: GLPI.synonyms,
        columns_of: GLPI.columns_of,
        entity_class: "",
        state_class: "",
        classes: &[],
        examples: &[],
        class_names: || &[],
        is_added_class: |_| false,
        foreign_keys: &[],
        kinds: &[],
        is_foreign_key: |_| false,
        is_nameless: |_| false,
        parts: &[],
        contract: None,
        warranty: None,
        dictionary_words: &[],
        prices: &[],
        identifiers: &[],
        is_end: |_| false,
        form: GLPI.form,
        page: |_, _| None,
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawLibrary {}

impl RawTable for RawLibrary {
    type Settings = ();

    fn check(_: &mut FileCheck<'_>, _: Place<'_>, _: &At<Self>) {}
}

fn library() -> &'static Room {
    Box::leak(Box::new(Room {
        kind: Kind { key: "library", product: "Library", roles: &[Role::Items], is_practice: false },
        about: "A library.",
        page: "",
        table: Some(Table::of::<RawLibrary>()),
        records: None,
        target: Some(TargetRole { open: |_| unimplemented!("nothing is opened"), schema: &LIBRARY }),
        desk: None,
        monitor: None,
        secret_store: None,
        messages: Vec::new,
    }))
}

const SYSTEMS: &str = "[system.practice.sandbox]\n[system.books.library]\n";
const BOOKS: &str = "system = \"books\"\n[[feed]]\nmapping = \"book\"\npath = \"books.csv\"\n";
const BOOK: &str = "class = \"Book\"\nmatch = [[\"name\"]]\n[field.name]\ncolumn = \"Title\"\n[field.author]\ncolumn = \"By\"\n[os.colour]\ncolumn = \"Cover\"\n";

fn load_with_library(files: &[(&str, &str)]) -> Result<Project, Problems> {
    let folder = folder(files);
    build(&Rooms::of_program().and(library()), folder.path(), read(folder.path()))
}

fn told(files: &[(&str, &str)]) -> Vec<String> {
    let problems = load_with_library(files).map(|_| "a project").unwrap_err();
    let shown = |problem: &crate::config::Problem| format!("{}: {}", problem.file.display(), problem.message);
    problems.list().iter().map(shown).collect()
}

#[test]
fn each_mapping_is_checked_against_what_the_target_of_its_own_job_can_hold() {
    let project = load_with_library(&[
        ("stocktake.toml", SYSTEMS),
        ("jobs/pc.toml", JOB),
        ("jobs/books.toml", BOOKS),
        ("mappings/pc.toml", MAPPING),
        ("mappings/book.toml", BOOK),
    ]);
    let project = project.unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)));
    assert!(std::ptr::eq(project.mappings["pc"].schema, &raw const GLPI));
    assert!(std::ptr::eq(project.mappings["book"].schema, &raw const *LIBRARY));
    let author = project.mappings["book"].fields.iter().find(|field| field.column.as_str() == "author");
    assert_eq!(LIBRARY.target_of(&author.unwrap().kind).unwrap().as_str(), "Author");
}

#[test]
fn what_one_product_has_is_not_asked_of_the_other() {
    let files = [
        ("stocktake.toml", SYSTEMS),
        ("jobs/pc.toml", JOB),
        ("jobs/books.toml", BOOKS),
        ("mappings/pc.toml", &*MAPPING.replace("Computer", "Boook")),
        (
            "mappings/book.toml",
            &*format!("{}[infocom.buy_date]\ncolumn = \"Bought\"\n", BOOK.replace("Book", "Boook")),
        ),
    ];
    assert_eq!(
        told(&files),
        [
            "mappings/book.toml: there is no class `Boook`",
            "mappings/book.toml: items of the class `Book` have no [infocom]",
        ]
    );
}

#[test]
fn a_mapping_of_two_products_is_a_problem_and_one_that_no_job_reads_is_for_the_product_with_its_class() {
    let both = BOOKS.replace("\"book\"", "\"pc\"");
    let files = [
        ("stocktake.toml", SYSTEMS),
        ("jobs/pc.toml", JOB),
        ("jobs/books.toml", &*both),
        ("mappings/pc.toml", MAPPING),
    ];
    assert_eq!(
        told(&files),
        ["mappings/pc.toml: jobs write the records of the mapping `pc` to Library and to practice GLPI",]
    );
    let unread = [
        ("stocktake.toml", SYSTEMS),
        ("jobs/pc.toml", JOB),
        ("mappings/pc.toml", MAPPING),
        ("mappings/book.toml", BOOK),
    ];
    let project = load_with_library(&unread).unwrap();
    assert!(std::ptr::eq(project.mappings["book"].schema, &raw const *LIBRARY));
}

#[test]
fn a_program_that_knows_no_target_says_so() {
    let folder =
        folder(&[("stocktake.toml", STOCKTAKE), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]);
    let problems = build(&Rooms::default(), folder.path(), read(folder.path())).unwrap_err();
    let of_mapping = problems.list().iter().find(|problem| problem.file == Path::new("mappings/pc.toml"));
    assert_eq!(of_mapping.unwrap().message, "no kind of system that this program knows takes records");
}
