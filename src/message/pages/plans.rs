//! Pages of why a plan is refused or cannot be applied.

use super::{Example, Page, page};
use crate::message::{guard, saved};
use crate::model::change::Operation;

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "empty-source";
        "A source without any record."
            = "Une source sans aucun enregistrement.";
        "An export failed or its query found nothing; the plan would retire everything, so it is refused."
            = "Un export a échoué ou sa requête n'a rien trouvé\u{a0}; le plan retirerait tout, il est donc \
               refusé.";
        "Look at the source. A run of a source that is empty for good is not approved: take the feed out of \
         the job."
            = "Voyez la source. Une source vide pour de bon ne s'approuve pas\u{a0}: retirez le flux de la \
               tâche.";
        Example::Says(|| guard::no_records("computers"))
    },
    page! { "source-shrank";
        "A source that has lost more records than the job allows."
            = "Une source qui a perdu plus d'enregistrements que la tâche ne le permet.";
        "It has fewer records than in the last good run, by more than `limits.shrink_percent`; an export was \
         cut off, or a filter changed."
            = "Elle a moins d'enregistrements qu'à la dernière exécution réussie, au-delà de \
               `limits.shrink_percent`\u{a0}; un export a été interrompu, ou un filtre a changé.";
        "Look at the source. If it is right, `stocktake approve RUN` applies exactly the plan that was \
         refused."
            = "Voyez la source. Si c'est juste, `stocktake approve EXÉCUTION` applique exactement le plan \
               refusé.";
        Example::Says(|| guard::shrank("computers", 205, 61, "70.2", 50))
    },
    page! { "limit-exceeded";
        "A plan that would change more than the job allows."
            = "Un plan qui changerait plus que la tâche ne le permet.";
        "The creations, updates or retirements of a class are more than `limits.create`, `limits.update` or \
         `limits.retire` allow, in percent or in number."
            = "Les créations, modifications ou retraits d'une classe dépassent ce que permettent \
               `limits.create`, `limits.update` ou `limits.retire`, en pourcentage ou en nombre.";
        "Look at the plan: `stocktake show-plan RUN`. If it is right, `stocktake approve RUN` applies it; if \
         it is right every night, raise the limit."
            = "Voyez le plan\u{a0}: `stocktake show-plan EXÉCUTION`. S'il est juste, `stocktake approve \
               EXÉCUTION` l'applique\u{a0}; s'il est juste chaque nuit, augmentez la limite.";
        Example::Says(|| guard::count_exceeded(120, "Computer", Operation::Retire, 20))
    },
    page! { "plan-not-usable";
        "A saved plan that cannot be applied."
            = "Un plan enregistré qui ne peut pas être appliqué.";
        "It was applied before, was changed after it was saved, is not the one that was approved, or is for \
         another system."
            = "Il a déjà été appliqué, a été modifié après son enregistrement, n'est pas celui qui a été \
               approuvé, ou vise un autre système.";
        "Make a new plan with `stocktake plan JOB --out FILE`."
            = "Faites un nouveau plan avec `stocktake plan TÂCHE --out FICHIER`.";
        Example::Says(|| saved::applied_before("0192f3a1"))
    },
];
