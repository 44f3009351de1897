//! Explanations: an overview of one line per field, cut at the columns of a terminal where one is there, and one
//! field in full.

use chrono::{NaiveDate, NaiveDateTime};

use crate::message::{self, Message, told_of_field};
use crate::model::Part;
use crate::model::mapping::{Conflict, Write};
use crate::model::plain::plain_line;
use crate::model::said::Said;
use crate::model::schema::Wording;
use crate::model::value::Shown;

use super::fields::StepStory;
use super::{Explanation, FieldStory, GoneStory, HistoryLine, LinkStory, RecordStory};

/// Widest value beside what becomes of it, at a terminal.
const VALUE: usize = 28;

/// Writes from the journal that an overview shows.
const WRITES: usize = 5;

/// All that is known, one line per field, each cut at `room` columns.
pub fn overview(explanation: &Explanation, wording: Wording, room: usize) -> String {
    let of_value = if room == usize::MAX { room } else { VALUE };
    let mut lines = Vec::new();
    for record in &explanation.records {
        head(record, wording, &mut lines);
        let called = |field: &FieldStory| wording.field(&record.class, &field.field).into_owned();
        let widest = record.fields.iter().map(|field| count(&called(field))).max().unwrap_or(0);
        lines.push(format!("  {}", said(message::explain::fields_title(), wording)));
        for field in &record.fields {
            let value = field.wanted.as_ref().map(|value| value_told(value, &field.field, wording));
            let value = value.map(|value| plain_line(value.text(wording.language))).unwrap_or_default();
            let value = if field.is_written { String::new() } else { cut(&value, of_value) };
            let gap = if value.is_empty() { "" } else { "  " };
            lines.push(format!(
                "    {:widest$}  {value}{gap}{}",
                called(field),
                plain_line(field.next.text(wording.language))
            ));
        }
        writes(&record.history, wording, &mut lines);
        lines.push(String::new());
    }
    rest(explanation, wording, &mut lines);
    join(lines.iter().map(|line| cut(line, room)))
}

/// One field of every record in full.
pub fn detail(explanation: &Explanation, path: &str, wording: Wording) -> String {
    let mut lines = Vec::new();
    for record in &explanation.records {
        head(record, wording, &mut lines);
        for field in record.fields.iter().filter(|field| field.field == path) {
            field_lines(field, &wording.field(&record.class, path), wording, &mut lines);
        }
        lines.push(String::new());
    }
    rest(explanation, wording, &mut lines);
    join(lines.into_iter())
}

fn join(lines: impl Iterator<Item = String>) -> String {
    let text: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    text.join("\n").trim_end().to_owned() + "\n"
}

fn head(record: &RecordStory, wording: Wording, lines: &mut Vec<String>) {
    let class = wording.class(&record.class);
    let name = wording.schema.and_then(|schema| {
        let of_name = record.fields.iter().find(|field| field.field == schema.columns.name);
        match of_name.and_then(|field| field.live.as_ref()) {
            Some(Shown::Text(name)) => Some(plain_line(name)),
            Some(_) | None => written_name(&record.history, &record.class, wording),
        }
    });
    let item = record
        .item
        .map_or_else(|| said(message::explain::no_item_yet(), wording), |id| named(name.as_deref(), id));
    let head = format!("{class} {}", record.source_key);
    lines.push(said(message::list::of(head, item), wording));
    lines.push(format!("  {}", said(message::explain::record(&record.origin, &record.mapping), wording)));
    lines.push(format!("  {}", said(message::explain::found_by(matched_by(record, wording)), wording)));
    for key in &record.keys {
        let values =
            if key.values.is_empty() { String::new() } else { format!(" `{}`", plain_line(&key.values)) };
        let columns = wording.key(&record.class, &key.key);
        let told = message::list::of(format_args!("{columns}{values}"), &key.found);
        lines.push(format!("             {}", said(told, wording)));
    }
    match &record.link {
        Some(link) => lines.push(format!("  {}", said(message::explain::link(link_text(link)), wording))),
        None => lines.push(format!("  {}", said(message::explain::no_link(), wording))),
    }
    lines.push(format!("  {}", said(message::explain::next_run(&record.next), wording)));
}

