//! What `explain` says of a record, its fields and its next run.

use super::{Message, messages};
use crate::model::change::Operation;
use crate::model::journal::EntryState;
use crate::model::said::{Said, Say};

messages! { "explain";
    did_create() "create"
        = "création";
    did_update() "update"
        = "modification";
    did_retire() "retire"
        = "retrait";
    did_restore() "restore"
        = "restauration";
    from_to(before, after) "{before} → {after}"
        = "{before} → {after}";
    by_link() "link"
        = "lien";
    by_nothing() "new"
        = "aucun moyen, élément nouveau";
    state_started() "started"
        = "commencé";
    state_done() "done"
        = "fait";
    state_failed() "failed"
        = "échec";
    state_moved() "moved"
        = "laissé de côté";
    state_undone() "undone"
        = "non fait";
    nothing_of_a_reject() "nothing: the record is rejected"
        = "rien\u{a0}: l'enregistrement est rejeté";
    writes(before, after) "write {before} → {after}"
        = "écrire {before} → {after}";
    stays_as(value, reason) "stays {value}: {reason}"
        = "reste {value}\u{a0}: {reason}";
    waits(change, reason) "waits for approval, {change}: {reason}"
        = "attend une approbation, {change}\u{a0}: {reason}";
    left_to(job) "left to {job}, which ranks higher"
        = "laissé à {job}, tâche prioritaire";
    as_it_should_be() "as it should be"
        = "déjà comme il faut";
    stays_after_creation() "stays: written on creation only"
        = "inchangé\u{a0}: écrit seulement à la création";
    stays_where_filled() "stays: written only where there is no value yet"
        = "inchangé\u{a0}: écrit seulement s'il n'y a pas encore de valeur";
    stays(reason) "stays: {reason}"
        = "inchangé\u{a0}: {reason}";
    held_back() "held back by the plan"
        = "retenu par le plan";
    source_does_not_say() "nothing: the source does not say"
        = "rien\u{a0}: la source ne dit rien";
    part_not_written() "nothing: the item's row of this part is not written"
        = "rien\u{a0}: la ligne de cette partie de l'élément n'est pas écrite";
    by_dictionary(rule) "by GLPI dictionary rule `{rule}`"
        = "par la règle de dictionnaire de GLPI `{rule}`";
    no_column_named(names) "the source has no column {names}"
        = "la source n'a pas de colonne {names}";
    no_column() "no column"
        = "pas de colonne";
    no_cell() "the record does not have the column"
        = "l'enregistrement n'a pas cette colonne";
    column(name) "column `{name}`"
        = "colonne `{name}`";
    constant() "value of the mapping"
        = "valeur de la correspondance";
    template() "template of the mapping"
        = "modèle de la correspondance";
    replace(pattern) "replace `{pattern}`"
        = "replace `{pattern}`";
    table_entry(key) "values `{key}`"
        = "values `{key}`";
    not_in_table() "not in values"
        = "absent de values";
    clear_word() "a word that means: clear it"
        = "un mot qui demande de vider le champ";
    read() "read as a value"
        = "lu comme une valeur";
    field_rejected(field, reason) "rejected: {field}: {reason}"
        = "rejet\u{a0}: {field}\u{a0}: {reason}";
    rejected(reason) "rejected: {reason}"
        = "rejet\u{a0}: {reason}";
    nothing_written(stays) "nothing is written{stays}"
        = "rien n'est écrit{stays}";
    created(fields) "created with {fields}"
        = "création avec {fields}";
    updated(fields, stays) "updated: {fields}{stays}"
        = "modification\u{a0}: {fields}{stays}";
    restored(fields, stays) "taken back from retirement, {fields}{stays}"
        = "restauré, {fields}{stays}";
    missing_in(runs, of) "nothing yet: missing in {runs} of {of} good runs in a row"
        = "rien pour l'instant\u{a0}: absent dans {runs} des {of} exécutions réussies de suite qu'il faut";
    stays_when_missing(reason) "nothing: it stays, {reason}"
        = "rien\u{a0}: l'élément reste, {reason}";
    keeps_what_is_missing() "nothing: the job keeps what is missing"
        = "rien\u{a0}: la tâche garde ce qui est absent";
    only_matched() "nothing: the job did not make it, it only matched it by a key"
        = "rien\u{a0}: la tâche ne l'a pas créé, elle l'a seulement retrouvé par une clé";
    only_by_hand() "nothing: the job did not make it, a person linked it"
        = "rien\u{a0}: la tâche ne l'a pas créé, une personne l'a lié";
    step_after(action, days) "{action} after {days} {days:day|days}"
        = "{action} après {days} {days:jour|jours}";
    retired_today_nothing(steps) "nothing today: it is retired; steps: {steps}"
        = "rien aujourd'hui\u{a0}: il est déjà retiré\u{a0}; étapes\u{a0}: {steps}";
    nothing_as(doubt) "nothing: {doubt}"
        = "rien\u{a0}: {doubt}";
    nothing_after_a_reject() "nothing: a rejected record may be it, or the item is not there any more"
        = "rien\u{a0}: un enregistrement rejeté est peut-être celui-ci, ou l'élément n'existe plus";
    put_in_trash() "put in the trash"
        = "mis à la corbeille";
    deleted() "deleted for good"
        = "supprimé définitivement";
    flagged(fields) "flagged: {fields}"
        = "signalé comme absent\u{a0}: {fields}";
    nothing() "nothing"
        = "rien";
    retired() "retired"
        = "retiré";
    fields_title() "fields"
        = "champs";
    written_title() "written"
        = "écritures";
    empty() "(empty)"
        = "(vide)";
    no_item_yet() "no item yet"
        = "pas encore d'élément";
    record(origin, mapping) "record     {origin} by mapping {mapping}"
        = "origine    {origin}, par la correspondance {mapping}";
    found_by(key) "found by   {key}"
        = "trouvé par {key}";
    link(item) "link       {item}"
        = "lien       {item}";
    no_link() "link       none: nothing is remembered of it"
        = "lien       aucun\u{a0}: rien n'est mémorisé sur cet enregistrement";
    next_run(what) "next run   {what}"
        = "à venir    {what}";
    made() "made by this job"
        = "créé par cette tâche";
    adopted() "adopted by this job"
        = "repris par cette tâche";
    matched() "matched by a key, never retired"
        = "retrouvé par une clé, jamais retiré";
    by_hand(by, at, retired) "linked by hand by {by} on {at}, {retired}"
        = "lié à la main par {by} le {at}, {retired}";
    never_retired() "never retired"
        = "jamais retiré";
    may_be_retired() "may be retired"
        = "peut être retiré";
    retired_since(at) ", retired {at} UTC"
        = ", retiré le {at} UTC";
    link_to(item, how, retired) "to #{item}, {how}{retired}"
        = "vers #{item}, {how}{retired}";
    source_wants(value) "source wants  {value}"
        = "source        {value}";
    desk_has(value) "live value    {value}"
        = "dans l'outil  {value}";
    remembered(value) "remembered    {value}"
        = "mémorisé      {value}";
    last_written(value, time, run) "last written  {value}, {time} UTC, run {run}"
        = "écrit         {value}, {time} UTC, exécution {run}";
    policy(policy) "policy        {policy}"
        = "réglages      {policy}";
    authority(jobs) "authority     {jobs}"
        = "priorité      {jobs}";
    next_run_of_field(what) "next run      {what}"
        = "à venir       {what}";
    write_line(time, run, operation, class, state, fields)
        "{time} UTC  run {run}  {operation} {class}  {state}  {fields}"
        = "{time} UTC  exécution {run}  {operation} {class}  {state}  {fields}";
    writes_before(n) "and {n} {n:write|writes} before"
        = "et {n} {n:écriture|écritures} avant";
    no_item(origin, mapping) "{origin} by mapping {mapping}: no item"
        = "{origin}, par la correspondance {mapping}\u{a0}: aucun élément";
    column_holds(column, text) "column `{column}` holds `{text}`"
        = "la colonne `{column}` contient `{text}`";
    nothing_known(text, job) "nothing is known of `{text}` in job {job}"
        = "rien n'est connu de `{text}` dans la tâche {job}";
    nearest(names) "nearest: {names}"
        = "les plus proches\u{a0}: {names}";
    source_no_longer_has() "record     the source no longer has it"
        = "origine    la source ne l'a plus";
    months_until(end) "months until {end}"
        = "mois jusqu'au {end}";
    key_not_used_as(reasons) "not used: {reasons}"
        = "non utilisée\u{a0}: {reasons}";
    key_not_used() "not used"
        = "non utilisée";
    none_has(class) "no {class} has it"
        = "aucun élément {class} ne l'a";
    several_have(n, items) "ambiguous: {n} have it ({items})"
        = "ambigu\u{a0}: {n} l'ont ({items})";
    left_out(reason) "left out: {reason}"
        = "laissé de côté\u{a0}: {reason}";
    rejects_the_record(reason) "rejects the record: {reason}"
        = "fait rejeter l'enregistrement\u{a0}: {reason}";
    fields(n) "{n} {n:field|fields}"
        = "{n} {n:champ|champs}";
    and_fields_stay(n) "; {n} {n:field stays as it is|fields stay as they are}"
        = "\u{a0}; {n} {n:champ reste tel quel|champs restent tels quels}";
    not_compared() "not compared"
        = "non comparé";
}

/// What was done to a row.
pub(crate) fn did(operation: Operation) -> Message {
    match operation {
        Operation::Create => did_create(),
        Operation::Update => did_update(),
        Operation::Retire => did_retire(),
        Operation::Restore => did_restore(),
    }
}

impl Say for EntryState {
    fn said(&self) -> Said {
        match self {
            Self::Started => state_started(),
            Self::Done => state_done(),
            Self::Failed => state_failed(),
            Self::ChangedSincePlan => state_moved(),
            Self::Undone => state_undone(),
        }
        .said()
    }
}
