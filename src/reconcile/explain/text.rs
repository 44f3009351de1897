//! Explanations for a terminal: an overview of one line per field, at most 100 columns wide, and
//! one field in full.

use crate::message;
use crate::model::mapping::{Conflict, Write};
use crate::model::plain::plain_line;
use crate::model::schema::Wording;
use crate::model::{Ownership, Part};

use super::{Explanation, FieldStory, GoneStory, HistoryLine, LinkStory, RecordStory};

/// Widest line of an overview, in characters.
const WIDTH: usize = 100;

/// Writes from the journal that an overview shows.
const WRITES: usize = 5;

/// All that is known, one line per field.
pub fn overview(explanation: &Explanation, wording: Wording) -> String {
    let mut lines = Vec::new();
    for record in &explanation.records {
        head(record, wording, &mut lines);
        let called = |field: &FieldStory| wording.field(&record.class, &field.field).into_owned();
        let widest = record.fields.iter().map(|field| count(&called(field))).max().unwrap_or(0);
        lines.push(format!("  {}", message::explain::fields_title()));
        for field in &record.fields {
            let value = field.wanted.as_ref().map(|value| plain_line(&value.to_string())).unwrap_or_default();
            let value = if field.next.starts_with("write") { String::new() } else { cut(&value, 28) };
            let gap = if value.is_empty() { "" } else { "  " };
            lines.push(format!("    {:widest$}  {value}{gap}{}", called(field), plain_line(&field.next)));
        }
        writes(&record.history, wording, &mut lines);
        lines.push(String::new());
    }
    rest(explanation, wording, &mut lines);
    join(lines.iter().map(|line| cut(line, WIDTH)))
}

/// One field of every record in full.
pub fn detail(explanation: &Explanation, path: &str, wording: Wording) -> String {
    let mut lines = Vec::new();
    for record in &explanation.records {
        head(record, wording, &mut lines);
        for field in record.fields.iter().filter(|field| field.field == path) {
            field_lines(field, &wording.field(&record.class, path), &mut lines);
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
    let item = record.item.map_or_else(|| message::explain::no_item_yet().to_string(), |id| format!("#{id}"));
    lines.push(format!("{class} {}: {item}", record.source_key));
    lines.push(format!("  {}", message::explain::record(&record.origin, &record.mapping)));
    lines.push(format!("  {}", message::explain::found_by(wording.key(&record.class, &record.matched_by))));
    for key in &record.keys {
        let values =
            if key.values.is_empty() { String::new() } else { format!(" `{}`", plain_line(&key.values)) };
        let columns = wording.key(&record.class, &key.key);
        lines.push(format!("             {columns}{values}: {}", key.found));
    }
    match &record.link {
        Some(link) => lines.push(format!("  {}", message::explain::link(link_text(link)))),
        None => lines.push(format!("  {}", message::explain::no_link())),
    }
    lines.push(format!("  {}", message::explain::next_run(&record.next)));
}

fn link_text(link: &LinkStory) -> String {
    let how = match link.ownership {
        Ownership::Made => message::explain::made(),
        Ownership::Adopted => message::explain::adopted(),
        Ownership::Matched => message::explain::matched(),
    };
    let retired = link
        .retired_at
        .as_ref()
        .map_or_else(String::new, |at| message::explain::retired_since(at).to_string());
    message::explain::link_to(link.item, &how, &retired).to_string()
}

fn field_lines(field: &FieldStory, called: &str, lines: &mut Vec<String>) {
    lines.push(format!("  {called}"));
    let width = field.steps.iter().map(|step| count(&step.what)).max().unwrap_or(0);
    for step in &field.steps {
        lines.push(format!("    {:width$}  `{}`", step.what, plain_line(&step.text)));
    }
    let shown = |value: &Option<crate::model::value::Shown>, none: &dyn std::fmt::Display| {
        value.as_ref().map_or_else(|| none.to_string(), |value| plain_line(&value.to_string()))
    };
    lines.push(format!(
        "    {}",
        message::explain::source_wants(shown(&field.wanted, &message::explain::nothing()))
    ));
    lines.push(format!(
        "    {}",
        message::explain::desk_has(shown(&field.live, &message::explain::not_compared()))
    ));
    let remembered = match field.remembered.as_deref() {
        None => message::explain::nothing().to_string(),
        Some("") => message::explain::empty().to_string(),
        Some(text) => plain_line(text),
    };
    lines.push(format!("    {}", message::explain::remembered(remembered)));
    if let Some(written) = &field.written {
        let value = plain_line(&written.value.to_string());
        lines.push(format!("    {}", message::explain::last_written(&value, &written.at, &written.run)));
    }
    lines.push(format!("    {}", message::explain::policy(policy(field))));
    if !field.authority.is_empty() {
        lines.push(format!("    {}", message::explain::authority(message::list::in_order(&field.authority))));
    }
    lines.push(format!("    {}", message::explain::next_run_of_field(plain_line(&field.next))));
}

fn policy(field: &FieldStory) -> String {
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
    lines.push(format!("  {}", message::explain::written_title()));
    for line in history.iter().take(WRITES) {
        let fields: Vec<String> = line
            .written
            .iter()
            .filter(|field| !is_owner(wording, line.part, &field.column))
            .map(|field| format!("{} = `{}`", wording.column(&line.class, &field.column), field.value))
            .collect();
        lines.push(format!(
            "    {}",
            message::explain::write_line(
                &line.at,
                short_id(&line.run),
                line.operation.as_str(),
                wording.class(&line.class),
                line.state.as_str(),
                plain_line(&fields.join(", "))
            )
        ));
    }
    if history.len() > WRITES {
        lines.push(format!("    {}", message::explain::writes_before(history.len() - WRITES)));
    }
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
        lines.push(message::explain::no_item(&unused.origin, &unused.mapping).to_string());
        lines.push(format!("  {}", message::explain::column_holds(&unused.column, &explanation.asked)));
        lines.push(format!("  {}", unused.reason));
        lines.push(String::new());
    }
    if explanation.is_empty() {
        lines.push(message::explain::nothing_known(&explanation.asked, &explanation.job).to_string());
        if !explanation.near.is_empty() {
            lines.push(message::explain::nearest(explanation.near.join(", ")).to_string());
        }
    }
}

fn gone_lines(gone: &GoneStory, wording: Wording, lines: &mut Vec<String>) {
    lines.push(format!("{} {}: #{}", wording.class(&gone.class), gone.source_key, gone.link.item));
    lines.push(format!("  {}", message::explain::source_no_longer_has()));
    lines.push(format!("  {}", message::explain::link(link_text(&gone.link))));
    lines.push(format!("  {}", message::explain::next_run(&gone.next)));
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
