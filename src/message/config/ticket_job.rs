//! Problems of ticket jobs besides their rules.

use crate::message::messages;

messages! { "config.ticket_job";
    rule_missing() "what becomes of events: a [[rule]] with `name` and `desk`"
        = "ce que deviennent les événements\u{a0}: une [[rule]] avec `name` et `desk`";
    monitors_example()
        "monitors of stocktake.toml: monitors = [\"icinga\"]; or records that are events: [[feed]]"
        = "des outils de supervision de stocktake.toml\u{a0}: monitors = [\"icinga\"]\u{a0}; ou des enregistrements \
           qui sont des événements\u{a0}: [[feed]]";
    no_monitor() "there is no monitor to listen to"
        = "il n'y a aucun outil de supervision à écouter";
    not_a_monitor(name) "`{name}` is not a monitor: it has tickets and no events"
        = "`{name}` n'est pas un outil de supervision\u{a0}: il a des tickets et pas d'événements";
    rule_twice(name) "there is a rule `{name}` already"
        = "il y a déjà une règle `{name}`";
    own_name_each() "give each rule of a job its own name: tickets remember it"
        = "donnez à chaque règle d'une tâche son propre nom\u{a0}: les tickets s'en souviennent";
    no_such_grouping(text) "events cannot be grouped by `{text}`"
        = "les événements ne peuvent pas être regroupés par `{text}`";
    line_before_fits() "a line before this one fits whatever this one fits"
        = "une ligne précédente s'applique à tout ce à quoi celle-ci s'applique";
    special_lines_first() "the first line that fits is taken: put the more specific ones first"
        = "la première ligne qui s'applique est retenue\u{a0}: mettez les plus précises en premier";
    what_the_line_gives() "what the line gives: `impact`, `urgency` or both; at a GLPI also `priority`"
        = "ce que donne la ligne\u{a0}: `impact`, `urgency` ou les deux\u{a0}; pour un GLPI, aussi \
           `priority`";
    at_product(product) " at {product}"
        = " dans {product}";
    levels(lowest, at) "1 (the highest) to {lowest}{at}; or highest, high, medium, low, lowest, for every desk alike"
        = "de 1 (le plus haut) à {lowest}{at}\u{a0}; ou highest, high, medium, low, lowest, valables pour \
           tous les outils";
    no_such_level(text) "`{text}` is no level"
        = "`{text}` n'est pas un niveau";
    own_scale(number, word)
        "priority = {number} counts as GLPI does, from 6 (major) down to 1; on the scale of impact and urgency, of \
         which the highest comes first, that is: priority = \"{word}\""
        = "priority = {number} se compte comme dans GLPI, de 6 (majeure) à 1\u{a0}; sur l'échelle de \
           l'impact et de l'urgence, dont le plus haut vient en premier, cela donne\u{a0}: priority = \
           \"{word}\"";
    priority_is_computed(product) "{product} computes the priority from impact and urgency"
        = "{product} calcule la priorité à partir de l'impact et de l'urgence";
    give_impact_and_urgency() "leave it out and give `impact` and `urgency`"
        = "enlevez-la et donnez `impact` et `urgency`";
    priorities_of_glpi()
        "major, highest, high, medium, low, lowest; or 1 (very low) to 5 (very high) or 6 (major), as GLPI counts"
        = "major, highest, high, medium, low, lowest\u{a0}; ou de 1 (très basse) à 5 (très haute) ou 6 \
           (majeure), comme GLPI compte";
    not_listened_to(name) "the job does not listen to `{name}`"
        = "la tâche n'écoute pas `{name}`";
    rule_never_takes(rule, before) "the rule `{rule}` never takes an event: `{before}` takes them first"
        = "la règle `{rule}` ne prend jamais d'événement\u{a0}: `{before}` les prend avant elle";
    put_before(rule) "put it before `{rule}`, or narrow the [rule.select] of `{rule}`"
        = "mettez-la avant `{rule}`, ou restreignez le [rule.select] de `{rule}`";
    act_not_declared(rule, act, feed)
        "the rule `{rule}` needs the act `{act}`, which the feed `{feed}` does not declare"
        = "la règle `{rule}` a besoin de l'action `{act}`, que le flux `{feed}` ne déclare pas";
    declare_the_act(act)
        "declare it in the table of the feed, such as [feed.http.act.{act}], leave it out, or let another rule take \
         the events of the feed"
        = "déclarez-la dans la table du flux, comme [feed.http.act.{act}], retirez-la, ou laissez une autre règle \
           prendre les événements du flux";
    no_act_of_monitors(rule, act, monitor)
        "the rule `{rule}` needs the act `{act}`, which the monitor `{monitor}` does not have: only feeds declare acts"
        = "la règle `{rule}` a besoin de l'action `{act}`, que l'outil de supervision `{monitor}` n'a pas\u{a0}: seuls \
           les flux déclarent des actions";
    narrow_the_rule() "narrow the rule to its feed: [rule.select] monitors = [\"FEED\"]"
        = "restreignez la règle à son flux\u{a0}: [rule.select] monitors = [\"FLUX\"]";
    not_an_act(name) "`{name}` is not the name of an act"
        = "`{name}` n'est pas le nom d'une action";
    act_names() "`nothing`, `comment`, `unacknowledge`, `close`, or the name of an act that the feed declares, in small letters"
        = "`nothing`, `comment`, `unacknowledge`, `close`, ou le nom d'une action que le flux déclare, en minuscules";
}
