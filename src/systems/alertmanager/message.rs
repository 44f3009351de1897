//! What is said of an Alertmanager.

use crate::message::messages;

messages! { "alertmanager";
    started_lately(minutes)
        "Alertmanager started {minutes} minutes ago and knows only the alerts that were sent since";
    version_and_start(version, started) "Alertmanager {version}, running since {started}";
    firing(count) "{count} alerts are firing";
    was_restarted() "it was restarted just now";
    silence_too_long() "the time of a silence is too long";
    no_comments() "Alertmanager has no comments";
}
