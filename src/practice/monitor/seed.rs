//! What a new practice monitor shows: problems on hosts of the sample inventory, of every sort that a
//! rule tells apart.

use chrono::Duration;

use super::alertmanager;
use super::state::State;

/// A host: name, customer, site, address, groups.
type Host = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const ALPES: &str = "Alpes Industrie";
const CLINIQUE: &str = "Clinique Sainte-Élodie";
const LUMIERE: &str = "Éditions Lumière";

const HOSTS: [Host; 10] = [
    ("SRV-GPAO", ALPES, "Annecy", "10.1.0.20", &["windows", "production"]),
    ("ESX-ANNECY-01", ALPES, "Annecy", "10.1.0.26", &["esx"]),
    ("ESX-ANNECY-02", ALPES, "Annecy", "10.1.0.35", &["esx"]),
    ("SRV-CAO", ALPES, "Grenoble", "10.2.0.15", &["windows"]),
    ("SRV-DOSSIER-PATIENT", CLINIQUE, "Nantes", "10.4.0.21", &["linux", "production"]),
    ("ESX-NANTES-01", CLINIQUE, "Nantes", "10.4.0.23", &["esx", "production"]),
    ("SRV-IMAGERIE", CLINIQUE, "Saint-Nazaire", "10.5.0.18", &["linux"]),
    ("ESX-LYON-02", LUMIERE, "Lyon", "10.6.0.16", &["esx"]),
    ("ESX-LYON-01", LUMIERE, "Lyon", "10.6.0.17", &["esx"]),
    ("SRV-PAO", LUMIERE, "Lyon", "10.6.0.28", &["windows"]),
];

/// What is said of a problem besides its state.
enum Also {
    Nothing,
    /// By whom, and what was said.
    Acknowledged(&'static str, &'static str),
    Downtime,
    Soft,
    Flapping,
}

/// A problem: host, service, state, minutes since its begin, what else, output.
type Problem = (&'static str, Option<&'static str>, i64, i64, Also, &'static str);

const PROBLEMS: [Problem; 13] = [
    ("ESX-NANTES-01", None, 1, 47, Also::Nothing, "PING CRITICAL - Packet loss = 100%"),
    ("ESX-NANTES-01", Some("vmware"), 2, 46, Also::Nothing, "CRITICAL - connection to vSphere timed out"),
    ("SRV-CAO", None, 1, 12, Also::Nothing, "PING CRITICAL - Packet loss = 100%"),
    (
        "SRV-DOSSIER-PATIENT",
        Some("oracle-tablespace"),
        2,
        184,
        Also::Nothing,
        "CRITICAL - tablespace USERS is 98% full",
    ),
    ("SRV-DOSSIER-PATIENT", Some("hl7-queue"), 2, 171, Also::Nothing, "CRITICAL - 1842 messages are waiting"),
    ("SRV-DOSSIER-PATIENT", Some("load"), 1, 165, Also::Nothing, "WARNING - load average: 14.2, 12.8, 9.1"),
    (
        "SRV-GPAO",
        Some("disk-d"),
        2,
        1560,
        Also::Acknowledged("nadia", "A larger disk is ordered."),
        "CRITICAL - D: has 1.2 GB (1%) free",
    ),
    (
        "ESX-ANNECY-01",
        Some("hardware"),
        1,
        300,
        Also::Acknowledged("karim", "Fan 3: to be replaced on Thursday."),
        "WARNING - fan 3 turns slowly",
    ),
    (
        "ESX-ANNECY-02",
        Some("snapshots"),
        1,
        360,
        Also::Downtime,
        "WARNING - 3 snapshots are older than 7 days",
    ),
    ("SRV-PAO", Some("http"), 2, 2, Also::Soft, "CRITICAL - HTTP 503 after 0.2 s"),
    ("SRV-IMAGERIE", Some("dicom"), 3, 35, Also::Flapping, "UNKNOWN - no answer from port 104"),
    ("ESX-LYON-01", Some("datastore"), 1, 95, Also::Nothing, "WARNING - datastore-2 is 87% full"),
    ("ESX-LYON-02", Some("ntp"), 1, 8, Also::Nothing, "WARNING - offset 0.42 s"),
];

/// Fills an empty state.
pub(super) fn seed(state: &mut State) {
    for (name, customer, site, address, groups) in HOSTS {
        let host = state.make(name, None);
        host.address = address.to_owned();
        host.groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let labels = [("customer", customer), ("site", site)];
        host.labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        (host.last_good, host.changed) =
            (host.last_good - Duration::days(30), host.changed - Duration::days(30));
    }
    for (host, service, level, minutes, also, output) in PROBLEMS {
        state.make(host, service);
        let Some(at) = state.place(host, service) else { continue };
        state.raise(at, level);
        let begin = Duration::minutes(minutes);
        let object = &mut state.objects[at];
        object.output = output.to_owned();
        (object.began, object.changed) = (object.began - begin, object.changed - begin);
        object.last_good = object.began - Duration::minutes(1);
        match also {
            Also::Nothing => {}
            Also::Acknowledged(author, text) if state.face.silences => {
                alertmanager::silence_one(state, at, author, text);
            }
            Also::Acknowledged(author, text) => state.acknowledge(at, author, text),
            Also::Downtime if state.face.silences => alertmanager::silence_host(state, host),
            Also::Downtime => object.in_downtime = true,
            Also::Soft => object.is_hard = false,
            Also::Flapping => object.flapping = true,
        }
    }
}