/// An item by its name, with its id behind it; by its id alone where the name is not known.
fn named(name: Option<&str>, id: i64) -> String {
    name.map_or_else(|| format!("#{id}"), |name| format!("{name} #{id}"))
}

/// The name that was written last, by the journal.
fn written_name(history: &[HistoryLine], class: &str, wording: Wording) -> Option<String> {
    let column = wording.schema?.columns.name;
    let of_item = history.iter().filter(|line| line.class == class && line.part == Part::ITEM);
    let mut written = of_item.flat_map(|line| &line.written).filter(|field| field.column == column);
    match &written.next()?.value {
        Shown::Text(name) => Some(plain_line(name)),
        Shown::Null | Shown::Bool(_) | Shown::Int(_) => None,
    }
}

/// A value of a field; how many months are wanted may only be known by the day at which they end.
pub(super) fn value_told(value: &Shown, path: &str, wording: Wording) -> Said {
    if let Shown::Text(text) = value
        && let Some(day) = text.rsplit(' ').next().and_then(|day| day.parse::<NaiveDate>().ok())
    {
        let until = message::explain::months_until(day).said();
        if until == **text {
            return until;
        }
    }
    told_of_field(wording.schema, path, value)
}

/// A moment of the journal, `2026-12-31 14:05:09`, in each language.
pub(super) fn at(moment: &str) -> Said {
    let known = NaiveDateTime::parse_from_str(moment, "%Y-%m-%d %H:%M:%S");
    known.map_or_else(
        |_| moment.into(),
        |known| Said::new(moment.to_owned(), known.format("%d/%m/%Y %H:%M:%S").to_string()),
    )
}

/// How the item was found.
pub(super) fn matched_by(record: &RecordStory, wording: Wording) -> Said {
    match record.matched_by.as_str() {
        "link" => message::explain::by_link().said(),
        "new" => message::explain::by_nothing().said(),
        key => wording.key(&record.class, key).into(),
    }
}

/// A sentence in the language of who reads.
pub(super) fn said(message: Message, wording: Wording) -> String {
    message.text(wording.language)
}

pub(super) fn link_text(link: &LinkStory) -> Message {
    let retired = link.retired_at.as_ref().map(|day| message::explain::retired_since(at(day)));
    let how = message::item_links::how_linked(link.ownership, link.by_hand.as_ref());
    message::explain::link_to(link.item, how, &retired)
}

fn field_lines(field: &FieldStory, called: &str, wording: Wording, lines: &mut Vec<String>) {
    lines.push(format!("  {called}"));
    let what = |step: &StepStory| step.what.text(wording.language).to_owned();
    let width = field.steps.iter().map(|step| count(&what(step))).max().unwrap_or(0);
    for step in &field.steps {
        lines.push(format!("    {:width$}  `{}`", what(step), plain_line(&step.text)));
    }
    let shown = |value: &Option<Shown>, none: Message| {
        let told = |value: &Shown| value_told(value, &field.field, wording).map(plain_line);
        value.as_ref().map_or_else(|| none.said(), told)
    };
    let wanted = shown(&field.wanted, message::explain::nothing());
    lines.push(format!("    {}", said(message::explain::source_wants(wanted), wording)));
    let live = shown(&field.live, message::explain::not_compared());
    lines.push(format!("    {}", said(message::explain::desk_has(live), wording)));
    let remembered = match field.remembered.as_deref() {
        None => message::explain::nothing().said(),
        Some("") => message::explain::empty().said(),
        Some(text) => plain_line(text).into(),
    };
    lines.push(format!("    {}", said(message::explain::remembered(remembered), wording)));
    if let Some(written) = &field.written {
        let value = told_of_field(wording.schema, &field.field, &written.value).map(plain_line);
        lines.push(format!(
            "    {}",
            said(message::explain::last_written(&value, at(&written.at), &written.run), wording)
        ));
    }
    lines.push(format!("    {}", said(message::explain::policy(policy(field)), wording)));
    if !field.authority.is_empty() {
        let jobs = message::list::in_order(&field.authority);
        lines.push(format!("    {}", said(message::explain::authority(jobs), wording)));
    }
    lines.push(format!(
        "    {}",
        said(message::explain::next_run_of_field(field.next.map(plain_line)), wording)
    ));
}

