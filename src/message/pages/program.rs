//! Pages of the program, its command line and its state database.

use super::{Example, Page, page};
use crate::message::{run, state};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "not-found";
        "Something that was named on the command line is not there."
            = "Ce qui est nommé sur la ligne de commande n'existe pas.";
        "A job, a system, a run or a plan is misspelt, or it belongs to another project."
            = "Une tâche, un système, une exécution ou un plan est mal écrit, ou appartient à un autre \
               projet.";
        "Take one of the names that the message lists; the shell completes them, too (`stocktake \
         completions`)."
            = "Prenez un des noms que le message énumère\u{a0}; le shell les complète aussi (`stocktake \
               completions`).";
        Example::Command("plan nothing-of-this-name")
    },
    page! { "already-running";
        "A job that is being run already."
            = "Une tâche déjà en cours d'exécution.";
        "Another program, perhaps on another machine, runs it: `serve`, or a person."
            = "Un autre programme, peut-être sur une autre machine, l'exécute\u{a0}: `serve`, ou une \
               personne.";
        "Wait for its end; after a crash it counts as dead when it has given no sign of life for two minutes."
            = "Attendez sa fin\u{a0}; après un arrêt brutal, elle compte comme abandonnée sans signe de vie \
               pendant deux minutes.";
        Example::Says(|| state::already_running("nightly", "0192f3a1", "host 4711", "2026-11-29 02:31 UTC"))
    },
    page! { "state-folder";
        "The folder of the state cannot be made or written to."
            = "Le dossier de l'état ne peut pas être créé ou écrit.";
        "The user that runs stocktake does not own `var`: a command was once given as root, for example."
            = "L'utilisateur qui exécute stocktake ne possède pas `var`\u{a0}: une commande a par exemple été \
               lancée en root.";
        "Give the folder back to the user, with `chown -R`."
            = "Rendez le dossier à l'utilisateur, avec `chown -R`.";
        Example::Says(|| state::give_the_folder("/etc/stocktake/var"))
    },
    page! { "state-unreachable";
        "The state database cannot be opened, or was lost."
            = "La base d'état ne s'ouvre pas, ou la connexion a été perdue.";
        "PostgreSQL is down or refuses us, or the file of SQLite lies on a disk that fails or is full."
            = "PostgreSQL est arrêté ou nous refuse, ou le fichier SQLite est sur un disque plein ou \
               défaillant.";
        "See to the database; what was open is settled by the next run."
            = "Occupez-vous de la base\u{a0}; ce qui était en suspens sera réglé par la prochaine exécution.";
        Example::Says(|| state::cannot_connect("postgres://db.example.org/stocktake", state::connection_refused(), "…"))
    },
    page! { "state-newer";
        "The state database was changed by a newer stocktake."
            = "La base d'état a été modifiée par une version plus récente de stocktake.";
        "The program was put back to an older version, or two machines have different ones."
            = "Le programme a été ramené à une version antérieure, ou deux machines n'ont pas la même.";
        "Install the newer version again; or restore the copy that was made before the upgrade \
         (`stocktake.db.before-…`)."
            = "Réinstallez la version récente\u{a0}; ou restaurez la copie faite avant la mise à niveau \
               (`stocktake.db.before-…`).";
        Example::Says(|| state::newer("var/stocktake.db", "20991231000001"))
    },
    page! { "state-damaged";
        "The state database holds something unreadable."
            = "La base d'état contient une donnée illisible.";
        "The disk failed, the file was copied while it was written, or somebody changed it by hand."
            = "Le disque a failli, le fichier a été copié pendant une écriture, ou quelqu'un l'a modifié à la \
               main.";
        "Stop stocktake, keep the file, and restore the newest backup with `stocktake db restore`."
            = "Arrêtez stocktake, gardez le fichier, et restaurez la dernière sauvegarde avec `stocktake db \
               restore`.";
        Example::Says(|| state::corrupt("var/stocktake.db", "…"))
    },
    page! { "state-frozen";
        "The state database does not answer."
            = "La base d'état ne répond pas.";
        "Its server is stopped while its machine lives, so that a call waits for ever; the program has ended \
         itself after `frozen_after`."
            = "Son serveur est figé alors que sa machine vit, un appel attend donc sans fin\u{a0}; le \
               programme s'est arrêté après `frozen_after`.";
        "See to the database; the supervisor starts `serve` again, and the next run settles what was open."
            = "Occupez-vous de la base\u{a0}; le superviseur relance `serve`, et la prochaine exécution règle \
               ce qui était en suspens.";
        Example::Says(|| run::state_frozen("5 minutes"))
    },
    page! { "internal-fault";
        "The program came upon a fault of its own."
            = "Le programme a rencontré une erreur interne.";
        "Something happened that its authors hold for impossible; only this run has ended."
            = "Il s'est produit quelque chose que ses auteurs croient impossible\u{a0}; seule cette exécution \
               est terminée.";
        "Report it with the log and the page of `stocktake doctor`; the next run settles what was open."
            = "Signalez-le avec le journal et la page de `stocktake doctor`\u{a0}; la prochaine exécution \
               règle ce qui était en suspens.";
        Example::Says(|| run::panicked("index out of bounds"))
    },
];
