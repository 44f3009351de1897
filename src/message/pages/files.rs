//! Pages of why a file cannot be used.

use super::{Example, Page, page};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "no-file";
        "A file that is not there."
            = "Un fichier absent.";
        "No file matches `path` of the feed in its folder, or it is empty; the message names the nearest \
         ones."
            = "Aucun fichier ne correspond à `path` du flux dans son dossier, ou il est vide\u{a0}; le \
               message cite les plus proches.";
        "Correct `path`, or see why the export was not made."
            = "Corrigez `path`, ou voyez pourquoi l'export n'a pas été fait.";
        Example::Source(None)
    },
    page! { "file-too-old";
        "A file that is older than the job allows."
            = "Un fichier plus ancien que la tâche ne le permet.";
        "It was last changed longer ago than `max_age`: the export has probably stopped."
            = "Sa dernière modification est plus ancienne que `max_age`\u{a0}: l'export s'est sans doute \
               arrêté.";
        "Let the export run again; raise `max_age` only if files may be that old."
            = "Relancez l'export\u{a0}; n'augmentez `max_age` que si les fichiers peuvent être aussi anciens.";
        Example::Feed(r#"max_age = "1m"
    "#)
    },
    page! { "file-changing";
        "A file that is still being written, or was changed while it was read."
            = "Un fichier en cours d'écriture, ou modifié pendant sa lecture.";
        "The export and the job run at the same time."
            = "L'export et la tâche s'exécutent en même temps.";
        "Start the job later, or let the export write another name and rename the file at its end."
            = "Lancez la tâche plus tard, ou faites écrire l'export sous un autre nom, puis renommer le \
               fichier à la fin.";
        Example::None
    },
    page! { "file-unreadable";
        "A file or folder that the system does not let us read or move."
            = "Un fichier ou un dossier que le système ne laisse pas lire ou déplacer.";
        "The user that runs stocktake lacks the right, or the path is a folder."
            = "L'utilisateur qui exécute stocktake n'en a pas le droit, ou le chemin est un dossier.";
        "Give that user the right to read the file, and to write in the folder into which it is moved."
            = "Donnez à cet utilisateur le droit de lire le fichier, et d'écrire dans le dossier où il est \
               déplacé.";
        Example::Feed(r#"path = "mappings"
[feed.csv]
"#)
    },
    page! { "wrong-content";
        "A file that does not hold what the job says."
            = "Un fichier qui ne contient pas ce que la tâche annonce.";
        "It is of another kind, has no header, or ends in the middle; the message says what was found."
            = "Il est d'un autre genre, n'a pas d'en-tête, ou s'arrête au milieu\u{a0}; le message dit ce qui \
               a été trouvé.";
        "Export it again, or correct the table of the feed that says how it is read."
            = "Exportez-le à nouveau, ou corrigez la table du flux qui dit comment le lire.";
        Example::Source(Some(r#""#))
    },
    page! { "columns-missing";
        "A file without the columns that the mapping needs."
            = "Un fichier sans les colonnes dont la correspondance a besoin.";
        "The columns were renamed, the header stands in another row, or it is another file."
            = "Les colonnes ont été renommées, l'en-tête est dans une autre ligne, ou c'est un autre fichier.";
        "Correct `column` in the mapping: a list of names takes the first that is there; or set `header_row`."
            = "Corrigez `column` dans la correspondance\u{a0}: une liste de noms prend le premier \
               présent\u{a0}; ou renseignez `header_row`.";
        Example::Source(Some(r#"Other;Thing
1;2
"#))
    },
    page! { "password-protected";
        "A workbook that is protected by a password."
            = "Un classeur protégé par un mot de passe.";
        "Its content is encrypted and cannot be read without the password."
            = "Son contenu est chiffré et illisible sans le mot de passe.";
        "Save a copy without a password for the import."
            = "Enregistrez une copie sans mot de passe pour l'import.";
        Example::None
    },
    page! { "file-too-demanding";
        "A file that takes too much memory or time to read."
            = "Un fichier qui demande trop de mémoire ou de temps à lire.";
        "It is very large, damaged, or made to do harm; a program of its own reads it within `[reading]`."
            = "Il est très grand, abîmé, ou malveillant\u{a0}; un programme à part le lit dans les limites de \
               `[reading]`.";
        "Export it again, as CSV if it can be; raise `memory` or `time` of `[reading]` for a file that you \
         trust."
            = "Exportez-le à nouveau, en CSV si possible\u{a0}; augmentez `memory` ou `time` de `[reading]` \
               pour un fichier sûr.";
        Example::None
    },
];
