//! Replies of Centreon and Checkmk as their sources and public clients give them, for systems of which no reply
//! was recorded: the documented shapes become events, and each documented refusal is told as what it is.

use std::sync::Arc;

use serde_json::Value;
use stocktake::model::event::{Remark, Severity};
use stocktake::systems::monitor::{Monitor, Outcome};
use stocktake::systems::shared::FailureKind;

use crate::monitor_recorded::{Recorded, replay};
use crate::opened;

fn sample(name: &str) -> Value {
    let path = format!("{}/tests/data/monitor/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn reply(status: u16, body: &Value) -> Recorded {
    Recorded {
        case: String::new(),
        status,
        content_type: "application/json".to_owned(),
        cookie: String::new(),
        body: body.to_string(),
    }
}

fn remark() -> Remark {
    Remark { author: "stocktake".to_owned(), text: "ticket #12".to_owned() }
}

const SERVICE: &str = "/hosts/5643/services/5447";
const ACKNOWLEDGE: &str = "/monitoring/resources/acknowledge";

async fn centreon(more: Vec<(&'static str, &'static str, Recorded)>) -> Arc<dyn Monitor> {
    let mut list = sample("centreon/resources_list_25");
    list["result"].as_array_mut().unwrap().retain(|row| row["type"] == "service");
    list["meta"]["total"] = 1.into();
    let mut script = more;
    script.push(("GET", SERVICE, reply(200, &sample("centreon/resource_detail_service_keys"))));
    script.push(("GET", "/monitoring/resources?", reply(200, &list)));
    let url = replay(script).await;
    opened::monitor(
        "centreon",
        &format!("url = \"{url}/centreon\"\ntoken = \"env:TOKEN\""),
        &[("TOKEN", "x")],
    )
}

#[tokio::test]
async fn a_centreon_row_and_its_detail_become_an_event() {
    let seen = centreon(Vec::new()).await.events().await.unwrap();
    let event = &seen.events[0];
    assert_eq!(event.object, "5643/5447");
    assert_eq!((event.severity, event.state.as_str()), (Severity::Critical, "CRITICAL"));
    assert_eq!((event.host.as_deref(), event.service.as_deref()), (Some("srv01"), Some("Disk-C")));
    assert_eq!(event.acknowledged.as_ref().and_then(|said| said.comment.as_deref()), Some("INC-1"));
    let url = event.url.as_deref().unwrap_or_default();
    assert!(url.contains("%22uuid%22%3A%22h5643-s5447%22"), "{url}");
}

#[tokio::test]
async fn a_body_that_centreon_does_not_take_is_told_and_not_sent_again() {
    for case in ["500_schema_wrong_body", "500_null_resources"] {
        let refusal = &sample("centreon/errors")[case];
        let said = refusal["body"]["message"].as_str().unwrap().to_owned();
        let mut detail = sample("centreon/resource_detail_service_keys");
        (detail["acknowledged"], detail["acknowledgement"]) = (false.into(), Value::Null);
        let monitor = centreon(vec![
            ("GET", SERVICE, reply(200, &detail)),
            ("POST", ACKNOWLEDGE, reply(500, &refusal["body"])),
        ])
        .await;
        let event = monitor.events().await.unwrap().events.remove(0);
        let error = monitor.acknowledge(&event, &remark()).await.unwrap_err();
        assert_eq!(error.kind(), FailureKind::Permanent, "{case}: {error}");
        assert!(error.to_string().contains(&said), "{case}: {error}");
        assert!(error.to_string().contains("has done nothing"), "{case}: {error}");
    }
    // Any other failure of the server may come after the deed.
    let monitor = centreon(vec![
        (
            "GET",
            SERVICE,
            reply(200, &{
                let mut detail = sample("centreon/resource_detail_service_keys");
                (detail["acknowledged"], detail["acknowledgement"]) = (false.into(), Value::Null);
                detail
            }),
        ),
        (
            "POST",
            ACKNOWLEDGE,
            reply(500, &serde_json::json!({"code": 500, "message": "Internal Server Error"})),
        ),
    ])
    .await;
    let event = monitor.events().await.unwrap().events.remove(0);
    let error = monitor.acknowledge(&event, &remark()).await.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Unknown, "{error}");
}

#[tokio::test]
async fn what_checkmk_no_longer_has_or_finds_well_is_gone_and_no_refusal() {
    let service = serde_json::json!({"value": [{"id": "srv01:CPU", "title": "CPU", "extensions": {
        "host_name": "srv01", "description": "CPU", "state": 2, "state_type": 1, "has_been_checked": 1,
        "last_state_change": 1_593_697_877, "last_hard_state_change": 1_593_697_877, "acknowledged": 0,
        "scheduled_downtime_depth": 0, "is_flapping": 0, "plugin_output": "CRIT", "long_plugin_output": "",
        "comments_with_extra_info": [], "groups": [], "host_address": "192.0.2.5", "host_state": 0,
        "host_scheduled_downtime_depth": 0, "host_groups": [], "host_labels": {}, "labels": {},
        "last_time_ok": 1_593_690_000}}]});
    let errors = sample("checkmk/errors");
    for (case, status) in [
        ("400_host_unknown", 400),
        ("400_host_not_monitored", 400),
        ("400_ack_service_gone_2.4", 400),
        ("422_ack_service_ok", 422),
    ] {
        let url = replay(vec![
            ("POST", "/acknowledge/collections/service", reply(status, &errors[case])),
            ("POST", "/domain-types/service/collections/all", reply(200, &service)),
            ("POST", "/domain-types/host/collections/all", reply(200, &serde_json::json!({"value": []}))),
        ])
        .await;
        let table = format!("url = \"{url}/site\"\nlogin = \"robot\"\npassword = \"env:SECRET\"");
        let monitor = opened::monitor("checkmk", &table, &[("SECRET", "x")]);
        let event = monitor.events().await.unwrap().events.remove(0);
        assert_eq!(monitor.acknowledge(&event, &remark()).await.unwrap(), Outcome::Gone, "{case}");
    }
}
