//! Problems of mapping files as a whole.

use crate::message::messages;

messages! { "config.mapping";
    no_fields() "at least one [field.COLUMN], such as [field.name] with `column`"
        = "au moins un [field.COLONNE], comme [field.name] avec `column`";
    class_missing() "the class of item as the system spells it: class = \"Computer\""
        = "la classe de l'élément comme le système l'écrit\u{a0}: class = \"Computer\"";
    not_a_class(name) "`{name}` cannot be the name of a class"
        = "`{name}` ne peut pas être le nom d'une classe";
    no_such_date_field(name) "there is no date field `{name}` here"
        = "il n'y a pas de champ de date `{name}` ici";
    no_such_part(class, table) "items of the class `{class}` have no [{table}]"
        = "les éléments de la classe `{class}` n'ont pas de [{table}]";
    classes_that_have(table, classes) "classes that have [{table}]: {classes}"
        = "classes qui ont [{table}]\u{a0}: {classes}";
    no_class_has(table) "no class of the target has [{table}]"
        = "aucune classe de la cible n'a [{table}]";
    no_such_class(name) "there is no class `{name}`"
        = "il n'y a pas de classe `{name}`";
    two_products(mapping, first, second)
        "jobs write the records of the mapping `{mapping}` to {first} and to {second}"
        = "des tâches écrivent les enregistrements de la correspondance `{mapping}` dans {first} et dans \
           {second}";
    one_product_each() "classes and columns are those of one product: write a mapping for each"
        = "les classes et les colonnes sont celles d'un seul produit\u{a0}: écrivez une correspondance \
           pour chacun";
    no_target() "no kind of system that this program knows takes records"
        = "aucun type de système connu de ce programme ne reçoit d'enregistrements";
    match_example()
        "the fields by which an item is found, in order: match = [[\"serial\"], [\"name\", \
         \"entities_id\"]]"
        = "les champs qui servent à retrouver un élément, dans l'ordre\u{a0}: match = [[\"serial\"], \
           [\"name\", \"entities_id\"]]";
    no_key() "there is no key to find an item by"
        = "il n'y a pas de clé pour retrouver un élément";
    key_without_field() "a key without a field"
        = "une clé sans champ";
    no_such_field(column) "there is no [field.{column}]"
        = "il n'y a pas de [field.{column}]";
    choose_missing()
        "which contract: choose = {{ column = [\"Contract\"] }}, or [contract.name] for a new one"
        = "quel contrat\u{a0}: choose = {{ column = [\"Contract\"] }}, ou [contract.name] pour un nouveau";
    not_for_own_class(key) "`{key}` says nothing in a mapping of this class"
        = "`{key}` n'a pas de sens dans une correspondance de cette classe";
    no_such_reference_field(name) "reference data has no field `{name}`"
        = "les données de référence n'ont pas de champ `{name}`";
    no_such_event_field(name) "an event has no field `{name}`"
        = "un événement n'a pas de champ `{name}`";
    or_a_label(known) "{known}; what has no field of its own becomes a label: [labels.name]"
        = "{known}\u{a0}; ce qui n'a pas de champ propre devient une étiquette\u{a0}: [labels.nom]";
}
