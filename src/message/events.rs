//! Lists of the problems that monitors show.

use super::{Message, messages};
use crate::model::event::{Certainty, Event};

messages! { "events";
    is_being_opened() "is being opened"
        = "en cours d'ouverture";
    no_monitor()
        "stocktake.toml has no monitor: add [system.NAME.icinga], zabbix, nagios, alertmanager, checkmk, \
         centreon or practice_monitor"
        = "stocktake.toml n'a pas d'outil de supervision\u{a0}: ajoutez [system.NOM.icinga], zabbix, \
           nagios, alertmanager, checkmk, centreon ou practice_monitor";
    tickets_not_shown(error) "tickets are not shown: {error}"
        = "les tickets ne sont pas affichés\u{a0}: {error}";
    no_open_problems() "no open problems"
        = "aucun problème ouvert";
    not_everything_seen() "no open problems are shown, but not everything was seen"
        = "aucun problème ouvert n'est affiché, mais tout n'a pas été vu";
    does_not_show_everything(why) "does not show everything: {why}"
        = "n'affiche pas tout\u{a0}: {why}";
    did_not_answer(error) "did not answer: {error}"
        = "n'a pas répondu\u{a0}: {error}";
    acknowledged() "ack"
        = "acquitté";
    in_downtime() "downtime"
        = "maintenance";
    not_confirmed() "soft"
        = "non confirmé";
    flapping() "flapping"
        = "instable";
    host_down() "host down"
        = "hôte en panne";
}

/// What there is to say of an event besides its state, in a word each.
pub(crate) fn flags(event: &Event) -> Vec<Message> {
    let flags = [
        (event.acknowledged.is_some(), acknowledged as fn() -> Message),
        (event.in_downtime, in_downtime),
        (event.certainty == Certainty::Soft, not_confirmed),
        (event.host_is_down, host_down),
        (event.flapping, flapping),
    ];
    flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, word)| word()).collect()
}
