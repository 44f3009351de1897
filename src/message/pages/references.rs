//! Pages of the problems that a configuration can have: templates, and names that stand for something.

use super::{Example, Page, page};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "bad-template";
        "A template with an error."
            = "Un modèle qui contient une erreur.";
        "A brace is not closed, a filter does not exist, or a filter gets the wrong arguments."
            = "Une accolade n'est pas fermée, un filtre n'existe pas, ou un filtre reçoit de mauvais \
               arguments.";
        "Correct it; templates are written as in Jinja (minijinja)."
            = "Corrigez-le\u{a0}; les modèles s'écrivent comme en Jinja (minijinja).";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
template = "{{ Name"
"#)
    },
    page! { "unknown-variable";
        "A template names a variable that it does not get."
            = "Un modèle nomme une variable qu'il ne reçoit pas.";
        "It is misspelt, or it belongs to another template than this one."
            = "Elle est mal écrite, ou elle appartient à un autre modèle.";
        "Take one of the names that the help lists."
            = "Prenez un des noms que l'aide énumère.";
        Example::File("jobs/tickets.toml", r#"monitors = ["watch"]
[[rule]]
name = "all"
desk = "practice"
title = "{{ event.tite }}"
"#)
    },
    page! { "bad-pattern";
        "Not a regular expression."
            = "Ce n'est pas une expression rationnelle.";
        "A bracket is not closed, or a sign with a meaning of its own stands alone."
            = "Une parenthèse ou un crochet n'est pas fermé, ou un signe spécial est seul.";
        "Correct it; to mean such a sign itself, write a backslash before it, in a text with single quotation \
         marks."
            = "Corrigez-la\u{a0}; pour désigner un tel signe lui-même, mettez une barre oblique inverse \
               devant, dans un texte entre apostrophes.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
replace = [{ find = "(", with = "" }]
"#)
    },
    page! { "bad-replacement";
        "A replacement names a group that its pattern does not have."
            = "Un remplacement nomme un groupe que son motif n'a pas.";
        "The pattern has fewer parentheses than the replacement thinks."
            = "Le motif a moins de parenthèses que le remplacement ne le suppose.";
        "Put the part that is to be kept into parentheses, and count them from 1."
            = "Mettez la partie à garder entre parenthèses, et comptez-les à partir de 1.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
replace = [{ find = "^PC-(.*)$", with = "$2" }]
"#)
    },
    page! { "bad-format";
        "Not a date pattern."
            = "Ce n'est pas un format de date.";
        "It has a sign that `strftime` does not know."
            = "Il contient un signe que `strftime` ne connaît pas.";
        "Write it with `%Y`, `%m`, `%d`, `%H` and `%M`, such as `%d/%m/%Y`."
            = "Écrivez-le avec `%Y`, `%m`, `%d`, `%H` et `%M`, comme `%d/%m/%Y`.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
[infocom.buy_date]
column = "Bought"
formats = ["%d/%Q/%Y"]
"#)
    },
    page! { "bad-encoding";
        "Not the name of an encoding."
            = "Ce n'est pas le nom d'un encodage.";
        "It is misspelt, or an alias that is not known."
            = "Il est mal écrit, ou c'est un alias inconnu.";
        "Write one of the common ones: `utf-8`, `utf-16le`, `windows-1252`; without the key it is guessed."
            = "Écrivez un des noms courants\u{a0}: `utf-8`, `utf-16le`, `windows-1252`\u{a0}; sans cette clé, \
               l'encodage est deviné.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
path = "pc.csv"
[feed.csv]
encoding = "utf8x"
"#)
    },
    page! { "bad-character";
        "Not one character that can separate or quote values."
            = "Ce n'est pas un caractère qui puisse séparer ou entourer des valeurs.";
        "It is a text of several characters, or the same sign for both."
            = "C'est un texte de plusieurs caractères, ou le même signe pour les deux.";
        "Write one plain character, such as `;`, or `\\t` for a tab."
            = "Écrivez un seul caractère simple, comme `;`, ou `\\t` pour une tabulation.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
path = "pc.csv"
[feed.csv]
delimiter = ";;"
"#)
    },
    page! { "bad-name";
        "A class, column, grouping or job whose name cannot be one."
            = "Une classe, une colonne, un regroupement ou une tâche dont le nom est impossible.";
        "The label of a page was written where the column of the API is wanted; or the file of a job has a name that stands for something else or looks like another one: `*`, which is every job, a `-` at its begin, blanks at its ends, line breaks and signs that are not seen."
            = "Le libellé d'une page a été écrit là où la colonne de l'API est attendue\u{a0}; ou le fichier d'une tâche a un nom qui désigne autre chose ou ressemble à un autre\u{a0}: `*`, qui désigne toutes les tâches, un `-` au début, des espaces aux bouts, des sauts de ligne et des signes invisibles.";
        "`stocktake columns CLASS` lists the columns with their labels."
            = "`stocktake columns CLASSE` énumère les colonnes avec leurs libellés.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
[field."Serial number"]
column = "Serial"
"#)
    },
    page! { "unknown-system";
        "A job names a system that stocktake.toml does not have."
            = "Une tâche nomme un système que stocktake.toml n'a pas.";
        "It is misspelt, or `[system.NAME.KIND]` is missing."
            = "Il est mal écrit, ou `[system.NOM.TYPE]` manque.";
        "Correct the name, or add the system to `stocktake.toml`."
            = "Corrigez le nom, ou ajoutez le système à `stocktake.toml`.";
        Example::File("jobs/pc.toml", r#"system = "glpi"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "unknown-store";
        "A reference to a secret names a store that stocktake.toml does not have."
            = "Une référence à un secret nomme un coffre que stocktake.toml n'a pas.";
        "The word behind `vault:` is not the name of a `[system.NAME.vault]`."
            = "Le mot après `vault:` n'est pas le nom d'un `[system.NOM.vault]`.";
        "Correct the name, or add the store."
            = "Corrigez le nom, ou ajoutez le coffre.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[system.glpi.glpi]
url = "https://glpi.example.org"
user_token = "vault:safe/glpi#token"
"#)
    },
    page! { "unknown-job";
        "A job is named that the folder jobs does not have."
            = "Une tâche est nommée que le dossier jobs n'a pas.";
        "It is misspelt, or its file was renamed."
            = "Elle est mal écrite, ou son fichier a été renommé.";
        "Write the name of its file without `.toml`."
            = "Écrivez le nom de son fichier sans `.toml`.";
        Example::File("stocktake.toml", r#"[system.practice.sandbox]
[authority.Computer]
"*" = ["nightly"]
"#)
    },
    page! { "not-a-source";
        "A feed reads from a system that has no records."
            = "Un flux lit dans un système qui n'a pas d'enregistrements.";
        "The name in `from` is that of a desk or of a monitor."
            = "Le nom donné dans `from` est celui d'un outil de tickets ou de supervision.";
        "Name a system that has records, or take `from` out and give `path`."
            = "Nommez un système qui a des enregistrements, ou enlevez `from` et donnez `path`.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
from = "practice"
"#)
    },
    page! { "not-a-desk";
        "A job writes into a system that takes nothing of the kind, such as a monitor."
            = "Une tâche écrit dans un système qui ne reçoit rien de ce genre, comme un outil de supervision.";
        "The name in `system` or `desk` is that of a monitor or of a source."
            = "Le nom donné dans `system` ou `desk` est celui d'un outil de supervision ou d'une source.";
        "Name the GLPI, iTop or ServiceNow that is written to."
            = "Nommez le GLPI, l'iTop ou le ServiceNow où l'on écrit.";
        Example::File("jobs/pc.toml", r#"system = "watch"
[[feed]]
mapping = "pc"
path = "pc.csv"
"#)
    },
    page! { "not-a-monitor";
        "A ticket job listens to a system that is no monitor, or a rule to one that its job does not."
            = "Une tâche de tickets écoute un système qui n'est pas un outil de supervision, ou une règle en \
               écoute un que sa tâche n'a pas.";
        "The name in `monitors` is that of a desk or of a source."
            = "Le nom donné dans `monitors` est celui d'un outil de tickets ou d'une source.";
        "Name a monitor, such as an Icinga or a Zabbix of `stocktake.toml`."
            = "Nommez un outil de supervision, comme un Icinga ou un Zabbix de `stocktake.toml`.";
        Example::File("jobs/tickets.toml", r#"monitors = ["practice"]
[[rule]]
name = "all"
desk = "practice"
title = "{{ event.title }}"
"#)
    },
    page! { "unknown-mapping";
        "A mapping is named that does not exist, or a class that none writes."
            = "Une correspondance est nommée qui n'existe pas, ou une classe qu'aucune n'écrit.";
        "It is misspelt, or the file in `mappings` was renamed."
            = "Elle est mal écrite, ou le fichier du dossier `mappings` a été renommé.";
        "Write the name of the file without `.toml`."
            = "Écrivez le nom du fichier sans `.toml`.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "parc"
path = "pc.csv"
"#)
    },
    page! { "unfit-mapping";
        "A feed has a mapping of another class than its job reads."
            = "Un flux a une correspondance d'une autre classe que celle que sa tâche lit.";
        "A job for records got a mapping of events, or a ticket job one of items."
            = "Une tâche d'enregistrements a reçu une correspondance d'événements, ou une tâche de tickets \
               une d'éléments.";
        "Give the feed a mapping whose `class` fits the job."
            = "Donnez au flux une correspondance dont la `class` convient à la tâche.";
        Example::File("jobs/tickets.toml", r#"[[feed]]
name = "calls"
mapping = "pc"
path = "calls.csv"
[[rule]]
name = "all"
desk = "practice"
title = "{{ event.title }}"
"#)
    },
    page! { "unknown-field";
        "A column is named that the mapping has no field for."
            = "Une colonne est nommée pour laquelle la correspondance n'a pas de champ.";
        "`match` or another key names a field that was taken out or is misspelt."
            = "`match` ou une autre clé nomme un champ qui a été enlevé ou est mal écrit.";
        "Add `[field.NAME]`, or correct the name."
            = "Ajoutez `[field.NOM]`, ou corrigez le nom.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["serial"]]
[field.name]
column = "Name"
"#)
    },
    page! { "unknown-ending";
        "The format of a file cannot be told by the ending of its name."
            = "Le format d'un fichier ne se déduit pas de la fin de son nom.";
        "The name ends in something that says nothing, or it is a folder."
            = "Le nom se termine par quelque chose qui ne dit rien, ou c'est un dossier.";
        "Add an empty table `[feed.csv]`, `[feed.sheet]` or `[feed.json]`, which says it."
            = "Ajoutez une table vide `[feed.csv]`, `[feed.sheet]` ou `[feed.json]`, qui l'indique.";
        Example::File("jobs/pc.toml", r#"system = "practice"
[[feed]]
mapping = "pc"
path = "export.dat"
"#)
    },
    page! { "unknown-class";
        "There is no such class, or it is not known which one a foreign key points at."
            = "Cette classe n'existe pas, ou on ne sait pas laquelle une clé étrangère désigne.";
        "It is misspelt, or a plugin has it, whose tables are not known here."
            = "Elle est mal écrite, ou elle vient d'un plugin, dont les tables ne sont pas connues ici.";
        "Correct it; for a column of a plugin, name the class with `class`."
            = "Corrigez-la\u{a0}; pour une colonne de plugin, indiquez la classe avec `class`.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
[field.plugin_racks_id]
column = "Rack"
type = "dropdown"
"#)
    },
    page! { "twice";
        "Two tests of a mapping or two rules of a job have the same name, or the same thing is listed again."
            = "Deux tests d'une correspondance ou deux règles d'une tâche ont le même nom, ou la même chose \
               est indiquée deux fois.";
        "A block was copied and its name kept."
            = "Un bloc a été copié et son nom gardé.";
        "Give each its own name, or take one out."
            = "Donnez à chacun son nom, ou enlevez-en un.";
        Example::File("jobs/tickets.toml", r#"monitors = ["watch"]
[[rule]]
name = "disks"
select.services = ["disk*"]
desk = "practice"
title = "{{ event.title }}"
[[rule]]
name = "disks"
desk = "practice"
title = "{{ event.title }}"
"#)
    },
    page! { "unreachable";
        "A rule or a line behind another one that takes everything first."
            = "Une règle ou une ligne placée après une autre qui prend déjà tout.";
        "The first rule that fits an event decides; one without a condition fits them all."
            = "La première règle qui convient à un événement décide\u{a0}; une règle sans condition convient \
               à tous.";
        "Put the narrower rule before the wider one."
            = "Placez la règle la plus précise avant la plus large.";
        Example::File("jobs/tickets.toml", r#"monitors = ["watch"]
[[rule]]
name = "all"
desk = "practice"
title = "{{ event.title }}"
[[rule]]
name = "disks"
select.services = ["disk*"]
desk = "practice"
title = "{{ event.title }}"
"#)
    },
    page! { "test-failed";
        "A test of a mapping does not come out as it says."
            = "Un test d'une correspondance ne donne pas ce qu'il annonce.";
        "The mapping was changed, or the test is out of date."
            = "La correspondance a été modifiée, ou le test n'est plus à jour.";
        "Look at both values that are shown, and correct the one that is wrong."
            = "Comparez les deux valeurs affichées, et corrigez celle qui est fausse.";
        Example::File("mappings/pc.toml", r#"class = "Computer"
match = [["name"]]
[field.name]
column = "Name"
[[test]]
name = "a name is kept"
row = { Name = "pc-1" }
want = { name = "PC-1" }
"#)
    },
    page! { "in-clear";
        "The console would be reached by other machines without encryption."
            = "La console serait accessible à d'autres machines sans chiffrement.";
        "`[web] listen` names an address that is not this machine's own, and nothing encrypts the way to it: passwords \
         and session cookies would cross the network as they are."
            = "`[web] listen` désigne une adresse qui n'est pas propre à cette machine, et rien ne chiffre le chemin\u{a0}: \
               mots de passe et cookies de session passeraient tels quels sur le réseau.";
        "Set `certificate` and `key`, or `behind_proxy = true` where a proxy encrypts, or let it listen on loopback."
            = "Indiquez `certificate` et `key`, ou `behind_proxy = true` si un mandataire chiffre, ou faites-la écouter \
               sur l'interface locale.";
        Example::File("stocktake.toml", r#"[web]
listen = "0.0.0.0:8080"
"#)
    },
    page! { "no-such-part";
        "Items of the class have no such part."
            = "Les éléments de la classe n'ont pas cette partie.";
        "Only some classes have an operating system, financial data, a contract or sets such as `ports`."
            = "Seules certaines classes ont un système d'exploitation, des données financières, un contrat ou \
               des ensembles comme `ports`.";
        "Take the table out, or move it to the mapping of the class that has it."
            = "Enlevez la table, ou déplacez-la dans la correspondance de la classe qui l'a.";
        Example::File("mappings/pc.toml", r#"class = "Software"
match = [["name"]]
[field.name]
column = "Name"
[os.operatingsystems_id]
column = "OS"
"#)
    },
];
