//! An explanation in the words of one language, piece by piece: what a page is made from, as the terminal is from
//! lines.

use serde::Serialize;

use crate::message::{self, told_of_field};
use crate::model::said::Say as _;
use crate::model::schema::Wording;
use crate::model::value::Shown;

use super::fields::StepStory;
use super::text::{at, link_text, matched_by, policy, said, value_told, written};
use super::{Explanation, FieldStory, GoneStory, HistoryLine, RecordStory, UnusedStory};

/// An explanation.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Records.
    pub records: Vec<RecordTold>,
    /// Links without a record.
    pub gone: Vec<GoneTold>,
    /// Rows that become no item.
    pub unused: Vec<UnusedTold>,
    /// Known keys and names that are like the one asked for.
    pub near: Vec<String>,
    /// What has to be known of the plan behind it.
    pub doubts: Vec<String>,
}

/// A record.
#[derive(Debug, Serialize)]
pub struct RecordTold {
    /// Class of the item.
    pub class: String,
    /// What people call the class.
    pub class_called: String,
    /// Key of the record.
    pub key: String,
    /// The item.
    pub item: Option<i64>,
    /// Where the record stands.
    pub origin: String,
    /// Mapping.
    pub mapping: String,
    /// How the item was found.
    pub found_by: String,
    /// How each match key fares.
    pub keys: Vec<KeyTold>,
    /// What our link says.
    pub link: Option<String>,
    /// What the next run does.
    pub next: String,
    /// Fields in the order of the mapping.
    pub fields: Vec<FieldTold>,
    /// What was written, the newest first.
    pub writes: Vec<WriteTold>,
}

/// A match key.
#[derive(Debug, Serialize)]
pub struct KeyTold {
    /// Its columns.
    pub columns: String,
    /// The record's values of it.
    pub values: String,
    /// What came of it.
    pub found: String,
}

/// A field.
#[derive(Debug, Serialize)]
pub struct FieldTold {
    /// What people call it.
    pub name: String,
    /// Path in the mapping.
    pub path: String,
    /// What the source wants.
    pub wanted: Option<String>,
    /// What the target has, as far as it was compared.
    pub live: Option<String>,
    /// What we last wrote or agreed on.
    pub remembered: Option<String>,
    /// What was last written, when, and by which run.
    pub written: Option<WrittenTold>,
    /// When the field is written, and who wins.
    pub policy: String,
    /// Jobs that write it, where there are several.
    pub authority: Vec<String>,
    /// What the next run does.
    pub next: String,
    /// The next run writes it.
    pub is_written: bool,
    /// Where the text comes from, and what each rule made of it.
    pub steps: Vec<StepTold>,
}

/// The last write of a field.
#[derive(Debug, Serialize)]
pub struct WrittenTold {
    /// What was written.
    pub value: String,
    /// When, UTC.
    pub at: String,
    /// Run.
    pub run: String,
}

/// A step of the rules.
#[derive(Debug, Serialize)]
pub struct StepTold {
    /// What was done.
    pub what: String,
    /// The text after it.
    pub text: String,
}

/// A write from the journal.
#[derive(Debug, Serialize)]
pub struct WriteTold {
    /// When.
    pub at: String,
    /// Run.
    pub run: String,
    /// What was done.
    pub did: String,
    /// What came of it.
    pub state: String,
    /// What people call the class of the row.
    pub class: String,
    /// Fields with their values.
    pub fields: Vec<StepTold>,
}

/// A link whose record the source no longer has.
#[derive(Debug, Serialize)]
pub struct GoneTold {
    /// Class of the item.
    pub class: String,
    /// What people call the class.
    pub class_called: String,
    /// Key of the record.
    pub key: String,
    /// Item.
    pub item: i64,
    /// What our link says.
    pub link: String,
    /// What the next run does.
    pub next: String,
    /// What was written, the newest first.
    pub writes: Vec<WriteTold>,
}

/// A row that holds the text asked for and becomes no item.
#[derive(Debug, Serialize)]
pub struct UnusedTold {
    /// Where it stands.
    pub origin: String,
    /// Mapping.
    pub mapping: String,
    /// Column that holds the text.
    pub column: String,
    /// Why it becomes no item.
    pub reason: String,
}

