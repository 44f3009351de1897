//! Pages of what a run asks a person to decide, by topic.

use super::{Example, Page, page};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "plan-waits";
        "A plan waits for approval."
            = "Un plan attend une approbation.";
        "It exceeds a limit of the job, so nothing of it was written."
            = "Il dépasse une limite de la tâche, rien n'en a donc été écrit.";
        "Look at it with `stocktake show-plan RUN`; apply it with `stocktake approve RUN`, or correct the \
         source."
            = "Examinez-le avec `stocktake show-plan EXÉCUTION`\u{a0}; appliquez-le avec `stocktake approve \
               EXÉCUTION`, ou corrigez la source.";
        Example::None
    },
    page! { "late-write";
        "Something was sent and never answered."
            = "Quelque chose a été envoyé et n'a jamais eu de réponse.";
        "Nothing proves that it was carried out or will not be; a double would be costly, so it waits for a \
         person."
            = "Rien ne prouve que ce soit fait ou que cela ne le sera pas\u{a0}; un doublon coûterait cher, \
               une personne doit donc trancher.";
        "Look at the desk. If it is there, the next run finds it; if not, `stocktake settle RUN` lets it be \
         sent again."
            = "Vérifiez dans l'outil. Si c'est là, la prochaine exécution le trouve\u{a0}; sinon, `stocktake \
               settle EXÉCUTION` permet de renvoyer.";
        Example::None
    },
    page! { "held";
        "A change waits for approval."
            = "Un changement attend une approbation.";
        "It shortens a contract or warranty, lowers a price or moves a serial, which is more often a mistake \
         than not (`hold` of the field)."
            = "Il raccourcit un contrat ou une garantie, baisse un prix ou déplace un numéro de série, ce qui \
               est le plus souvent une erreur (`hold` du champ).";
        "If it is right, `stocktake approve RUN --only KEY`; else correct the source."
            = "S'il est juste, `stocktake approve EXÉCUTION --only CLÉ`\u{a0}; sinon, corrigez la source.";
        Example::None
    },
    page! { "conflict";
        "Source and desk both changed a field."
            = "La source et l'outil ont tous deux modifié un champ.";
        "The value at the desk was edited by hand since it was last written, and the source has another new \
         one."
            = "La valeur de l'outil a été modifiée à la main depuis la dernière écriture, et la source en a \
               une autre.";
        "Give it the value of the source by hand, or correct the source; `on_conflict` of the field decides \
         for good."
            = "Donnez-lui à la main la valeur de la source, ou corrigez la source\u{a0}; `on_conflict` du \
               champ règle la question pour toujours.";
        Example::None
    },
    page! { "fight";
        "Two writers change a field back and forth."
            = "Deux auteurs changent un champ sans cesse.";
        "An agent, a rule of the desk or another tool sets it again after each run; it is left alone \
         meanwhile."
            = "Un agent, une règle de l'outil ou un autre programme le remet après chaque exécution\u{a0}; il \
               est laissé tel quel en attendant.";
        "Give both sides one value, or set `on_conflict = \"human\"` for it."
            = "Donnez la même valeur des deux côtés, ou écrivez `on_conflict = \"human\"` pour ce champ.";
        Example::None
    },
    page! { "returned";
        "An item that we put in the trash was taken out of it."
            = "Un élément que nous avions mis à la corbeille en a été ressorti.";
        "An agent still reports it, or a person needs it; the source does not have it."
            = "Un agent le remonte encore, ou une personne en a besoin\u{a0}; la source ne l'a pas.";
        "Bring it back into the source, or put it in the trash by hand and stop its agent: it stays there."
            = "Remettez-le dans la source, ou mettez-le à la corbeille à la main et arrêtez son agent\u{a0}: \
               il y reste.";
        Example::None
    },
    page! { "removed";
        "A person removed what the source still has."
            = "Une personne a enlevé ce que la source a encore.";
        "An item was put in the trash or deleted, or a part was taken from it, by hand; it is not made again \
         by itself."
            = "Un élément a été mis à la corbeille ou supprimé, ou une partie lui a été retirée, à la \
               main\u{a0}; rien n'est recréé automatiquement.";
        "Restore it at the desk, or take its record out of the source; `stocktake questions close` leaves it \
         so."
            = "Restaurez-le dans l'outil, ou retirez son enregistrement de la source\u{a0}; `stocktake \
               questions close` laisse les choses en l'état.";
        Example::None
    },
    page! { "silent-source";
        "A source that is authoritative has been silent for too long."
            = "Une source prioritaire est muette depuis trop longtemps.";
        "Its job had no good run within `silent_after` of `[authority]`; lower jobs write its fields \
         meanwhile."
            = "Sa tâche n'a pas eu d'exécution réussie dans le délai `silent_after` de `[authority]`\u{a0}; \
               les tâches moins prioritaires écrivent ses champs en attendant.";
        "See why the job does not end well: `stocktake runs JOB`."
            = "Voyez pourquoi la tâche échoue\u{a0}: `stocktake runs TÂCHE`.";
        Example::None
    },
    page! { "name-gone";
        "A name of the settings that the desk does not show any more."
            = "Un nom des réglages que l'outil ne montre plus.";
        "A team, a category or a company that a rule or a link names was deleted, renamed or put out of \
         sight."
            = "Une équipe, une catégorie ou une société nommée par une règle ou un lien a été supprimée, \
               renommée ou masquée.";
        "Correct the rule or the link; `stocktake refs list SYSTEM` shows what there is."
            = "Corrigez la règle ou le lien\u{a0}; `stocktake refs list SYSTÈME` montre ce qu'il y a.";
        Example::None
    },
    page! { "lock-ends";
        "A lock of `locks.toml` ends soon."
            = "Un verrou de `locks.toml` arrive à son terme.";
        "Its `until` is near; after it the job writes the field again."
            = "Son `until` est proche\u{a0}; ensuite, la tâche écrit à nouveau le champ.";
        "Give it a later day, or take it out."
            = "Donnez-lui une date plus lointaine, ou supprimez-le.";
        Example::None
    },
    page! { "contract-ends";
        "A contract or warranty ends soon, or its notice has to be given."
            = "Un contrat ou une garantie expire bientôt, ou son préavis doit être donné.";
        "The day lies within the span of `[contracts]` of the job."
            = "La date est dans le délai de `[contracts]` de la tâche.";
        "Renew it or give notice, and let the source say so; `stocktake questions close` until a day keeps it \
         quiet."
            = "Renouvelez-le ou résiliez-le, et mettez la source à jour\u{a0}; `stocktake questions close` \
               avec une date le fait taire.";
        Example::None
    },
    page! { "contract-overlap";
        "Contracts of one item overlap, repeat one another or differ in currency."
            = "Des contrats d'un élément se chevauchent, se répètent ou diffèrent par la devise.";
        "Two lines of the source were entered for the same time, or one was not ended."
            = "Deux lignes de la source portent sur la même période, ou l'une n'a pas été close.";
        "Correct the days or the currency of one line in the source."
            = "Corrigez les dates ou la devise d'une ligne dans la source.";
        Example::None
    },
    page! { "near-duplicate";
        "Two items or two names may be the same thing."
            = "Deux éléments ou deux noms désignent peut-être la même chose.";
        "Their names differ by a few signs only, or they share a serial; sources spell names differently."
            = "Leurs noms ne diffèrent que par quelques signes, ou ils partagent un numéro de série\u{a0}; \
               les sources écrivent les noms différemment.";
        "Merge them at the desk; spell names alike with `values` or a dictionary; or close the question if \
         both are right."
            = "Fusionnez-les dans l'outil\u{a0}; unifiez les noms avec `values` ou un dictionnaire\u{a0}; ou \
               fermez la question si les deux sont justes.";
        Example::None
    },
    page! { "junk-key";
        "A key value that too many items share to name anything."
            = "Une valeur de clé que trop d'éléments partagent pour désigner quoi que ce soit.";
        "A maker or a form filled the same serial into many machines; the value is not used as a key."
            = "Un fabricant ou un formulaire a mis le même numéro sur beaucoup de machines\u{a0}; la valeur \
               ne sert pas de clé.";
        "If it is a real value, add it to `allow` of `[junk]`; else give the items their own."
            = "Si c'est une vraie valeur, ajoutez-la à `allow` de `[junk]`\u{a0}; sinon, donnez aux éléments \
               leurs propres valeurs.";
        Example::None
    },
    page! { "reading";
        "Values or rows that are not written as they stand in the source."
            = "Des valeurs ou des lignes qui ne sont pas écrites telles qu'elles sont dans la source.";
        "Something was cut, left out or written in another form on its way, which may or may not be meant."
            = "Quelque chose a été coupé, laissé de côté ou écrit sous une autre forme, ce qui est voulu ou \
               non.";
        "If it is meant, close the question; else correct the source or the mapping as the text says."
            = "Si c'est voulu, fermez la question\u{a0}; sinon, corrigez la source ou la correspondance comme \
               le texte le dit.";
        Example::None
    },
];
