//! What those are sent who are told of changes by HTTP: JSON of our own, and what Teams, Slack and ntfy take.
//! What others wrote (names, titles, reasons) never becomes markup there.

use serde_json::{Value, json};

use super::pages::run_page;
use crate::message::webhooks as message;
use crate::model::job::Language;
use crate::model::news::{News, Told};
use crate::model::said::Said;
use crate::model::webhook::{Format, Occasion, Webhook};

/// Characters of a title: Slack shows 150 in a header.
const TITLE: usize = 150;
/// Characters of a line.
const LINE: usize = 300;
/// Bytes of the text of a block: Slack takes 3,000 characters.
const SLACK_TEXT: usize = 2_900;
/// Bytes of a message: what is longer ntfy makes a file of.
const NTFY_TEXT: usize = 3_900;
/// Priority of ntfy: it makes a noise.
const NTFY_HIGH: u8 = 4;
/// It is shown.
const NTFY_DEFAULT: u8 = 3;

/// What a receiver is sent of a change. That of ntfy lacks its topic, which is part of the address.
///
/// # Errors
/// The template of the user fails.
pub fn body(webhook: &Webhook, news: &News) -> Result<String, Said> {
    let language = webhook.language;
    let title = shortened(message::title(news).text(language), TITLE);
    let lines = message::lines(news);
    let lines: Vec<String> = lines.iter().map(|line| shortened(line.text(language), LINE)).collect();
    let url = page(webhook, news);
    let text = Text { title: &title, lines: &lines, url: url.as_deref(), language };
    let told = Told { language, title: &title, lines: &lines, url: url.as_deref() };
    match &webhook.format {
        Format::Standard => Ok(news.json(&told).to_string()),
        Format::Teams => Ok(text.teams().to_string()),
        Format::Slack => Ok(text.slack().to_string()),
        Format::Ntfy => Ok(text.ntfy(news.occasion).to_string()),
        Format::Own(template) => template.render(&news.json(&told)).map_err(|error| {
            let reason = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            message::template_fails(&template.file, reason).said()
        }),
    }
}

/// The page of the console that shows it.
fn page(webhook: &Webhook, news: &News) -> Option<String> {
    let below = if news.occasion == Occasion::PlanWaiting { "/plan" } else { "" };
    run_page(webhook.console.as_deref(), &news.job, news.run.as_ref()?, below)
}

/// So many characters at most, in one line.
fn shortened(text: &str, most: usize) -> String {
    let line = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What people read.
struct Text<'t> {
    title: &'t str,
    lines: &'t [String],
    url: Option<&'t str>,
    language: Language,
}

