//! Pages of the exit codes.

use super::{Example, Page, page};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "exit-0";
        "Exit code 0: everything was done."
            = "Code de sortie 0\u{a0}: tout est fait.";
        "The command did what it was asked for; a plan without `--detailed-exitcode` ends so with changes, \
         too."
            = "La commande a fait ce qui était demandé\u{a0}; un plan sans `--detailed-exitcode` se termine \
               ainsi même avec des changements.";
        "Nothing has to be done."
            = "Il n'y a rien à faire.";
        Example::None
    },
    page! { "exit-1";
        "Exit code 1: it could not run."
            = "Code de sortie 1\u{a0}: la commande n'a pas pu s'exécuter.";
        "A system, a file or the state database could not be used; what was written before that is in the \
         journal."
            = "Un système, un fichier ou la base d'état était inutilisable\u{a0}; ce qui a été écrit avant \
               est dans le journal.";
        "Read the message; the next run settles what was open. Trying again may help."
            = "Lisez le message\u{a0}; la prochaine exécution règle ce qui était en suspens. Réessayer peut \
               suffire.";
        Example::None
    },
    page! { "exit-2";
        "Exit code 2: wrong usage or configuration."
            = "Code de sortie 2\u{a0}: mauvais usage ou mauvaise configuration.";
        "An option, a name or a file of the project is wrong; nothing was read or written."
            = "Une option, un nom ou un fichier du projet est faux\u{a0}; rien n'a été lu ni écrit.";
        "Correct it: trying again gives the same. `stocktake check` shows every problem at once."
            = "Corrigez\u{a0}: réessayer donne le même résultat. `stocktake check` montre tous les problèmes \
               à la fois.";
        Example::None
    },
    page! { "exit-3";
        "Exit code 3: a limit refused the plan."
            = "Code de sortie 3\u{a0}: une limite a refusé le plan.";
        "The plan exceeds a limit of the job; nothing of it was written. Of `plan`: a run would be refused."
            = "Le plan dépasse une limite de la tâche\u{a0}; rien n'en a été écrit. Pour `plan`\u{a0}: une \
               exécution serait refusée.";
        "Look at the plan, then `stocktake approve RUN`, or correct the source."
            = "Examinez le plan, puis `stocktake approve EXÉCUTION`, ou corrigez la source.";
        Example::None
    },
    page! { "exit-4";
        "Exit code 4: done, but not everything."
            = "Code de sortie 4\u{a0}: fait, mais pas en entier.";
        "Some changes failed, or more rows were rejected than `limits.reject` tolerates; a monitor did not \
         answer."
            = "Des changements ont échoué, ou plus de lignes ont été rejetées que `limits.reject` n'en \
               tolère\u{a0}; un outil de supervision n'a pas répondu.";
        "`stocktake show RUN` lists what failed and what was rejected."
            = "`stocktake show EXÉCUTION` énumère les échecs et les rejets.";
        Example::None
    },
    page! { "exit-5";
        "Exit code 5: there are changes."
            = "Code de sortie 5\u{a0}: il y a des changements.";
        "Only `stocktake plan --detailed-exitcode` ends so."
            = "Seul `stocktake plan --detailed-exitcode` se termine ainsi.";
        "Run the job, if the changes are wanted."
            = "Lancez la tâche, si les changements sont voulus.";
        Example::None
    },
];
