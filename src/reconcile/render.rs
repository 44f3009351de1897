//! A plan for people: text for a terminal, Markdown for a review.

use std::fmt::Write as _;

use crate::message;
use crate::model::change::{Adoption, ChildChange, FieldChange, Held, Refusal, Retirement};
use crate::model::plain::steers;
use crate::model::value::Shown;
use crate::model::{Change, Operation, Plan, Schema};

/// A plan as lines for a terminal. At most `most` changes are listed (all when `None`).
pub fn text(schema: &Schema, plan: &Plan, refusals: &[Refusal], most: Option<usize>) -> String {
    let mut out = String::new();
    let counts = &plan.counts;
    let _ = writeln!(out, "{}", message::plan::title(&plan.job, &plan.system));
    let _ = writeln!(
        out,
        "  {}",
        message::plan::counts(
            counts.create,
            counts.update,
            counts.retire,
            counts.restore,
            counts.unchanged,
            counts.reject
        )
    );
    if !plan.references.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::references_title(plan.references.len()));
        for reference in &plan.references {
            let _ = writeln!(out, "  + {} {}", reference.class, reference.path);
        }
    }
    if !plan.changes.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::changes_title(plan.changes.len()));
    }
    let shown = most.unwrap_or(usize::MAX);
    for change in plan.changes.iter().take(shown) {
        write_change(schema, &mut out, change);
    }
    if plan.changes.len() > shown {
        let _ = writeln!(out, "  {}", message::plan::more_in_file(plan.changes.len() - shown));
    }
    if !plan.held.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::held_title(plan.held.len()));
        for held in plan.held.iter().take(shown) {
            write_held(&mut out, held);
        }
        if plan.held.len() > shown {
            let _ = writeln!(out, "  {}", message::plan::more(plan.held.len() - shown));
        }
    }
    if !plan.kept.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::kept_title(plan.kept.len()));
        for kept in plan.kept.iter().take(shown) {
            let _ = writeln!(
                out,
                "  = {}",
                message::plan::kept_line(
                    &kept.class,
                    &kept.label,
                    kept.remote_id,
                    &kept.field,
                    quote(&kept.live),
                    quote(&kept.source),
                    &kept.reason
                )
            );
        }
        if plan.kept.len() > shown {
            let _ = writeln!(out, "  {}", message::plan::more(plan.kept.len() - shown));
        }
    }
    write_absent(&mut out, plan, shown);
    if !plan.rejects.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::rejected_title(plan.rejects.len()));
        for reject in plan.rejects.iter().take(shown) {
            let field = reject.field.as_ref().map_or_else(String::new, |field| format!("{field}: "));
            let partial = if reject.partial { message::plan::row_goes_on().into() } else { String::new() };
            let _ = writeln!(out, "  ! {}: {field}{}{partial}", reject.origin, reject.reason);
        }
        if plan.rejects.len() > shown {
            let _ = writeln!(out, "  {}", message::plan::more(plan.rejects.len() - shown));
        }
    }
    if !refusals.is_empty() {
        let _ = writeln!(out, "\n{}", message::plan::refused_title());
        for refusal in refusals {
            let _ = writeln!(out, "  x {}: {}", refusal.limit, refusal.reason);
        }
    }
    let _ = writeln!(out, "\n{}", message::plan::digest(&plan.digest));
    out
}

fn write_absent(out: &mut String, plan: &Plan, shown: usize) {
    if plan.absent.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", message::plan::absent_title(plan.absent.len()));
    for absent in plan.absent.iter().take(shown) {
        let _ = writeln!(
            out,
            "  ? {}",
            message::plan::absent_line(
                &absent.class,
                harmless(&absent.label),
                absent.remote_id,
                absent.runs,
                absent.of
            )
        );
    }
    if plan.absent.len() > shown {
        let _ = writeln!(out, "  {}", message::plan::more(plan.absent.len() - shown));
    }
}