/// An explanation in the language of who reads; of one class alone, where one is named.
pub fn told(explanation: &Explanation, class: Option<&str>, wording: Wording) -> Told {
    let is_meant = |known: &str| class.is_none_or(|class| class == known);
    Told {
        records: explanation
            .records
            .iter()
            .filter(|record| is_meant(&record.class))
            .map(|story| record(story, wording))
            .collect(),
        gone: explanation
            .gone
            .iter()
            .filter(|gone| is_meant(&gone.class))
            .map(|story| gone(story, wording))
            .collect(),
        unused: explanation.unused.iter().map(|story| unused(story, wording)).collect(),
        near: explanation.near.clone(),
        doubts: explanation.doubts.iter().map(|doubt| doubt.text(wording.language).to_owned()).collect(),
    }
}

fn record(story: &RecordStory, wording: Wording) -> RecordTold {
    RecordTold {
        class: story.class.clone(),
        class_called: wording.class(&story.class).to_owned(),
        key: story.source_key.clone(),
        item: story.item,
        origin: story.origin.to_string(),
        mapping: story.mapping.clone(),
        found_by: matched_by(story, wording).text(wording.language).to_owned(),
        keys: story
            .keys
            .iter()
            .map(|key| KeyTold {
                columns: wording.key(&story.class, &key.key),
                values: key.values.clone(),
                found: key.found.text(wording.language).to_owned(),
            })
            .collect(),
        link: story.link.as_ref().map(|link| said(link_text(link), wording)),
        next: story.next.text(wording.language).to_owned(),
        fields: story.fields.iter().map(|one| field(one, &story.class, wording)).collect(),
        writes: story.history.iter().map(|line| write(line, wording)).collect(),
    }
}

fn field(story: &FieldStory, class: &str, wording: Wording) -> FieldTold {
    let told = |value: &Shown| value_told(value, &story.field, wording).text(wording.language).to_owned();
    let step = |step: &StepStory| StepTold {
        what: step.what.text(wording.language).to_owned(),
        text: step.text.clone(),
    };
    FieldTold {
        name: wording.field(class, &story.field).into_owned(),
        path: story.field.clone(),
        wanted: story.wanted.as_ref().map(told),
        live: story.live.as_ref().map(told),
        remembered: story.remembered.clone().filter(|text| !text.is_empty()),
        written: story.written.as_ref().map(|written| WrittenTold {
            value: told_of_field(wording.schema, &story.field, &written.value)
                .text(wording.language)
                .to_owned(),
            at: at(&written.at).text(wording.language).to_owned(),
            run: written.run.clone(),
        }),
        policy: policy(story),
        authority: story.authority.clone(),
        next: story.next.text(wording.language).to_owned(),
        is_written: story.is_written,
        steps: story.steps.iter().map(step).collect(),
    }
}

fn write(line: &HistoryLine, wording: Wording) -> WriteTold {
    WriteTold {
        at: at(&line.at).text(wording.language).to_owned(),
        run: line.run.clone(),
        did: said(message::explain::did(line.operation), wording),
        state: line.state.said().text(wording.language).to_owned(),
        class: wording.class(&line.class).to_owned(),
        fields: written(line, wording).map(|(what, text)| StepTold { what: what.to_owned(), text }).collect(),
    }
}

fn gone(story: &GoneStory, wording: Wording) -> GoneTold {
    GoneTold {
        class: story.class.clone(),
        class_called: wording.class(&story.class).to_owned(),
        key: story.source_key.clone(),
        item: story.link.item,
        link: said(link_text(&story.link), wording),
        next: story.next.text(wording.language).to_owned(),
        writes: story.history.iter().map(|line| write(line, wording)).collect(),
    }
}

fn unused(story: &UnusedStory, wording: Wording) -> UnusedTold {
    UnusedTold {
        origin: story.origin.to_string(),
        mapping: story.mapping.clone(),
        column: story.column.clone(),
        reason: story.reason.text(wording.language).to_owned(),
    }
}
