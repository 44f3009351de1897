//! Plans.

use super::phrases;

phrases! {
    // Plans.
    PlanTitle: "Plan of {job} for {system}" | "Plan of {job} for {system}",
        "Plan de {job} pour {system}" | "Plan de {job} pour {system}";
    PlanCounts: "{create} to create, {update} to update, {retire} to retire, {restore} to restore, {unchanged} unchanged, {rejected} rejected" | "{create} to create, {update} to update, {retire} to retire, {restore} to restore, {unchanged} unchanged, {rejected} rejected",
        "{create} à créer, {update} à modifier, {retire} à retirer, {restore} à restaurer, {unchanged} inchangés, {rejected} rejets" | "{create} à créer, {update} à modifier, {retire} à retirer, {restore} à restaurer, {unchanged} inchangés, {rejected} rejets";
    PlanNames: "Names to create first" | "Names to create first",
        "Intitulés à créer d'abord" | "Intitulés à créer d'abord";
    PlanChanges: "Changes" | "Changes",
        "Changements" | "Changements";
    PlanHeld: "Held for approval" | "Held for approval",
        "En attente d'approbation" | "En attente d'approbation";
    PlanKept: "Kept as a person left them" | "Kept as a person left them",
        "Laissés comme une personne les a mis" | "Laissés comme une personne les a mis";
    PlanAbsent: "Missing, not retired yet" | "Missing, not retired yet",
        "Absents, pas encore retirés" | "Absents, pas encore retirés";
    PlanRejected: "Rejected" | "Rejected",
        "Rejets" | "Rejets";
    PlanRefused: "Refused" | "Refused",
        "Refusé" | "Refusé";
    PlanRefusedBy: "**Refused** by `{limit}`: {reason}" | "**Refused** by `{limit}`: {reason}",
        "**Refusé** par `{limit}`\u{a0}: {reason}" | "**Refusé** par `{limit}`\u{a0}: {reason}";
    PlanDigest: "Digest" | "Digest",
        "Empreinte" | "Empreinte";
    PlanMore: "… and {n} more" | "… and {n} more",
        "… et {n} de plus" | "… et {n} de plus";
    PlanMoreInFile: "… and {n} more; --out FILE or --format json has them all" | "… and {n} more; --out FILE or --format json has them all",
        "… et {n} de plus\u{a0}; --out FICHIER ou --format json les contient tous" | "… et {n} de plus\u{a0}; --out FICHIER ou --format json les contient tous";
    PlanFoundBy: ", found by {key}" | ", found by {key}",
        ", trouvé par {key}" | ", trouvé par {key}";
    PlanByLink: "link" | "link",
        "lien" | "lien";
    PlanByJournal: "the journal" | "the journal",
        "le journal" | "le journal";
    PlanTakenBack: "put in the trash: the run had made it" | "put in the trash: the run had made it",
        "mis à la corbeille\u{a0}: l'exécution l'avait créé" | "mis à la corbeille\u{a0}: l'exécution l'avait créé";
    PlanTrashed: "put in the trash: the source no longer has it" | "put in the trash: the source no longer has it",
        "mis à la corbeille\u{a0}: la source ne l'a plus" | "mis à la corbeille\u{a0}: la source ne l'a plus";
    PlanPurged: "deleted for good, out of the trash: this cannot be taken back" | "deleted for good, out of the trash: this cannot be taken back",
        "supprimé définitivement de la corbeille\u{a0}: c'est irréversible" | "supprimé définitivement de la corbeille\u{a0}: c'est irréversible";
    PlanTakenOut: "taken out of the trash" | "taken out of the trash",
        "sorti de la corbeille" | "sorti de la corbeille";
    PlanToTrash: "put in the trash" | "put in the trash",
        "mis à la corbeille" | "mis à la corbeille";
    PlanDeleted: "deleted for good" | "deleted for good",
        "supprimé définitivement" | "supprimé définitivement";
    PlanKeptLine: "{class} {item} #{id}: {field} stays {live}, the source has {source} ({reason})" | "{class} {item} #{id}: {field} stays {live}, the source has {source} ({reason})",
        "{class} {item} #{id}\u{a0}: {field} reste {live}, la source a {source} ({reason})" | "{class} {item} #{id}\u{a0}: {field} reste {live}, la source a {source} ({reason})";
    PlanAbsentLine: "{class} {item} #{id}: absent in {runs} of {of} runs" | "{class} {item} #{id}: absent in {runs} of {of} runs",
        "{class} {item} #{id}\u{a0}: absent dans {runs} des {of} exécutions" | "{class} {item} #{id}\u{a0}: absent dans {runs} des {of} exécutions";
    PlanRowGoesOn: "(the rest of the row is used)" | "(the rest of the row is used)",
        "(le reste de la ligne est utilisé)" | "(le reste de la ligne est utilisé)";
    PlanLinkTo: "link to {item}" | "link to {item}",
        "à lier à {item}" | "à lier à {item}";
    PlanLink: "link" | "link",
        "à lier" | "à lier";
    PlanNewOne: "the new one" | "the new one",
        "le nouveau" | "le nouveau";
    PlanAdd: "add" | "add",
        "à ajouter" | "à ajouter";
    PlanRemove: "remove" | "remove",
        "à enlever" | "à enlever";
    StateNew: "new" | "new", "nouveau" | "nouveau";
    StateInProgress: "in progress" | "in progress", "en cours" | "en cours";
    StateWaiting: "waiting" | "waiting", "en attente" | "en attente";
    StateResolved: "resolved" | "resolved", "résolu" | "résolu";
    StateClosed: "closed" | "closed", "clos" | "clos";
    StateCancelled: "cancelled" | "cancelled", "annulé" | "annulé";
    DoCreate: "create" | "create",
        "à créer" | "à créer";
    DoUpdate: "update" | "update",
        "à modifier" | "à modifier";
    DoRetire: "retire" | "retire",
        "à retirer" | "à retirer";
    DoRestore: "restore" | "restore",
        "à restaurer" | "à restaurer";
    Unchanged: "unchanged" | "unchanged",
        "sans changement" | "sans changement";
    CellReject: "reject" | "reject",
        "rejeté" | "rejeté";
    CellClass: "class" | "class",
        "classe" | "classe";
    CellItem: "item" | "item",
        "élément" | "élément";
    CellId: "id" | "id",
        "id" | "id";
    CellBefore: "before" | "before",
        "avant" | "avant";
    CellAfter: "after" | "after",
        "après" | "après";
    CellSource: "source" | "source",
        "source" | "source";
    CellWhy: "why" | "why",
        "raison" | "raison";
    CellWhere: "where" | "where",
        "où" | "où";
    Adopted: "{class}: {n} item is matched for the first time; {agree} agree in every field" | "{class}: {n} items are matched for the first time; {agree} agree in every field",
        "{class}\u{a0}: {n} élément est associé pour la première fois\u{a0}; {agree} identique dans tous les champs" | "{class}\u{a0}: {n} éléments sont associés pour la première fois\u{a0}; {agree} sont identiques dans tous les champs";
    AdoptedField: "{field} would be written over on {n}: {examples}" | "{field} would be written over on {n}: {examples}",
        "{field} serait remplacé sur {n}\u{a0}: {examples}" | "{field} serait remplacé sur {n}\u{a0}: {examples}";
}
