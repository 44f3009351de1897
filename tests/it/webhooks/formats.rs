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

#[tokio::test(flavor = "multi_thread")]
async fn check_does_not_wait_for_a_template_that_is_no_file() {
    let world = two_computers().await;
    std::fs::create_dir_all(world.folder().join("templates/folder.json")).unwrap();
    let pipe = world.folder().join("templates/pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    for name in ["pipe", "folder"] {
        let webhook =
            format!("[webhook.chat]\nurl = \"https://example.org/\"\ntemplate = \"templates/{name}.json\"\n");
        world.file("stocktake.toml", format!("{settings}{webhook}"));
        // Nobody ever writes into the pipe.
        let mut check =
            world.command(&["check"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let begun = std::time::Instant::now();
        while check.try_wait().unwrap().is_none() && begun.elapsed() < Duration::from_secs(60) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let ended = check.try_wait().unwrap();
        check.kill().unwrap();
        assert_eq!(ended.and_then(|ended| ended.code()), Some(2), "{name}: it does not end, or is content");
        let mut told = String::new();
        std::io::Read::read_to_string(&mut check.stderr.take().unwrap(), &mut told).unwrap();
        assert!(told.contains("bad-template") && told.contains("cannot read"), "{name}: {told}");
    }
}

/// A list that is doubled in a loop is not counted before it is long: it is tried where it can take nothing from anybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_grows_with_each_round_is_refused_within_bounds() {
    const GROWS: &str = "{% set ns = namespace(all=[1]) %}{% for nth in range(40) %}\
        {% set ns.all = ns.all + ns.all %}{% endfor %}x";
    let counts = GROWS.replace("[1]", "1").replace("range(40)", "range(20)");
    let world = two_computers().await;
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let check = async |template: &str| {
        world.file("templates/own.txt", template);
        world.file(
            "stocktake.toml",
            format!(
                "{settings}[webhook.chat]\nurl = \"https://example.org/\"\ntemplate = \"templates/own.txt\"\n"
            ),
        );
        world.mapping(
            "own",
            &format!("class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = {{ template = \"{template}\" }}\n"),
        );
        world.file(
            "jobs/tickets.toml",
            format!(
                "[[feed]]\nmapping = \"events\"\npath = \"in/*.csv\"\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n\
                 title = \"{template}\"\n"
            ),
        );
        world.mapping("events", crate::event_feeds::MAPPING);
        // Should it not be bounded, the machine of the tests goes on all the same.
        let program = world.command(&["check"]);
        let mut bounded = std::process::Command::new("sh");
        bounded.args(["-c", "ulimit -v 6000000; exec \"$0\" \"$@\""]).arg(program.get_program());
        bounded.args(program.get_args()).current_dir(world.folder());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => bounded.env(name, value),
                None => bounded.env_remove(name),
            };
        }
        let ended = bounded.output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, told) = check(GROWS).await;
    assert_eq!(code, Some(2), "{told}");
    assert_eq!(told.matches("takes more memory or time than one may").count(), 3, "{told}");
    // What only counts is as good as ever.
    let (code, told) = check(&counts).await;
    assert_eq!(code, Some(0), "{told}");
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
