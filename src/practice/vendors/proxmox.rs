//! Proxmox VE as public tests of its clients show it: machines of the cluster, their settings and what the agent
//! inside tells. A parameter that is not known is refused; values of `smbios1` may be in base64; the agent of a
//! machine that is off is an error.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::seed::{mac, mixed, one_of, uuid};
use super::state::State;
use super::{Vendor, no_deed};
use crate::practice::serve::Incoming;

const PATH: &str = "/api2/json";
const TOKEN: &str = "stocktake@pve!practice=12345678-1234-4123-8123-123456789012";

/// Machines and containers; every 23rd machine is a template.
const MACHINES: u64 = 70;
const CONTAINERS: u64 = 20;
const FIRST: u64 = 100;

pub(super) static VENDOR: Vendor = Vendor {
    key: "proxmox",
    product: "Proxmox VE",
    path: PATH,
    login: "[api_key]\nheader = \"Authorization\"\nprefix = \"PVEAPIToken=\"\ntoken = \"env:PVE_TOKEN\"",
    secrets: &[("PVE_TOKEN", TOKEN)],
    // The node pve3 cannot be reached: its machines are of unknown state.
    quirks: &["node_down"],
    seed,
    answer,
    act: no_deed,
    error_of_success: Some(r#"{"data":null}"#),
    busy: "",
};

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if request.header("authorization") != Some(&format!("PVEAPIToken={TOKEN}")) || state.is_expired {
        return Answer::json(401, &json!({ "data": Json::Null }));
    }
    let Some(path) = request.path.strip_prefix(PATH) else {
        return Answer::html(404, "<html><h1>404 Not Found</h1></html>");
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let known: &[&str] = match parts.as_slice() {
        ["cluster", "resources"] => &["type"],
        ["nodes", _, "qemu"] => &["full"],
        ["nodes", _, _, _, "config"] => &["current", "snapshot"],
        _ => &[],
    };
    let unknown = request.parameters().into_iter().find(|(name, _)| !known.contains(&name.as_str()));
    if let Some((name, _)) = unknown {
        let why = "property is not defined in schema and the schema does not allow additional properties";
        return wrong(&name, why);
    }
    if request.method != "GET" {
        return failed(501, &format!("Method '{} {path}' not implemented", request.method));
    }
    match parts.as_slice() {
        ["version"] => data(&json!({ "version": "8.4.1", "release": "8.4", "repoid": "practice" })),
        ["nodes"] => data(&nodes(state)),
        ["cluster", "resources"] => resources(state, request),
        ["nodes", node, rest @ ..] => of_node(state, node, rest),
        _ => failed(501, &format!("Method 'GET {path}' not implemented")),
    }
}

fn data(value: &Json) -> Answer {
    Answer::json(200, &json!({ "data": value }))
}

fn failed(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "data": Json::Null, "message": format!("{message}\n") }))
}

fn wrong(parameter: &str, why: &str) -> Answer {
    Answer::json(400, &json!({ "errors": { parameter: format!("{why}\n") }, "data": Json::Null }))
}

fn is_down(state: &State, node: &str) -> bool {
    state.has("node_down") && node == "pve3"
}

fn nodes(state: &State) -> Json {
    let of = |node: &&str| {
        let status = if is_down(state, node) { "offline" } else { "online" };
        json!({ "node": node, "type": "node", "id": format!("node/{node}"), "status": status, "level": "" })
    };
    NODES.iter().map(of).collect()
}

fn resources(state: &State, request: &Incoming) -> Answer {
    let kind = request.parameter("type");
    if let Some(kind) = &kind
        && !["vm", "storage", "node", "sdn"].contains(&kind.as_str())
    {
        let why = format!("value '{kind}' does not have a value in the enumeration 'vm, storage, node, sdn'");
        return wrong("type", &why);
    }
    let machines = state.rows("machines").iter().filter(|_| !state.is_blind).map(|row| {
        let mut shown = row["resource"].clone();
        if is_down(state, &text(&shown["node"])) {
            shown["status"] = "unknown".into();
        }
        shown
    });
    let mut found: Vec<Json> = match kind.as_deref() {
        None | Some("vm") => machines.collect(),
        Some(_) => Vec::new(),
    };
    if kind.as_deref().is_none_or(|kind| kind == "node")
        && let Json::Array(nodes) = nodes(state)
    {
        found.extend(nodes);
    }
    data(&found.into())
}

fn of_node(state: &State, node: &str, rest: &[&str]) -> Answer {
    if is_down(state, node) {
        return failed(595, "Errors during connection establishment, proxy handshake: No route to host");
    }
    if !NODES.contains(&node) {
        return failed(500, &format!("hostname lookup '{node}' failed - failed to get address info"));
    }
    let of = |row: &&Json, kind: &str| row["resource"]["node"] == node && row["resource"]["type"] == kind;
    match rest {
        [kind @ ("qemu" | "lxc")] => {
            let rows = state.rows("machines").iter().filter(|row| of(row, kind) && !state.is_blind);
            data(&rows.map(|row| row["resource"].clone()).collect())
        }
        [kind @ ("qemu" | "lxc"), id, rest @ ..] => {
            match state.row("machines", id).filter(|row| of(row, kind)) {
                None => failed(
                    500,
                    &format!("Configuration file 'nodes/{node}/{kind}-server/{id}.conf' does not exist"),
                ),
                Some(_) if state.is_blind => {
                    failed(403, &format!("Permission check failed (/vms/{id}, VM.Audit)"))
                }
                Some(row) => of_machine(row, rest),
            }
        }
        _ => failed(501, "Method not implemented"),
    }
}