impl Text<'_> {
    /// An Adaptive Card, as Workflows of Teams post it. Texts are runs, in which Teams reads no Markdown.
    fn teams(&self) -> Value {
        let run = |text: &str, more: Value| {
            let mut run = json!({ "type": "TextRun", "text": text });
            if let (Some(run), Value::Object(more)) = (run.as_object_mut(), more) {
                run.extend(more);
            }
            json!({ "type": "RichTextBlock", "inlines": [run] })
        };
        let title = run(self.title, json!({ "weight": "Bolder", "size": "Medium" }));
        let lines = self.lines.iter().map(|line| run(line, json!({})));
        let body: Vec<Value> = std::iter::once(title).chain(lines).collect();
        let open = message::open_page().text(self.language);
        let actions: Vec<Value> = self
            .url
            .map(|url| json!({ "type": "Action.OpenUrl", "title": open, "url": url }))
            .into_iter()
            .collect();
        json!({
            "type": "message",
            "attachments": [{
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": null,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "msteams": { "width": "Full" },
                    "body": body,
                    "actions": actions,
                },
            }],
        })
    }

    /// Blocks, and a text for notifications and for programs that know no blocks.
    fn slack(&self) -> Value {
        let title = slack_escaped(self.title);
        let mut shown = format!("*{title}*");
        let link = self.url.map(|url| format!("\n<{url}|{}>", message::open_page().text(self.language)));
        let room = SLACK_TEXT - link.as_ref().map_or(0, String::len);
        for line in self.lines {
            let line = slack_escaped(line);
            if shown.len() + line.len() + 1 > room {
                break;
            }
            shown.push('\n');
            shown.push_str(&line);
        }
        shown.push_str(link.as_deref().unwrap_or_default());
        json!({
            "text": title,
            "blocks": [{ "type": "section", "text": { "type": "mrkdwn", "text": shown, "verbatim": true } }],
        })
    }

    fn ntfy(&self, occasion: Occasion) -> Value {
        let mut lines = String::new();
        for line in self.lines {
            if lines.len() + line.len() + 1 > NTFY_TEXT {
                break;
            }
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(line);
        }
        let (priority, tag) = match occasion {
            Occasion::JobFailed | Occasion::JobRefused | Occasion::JobSilent | Occasion::InboxSilent => {
                (NTFY_HIGH, "rotating_light")
            }
            Occasion::JobRecovered
            | Occasion::InboxRecovered
            | Occasion::PlanApproved
            | Occasion::TicketsSolved => (NTFY_DEFAULT, "white_check_mark"),
            Occasion::PlanWaiting | Occasion::QuestionsOpened => (NTFY_DEFAULT, "raised_hand"),
            Occasion::TicketsOpened => (NTFY_DEFAULT, "ticket"),
            Occasion::PlanDeclined | Occasion::PlanVoid | Occasion::QuestionsClosed | Occasion::Test => {
                (NTFY_DEFAULT, "information_source")
            }
        };
        let mut message =
            json!({ "title": self.title, "message": lines, "priority": priority, "tags": [tag] });
        if let Some(url) = self.url {
            message["click"] = url.into();
        }
        message
    }
}

