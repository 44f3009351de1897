//! A report as the subject, the text and the HTML of a mail, and for a terminal.

use super::ReportError;
use super::templates::{HTML, TEXT, Templates};
use super::view::{Cut, View, Whole};
use crate::model::report::Report;

pub use super::open::{JobQuestion, questions};
#[cfg(test)]
use super::shown::whole;
#[cfg(test)]
pub use super::shown::{html, subject, text};
pub use super::terminal::{Length, terminal};

/// Most bytes of the HTML: Gmail cuts a longer one off at 102 KB and shows a link instead.
const HTML_BYTES: usize = 100_000;

/// Both parts of a mail, of equal content.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) text: String,
    pub(super) html: String,
}

/// Renders both parts of a mail.
pub(super) fn parts(report: &Report, templates: &Templates, whole: Whole) -> Result<Parts, ReportError> {
    let (view, html) = fit(report, templates, whole)?;
    Ok(Parts { text: templates.render(TEXT, &view)?, html })
}

/// The view that is cut so far that its HTML stays below [`HTML_BYTES`], and that HTML.
fn fit(report: &Report, templates: &Templates, whole: Whole) -> Result<(View, String), ReportError> {
    let [first, shorter @ ..] = Cut::MAIL;
    let mut view = View::new(report, first, whole);
    let mut html = templates.render(HTML, &view)?;
    for cut in shorter {
        if html.len() <= HTML_BYTES {
            break;
        }
        view = View::new(report, cut, whole);
        html = templates.render(HTML, &view)?;
    }
    Ok((view, html))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::report::{example, example_decisions};

    fn look(name: &str, report: &Report) {
        let templates = Templates::load(None).unwrap();
        let shown =
            [subject(report), text(report, &templates).unwrap(), terminal(report, Length::Short, false, 100)];
        insta::assert_snapshot!(format!("{name}.txt"), shown.join("\n\n8<--------\n"));
        insta::assert_snapshot!(format!("{name}.html"), html(report, &templates).unwrap());
    }

    #[test]
    fn done() {
        look("done", &example::done());
    }

    #[test]
    fn nothing_to_do() {
        look("nothing", &example::nothing());
    }

    #[test]
    fn partial() {
        look("partial", &example::partial());
    }

    #[test]
    fn asking() {
        look("asking", &example::asking());
        look("french_asking", &example::french(example::asking()));
    }

    #[test]
    fn what_is_held_what_both_changed_and_what_ends() {
        for (name, report) in [
            ("held", example_decisions::held()),
            ("conflicts", example_decisions::conflicts()),
            ("contracts", example_decisions::contracts()),
            ("one_reason", example_decisions::one_reason()),
        ] {
            look(name, &report);
            look(&format!("french_{name}"), &example::french(report));
        }
    }

    #[test]
    fn what_waits_for_a_person_is_the_badge_and_the_subject() {
        let report = example_decisions::held();
        assert_eq!(subject(&report), "[stocktake] nightly-inventory: 2 to decide");
        let shown = terminal(&report, Length::Short, false, 80);
        assert!(shown.starts_with("■ 2 to decide  nightly-inventory"), "{shown}");
        let french = terminal(&example::french(report), Length::Short, false, 80);
        assert!(french.starts_with("■ 2 à décider  nightly-inventory"), "{french}");
    }

    #[test]
    fn decisions_lead_to_their_pages_where_there_is_a_console() {
        let templates = Templates::load(None).unwrap();
        let console =
            |report: Report| Report { console: Some("https://stocktake.example.org".to_owned()), ..report };
        let job = "https://stocktake.example.org/jobs/nightly-inventory";
        let run = format!("{job}/runs/0198f3a0-1c00-7b3e-9d41-5a6c3f2a9c01");
        let refused =
            console(Report { go_on: Some("stocktake approve 9c01".to_owned()), ..example::refused() });
        let held = console(example_decisions::held());
        let asking = console(example::asking());
        for (report, decide, see) in [
            (refused.clone(), format!("Decide in the console: {run}/plan"), "See it in the console"),
            (held.clone(), format!("Decide in the console: {run}/plan"), "See it in the console"),
            (example::french(held), format!("Décider dans la console\u{a0}: {run}/plan"), "La voir dans la console"),
            (
                asking,
                "Decide in the console: https://stocktake.example.org/questions?job=nightly-inventory#question-"
                    .to_owned(),
                "See it in the console",
            ),
        ] {
            let text = text(&report, &templates).unwrap();
            assert!(text.contains(&decide) && text.contains(see), "{text}");
            let html = html(&report, &templates).unwrap();
            let url = decide.rsplit(' ').next().unwrap().replace('/', "&#x2f;");
            assert!(html.contains(&format!("<a class=\"link\" href=\"{url}")) && html.contains(see), "{html}");
        }
        let without = text(&example_decisions::held(), &templates).unwrap();
        assert!(!without.contains("console"), "{without}");
    }

    #[test]
    fn rejects_of_one_reason_are_one_line_with_their_rows() {
        let report = example_decisions::one_reason();
        let text = plain(&text(&report, &Templates::load(None).unwrap()).unwrap());
        let new = "exports/assets.csv, 5 rows (50, 51, 52, 53, 54)";
        let known = "exports/assets.csv, 20 rows (4, 6, 8, 10, 12, 14, 16, 18, 20, 22 …)";
        assert!(text.contains(&plain(new)) && text.contains(&plain(known)), "{text}");
        assert_eq!(text.matches("m.dupont").count(), 1, "with its reason, once: {text}");
        assert!(text.contains("The rest of these rows was used."), "{text}");
    }

    #[test]
    fn tickets() {
        look("tickets", &example::tickets());
        look("tickets_quiet", &example::quiet_tickets());
        look("tickets_trouble", &example::troubled_tickets());
        look("french_tickets", &example::french(example::tickets()));
    }

    #[test]
    fn what_was_told_before_is_not_told_again() {
        let report = example::asking();
        let text = text(&report, &Templates::load(None).unwrap()).unwrap();
        assert_eq!(text.matches("srv-web-02").count(), 1, "{text}");
        let reject = "· exports/assets.xlsx, sheet Laptops, 2 rows (14, 31) (since 1 Aug 2026)\n  \
                      The serial 5CG0000099 is used by rows 14 and 31";
        assert!(text.contains(reject), "{text}");
        assert!(
            text.contains("srv-web-02 (Computer #89 · still open since 1 Aug 2026 · id\u{a0}ceab33ac)"),
            "{text}"
        );
        assert!(text.contains("2 earlier rejects are solved."), "{text}");
        assert!(
            terminal(&report, Length::Short, false, 100).contains(&report.rejects[0].reason.english()[..40]),
            "somebody asked"
        );
    }

    #[test]
    fn refused() {
        look("refused", &example::refused());
    }

    #[test]
    fn failed() {
        look("failed", &example::failed());
    }

    #[test]
    fn french() {
        look("french", &example::french(example::partial()));
        look("french_refused", &example::french(example::refused()));
    }

    /// The words that a person sees of an HTML document.
    fn seen(html: &str) -> String {
        let body = html.split_once("<body").unwrap().1;
        // A day is marked as one word.
        let mut pieces = body.split("<span style=\"white-space:nowrap\">");
        let first = pieces.next().unwrap().to_owned();
        let body = pieces.fold(first, |body, piece| body + &piece.replacen("</span>", "", 1));
        let mut words = String::new();
        for piece in body.split('<').skip(1) {
            words.push_str(piece.split_once('>').map_or("", |(_, text)| text));
            words.push(' ');
        }
        plain(&html_escape::decode_html_entities(&words))
    }

    fn plain(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn text_and_html_say_the_same() {
        let templates = Templates::load(None).unwrap();
        let reports = [
            example::done(),
            example::partial(),
            example::asking(),
            example::refused(),
            example::failed(),
            example::tickets(),
            example::troubled_tickets(),
            example_decisions::held(),
            example_decisions::contracts(),
            example_decisions::one_reason(),
        ];
        for report in reports.iter().cloned().chain(reports.iter().cloned().map(example::french)) {
            let (view, html) = fit(&report, &templates, whole(&report)).unwrap();
            let text = plain(&text(&report, &templates).unwrap());
            let html = seen(&html);
            let mut said: Vec<String> =
                vec![view.title.clone(), view.sentence.clone(), view.show_command.clone()];
            said.extend(view.counts.iter().flat_map(|count| [count.value.clone(), count.label.to_owned()]));
            said.extend(view.message.clone());
            said.extend(view.go_on.clone());
            said.extend(view.go_on_in.clone());
            said.extend(view.otherwise.map(str::to_owned));
            said.extend(view.refusals.iter().flat_map(|line| [line.reason.clone(), line.limit.clone()]));
            for list in [&view.failures, &view.moved, &view.unsettled].into_iter().flatten() {
                said.extend(
                    list.lines
                        .iter()
                        .flat_map(|line| [line.label.clone(), line.what.clone(), line.reason.clone()]),
                );
            }
            said.extend(view.rejects.iter().flat_map(|list| &list.lines).flat_map(|line| {
                [line.place.clone(), line.reason.clone(), line.ids.clone().unwrap_or_default()]
            }));
            said.extend(view.solved_rejects.clone());
            for line in view.known_rejects.iter().flat_map(|list| &list.lines) {
                said.extend([line.place.clone(), line.marks.clone()]);
                said.extend(line.reason.clone());
            }
            if let Some(decisions) = &view.decisions {
                said.extend(decisions.place.clone());
                for topic in &decisions.topics {
                    said.extend([topic.name.to_owned(), topic.otherwise.to_owned()]);
                    for line in &topic.told {
                        said.extend([line.label.clone(), line.text.clone(), line.marks.clone()]);
                        said.extend([&line.answer, &line.command].into_iter().flatten().cloned());
                    }
                    for line in &topic.open {
                        said.extend([line.label.clone(), line.marks.clone()]);
                    }
                }
                for line in decisions.solved.iter().flat_map(|list| &list.lines) {
                    said.extend([line.label.clone(), line.topic.to_owned()]);
                    said.extend(line.marks.clone());
                }
            }
            for line in view.kept.iter().flat_map(|list| &list.lines) {
                said.extend(
                    [&line.label, &line.field, &line.live, &line.source, &line.reason].map(Clone::clone),
                );
            }
            for group in view.changes.iter().chain(&view.planned).flat_map(|list| &list.lines) {
                said.push(group.what.clone());
                said.extend(group.more.clone());
                for item in &group.items {
                    said.push(item.label.clone());
                    said.extend(
                        item.fields.iter().flat_map(|field| [field.name.clone(), field.after.clone()]),
                    );
                    said.extend(item.fields.iter().filter_map(|field| field.before.clone()));
                }
            }
            said.extend(view.details.iter().map(|detail| detail.value.clone()));
            if let Some(tickets) = &view.tickets {
                said.extend(tickets.facts.iter().map(|fact| fact.value.clone()));
                said.extend(tickets.companies.iter().flat_map(|table| &table.rows).flatten().cloned());
                let sections = &tickets.sections;
                said.extend(
                    sections.iter().flat_map(|section| [section.name.to_owned(), section.total.clone()]),
                );
                said.extend(sections.iter().filter_map(|section| section.intro.clone()));
                let rows = sections.iter().flat_map(|section| section.rows.iter().chain(&section.short));
                for row in rows.chain(&tickets.trouble) {
                    said.extend(row.number.clone());
                    said.extend([row.label.clone(), row.marks.clone()]);
                    said.extend(row.lines.clone());
                }
            }
            for words in said {
                let words = plain(&words);
                assert!(text.contains(&words), "text lacks {words:?}\n{text}");
                assert!(html.contains(&words), "HTML lacks {words:?}\n{html}");
            }
        }
    }

    #[test]
    fn lines_of_the_text_are_short() {
        let templates = Templates::load(None).unwrap();
        for report in [
            example::done(),
            example::partial(),
            example::asking(),
            example::french(example::refused()),
            example::tickets(),
            example::french(example::troubled_tickets()),
            example_decisions::held(),
            example::french(example_decisions::conflicts()),
            example::french(example_decisions::contracts()),
            example::french(example_decisions::one_reason()),
        ] {
            for line in text(&report, &templates).unwrap().lines() {
                let is_command = line.trim_start().starts_with("stocktake ");
                assert!(line.chars().count() <= 78 || is_command, "{line}");
            }
            for width in [80, 100] {
                for line in terminal(&report, Length::Short, false, width).lines() {
                    let is_command = line.trim_start().starts_with("stocktake ");
                    assert!(line.chars().count() <= width || is_command, "{line}");
                }
            }
        }
    }

    #[test]
    fn a_mail_full_of_long_values_is_not_clipped() {
        let mut report = example::partial();
        let long = "a rather long value with a path C:/Program Files/Vendor & Söhne/".repeat(5);
        for number in 0..300 {
            let fields =
                (0..20).map(|field| example::field(&format!("field_{field}"), &long, &long)).collect();
            let operation = crate::model::change::Operation::Update;
            let mut entry =
                example::entry(100 + number, operation, "Computer", &format!("pc-{number}"), fields);
            report.entries.push(entry.clone());
            entry.state = crate::model::journal::EntryState::Failed;
            entry.message = Some(long.repeat(3).into());
            report.entries.push(entry);
            let mut reject = report.rejects[0].clone();
            reject.reason = long.clone().into();
            report.rejects.push(reject);
        }
        let html = html(&report, &Templates::load(None).unwrap()).unwrap();
        assert!(html.len() < 102_000, "Gmail clips a mail at 102 KB, this has {}", html.len());
    }

    #[test]
    fn a_mail_of_a_great_storm_is_not_clipped_and_says_where_the_rest_is() {
        let mut report = example::tickets();
        let tickets = report.tickets.as_mut().unwrap();
        let (done, without) = (tickets.done.clone(), tickets.without_ticket.clone());
        for _ in 0..40 {
            tickets.done.extend(done.iter().cloned());
            tickets.failed.extend(tickets.failed.clone().into_iter().take(3));
            tickets.without_ticket.extend(without.iter().cloned());
        }
        let html = html(&report, &Templates::load(None).unwrap()).unwrap();
        assert!(html.len() < 102_000, "Gmail clips a mail at 102 KB, this has {}", html.len());
        assert!(seen(&html).contains("All are in the attached changes.xlsx."), "{html}");
    }

    #[test]
    fn a_subject_of_a_ticket_job_speaks_of_tickets() {
        let mut report = example::tickets();
        assert_eq!(
            subject(&report),
            "[stocktake] tickets: 3 tickets opened, 1 found again, 1 adopted, 1 reopened, 1 solved, 2 failed, \
             2 events need a person"
        );
        let tickets = report.tickets.as_mut().unwrap();
        tickets.without_ticket.clear();
        tickets.done.retain(|line| line.action == crate::model::ticket_report::TicketAction::Noted);
        assert_eq!(subject(&report), "[stocktake] tickets: 2 notes written, 2 failed");
        report.tickets.as_mut().unwrap().done.clear();
        assert_eq!(subject(&report), "[stocktake] tickets: nothing done, 2 failed");
        assert_eq!(
            subject(&example::troubled_tickets()),
            "[stocktake] tickets: trouble with icinga, itop, nothing done"
        );
        assert_eq!(subject(&example::quiet_tickets()), "[stocktake] tickets: nothing to do");
    }

    #[test]
    fn a_run_that_ends_early_says_which_tickets_it_opened() {
        let mut report = example::tickets();
        report.run.state = crate::model::journal::RunState::Failed;
        report.run.message = Some("the state database is gone".to_owned().into());
        let text = plain(&text(&report, &Templates::load(None).unwrap()).unwrap());
        assert!(text.contains("The run could not go on: the state database is gone. Before that: 3 tickets opened, 1 found again"), "{text}");
        assert!(!text.contains("unchanged") && !text.contains("written to"), "{text}");
    }

    #[test]
    fn values_from_outside_cannot_become_markup() {
        let mut report = example::partial();
        report.rejects[0].reason = "<script>alert(1)</script>".to_owned().into();
        report.run.job = "\"><img src=x>".to_owned();
        let html = html(&report, &Templates::load(None).unwrap()).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn colours_change_nothing_in_the_words() {
        let report = example::partial();
        let mut without = String::new();
        for (index, piece) in terminal(&report, Length::Short, true, 100).split("\x1b[").enumerate() {
            without.push_str(if index == 0 { piece } else { piece.split_once('m').unwrap().1 });
        }
        assert_eq!(without, terminal(&report, Length::Short, false, 100));
    }

    #[test]
    fn a_subject_is_one_line_however_long_the_reason() {
        let mut report = example::failed();
        report.run.message =
            Some(format!("a\tb{}\nBcc: everybody@example.org", " and so on".repeat(50)).into());
        let subject = subject(&report);
        assert!(subject.starts_with("[stocktake] nightly-inventory: failed: a b and so on"), "{subject}");
        assert!(
            subject.ends_with('…') && subject.chars().count() < 200 && !subject.contains("Bcc"),
            "{subject}"
        );
    }

    #[test]
    fn rejects_alone_are_told_in_the_subject() {
        let mut report = example::nothing();
        report.run.state = crate::model::journal::RunState::Partial;
        report.rejects = example::partial().rejects;
        assert_eq!(
            subject(&report),
            "[stocktake] nightly-inventory: no changes, 2 rows rejected, 1 value left out"
        );
    }

    #[test]
    fn what_was_done_stands_before_what_was_rejected() {
        let mut report = example::done();
        report.rejects = example::partial().rejects[..2].to_vec();
        assert_eq!(
            subject(&report),
            "[stocktake] nightly-inventory: 62 created, 2 updated, 1 retired, 2 rows rejected"
        );
    }

    #[test]
    fn an_interrupted_run_says_what_is_open() {
        let mut report = example::partial();
        report.run.state = crate::model::journal::RunState::Interrupted;
        report.run.finished_at = None;
        report.entries[3].state = crate::model::journal::EntryState::Started;
        report.entries[3].message = None;
        report.entries[5].state = crate::model::journal::EntryState::Undone;
        assert_eq!(subject(&report), "[stocktake] nightly-inventory: interrupted");
        let text = text(&report, &Templates::load(None).unwrap()).unwrap();
        assert!(plain(&text).contains("3 changes had been written to glpi before."), "{text}");
        let open = text.split_once("Begun, outcome not known (2)").unwrap().1;
        assert!(
            open.contains("srv-db-02 (Update · Computer · K-srv-db-02 · #104)\n  settled at the next start")
        );
        assert!(!text.contains("Duration"), "{text}");
    }
}
