//! What a list of known names holds: it stands before a colon.

use crate::message::messages;

messages! { "config.known";
    jobs() "jobs"
        = "tâches";
    desks() "systems with tickets"
        = "systèmes avec tickets";
    mappings() "mappings"
        = "correspondances";
    classes() "classes"
        = "classes";
    in_filters() "`filters` has"
        = "`filters` contient";
    for_example() "for example"
        = "par exemple";
    classes_of_mappings() "classes of the mappings"
        = "classes des correspondances";
    fields() "fields"
        = "champs";
    sources() "systems with records"
        = "systèmes avec enregistrements";
    systems() "systems"
        = "systèmes";
    date_fields() "date fields of the same part"
        = "champs de date de la même partie";
    days() "days"
        = "jours";
    keys_here() "known keys here"
        = "clés connues ici";
    it_gets() "it gets"
        = "variables disponibles";
    monitors() "monitors"
        = "outils de supervision";
    allowed() "allowed"
        = "valeurs permises";
    monitors_of_job() "monitors of the job"
        = "outils de supervision de la tâche";
}
