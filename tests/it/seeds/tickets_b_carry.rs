//! ServiceNav's tickets in iTop (B11 to B19, B27 and B28): what a ticket carries, and its priority.

use serde_json::json;

use super::folder::{DOWN, EVENTS, Tickets, one_line};

/// HTML of an iTop as a person reads it.
fn read(html: &str) -> String {
    let text = html.replace("<p>", "").replace("</p>", "").replace("<br>", "\n").replace("<br />", "\n");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#039;", "'");
    text.replace("&nbsp;", " ").replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn b11_b19_the_begin_stands_in_the_zone_of_the_itop_and_the_change_of_state_with_its_zone() {
    let nav = Tickets::new("").await;
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    let (_, ticket) = nav.incident();
    // 08:30 in Paris, as the export and the iTop tell it.
    assert_eq!(ticket["start_date"], "2026-11-27 08:30:00");
    let shown = nav.world.json(&["tickets", "show", "--desk", "itop", ticket["ref"].as_str().unwrap()]).await;
    assert_eq!(shown["ticket"]["opened_at"], "2026-11-27T07:30:00Z");
    // It changed at 08:40.
    let text = read(ticket["description"].as_str().unwrap());
    assert!(text.contains("Dernier changement : 2026-11-27T07:40:00Z"), "{text}");
    // The end is noted with the time that the export tells, 10:00 in Paris.
    nav.export(
        "2",
        &[&DOWN.replace(";Arrêté;", ";OK;").replace("08:30;;27/11/2026 08:40", "08:30;27/11/2026 10:00;")],
    );
    nav.run(0).await;
    let log = nav.incident().1["private_log"].to_string();
    assert!(log.contains("The problem is over since 2026-11-27 09:00 UTC"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b13_the_contact_is_the_configured_one_and_without_one_nobody_is_guessed() {
    let nav = Tickets::new("contact = \"Alice Martin\"").await;
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    assert_eq!(nav.incident().1["caller_id"], 40);
    let nav = Tickets::new("").await;
    nav.export("1", &[DOWN]);
    nav.run(0).await;
    assert_eq!(nav.incident().1["caller_id"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn b18_title_and_text_arrive_as_they_were_rendered() {
    let nav = Tickets::new("").await;
    let row = DOWN.replace("srv-a-01", "srv & <a> é").replace(
        "PING perdu",
        "\"cpu < 10 & disque > 90 % \"\"c:\"\" 'é'\nligne 2\n\nligne 4 <b>pas gras</b> &amp; Œ\"",
    );
    nav.export("1", &[&row]);
    nav.run(0).await;
    let (_, ticket) = nav.incident();
    assert_eq!(ticket["title"], "srv & <a> é: Arrêté");
    // What a monitor says stands on one line; the lines of the rule stay.
    let wanted = "cpu < 10 & disque > 90 % \"c:\" 'é' ligne 2 ligne 4 <b>pas gras</b> &amp; Œ\n\n\
        Acquitté par a.durand : je regarde\nDernier changement : 2026-11-27T07:40:00Z";
    assert_eq!(read(ticket["description"].as_str().unwrap()), wanted);
}

/// Type of the element, criticality, and impact, urgency and priority at an iTop.
const CELLS: [(&str, &str, u8, u8, &str); 6] = [
    ("Équipement", "haute", 1, 1, "1"),
    ("Équipement", "moyenne", 2, 2, "2"),
    ("Équipement", "basse", 3, 3, "3"),
    ("Service", "haute", 2, 1, "1"),
    ("Service", "moyenne", 2, 3, "3"),
    ("Service", "basse", 3, 4, "4"),
];

/// The lines of the matrix.
fn matrix() -> String {
    let line = |(kind, criticality, impact, urgency, _): &(&str, &str, u8, u8, &str)| {
        let kind = if *kind == "Service" { "service" } else { "host" };
        format!(
            "[[priority]]\nkinds = [\"{kind}\"]\nlabels = {{ criticality = \"{criticality}\" }}\nimpact = {impact}\n\
             urgency = {urgency}\n"
        )
    };
    CELLS.iter().map(line).collect()
}

/// A row of an element of a type and a criticality.
fn element(kind: &str, criticality: &str) -> String {
    let service = if kind == "Service" { "Disque" } else { "" };
    format!(
        "Acme;Paris;{kind};{kind}-{criticality};{service};Critique;{criticality};27/11/2026 08:30;;27/11/2026 08:40;\
         x;a.durand;ok"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn b16_b27_each_cell_of_element_type_and_criticality_gives_its_priority() {
    let nav = Tickets::new("").await;
    nav.matrix(&matrix());
    let rows: Vec<String> = CELLS.iter().map(|(kind, criticality, ..)| element(kind, criticality)).collect();
    nav.export("1", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    nav.run(0).await;
    for (kind, criticality, impact, urgency, priority) in CELLS {
        let ticket = nav.titled(&format!("{kind}-{criticality}"));
        let found = (&ticket["impact"], &ticket["urgency"], &ticket["priority"]);
        let wanted = (&json!(impact.to_string()), &json!(urgency.to_string()), &json!(priority));
        assert_eq!(found, wanted, "{kind} {criticality}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b28_a_priority_of_the_rule_goes_before_the_matrix_and_the_plan_says_so() {
    let nav = Tickets::new("priority = [{ kinds = [\"host\"], impact = 3, urgency = 4 }]").await;
    nav.matrix(&matrix());
    nav.export("1", &[&element("Équipement", "haute"), &element("Service", "haute")]);
    let plan = nav.world.program(&["plan", EVENTS]).await;
    let said = one_line(&plan.stdout);
    let reason = "by a line of the rule, which goes before those of the job";
    assert!(said.contains(&format!("impact 3, urgency 4, {reason}")), "{said}");
    assert!(said.contains("impact 2, urgency 1 company"), "{said}");
    nav.run(0).await;
    assert_eq!(nav.titled("Équipement-haute")["priority"], "4");
    assert_eq!(nav.titled("Service-haute")["priority"], "1");
}