fn write_change(schema: &Schema, out: &mut String, change: &Change) {
    let sign = match change.operation {
        Operation::Create => '+',
        Operation::Update => '~',
        Operation::Retire => '-',
        Operation::Restore => '^',
    };
    let id = change.remote_id.map_or_else(String::new, |id| format!(" #{id}"));
    let by = if change.operation == Operation::Create {
        String::new()
    } else {
        message::plan::found_by(&change.matched_by).to_string()
    };
    let key = if change.source_key == change.label {
        String::new()
    } else {
        format!(" ({})", harmless(&change.source_key))
    };
    let label = harmless(&change.label);
    let _ = writeln!(out, "  {sign} {} {label}{id}{key}{by}", change.class);
    match change.retirement {
        Some(Retirement::Trash) => {
            let _ = writeln!(out, "      {}", message::plan::put_in_trash());
        }
        Some(Retirement::Purge) => {
            let _ = writeln!(out, "      {}", message::plan::deleted());
        }
        Some(Retirement::Flag) | None => {}
    }
    for field in &change.fields {
        if field.field == schema.columns.trash {
            if field.was != field.to {
                let _ = writeln!(out, "      {}", message::plan::taken_out());
            }
            continue;
        }
        write_field(out, field, change.operation == Operation::Create, 6);
    }
    for child in &change.children {
        write_child(out, child);
    }
}

fn write_held(out: &mut String, held: &Held) {
    let change = &held.change;
    let id = change.remote_id.map_or_else(String::new, |id| format!(" #{id}"));
    let (label, reason) = (harmless(&change.label), harmless(&held.reason));
    let _ = writeln!(out, "  ? {} {label}{id}: {reason}", change.class);
    change.fields.iter().for_each(|field| write_field(out, field, false, 6));
    change.children.iter().for_each(|child| write_child(out, child));
}

fn write_child(out: &mut String, child: &ChildChange) {
    let verb = match (child.operation, child.link, &child.link_to_new, child.remote_id) {
        (_, true, Some(key), _) => {
            message::plan::link_to(key.split_once('/').map_or(key.as_ref(), |(_, key)| key)).to_string()
        }
        (Operation::Create, _, _, _) => "add".to_owned(),
        (_, true, _, Some(id)) => message::plan::link_to_id(id).to_string(),
        (Operation::Retire, _, _, _) if child.element.is_some() => "remove".to_owned(),
        (operation, _, _, _) => operation.as_str().to_owned(),
    };
    let of = match &child.element {
        Some(element) => harmless(&child.part.element_path(element)),
        None => child.class.to_string(),
    };
    let _ = writeln!(out, "      {of} {verb}");
    for field in &child.fields {
        write_field(out, field, child.operation == Operation::Create, 8);
    }
}

fn write_field(out: &mut String, field: &FieldChange, new: bool, indent: usize) {
    if !new && field.was == field.to {
        return;
    }
    if new {
        let _ = writeln!(out, "{:indent$}{} = {}", "", field.field, quote(&field.after));
    } else {
        let _ = writeln!(
            out,
            "{:indent$}{}: {} → {}",
            "",
            field.field,
            quote(&field.before),
            quote(&field.after)
        );
    }
}

fn quote(shown: &Shown) -> String {
    match shown {
        Shown::Text(text) => format!("`{}`", harmless(text)),
        other => other.to_string(),
    }
}

/// A text on one line, without signs that steer a terminal.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '\n' | '\r' => '⏎',
            sign if steers(sign) => '·',
            sign => sign,
        })
        .collect()
}

/// What a first run would take over, as lines of plain text; empty when there is nothing.
pub fn adoption(classes: &[Adoption]) -> String {
    let mut out = String::new();
    for of in classes {
        let _ = writeln!(out, "{}", message::plan::adoption(&of.class, of.items, of.agree));
        for field in &of.fields {
            let examples = field.examples.iter().map(|(label, before, after)| {
                format!("{} {} → {}", harmless(label), quote(before), quote(after))
            });
            let examples: Vec<String> = examples.collect();
            let _ = writeln!(
                out,
                "  {}",
                message::plan::adoption_field(&field.field, field.items, examples.join(", "))
            );
        }
    }
    out
}