/// The three signs that are markup to Slack.
fn slack_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::time::Duration;

    use super::*;
    use crate::model::ping::PingAt;
    use crate::model::question::{Question, Topic};
    use crate::model::ticket_report::{TicketAction, TicketLine};
    use crate::model::webhook::{OwnTemplate, Reachable};

    fn webhook(format: Format) -> Webhook {
        Webhook {
            name: "chat".to_owned(),
            at: PingAt::Url("https://example.org/".to_owned()),
            format,
            secrets: Vec::new(),
            token: None,
            occasions: Occasion::ALL.into(),
            jobs: None,
            reach: Reachable::Global,
            ca_file: None,
            timeout: Duration::from_secs(1),
            language: Language::En,
            console: Some("https://stocktake.example.org".to_owned()),
        }
    }

    /// A change whose words are markup everywhere.
    fn hostile() -> News {
        let at = "2026-11-29T02:00:00Z".parse().unwrap();
        News {
            run: Some(crate::model::RunId("0198".to_owned())),
            reason: Some(
                "<!channel> <http://evil.example|click> [here](http://evil.example) & **now**\nagain".into(),
            ),
            ..News::of(Occasion::JobFailed, "nightly & co", at)
        }
    }

    fn sent(format: Format, news: &News) -> Value {
        serde_json::from_str(&body(&webhook(format), news).unwrap()).unwrap()
    }

    #[test]
    fn what_others_wrote_is_no_markup_of_slack() {
        let message = sent(Format::Slack, &hostile());
        assert_eq!(message["text"], "nightly &amp; co failed");
        let text = message["blocks"][0]["text"]["text"].as_str().unwrap();
        assert!(text.contains("&lt;!channel&gt; &lt;http://evil.example|click&gt;"), "{text}");
        assert_eq!(text.matches('<').count(), 1, "the link to the console alone: {text}");
        assert!(
            text.ends_with("<https://stocktake.example.org/jobs/nightly%20%26%20co/runs/0198|Open>"),
            "{text}"
        );
        assert_eq!(message["blocks"][0]["text"]["verbatim"], true);
    }

    #[test]
    fn teams_reads_runs_of_plain_text() {
        let message = sent(Format::Teams, &hostile());
        let card = &message["attachments"][0]["content"];
        assert_eq!((card["type"].as_str(), card["version"].as_str()), (Some("AdaptiveCard"), Some("1.4")));
        let blocks = card["body"].as_array().unwrap();
        assert!(blocks.iter().all(|block| block["type"] == "RichTextBlock"), "{blocks:?}");
        assert_eq!(blocks[0]["inlines"][0]["text"], "nightly & co failed");
        assert_eq!(card["actions"][0]["type"], "Action.OpenUrl");
    }

    #[test]
    fn long_lists_stay_below_what_each_service_takes_and_are_counted() {
        let question = |at: usize| Question {
            topic: Topic::Conflict,
            key: format!("k{at}"),
            class: None,
            remote_id: None,
            label: "é&".repeat(400).into(),
            text: "<ü>".repeat(4_000).into(),
            answer: None,
            due: None,
        };
        let news = News { questions: (0..300).map(question).collect(), ..hostile() };
        let news = News { occasion: Occasion::QuestionsOpened, ..news };
        let slack = sent(Format::Slack, &news);
        assert!(slack["blocks"][0]["text"]["text"].as_str().unwrap().chars().count() <= 3_000);
        assert!(sent(Format::Teams, &news).to_string().len() < 28_000);
        assert!(sent(Format::Ntfy, &news)["message"].as_str().unwrap().len() <= 4_096);
        let standard = sent(Format::Standard, &news);
        assert_eq!(standard["data"]["count"], 300);
        assert_eq!(standard["data"]["questions"].as_array().unwrap().len(), 50);
    }

    #[test]
    fn the_json_of_our_own_has_each_key_always() {
        let ticket = TicketLine {
            action: TicketAction::Reopened,
            desk: "glpi".to_owned(),
            key: "k".to_owned(),
            number: Some("#12".to_owned()),
            url: None,
            title: "disk full".to_owned(),
            rule: "disks".to_owned(),
            company: None,
            severity: None,
            events: Vec::new(),
            reason: None,
        };
        let news =
            News { occasion: Occasion::TicketsOpened, tickets: vec![ticket], reason: None, ..hostile() };
        insta::assert_snapshot!(serde_json::to_string_pretty(&sent(Format::Standard, &news)).unwrap(), @r##"
        {
          "data": {
            "by": null,
            "changes": null,
            "command": null,
            "count": 1,
            "job": "nightly & co",
            "lines": [
              "reopened: #12: disk full",
              "Run 0198"
            ],
            "questions": [],
            "reason": null,
            "run": "0198",
            "since": null,
            "state": null,
            "tickets": [
              {
                "action": "reopened",
                "company": null,
                "desk": "glpi",
                "number": "#12",
                "severity": null,
                "title": "disk full",
                "url": null
              }
            ],
            "title": "nightly & co: 1 ticket opened",
            "until": null,
            "url": "https://stocktake.example.org/jobs/nightly%20%26%20co/runs/0198",
            "why": null
          },
          "timestamp": "2026-11-29T02:00:00Z",
          "type": "tickets.opened"
        }
        "##);
    }

    #[test]
    fn a_template_of_ones_own_sees_the_same_and_a_name_that_is_not_there_fails() {
        let own = |source: &str| {
            Format::Own(OwnTemplate { file: "pager.json".to_owned(), source: source.to_owned() })
        };
        let text = body(
            &webhook(own("{\"summary\": {{ data.title | tojson }}, \"kind\": {{ type | tojson }}}")),
            &hostile(),
        );
        assert_eq!(text.unwrap(), "{\"summary\": \"nightly \\u0026 co failed\", \"kind\": \"job.failed\"}");
        let why = body(&webhook(own("{{ data.nothing }}")), &hostile()).unwrap_err();
        assert!(why.english().starts_with("the template pager.json fails: "), "{why}");
    }

    #[test]
    fn a_french_receiver_reads_french() {
        let french = Webhook { language: Language::Fr, ..webhook(Format::Standard) };
        let message: Value = serde_json::from_str(&body(&french, &hostile()).unwrap()).unwrap();
        assert_eq!(message["data"]["title"], "nightly & co a échoué");
    }
}
