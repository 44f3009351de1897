//! Pages of the problems that a configuration can have: files, keys and single values.

use super::{Example, Page, page};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "no-project";
        "The folder has no stocktake.toml."
            = "Le dossier n'a pas de stocktake.toml.";
        "The command was given in another folder, or `--project` (or `STOCKTAKE_PROJECT`) names one that is \
         no project."
            = "La commande a été lancée dans un autre dossier, ou `--project` (ou `STOCKTAKE_PROJECT`) \
               désigne un dossier qui n'est pas un projet.";
        "Change into the project folder, or name it with `--project`; `stocktake init` makes a new one."
            = "Placez-vous dans le dossier du projet, ou indiquez-le avec `--project`\u{a0}; `stocktake init` \
               en crée un.";
        Example::Without("stocktake.toml")
    },
    page! { "no-job";
        "The folder jobs has no job."
            = "Le dossier jobs ne contient aucune tâche.";
        "There is no file `jobs/NAME.toml`, or its name does not end in `.toml`."
            = "Il n'y a pas de fichier `jobs/NOM.toml`, ou son nom ne se termine pas par `.toml`.";
        "Write one, or let `stocktake init --from FILE` make a job and a mapping for a file."
            = "Écrivez-en un, ou laissez `stocktake init --from FICHIER` créer une tâche et une \
               correspondance pour un fichier.";
        Example::Without("jobs/pc.toml")
    },
    page! { "unreadable";
        "A file or folder cannot be read."
            = "Un fichier ou un dossier est illisible.";
        "The user that runs stocktake may not read it, or it is no plain file."
            = "L'utilisateur qui exécute stocktake n'a pas le droit de le lire, ou ce n'est pas un fichier \
               ordinaire.";
        "Give that user the right to read it: in an installation by package, `chgrp stocktake` and `chmod \
         g+r`."
            = "Donnez à cet utilisateur le droit de lecture\u{a0}: dans une installation par paquet, `chgrp \
               stocktake` et `chmod g+r`.";
        Example::Folder("jobs/pc.toml")
    },
    page! { "not-utf8";
        "A configuration file is not UTF-8."
            = "Un fichier de configuration n'est pas en UTF-8.";
        "An editor has saved it in another encoding, such as Windows-1252; accents show it first."
            = "Un éditeur l'a enregistré dans un autre encodage, comme Windows-1252\u{a0}; les accents le \
               montrent en premier.";
        "Save it again as UTF-8."
            = "Enregistrez-le à nouveau en UTF-8.";
        Example::Latin("jobs/pc.toml", r#"description = "Vérifié"
    "#)
    },
    page! { "syntax";
        "A file is not valid TOML; the rest of it is not checked."
            = "Un fichier n'est pas du TOML valide\u{a0}; le reste n'est pas vérifié.";
        "A quotation mark, a bracket or an equals sign is missing, or a key or a table stands twice."
            = "Il manque un guillemet, un crochet ou un signe égal, ou une clé ou une table y est deux fois.";
        "Correct the place that is underlined; texts stand in quotation marks, and a table begins with its \
         name in brackets."
            = "Corrigez l'endroit souligné\u{a0}; les textes sont entre guillemets, et une table commence par \
               son nom entre crochets.";
        Example::File("jobs/pc.toml", r#"system = practice
    "#)
    },
    page! { "unknown-key";
        "A key that does not exist at this place."
            = "Une clé qui n'existe pas à cet endroit.";
        "It is misspelt, or it stands below the wrong table: in TOML every key belongs to the table above it."
            = "Elle est mal écrite, ou elle est sous la mauvaise table\u{a0}: en TOML, une clé appartient à \
               la table qui la précède.";
        "Take the name that is proposed, or move the key above the first table of the file."
            = "Prenez le nom proposé, ou placez la clé avant la première table du fichier.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
paht = "pc.csv"
"#)
    },
    page! { "wrong-type";
        "A value of the wrong type, such as a number in place of a text."
            = "Une valeur du mauvais type, par exemple un nombre à la place d'un texte.";
        "Quotation marks are missing or are too many, or a single value stands where a list is wanted."
            = "Il manque des guillemets, ou il y en a de trop, ou une seule valeur est donnée là où une liste \
               est attendue.";
        "Write the value in the form that the message names."
            = "Écrivez la valeur sous la forme que le message indique.";
        Example::File("jobs/pc.toml", r#"system = "practice"
adopt = "yes"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "unknown-word";
        "A word that is none of those allowed."
            = "Un mot qui n'est pas un de ceux qui sont permis.";
        "It is misspelt, or it belongs to another key."
            = "Il est mal écrit, ou il appartient à une autre clé.";
        "Take one of the words that the message lists."
            = "Prenez un des mots que le message énumère.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
path = "pc.csv"
pick = "latest"
"#)
    },
    page! { "missing-key";
        "A key that must be there is not."
            = "Une clé obligatoire manque.";
        "The table needs it, or another key of the table does."
            = "La table en a besoin, ou une autre clé de la table.";
        "Add it; the help shows how it is written."
            = "Ajoutez-la\u{a0}; l'aide montre comment l'écrire.";
        Example::File("jobs/pc.toml", r#"[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "exactly-one";
        "Of several keys exactly one (or at most one) may be given."
            = "De plusieurs clés, une seule (ou une au plus) peut être donnée.";
        "Two keys say the same thing in different ways, or none of them is there."
            = "Deux clés disent la même chose de façon différente, ou aucune n'est présente.";
        "Keep the one that you mean."
            = "Gardez celle que vous voulez.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
template = "{{ Name }}"
"#)
    },
    page! { "together";
        "Keys that only go together."
            = "Des clés qui ne vont qu'ensemble.";
        "One of them was written without the other."
            = "L'une a été écrite sans l'autre.";
        "Add the other one, or take this one out."
            = "Ajoutez l'autre, ou enlevez celle-ci.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
otherwise = "reject"
"#)
    },
    page! { "without-effect";
        "A key that does nothing with the other settings."
            = "Une clé sans effet avec les autres réglages.";
        "It belongs to another kind of field, feed or rule than this one, or another key switches it off."
            = "Elle appartient à un autre genre de champ, de flux ou de règle, ou une autre clé la désactive.";
        "Take it out, or set the key that it belongs to; silent settings hide mistakes, so they are refused."
            = "Enlevez-la, ou renseignez la clé dont elle dépend\u{a0}; un réglage muet cache des erreurs, il \
               est donc refusé.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
round = "up"
"#)
    },
    page! { "blank";
        "A value or list that must not be empty."
            = "Une valeur ou une liste qui ne doit pas être vide.";
        "The key is there without anything in it."
            = "La clé est présente, sans rien dedans.";
        "Fill it, or take the key out."
            = "Remplissez-la, ou enlevez la clé.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[mail]
from = "stocktake@example.org"
to = ["it@example.org"]
[mail.files]
folder = ""
"#)
    },
    page! { "out-of-range";
        "A number outside its range."
            = "Un nombre hors de ses limites.";
        "It is too small or too large to make sense or to be safe."
            = "Il est trop petit ou trop grand pour avoir un sens ou être sûr.";
        "Take a number of the range that the message names."
            = "Prenez un nombre dans les limites que le message indique.";
        Example::File("jobs/pc.toml", r#"system = "practice"
fight_after = 1
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "secret-in-file";
        "A secret stands in a configuration file."
            = "Un secret figure dans un fichier de configuration.";
        "A password or token was written where a reference belongs; the file may be in version control or in \
         a backup."
            = "Un mot de passe ou un jeton est écrit à la place d'une référence\u{a0}; le fichier est \
               peut-être versionné ou sauvegardé.";
        "Write where it stands instead, such as `env:NAME`, `file:PATH` or `credential:NAME`, and change the \
         secret, since it has been seen."
            = "Indiquez plutôt où il se trouve, par exemple `env:NOM`, `file:CHEMIN` ou `credential:NOM`, et \
               changez le secret, puisqu'il a été vu.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[system.glpi.glpi]
url = "https://glpi.example.org"
user_token = "s3cr3t-of-the-desk"
"#)
    },
    page! { "bad-secret";
        "A reference to a secret without a usable name or path."
            = "Une référence à un secret sans nom ou chemin utilisable.";
        "What stands behind `env:`, `file:`, `credential:`, `cmd:` or `vault:` cannot be a name or a path."
            = "Ce qui suit `env:`, `file:`, `credential:`, `cmd:` ou `vault:` ne peut pas être un nom ou un \
               chemin.";
        "Write it as the help shows."
            = "Écrivez-le comme l'aide le montre.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[system.glpi.glpi]
url = "https://glpi.example.org"
user_token = "env:1X"
"#)
    },
    page! { "password-in-url";
        "A URL holds a password."
            = "Une URL contient un mot de passe.";
        "A URL of the form `https://name:password@host` was copied; URLs are shown in logs and messages."
            = "Une URL de la forme `https://nom:motdepasse@hôte` a été copiée\u{a0}; les URL apparaissent \
               dans les journaux et les messages.";
        "Take the password out of the URL and name it in its own key, as a reference."
            = "Retirez le mot de passe de l'URL et indiquez-le dans sa propre clé, comme référence.";
        Example::File("stocktake.toml", r#"[state]
url = "postgres://stocktake:s3cr3t@db.example.org/stocktake"
[system.practice.sandbox]
"#)
    },
    page! { "bad-url";
        "Not a usable URL."
            = "URL inutilisable.";
        "The scheme is missing, it has a query or a fragment, or the scheme is one that stocktake does not \
         speak."
            = "Le schéma manque, l'URL a une requête ou un fragment, ou stocktake ne connaît pas ce schéma.";
        "Write the address as the help shows, with `https://` in front."
            = "Écrivez l'adresse comme l'aide le montre, avec `https://` devant.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[system.glpi.glpi]
url = "glpi.example.org"
user_token = "env:GLPI_USER_TOKEN"
"#)
    },
    page! { "bad-table";
        "Not the name of a table."
            = "Ce n'est pas le nom d'une table.";
        "A label was written where the API wants the technical name."
            = "Un libellé a été écrit là où l'API attend le nom technique.";
        "Write the name of the API, in lower case, such as `incident`."
            = "Écrivez le nom de l'API, en minuscules, comme `incident`.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[system.snow.servicenow]
url = "https://example.service-now.com"
user = "stocktake"
password = "env:SNOW_PASSWORD"
tables = ["Incident"]
"#)
    },
    page! { "bad-host";
        "Not a host name."
            = "Ce n'est pas un nom d'hôte.";
        "A URL or a port was written along with the host."
            = "Une URL ou un port a été écrit avec l'hôte.";
        "Write the bare name, such as `smtp.example.org`; the port is a key of its own."
            = "Écrivez le nom seul, comme `smtp.example.org`\u{a0}; le port a sa propre clé.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[mail]
from = "stocktake@example.org"
to = ["it@example.org"]
[mail.smtp]
host = "https://smtp.example.org:25"
"#)
    },
    page! { "bad-duration";
        "Not a span of time such as 90s, 15m, 2h, 1d or 1h30m."
            = "Ce n'est pas une durée comme 90s, 15m, 2h, 1d ou 1h30m.";
        "The unit is missing, or it is one that is not known."
            = "L'unité manque, ou elle n'est pas connue.";
        "Write a number with d, h, m or s."
            = "Écrivez un nombre suivi de d, h, m ou s.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[schedule]
cron = "30 2 * * *"
jitter = "5"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "bad-size";
        "Not an amount of memory such as 512MiB or 1GiB."
            = "Ce n'est pas une quantité de mémoire comme 512MiB ou 1GiB.";
        "The unit is missing or is one of thousands (`MB`, `GB`), which mean different amounts to different \
         people."
            = "L'unité manque, ou c'est une unité décimale (`MB`, `GB`), que chacun comprend autrement.";
        "Write a whole number with MiB or GiB."
            = "Écrivez un nombre entier suivi de MiB ou GiB.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[reading]
memory = "1GB"
"#)
    },
    page! { "bad-address";
        "Not an e-mail address."
            = "Ce n'est pas une adresse électronique.";
        "The sign `@` is missing, or several addresses stand in one text."
            = "Le signe `@` manque, ou plusieurs adresses sont dans un seul texte.";
        "Write each address as a text of its own in a list."
            = "Écrivez chaque adresse comme un texte distinct dans une liste.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[mail]
from = "nobody"
to = ["it@example.org"]
[mail.files]
folder = "mails"
"#)
    },
    page! { "bad-zone";
        "Not an IANA time zone."
            = "Ce n'est pas un fuseau horaire IANA.";
        "It is an abbreviation such as `CET`, or a city without its continent."
            = "C'est une abréviation comme `CET`, ou une ville sans son continent.";
        "Write continent and city, such as `Europe/Paris`."
            = "Écrivez le continent et la ville, comme `Europe/Paris`.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[schedule]
cron = "30 2 * * *"
zone = "Paris"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "bad-cron";
        "Not a cron expression, or one that never comes due."
            = "Ce n'est pas une expression cron, ou elle n'arrive jamais à échéance.";
        "A field is out of its range, a field is missing, or the day does not exist, such as 30 February."
            = "Un champ est hors limites, il manque un champ, ou le jour n'existe pas, comme le 30 février.";
        "Write minute, hour, day, month and weekday, such as `30 2 * * *` for each day at 02:30."
            = "Écrivez minute, heure, jour, mois et jour de la semaine, comme `30 2 * * *` pour chaque jour à \
               02:30.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[schedule]
cron = "30 25 * * *"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "bad-time";
        "Not a local time HH:MM."
            = "Ce n'est pas une heure locale HH:MM.";
        "It was written in another form, such as `20h`."
            = "Elle a été écrite sous une autre forme, comme `20h`.";
        "Write two digits, a colon and two digits, such as `20:00`."
            = "Écrivez deux chiffres, deux-points et deux chiffres, comme `20:00`.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[schedule]
cron = "30 2 * * *"
[[schedule.freeze]]
from = "20h"
to = "06:00"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "bad-date";
        "Not a day, or a span of days that ends before it begins."
            = "Ce n'est pas une date, ou une période qui finit avant de commencer.";
        "It was written in another form, or begin and end are the wrong way round."
            = "Elle a été écrite sous une autre forme, ou le début et la fin sont inversés.";
        "Write year, month and day, such as `2026-12-24`, without quotation marks or with them."
            = "Écrivez année, mois et jour, comme `2026-12-24`, avec ou sans guillemets.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[schedule]
cron = "30 2 * * *"
[[schedule.freeze]]
from_date = 2026-12-24
to_date = 2026-12-23
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
];
