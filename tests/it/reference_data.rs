//! Reference data of desks: pulled, listed with its age, missed when a rule names it; links of
//! companies; names in rules that `check --connect` looks up.

use serde_json::json;
use stocktake::engine::connect::open_desk;
use stocktake::engine::names::Directory;
use stocktake::practice::{itop, servicenow};
use stocktake::triage::Opening;

use super::fleet::two_computers;
use super::three_desks::ThreeDesks;
use super::world::{Outcome, World};

struct Lab {
    world: World,
    itop: itop::Running,
    snow: servicenow::Running,
}

async fn lab() -> Lab {
    let ThreeDesks { world, itop, servicenow: snow } = ThreeDesks::new().await;
    world.add_settings("[system.mon.nagios]\nstatus_file = \"/nowhere/status.dat\"\n");
    Lab { world, itop, snow }
}

impl Lab {
    async fn ask(&self, arguments: &[&str]) -> Outcome {
        let ended = self.world.at_terminal(100, arguments).await;
        assert!(ended.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ended.stdout);
        ended
    }

    async fn text(&self, arguments: &[&str]) -> String {
        let ended = self.ask(arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    }

    /// Wrong usage; what it says.
    async fn wrong(&self, arguments: &[&str]) -> String {
        let ended = self.ask(arguments).await;
        assert_eq!(ended.code, Some(2), "{ended:?}");
        ended.stderr
    }

    fn tickets(&self, rule: &str) {
        self.world
            .file("jobs/tickets.toml", format!("monitors = [\"mon\"]\n[[rule]]\nname = \"hosts\"\n{rule}\n"));
    }

    fn reference(&self, systems: &str) {
        self.world.file(
            "jobs/reference.toml",
            format!("[refs]\nsystems = {systems}\nkinds = [\"company\", \"team\"]\n"),
        );
    }
}

fn line<'t>(table: &'t str, name: &str) -> &'t str {
    table.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name}: {table}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_tells_what_is_new_changed_and_gone() {
    let lab = lab().await;
    let first = lab.text(&["refs", "pull", "itop", "team", "company"]).await;
    assert!(line(&first, "team").split_whitespace().eq(["team", "2", "never"]), "{first}");
    assert!(!first.contains("contact"), "{first}");

    let hand = lab.itop.control();
    hand.add("Team", &json!({"name": "Night shift", "org_id": 7})).unwrap();
    hand.edit("Team", 45, &json!({"name": "MSP Netz"})).unwrap();
    hand.remove("Team", 44).unwrap();
    // As last pulled: the desk is not asked.
    assert!(lab.text(&["refs", "list", "itop", "team"]).await.contains("MSP Supervision"));
    let live = lab.text(&["refs", "list", "itop", "team", "--live"]).await;
    assert!(live.contains("Night shift") && !live.contains("MSP Supervision"), "{live}");

    let second = lab.text(&["refs", "pull", "itop"]).await;
    assert!(line(&second, "team").split_whitespace().eq(["team", "2", "2", "1", "1", "1"]), "{second}");
    assert!(second.contains("Not there any more:") && second.contains("MSP Supervision"), "{second}");

    let listed = lab.text(&["refs", "list", "itop", "team"]).await;
    assert!(line(&listed, "Night shift").ends_with("now") && listed.contains("AGE"), "{listed}");
    assert!(!listed.contains("MSP Supervision"), "{listed}");
    let gone = lab.text(&["refs", "search", "itop", "supervision", "--gone"]).await;
    assert!(line(&gone, "MSP Supervision").contains("gone since 20"), "{gone}");
    let all = lab.world.json(&["refs", "list", "itop", "team", "--gone"]).await;
    let of = |name: &str| all.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap();
    let (netz, left) = (of("MSP Netz"), of("MSP Supervision"));
    assert!(netz["last_seen"].as_str() > netz["first_seen"].as_str() && netz["gone_at"].is_null(), "{netz}");
    assert_eq!(left["kind"], "team");
    assert!(left["gone_at"].as_str() > left["last_seen"].as_str(), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_one_name_are_told_apart_and_listed_by_company() {
    let lab = lab().await;
    let element = json!({"name": "Server down", "service_id": 5, "request_type": "incident"});
    lab.itop.control().add("ServiceSubcategory", &element).unwrap();
    let list = ["refs", "list", "itop", "service_element"];
    for more in [&[][..], &["--live"]] {
        let all = lab.text(&[&list[..], more].concat()).await;
        assert!(all.contains("Server down (of Managed servers)"), "{all}");
        assert!(all.contains("Server down (of Network)"), "{all}");
        // Client A has a contract for the servers only.
        let of_a = lab.text(&[&list[..], more, &["--company", "client a"]].concat()).await;
        assert!(of_a.contains("Server down (of Managed servers)"), "{of_a}");
        assert!(!of_a.contains("(of Network)"), "{of_a}");
    }
    let contacts = lab.text(&["refs", "list", "itop", "contact", "--company", "5"]).await;
    assert!(contacts.contains("Durand") && !contacts.contains("Martin"), "{contacts}");
    let unknown = lab.wrong(&["refs", "list", "itop", "contact", "--company", "Client X"]).await;
    assert!(unknown.contains("`itop` has no company `Client X`"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_pulled_is_asked_for() {
    let lab = lab().await;
    let before = lab.ask(&["refs", "list", "snow", "team"]).await;
    assert!(
        before.stderr.contains("never pulled") && before.stderr.contains("no state database"),
        "{before:?}"
    );
    lab.text(&["refs", "pull", "itop", "company"]).await;
    let first = lab.ask(&["refs", "list", "snow", "team"]).await;
    assert!(first.stderr.contains("never asked for team, company: it was now, and it is kept"), "{first:?}");
    let second = lab.ask(&["refs", "list", "snow", "team"]).await;
    assert_eq!((second.stdout, second.stderr), (first.stdout, String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_suddenly_shows_little_is_suspicious() {
    let lab = lab().await;
    lab.text(&["refs", "pull", "itop", "contact"]).await;
    for person in [40, 41, 42] {
        lab.itop.control().edit("Person", person, &json!({"status": "inactive"})).unwrap();
    }
    let pulled = lab.ask(&["refs", "pull", "itop"]).await;
    assert_eq!(pulled.code, Some(0), "{pulled:?}");
    assert!(pulled.stderr.contains("warning: itop: only 2 of kind contact after 5"), "{pulled:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_pulls_every_desk_that_answers() {
    let lab = lab().await;
    lab.reference("[\"itop\", \"snow\"]");
    let first = lab.ask(&["run", "reference"]).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.stdout.contains("itop: 7 entries (pulled for the first time)"), "{first:?}");
    lab.itop.control().add("Team", &json!({"name": "Night shift", "org_id": 7})).unwrap();
    lab.world.file("secrets/snow", "another");
    let second = lab.ask(&["run", "reference"]).await;
    assert_eq!(second.code, Some(4), "{second:?}");
    assert!(second.stdout.contains("itop: 8 entries (1 new)"), "{second:?}");
    assert!(second.stdout.contains("snow: not pulled, what is known stays"), "{second:?}");
    assert!(!lab.text(&["refs", "list", "snow", "company"]).await.is_empty());
    let mails = lab.world.mails();
    assert!(mails.last().unwrap().text.contains("snow: not pulled"), "{mails:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_disappears_while_a_rule_names_it_is_asked_about() {
    let lab = lab().await;
    lab.reference("[\"itop\"]");
    lab.tickets("desk = \"itop\"\ncompany = \"Client B\"\nteam = \"{{ event.labels.team }}\"");
    lab.text(&["run", "reference"]).await;
    let hand = lab.itop.control();
    hand.edit("Organization", 5, &json!({"status": "inactive"})).unwrap();
    hand.remove("Team", 44).unwrap();
    let run = lab.text(&["run", "reference"]).await;
    assert!(run.contains("2 disappeared") && run.contains("company Client B"), "{run}");
    let asked = lab.world.json(&["questions", "reference"]).await;
    assert_eq!(asked.as_array().unwrap().len(), 1, "{asked}");
    let text = asked.to_string();
    assert!(text.contains("name_gone") && text.contains("the rule `hosts` of the job tickets"), "{text}");

    hand.edit("Organization", 5, &json!({"status": "active"})).unwrap();
    lab.text(&["run", "reference"]).await;
    assert_eq!(lab.world.json(&["questions", "reference"]).await, json!([]));
    lab.world.mails();
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_are_linked_by_a_command_and_in_a_file() {
    let lab = lab().await;
    lab.world.file("links.toml", "[[link]]\ncompany = \"Contoso\"\ndesk = \"itop\"\nto = \"CLB\"\n");
    let set = lab.text(&["links", "set", "Fabrikam", "--desk", "itop", "--to", "client a"]).await;
    assert_eq!(set, "`Fabrikam` is `Client A` (4) in `itop`\n");
    lab.text(&["links", "set", "Fabrikam", "--site", "Lyon", "--desk", "itop", "--to", "8"]).await;
    lab.text(&["links", "set", "Fabrikam", "--site", "Oslo", "--desk", "itop", "--no-inherit"]).await;
    lab.text(&["links", "set", "Fabrikam", "--desk", "glpi", "--to", "Root entity"]).await;
    // The same company in other letters: the link is replaced.
    lab.text(&["links", "set", "FABRIKAM", "--desk", "itop", "--to", "Client B"]).await;

    let listed = lab.text(&["links", "list"]).await;
    let has = |words: &[&str]| listed.lines().any(|line| line.split_whitespace().eq(words.iter().copied()));
    assert!(has(&["Contoso", "itop", "CLB", "links.toml"]), "{listed}");
    assert!(has(&["FABRIKAM", "itop", "Client", "B", "state"]), "{listed}");
    assert!(has(&["Fabrikam", "Lyon", "itop", "Client", "A", "Lyon", "state"]), "{listed}");
    assert!(has(&["Fabrikam", "Lyon", "glpi", "Root", "entity", "inherited"]), "{listed}");
    assert!(has(&["Fabrikam", "Oslo", "itop", "-", "(does", "not", "inherit)", "state"]), "{listed}");
    let all = lab.world.json(&["links", "list"]).await;
    let file =
        json!({"company": "Contoso", "desk": "itop", "to": {"company": "CLB"}, "stands": "links.toml"});
    assert!(all.as_array().unwrap().contains(&file), "{all}");

    let wrong = lab.wrong(&["links", "set", "Northwind", "--desk", "itop", "--to", "Client C"]).await;
    assert!(wrong.contains("company `Client C` is not known in `itop`; nearest: `Client A` (4)"), "{wrong}");
    let file = lab.wrong(&["links", "set", "contoso", "--desk", "itop", "--to", "4"]).await;
    assert!(file.contains("comes from links.toml: change it there"), "{file}");
    assert!(
        lab.wrong(&["links", "unset", "Contoso", "--desk", "itop"]).await.contains("comes from links.toml")
    );
    let site = lab.wrong(&["links", "set", "Fabrikam", "--desk", "itop", "--no-inherit"]).await;
    assert!(site.contains("--site"), "{site}");

    lab.text(&["links", "unset", "fabrikam", "--site", "lyon", "--desk", "itop"]).await;
    let wrong = lab.wrong(&["links", "unset", "Fabrikan", "--desk", "glpi"]).await;
    assert!(wrong.contains("there is no link of `Fabrikan` in `glpi`; did you mean `Fabrikam`?"), "{wrong}");
    assert!(!lab.text(&["links", "list"]).await.contains("Client A Lyon"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b25_names_in_rules_are_looked_up_by_check() {
    let lab = lab().await;
    lab.world.file("links.toml", "[[link]]\ncompany = \"Fabrikam\"\ndesk = \"itop\"\nto = \"Client A\"\n");
    let rule = |contact: &str, origin: &str| {
        format!(
            "desk = \"itop\"\ncompany = \"Fabrikam\"\ncontact = \"{contact}\"\nteam = \"MSP Réseau\"\n\
             service_element = \"Server down\"\nci = \"{{{{ event.host }}}}\"\nfields = {{ origin = \"{origin}\" }}"
        )
    };
    lab.tickets(&rule("Alice Martin", "monitoring"));
    // The monitor of the test is not there.
    let good = lab.ask_wide(&["check", "--connect"]).await;
    assert!(
        good.contains("ok   itop: names in rules: all are known (rules: 1, links of companies: 1)"),
        "{good}"
    );

    lab.tickets(&rule("Alise Martin", "monitor"));
    lab.world.file("links.toml", "[[link]]\ncompany = \"Fabrikam\"\ndesk = \"itop\"\nto = \"Client\"\n");
    let wrong = lab.ask_wide(&["check", "--connect"]).await;
    for piece in [
        "FAIL itop: rule `hosts` of tickets: company `Client` is not known in `itop`; nearest: `Client A` (4)",
        "FAIL itop: rule `hosts` of tickets: contact `Alise Martin` is not known in `itop`; nearest: `Alice Martin` (40)",
        "`Aline Martin` (41); tickets are opened without it",
        "FAIL itop: rule `hosts` of tickets: fields.origin: `monitor` is not one of its values in `itop`",
        "FAIL itop: link of Fabrikam: company `Client` is not known in `itop`",
    ] {
        assert!(wrong.contains(piece), "{piece}: {wrong}");
    }
    drop(lab.snow);
}

impl Lab {
    /// Lines of `check` are as long as what they tell.
    async fn ask_wide(&self, arguments: &[&str]) -> String {
        let ended = self.world.program(arguments).await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        ended.stdout
    }
}

fn opening(company: &str, hosts: &[&str]) -> Opening {
    serde_json::from_value(json!({
        "rule": "hosts", "desk": "glpi", "group": "", "at_site": null, "on_ticket": null, "adopt": "never",
        "kind": "single", "site": "", "events": [], "names": {"company": company}, "required": ["company"],
        "ci": {"of_hosts": hosts},
        "draft": {"key": "k", "class": "Ticket", "title": "", "text": "", "impact": null, "urgency": null,
            "opened_at": null, "fields": {}, "items": []}
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_about_the_computer_that_the_inventory_keeps_for_the_host() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", known + "\n[system.mon.nagios]\nstatus_file = \"/nowhere/status.dat\"\n");
    world.file(
        "jobs/tickets.toml",
        "monitors = [\"mon\"]\n[[rule]]\nname = \"hosts\"\ndesk = \"glpi\"\n\
         company = \"{{ event.labels.customer }}\"\nci_of_host = true\n",
    );
    let (project, store) = (world.project(), world.store());
    let open = open_desk(&project, "glpi").await.unwrap();
    let directory = Directory::load(&project, &store, "glpi", open.desk.as_ref()).await.unwrap();
    let computer = world.glpi_row("Computer", "pc-1");
    let found = directory.resolve(&opening("Acme > Paris", &["PC-1.acme.test", "pc-9"])).unwrap();
    let (columns, items) = (found.columns, found.items);
    assert_eq!(columns["entities_id"], computer["entities_id"].to_string());
    let items: Vec<String> = items.iter().map(|item| format!("{} {}", item.class, item.id)).collect();
    assert_eq!(items, [format!("Computer {}", computer["id"])]);

    // What was pulled within the last day is not asked for again.
    assert!(!world.control().take_requests().is_empty());
    let again = Directory::load(&project, &store, "glpi", open.desk.as_ref()).await.unwrap();
    assert!(world.control().take_requests().is_empty());
    let wrong = again.resolve(&opening("Acme > Pari", &[])).unwrap_err();
    assert!(wrong.english().contains("company `Acme > Pari` is not known in `glpi`; nearest: "), "{wrong}");
    open.close().await;
}
