//! What is said of what was pushed.

use crate::message::messages;

messages! { "inbox";
    no_rows(shown, path) "{shown}: a part of it has no `{path}`; it is read as a row itself"
        = "{shown}\u{a0}: une partie n'a pas de `{path}`\u{a0}; elle est lue elle-même comme une ligne";
    was_read(shown, run) "{shown}: read by the run {run}"
        = "{shown}\u{a0}: lu par l'exécution {run}";
    was_rejected(shown, run) "{shown}: read by the run {run}, which could not use all of it"
        = "{shown}\u{a0}: lu par l'exécution {run}, qui n'a pas pu tout utiliser";
    not_a_path() "this is no path to the rows of a body"
        = "ce n'est pas un chemin vers les lignes d'un corps";
    a_path() "names of members with dots between them: rows = \"alerts\""
        = "des noms de membres séparés par des points\u{a0}: rows = \"alerts\"";
    what_is_checked() "inbox"
        = "boîte de réception";
    waits() "monitors push to it by the API; `stocktake read JOB` shows what came last"
        = "les outils de supervision y envoient des événements par l'API\u{a0}; `stocktake read TÂCHE` montre ce qui est arrivé en dernier";
    example_alertmanager() "alerts that Alertmanager pushes become tickets, and their end solves them"
        = "les alertes qu'Alertmanager envoie deviennent des tickets, et leur fin les résout";
    example_icinga() "problems that Icinga pushes by a script become tickets, and their end solves them"
        = "les problèmes qu'Icinga envoie par un script deviennent des tickets, et leur fin les résout";
    example_zabbix() "problems that Zabbix pushes by webhook or script become tickets, and their end solves them"
        = "les problèmes que Zabbix envoie par webhook ou script deviennent des tickets, et leur fin les résout";
}
