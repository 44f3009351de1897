//! What is said of an Alertmanager.

use crate::message::messages;

messages! { "alertmanager";
    started_lately(minutes)
        "Alertmanager started {minutes} {minutes:minute|minutes} ago and knows only the alerts that were sent since"
        = "Alertmanager a démarré il y a {minutes} {minutes:minute|minutes} et ne connaît que les alertes \
           envoyées depuis";
    version_and_start(version, started) "Alertmanager {version}, running since {started}"
        = "Alertmanager {version}, en marche depuis {started}";
    firing(count) "{count} {count:alert is|alerts are} firing"
        = "{count} {count:alerte active|alertes actives}";
    was_restarted() "it was restarted just now"
        = "il vient d'être redémarré";
    silence_too_long() "the time of a silence is too long"
        = "la durée d'un silence est trop longue";
    no_comments() "Alertmanager has no comments"
        = "Alertmanager n'a pas de commentaires";
}
