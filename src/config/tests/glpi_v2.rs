//! `[system.NAME.glpi]` with an OAuth client: API v2.

use super::*;
use crate::model::system::Role;
use crate::systems::glpi::{GlpiLogin, GlpiSystem};

const CLIENT: &str = "client_id = \"abc\"\nclient_secret = \"env:GLPI_SECRET\"\n";
const USER: &str = "login = \"stocktake\"\npassword = \"env:GLPI_PASSWORD\"\n";

fn table(url: &str, lines: &str) -> String {
    format!("[system.v2.glpi]\nurl = \"{url}\"\n{lines}{STOCKTAKE}")
}

fn files(table: &str) -> [(&str, &str); 3] {
    [("stocktake.toml", table), ("jobs/pc.toml", JOB), ("mappings/pc.toml", MAPPING)]
}

#[test]
fn any_address_of_a_glpi_leads_to_api_v2_where_a_client_logs_in() {
    for end in ["", "/", "/apirest.php", "/api.php", "/api.php/v1", "/api.php/v2/", "/api.php/v2.2"] {
        let project =
            project(&files(&table(&format!("https://glpi.example.org{end}"), &format!("{CLIENT}{USER}"))));
        let system = &project.systems["v2"];
        let settings: &GlpiSystem = system.settings().unwrap();
        assert_eq!(settings.url, "https://glpi.example.org/api.php/v2.2", "{end}");
        assert!(matches!(&settings.login, GlpiLogin::OAuth { client_id, .. } if client_id == "abc"));
        assert!(system.has(Role::Tickets) && system.has(Role::References));
        assert!(system.has(Role::Items) && system.only_reads.is_some());
    }
}

#[test]
fn half_a_login_of_api_v2_is_told() {
    let told = |url: &str, lines: &str| short(&files(&table(url, lines)));
    let url = "https://glpi.example.org";
    let alone = told(url, CLIENT);
    assert!(
        alone.contains("login") && alone.contains("a client alone gets a token that GLPI takes nowhere"),
        "{alone}"
    );
    let token = told(url, &format!("{CLIENT}{USER}app_token = \"env:APP\"\n"));
    assert!(token.contains("API v2 knows no user token and no app token"), "{token}");
    let secret = told(url, &format!("client_id = \"abc\"\n{USER}"));
    assert!(secret.contains("client_secret"), "{secret}");
    let address = told(&format!("{url}/api.php/v2"), USER);
    assert!(address.contains("an address of API v2 needs an OAuth client"), "{address}");
}

#[test]
fn a_job_that_would_write_inventory_by_api_v2_on_a_schedule_is_refused_with_the_reason() {
    let table = table("https://glpi.example.org", &format!("{CLIENT}{USER}"));
    let job = JOB.replace("practice", "v2");
    project(&[("stocktake.toml", &table), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    let job = format!("{job}\n[schedule]\ncron = \"15 3 * * *\"\n");
    let told = short(&[("stocktake.toml", &table), ("jobs/pc.toml", &job), ("mappings/pc.toml", MAPPING)]);
    assert!(told.contains("`v2` takes no inventory") && told.contains("no operating systems"), "{told}");
}