pub(super) fn policy(field: &FieldStory) -> String {
    let write = match field.write {
        Write::Always => "always",
        Write::Create => "create",
        Write::Fill => "fill",
    };
    let conflict = match field.on_conflict {
        Conflict::Human => "human",
        Conflict::Source => "source",
        Conflict::Ask => "ask",
    };
    format!("write = {write}, on_conflict = {conflict}")
}

fn writes(history: &[HistoryLine], wording: Wording, lines: &mut Vec<String>) {
    if history.is_empty() {
        return;
    }
    lines.push(format!("  {}", said(message::explain::written_title(), wording)));
    for line in history.iter().take(WRITES) {
        let fields: Vec<String> =
            written(line, wording).map(|(column, value)| format!("{column} = `{value}`")).collect();
        let written = message::explain::write_line(
            at(&line.at),
            short_id(&line.run),
            message::explain::did(line.operation),
            wording.class(&line.class),
            line.state,
            plain_line(&fields.join(", ")),
        );
        lines.push(format!("    {}", said(written, wording)));
    }
    if history.len() > WRITES {
        lines.push(format!("    {}", said(message::explain::writes_before(history.len() - WRITES), wording)));
    }
}

/// What a line of the journal wrote: what people call the columns, and their values in words.
pub(super) fn written(line: &HistoryLine, wording: Wording) -> impl Iterator<Item = (&str, String)> {
    let told = line.written.iter().filter(move |field| !is_owner(wording, line.part, &field.column));
    told.map(move |field| {
        let value = told_of_field(wording.schema, &field.column, &field.value);
        let column = wording.column(&line.class, &field.column);
        (column, value.text(wording.language).to_owned())
    })
}

/// Whether a column only says whose row it is.
fn is_owner(wording: Wording, part: Part, column: &str) -> bool {
    wording
        .schema
        .is_some_and(|schema| column == schema.columns.owner_class || column == schema.owner_column(part))
}

/// The end of an id, which tells runs apart: the begin is the time.
fn short_id(run: &str) -> &str {
    run.rsplit('-').next().unwrap_or(run)
}

fn rest(explanation: &Explanation, wording: Wording, lines: &mut Vec<String>) {
    for gone in &explanation.gone {
        gone_lines(gone, wording, lines);
    }
    for unused in &explanation.unused {
        lines.push(said(message::explain::no_item(&unused.origin, &unused.mapping), wording));
        lines.push(format!(
            "  {}",
            said(message::explain::column_holds(&unused.column, &explanation.asked), wording)
        ));
        lines.push(format!("  {}", unused.reason.text(wording.language)));
        lines.push(String::new());
    }
    if explanation.is_empty() {
        lines.push(said(message::explain::nothing_known(&explanation.asked, &explanation.job), wording));
        if !explanation.near.is_empty() {
            lines.push(said(message::explain::nearest(explanation.near.join(", ")), wording));
        }
    }
}

fn gone_lines(gone: &GoneStory, wording: Wording, lines: &mut Vec<String>) {
    let head = format!("{} {}", wording.class(&gone.class), gone.source_key);
    let name = written_name(&gone.history, &gone.class, wording);
    lines.push(said(message::list::of(head, named(name.as_deref(), gone.link.item)), wording));
    lines.push(format!("  {}", said(message::explain::source_no_longer_has(), wording)));
    lines.push(format!("  {}", said(message::explain::link(link_text(&gone.link)), wording)));
    lines.push(format!("  {}", said(message::explain::next_run(&gone.next), wording)));
    writes(&gone.history, wording, lines);
    lines.push(String::new());
}

fn count(text: &str) -> usize {
    text.chars().count()
}

fn cut(text: &str, width: usize) -> String {
    if count(text) <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(std::iter::once('…')).collect()
}