fn of_machine(row: &Json, rest: &[&str]) -> Answer {
    let id = text(&row["vmid"]);
    let agent = |answer: &Json| {
        if row["resource"]["status"] != "running" {
            return failed(500, &format!("VM {id} is not running"));
        }
        match answer {
            Json::Null => failed(500, "QEMU guest agent is not running"),
            found => data(&json!({ "result": found })),
        }
    };
    match rest {
        ["config"] => data(&row["config"]),
        ["status", "current"] => data(&row["resource"]),
        ["agent", "network-get-interfaces"] => agent(&row["agent"]["network"]),
        ["agent", "get-osinfo"] => agent(&row["agent"]["os"]),
        _ => failed(501, "Method not implemented"),
    }
}

const NODES: [&str; 3] = ["pve1", "pve2", "pve3"];

fn seed(state: &mut State) {
    for number in 0..MACHINES {
        state.add("machines", machine(FIRST + number));
    }
    for number in 0..CONTAINERS {
        state.add("machines", container(FIRST + MACHINES + number));
    }
}

fn node(id: u64) -> &'static str {
    one_of("pve-node", id, &NODES)
}

/// As `cluster/resources` has it.
fn resource(id: u64, kind: &str, name: &str, template: bool) -> Json {
    let is_running = !template && !id.is_multiple_of(6);
    json!({
        "id": format!("{kind}/{id}"), "type": kind, "vmid": id, "name": name, "node": node(id),
        "status": if is_running { "running" } else { "stopped" },
        "template": u8::from(template),
        "maxcpu": 2, "maxmem": 2_147_483_648_u64, "maxdisk": 34_359_738_368_u64,
        "cpu": if is_running { 0.15 } else { 0.0 }, "mem": if is_running { 1_073_741_824_u64 } else { 0 },
        "disk": 0, "uptime": if is_running { 86_400 } else { 0 },
        "netin": 0, "netout": 0, "diskread": 0, "diskwrite": 0,
        "tags": if id.is_multiple_of(4) { "prod;web" } else { "" },
    })
}

/// A card of the system: some with every value in base64, some plain, some with the id alone.
fn smbios(id: u64) -> Json {
    let (own, serial) = (uuid("pve", id), format!("VM{id:05}"));
    match id % 5 {
        0 => format!("uuid={own}").into(),
        1 => format!("uuid={own},manufacturer=QEMU,product=Standard,serial={serial}").into(),
        4 if id.is_multiple_of(14) => Json::Null,
        _ => {
            let (maker, serial) = (STANDARD.encode("Proxmox"), STANDARD.encode(serial));
            format!("uuid={own},manufacturer={maker},serial={serial},base64=1").into()
        }
    }
}

fn machine(id: u64) -> Json {
    let (is_template, has_agent) = (id.is_multiple_of(23), !id.is_multiple_of(7));
    let name = if is_template { format!("template-{id}") } else { format!("vm-{id}") };
    let card = mac("pve", id).replacen("02:", "BC:", 1);
    let model = one_of("pve-card", id, &["virtio", "e1000", "vmxnet3"]);
    let mut config = json!({
        "name": name,
        "agent": if has_agent { "1" } else { "0" },
        "cores": 2,
        "sockets": 1,
        // A text in some versions, a number in others.
        "memory": if id.is_multiple_of(2) { Json::from("3072") } else { Json::from(3072) },
        "ostype": one_of("pve-os", id, &["l26", "win11", "other"]),
        "net0": format!("{model}={card},bridge=vmbr0,firewall=1,tag={}", 10 + id % 5),
        "scsi0": format!("local-lvm:vm-{id}-disk-0,size=32G"),
        "boot": "order=scsi0;net0",
        "vmgenid": uuid("pve-generation", id),
        "description": if id.is_multiple_of(10) { "Wiki%3A https://wiki.example.org\n" } else { "" },
        "digest": format!("{:040x}", mixed("pve-digest", id)),
    });
    let smbios = smbios(id);
    if !smbios.is_null() {
        config["smbios1"] = smbios;
    }
    let ports = json!([
        { "name": "lo", "hardware-address": "00:00:00:00:00:00",
          "ip-addresses": [{ "ip-address": "127.0.0.1", "ip-address-type": "ipv4", "prefix": 8 }] },
        { "name": "eth0", "hardware-address": card.to_lowercase(),
          "ip-addresses": [
            { "ip-address": format!("192.0.2.{}", id % 250), "ip-address-type": "ipv4", "prefix": 24 },
            { "ip-address": "fe80::be24:11ff:fe2e:c54a", "ip-address-type": "ipv6", "prefix": 64 }] },
    ]);
    let os = json!({
        "id": "debian", "name": "Debian GNU/Linux", "pretty-name": "Debian GNU/Linux 12 (bookworm)",
        "version": "12 (bookworm)", "version-id": "12", "kernel-release": "6.1.0-25-amd64", "machine": "x86_64",
    });
    json!({
        "vmid": id,
        "resource": resource(id, "qemu", &name, is_template),
        "config": config,
        "agent": {
            "network": if has_agent { ports } else { Json::Null },
            "os": if has_agent { os } else { Json::Null },
        },
    })
}

fn container(id: u64) -> Json {
    let (name, card) = (format!("ct-{id}"), mac("pve", id).replacen("02:", "BC:", 1));
    json!({
        "vmid": id,
        "resource": resource(id, "lxc", &name, false),
        "config": {
            "hostname": name, "arch": "amd64", "cores": 1, "memory": 512, "swap": 512, "ostype": "debian",
            "net0": format!("name=eth0,bridge=vmbr0,hwaddr={card},ip=dhcp,type=veth"),
            "rootfs": format!("local-lvm:vm-{id}-disk-0,size=8G"), "unprivileged": 1,
            "digest": format!("{:040x}", mixed("pve-digest", id)),
        },
    })
}