/// A plan as Markdown, for a merge request or a ticket.
pub fn markdown(plan: &Plan, refusals: &[Refusal]) -> String {
    let mut out = String::new();
    let counts = &plan.counts;
    let _ = writeln!(out, "# {}\n", message::plan::title(&plan.job, &plan.system));
    let _ = writeln!(out, "{}\n|---|---|---|---|---|---|", message::plan::operation_columns());
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {} | {} |\n",
        counts.create, counts.update, counts.retire, counts.restore, counts.unchanged, counts.reject
    );
    for refusal in refusals {
        let _ = writeln!(out, "> {}\n", message::plan::refused_by(&refusal.limit, &refusal.reason));
    }
    if !plan.references.is_empty() {
        let _ = writeln!(out, "## {}\n", message::plan::names_first());
        for reference in &plan.references {
            let _ = writeln!(out, "- {} {}", reference.class, cell(&reference.path));
        }
        out.push('\n');
    }
    if !plan.changes.is_empty() {
        let _ = writeln!(
            out,
            "## {}\n\n{}\n|---|---|---|---|---|---|---|",
            message::plan::changes(),
            message::plan::change_columns()
        );
        for change in &plan.changes {
            markdown_change(&mut out, change);
        }
        out.push('\n');
    }
    if !plan.held.is_empty() {
        let _ = writeln!(
            out,
            "## {}\n\n{}\n|---|---|---|---|---|---|---|",
            message::plan::held(),
            message::plan::change_columns()
        );
        plan.held.iter().for_each(|held| markdown_change(&mut out, &held.change));
        out.push('\n');
        for held in &plan.held {
            let _ = writeln!(out, "- {}: {}", cell(&held.change.label), cell(&held.reason));
        }
        out.push('\n');
    }
    if !plan.kept.is_empty() {
        let _ = writeln!(
            out,
            "## {}\n\n{}\n|---|---|---|---|---|---|",
            message::plan::kept(),
            message::plan::kept_columns()
        );
        for kept in &plan.kept {
            let (live, source) = (cell(&kept.live.to_string()), cell(&kept.source.to_string()));
            let _ = writeln!(
                out,
                "| {} | {} | {} | {live} | {source} | {} |",
                kept.class,
                cell(&kept.label),
                kept.field,
                kept.reason
            );
        }
        out.push('\n');
    }
    if !plan.rejects.is_empty() {
        let _ = writeln!(
            out,
            "## {}\n\n{}\n|---|---|---|",
            message::plan::rejected(),
            message::plan::reject_columns()
        );
        for reject in &plan.rejects {
            let field = reject.field.as_deref().unwrap_or("");
            let _ = writeln!(
                out,
                "| {} | {field} | {} |",
                cell(&reject.origin.to_string()),
                cell(&reject.reason)
            );
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", message::plan::markdown_digest(&plan.digest));
    out
}

fn markdown_change(out: &mut String, change: &Change) {
    let id = change.remote_id.map_or_else(String::new, |id| id.to_string());
    let head =
        format!("| {} | {} | {} | {id} |", change.operation.as_str(), change.class, cell(&change.label));
    let own = change.fields.iter().filter(|field| field.was != field.to || change.retirement.is_none());
    let own = own.map(|field| (String::new(), field));
    let children = change.children.iter().flat_map(|child| {
        let prefix = cell(&child.prefix());
        child.fields.iter().map(move |field| (prefix.clone(), field))
    });
    let mut any = false;
    for (prefix, field) in own.chain(children) {
        any = true;
        let (before, after) = (cell(&field.before.to_string()), cell(&field.after.to_string()));
        let _ = writeln!(out, "{head} {prefix}{} | {before} | {after} |", field.field);
    }
    for child in change.children.iter().filter(|child| child.link) {
        any = true;
        let to = child
            .link_to_new
            .as_deref()
            .map(str::to_owned)
            .or_else(|| child.remote_id.map(|id| format!("#{id}")));
        let _ = writeln!(
            out,
            "{}",
            message::plan::cells_of_a_link(
                &head,
                &child.class,
                cell(&to.unwrap_or_else(|| message::plan::new_one().into()))
            )
        );
    }
    if !any {
        let step = match change.retirement {
            Some(Retirement::Purge) => message::explain::deleted().into(),
            Some(Retirement::Trash) => message::explain::put_in_trash().into(),
            Some(Retirement::Flag) | None => String::new(),
        };
        let _ = writeln!(out, "{head} {step} | | |");
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
