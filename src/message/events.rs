//! Lists of the problems that monitors show.

use super::messages;

messages! { "events";
    is_being_opened() "is being opened";
    no_monitor()
        "stocktake.toml has no monitor: add [system.NAME.icinga], zabbix, nagios, alertmanager, checkmk, \
         centreon or practice_monitor";
    tickets_not_shown(error) "tickets are not shown: {error}";
    no_open_problems() "no open problems";
    not_everything_seen() "no open problems are shown, but not everything was seen";
    does_not_show_everything(why) "does not show everything: {why}";
    did_not_answer(error) "did not answer: {error}";
    host_down() "host down";
}
