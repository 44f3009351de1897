//! Heads of columns.

use super::messages;
use crate::model::journal::RunState;
use crate::model::said::{Said, Say};

messages! { "heads";
    table() "TABLE"
        = "TABLE";
    rows() "ROWS"
        = "LIGNES";
    digest() "DIGEST"
        = "EMPREINTE";
    run() "RUN"
        = "EXÉCUTION";
    job() "JOB"
        = "TÂCHE";
    took() "TOOK"
        = "DURÉE";
    state() "STATE"
        = "ÉTAT";
    planned() "PLANNED"
        = "PRÉVU";
    written() "WRITTEN"
        = "ÉCRIT";
    failed() "FAILED"
        = "ÉCHECS";
    rejects() "REJECTS"
        = "REJETS";
    monitor() "MONITOR"
        = "SUPERVISION";
    severity() "SEVERITY"
        = "GRAVITÉ";
    host_service() "HOST / SERVICE"
        = "HÔTE / SERVICE";
    flags() "FLAGS"
        = "INDICATEURS";
    ticket() "TICKET"
        = "TICKET";
    kind() "KIND"
        = "TYPE";
    entries() "ENTRIES"
        = "ENTRÉES";
    before() "BEFORE"
        = "AVANT";
    new() "NEW"
        = "NOUVELLES";
    changed() "CHANGED"
        = "MODIFIÉES";
    gone() "GONE"
        = "DISPARUES";
    id() "ID"
        = "ID";
    name() "NAME"
        = "NOM";
    companies() "COMPANIES"
        = "SOCIÉTÉS";
    age() "AGE"
        = "ÂGE";
    company() "COMPANY"
        = "SOCIÉTÉ";
    site() "SITE"
        = "SITE";
    desk() "DESK"
        = "OUTIL";
    to() "TO"
        = "VERS";
    number() "NUMBER"
        = "NUMÉRO";
    events() "EVENTS"
        = "ÉVÉNEMENTS";
    event() "EVENT"
        = "ÉVÉNEMENT";
    title() "TITLE"
        = "TITRE";
    what() "WHAT"
        = "ACTION";
    detail() "DETAIL"
        = "DÉTAIL";
    assigned() "ASSIGNED"
        = "ATTRIBUÉ À";
    seconds(whole, tenths) "{whole}.{tenths}s"
        = "{whole},{tenths}\u{a0}s";
    run_running() "running"
        = "en cours";
    run_done() "done"
        = "terminée";
    run_partial() "partial"
        = "partielle";
    run_refused() "refused"
        = "refusée";
    run_failed() "failed"
        = "en échec";
    run_interrupted() "interrupted"
        = "interrompue";
    since_utc() "SINCE (UTC)"
        = "DEPUIS (UTC)";
    seen_utc() "SEEN (UTC)"
        = "VU (UTC)";
    until_utc() "UNTIL (UTC)"
        = "JUSQU'À (UTC)";
    when_utc() "WHEN (UTC)"
        = "QUAND (UTC)";
    started_utc() "STARTED (UTC)"
        = "DÉBUT (UTC)";
    opened_utc() "OPENED (UTC)"
        = "OUVERTURE (UTC)";
    stands_in() "STANDS IN"
        = "SE TROUVE DANS";
}

impl Say for RunState {
    fn said(&self) -> Said {
        match self {
            Self::Running => run_running(),
            Self::Done => run_done(),
            Self::Partial => run_partial(),
            Self::Refused => run_refused(),
            Self::Failed => run_failed(),
            Self::Interrupted => run_interrupted(),
        }
        .said()
    }
}
