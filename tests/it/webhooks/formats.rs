//! What receivers of each kind are sent, and what `check` says of a webhook that cannot work.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn each_service_gets_what_it_reads() {
    let world = two_computers().await;
    let receiver = Receiver::start().await;
    for (name, lines) in [
        ("slack", "format = \"slack\""),
        ("teams", "format = \"teams\""),
        ("nightly-topic", "format = \"ntfy\""),
        ("pager", "template = \"templates/pager.json.j2\""),
        ("plain", "template = \"templates/plain.txt\"\nlanguage = \"fr\""),
    ] {
        let url = format!("http://127.0.0.1:{}/{name}", receiver.port);
        world.add_settings(&format!("[webhook.{name}]\nurl = \"{url}\"\nallow_private = true\n{lines}\n"));
    }
    world.file(
        "templates/pager.json.j2",
        "{\"summary\": {{ data.title | tojson }}, \"source\": {{ data.job | tojson }}}",
    );
    world.file(
        "templates/plain.txt",
        "{{ data.title }}{% for line in data.lines %}\n- {{ line }}{% endfor %}",
    );
    assert_eq!(world.program(&["check"]).await.code, Some(0));
    break_it(&world);
    run(&world, 1).await;
    let messages = receiver.messages();
    assert_eq!(messages.len(), 5);
    let of = |path: &str| messages.iter().find(|message| message.line == format!("POST /{path}")).unwrap();
    assert!(messages.iter().all(|message| message.header("webhook-signature").is_empty()));

    // Slack: a text, and blocks that are sections with text objects.
    let slack = of("slack").json();
    assert_eq!(slack["text"], "nightly failed");
    let section = &slack["blocks"][0];
    assert_eq!((&section["type"], &section["text"]["type"]), (&"section".into(), &"mrkdwn".into()));
    assert!(section["text"]["text"].as_str().unwrap().starts_with("*nightly failed*\n"), "{slack}");

    // Teams: a message with an Adaptive Card.
    let teams = of("teams").json();
    assert_eq!(teams["type"], "message");
    let card = &teams["attachments"][0];
    assert_eq!(card["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(card["content"]["body"][0]["inlines"][0]["text"], "nightly failed");

    // ntfy: to the root, with the topic in the message.
    let ntfy = messages.iter().find(|message| message.line == "POST /").unwrap().json();
    assert_eq!((&ntfy["topic"], &ntfy["title"]), (&"nightly-topic".into(), &"nightly failed".into()));
    assert_eq!((&ntfy["priority"], &ntfy["tags"][0]), (&4.into(), &"rotating_light".into()));
    assert!(ntfy["message"].as_str().unwrap().contains("computers.csv"), "{ntfy}");

    let pager = of("pager");
    assert_eq!(pager.header("content-type"), "application/json");
    assert_eq!(pager.json()["summary"], "nightly failed");
    let plain = of("plain");
    assert_eq!(plain.header("content-type"), "text/plain; charset=utf-8");
    assert!(plain.body.starts_with("nightly a échoué\n- "), "{}", plain.body);
}

/// What `check` says of a webhook of these lines.
async fn refused(lines: &str) -> String {
    let world = two_computers().await;
    world.file("templates/name.json", "{\"x\": {{ data.titel | tojson }}}");
    world.file("templates/quotes.json", "{\"x\": \"{{ data.reason }}\"}");
    world.add_settings(&format!("[webhook.chat]\n{lines}\n"));
    let outcome = world.program(&["check"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    outcome.stderr
}

#[tokio::test(flavor = "multi_thread")]
async fn check_refuses_what_cannot_work_and_hides_what_is_a_secret() {
    let url = "url = \"https://example.org/hook\"\n";
    for (lines, told) in [
        ("format = \"slack\"", "missing-key"),
        ("url = \"hook\"", "secret-in-file"),
        ("url = \"https://hooks.slack.com/services/T0/B0/hush\"", "secret-in-file"),
        ("url = \"https://prod-1.westeurope.logic.azure.com/workflows/hush\"", "secret-in-file"),
        ("url = \"https://example.org/hook?key=hush\"", "bad-url"),
        ("url = \"http://10.1.2.3/hook\"", "bad-host"),
        ("url = \"http://169.254.169.254/latest\"", "bad-host"),
        ("url = \"https://ntfy.example.org/\"\nformat = \"ntfy\"", "bad-url"),
        (&format!("{url}format = \"discord\""), "unknown-word"),
        (&format!("{url}events = [\"job.fails\"]"), "did you mean `job.failed`?"),
        (&format!("{url}jobs = [\"nigthly\"]"), "unknown-job"),
        (&format!("{url}secret = \"whsec_hush\""), "secret-in-file"),
        (&format!("{url}format = \"slack\"\ntemplate = \"templates/name.json\""), "exactly-one"),
        (&format!("{url}template = \"templates/none.json\""), "cannot read"),
        (&format!("{url}template = \"templates/name.json\""), "a message has no `data.titel`"),
        (&format!("{url}template = \"templates/quotes.json\""), "it makes no JSON"),
    ] {
        let text = refused(lines).await;
        assert!(text.contains(told), "{lines}: {text}");
        assert!(told == "bad-url" || !text.contains("hush"), "{lines}: {text}");
    }
}
