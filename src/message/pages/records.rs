//! Pages of what makes a record or a value unusable.

use super::{Example, Page, page};
use crate::message::reject;

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "no-key";
        "A record has nothing to match its item by."
            = "Un enregistrement n'a rien pour retrouver son élément.";
        "Every key of the mapping is blank in this row, or holds a word that means nothing, such as `N/A` or \
         `To be filled by O.E.M.`."
            = "Chaque clé de la correspondance est vide dans cette ligne, ou contient un mot sans valeur, \
               comme `N/A` ou `To be filled by O.E.M.`.";
        "Fill the key in the source; or give `match` another key; a real value that is taken for such a word \
         goes into `allow` of `[junk]`."
            = "Remplissez la clé dans la source\u{a0}; ou donnez une autre clé à `match`\u{a0}; une vraie \
               valeur prise pour un tel mot va dans `allow` de `[junk]`.";
        Example::Says(|| reject::no_key_but_blank_or_junk("serial"))
    },
    page! { "no-such-name";
        "A name that the desk does not have."
            = "Un nom que l'outil n'a pas.";
        "The field points at a row of another class, and none has this name; nothing is made where `missing = \
         \"reject\"`."
            = "Le champ désigne une ligne d'une autre classe, et aucune n'a ce nom\u{a0}; rien n'est créé \
               quand `missing = \"reject\"`.";
        "Correct the name in the source or by `values`; make the row at the desk; or let it be made with \
         `missing = \"create\"`."
            = "Corrigez le nom dans la source ou par `values`\u{a0}; créez la ligne dans l'outil\u{a0}; ou \
               laissez-la créer avec `missing = \"create\"`.";
        Example::Cell(r#"[field.locations_id]
missing = "reject"
column = "Value"
"#, r#"No such place"#)
    },
    page! { "several-of-the-name";
        "A name that several rows of the desk have."
            = "Un nom que plusieurs lignes de l'outil portent.";
        "Entities, contracts or new items share it, so that it does not say which one is meant."
            = "Des entités, des contrats ou de nouveaux éléments le partagent, il ne dit donc pas lequel est \
               désigné.";
        "Give the path of the entity (`A > B`), the number of the contract, or rename one of them."
            = "Donnez le chemin de l'entité (`A > B`), le numéro du contrat, ou renommez l'un d'eux.";
        Example::Says(|| reject::several_entities("Sales", 2, "Root entity > France > Sales"))
    },
    page! { "ambiguous";
        "A record may be any of several items."
            = "Un enregistrement peut désigner plusieurs éléments.";
        "Several items of the desk have the same value of the key by which they are matched; none of them is \
         touched."
            = "Plusieurs éléments de l'outil ont la même valeur pour la clé qui sert à les retrouver\u{a0}; \
               aucun n'est touché.";
        "Leave the value to one of the items and put the others in the trash; or match by a key that tells \
         them apart."
            = "Laissez la valeur à un seul des éléments et mettez les autres à la corbeille\u{a0}; ou \
               utilisez une clé qui les distingue.";
        Example::Says(|| reject::ambiguous(2, "Computer", "serial", "#12 PC-7, #31 PC-7"))
    },
    page! { "named-twice";
        "Several records name the same item."
            = "Plusieurs enregistrements désignent le même élément.";
        "Two rows have the same key, or different keys of two rows lead to one item; which row is right is \
         not certain."
            = "Deux lignes ont la même clé, ou des clés différentes de deux lignes mènent au même \
               élément\u{a0}; on ne sait pas laquelle est juste.";
        "Leave one row in the source; where a row is a part of an item, such as a contract line, use \
         `[contract] lines` or a set."
            = "Gardez une seule ligne dans la source\u{a0}; si une ligne est une partie de l'élément, comme \
               une ligne de contrat, utilisez `[contract] lines` ou un ensemble.";
        Example::Says(|| reject::also_named_by("Computer #12", "export.csv:4"))
    },
    page! { "rows-differ";
        "Rows of one item contradict each other."
            = "Des lignes d'un même élément se contredisent.";
        "An item has several rows, and a field that it has once has two values; the first one counts."
            = "Un élément a plusieurs lignes, et un champ unique a deux valeurs\u{a0}; la première compte.";
        "Make the rows agree in the source."
            = "Faites concorder les lignes dans la source.";
        Example::Says(|| reject::rows_differ("Lyon", "export.csv:4", "Paris"))
    },
    page! { "in-the-trash";
        "The item of a record lies in the trash."
            = "L'élément d'un enregistrement est dans la corbeille.";
        "A person put it there, or another job whose source no longer has it; nothing is written to it."
            = "Une personne l'y a mis, ou une autre tâche dont la source ne l'a plus\u{a0}; rien n'y est \
               écrit.";
        "Restore it at the desk, or delete it for good: then it is made anew."
            = "Restaurez-le dans l'outil, ou supprimez-le définitivement\u{a0}: il est alors recréé.";
        Example::Says(|| reject::put_in_trash_at_desk("Computer", 12))
    },
    page! { "out-of-sight";
        "The item of a record is not shown to our user."
            = "L'élément d'un enregistrement n'est pas montré à notre utilisateur.";
        "It was moved to an entity that the user does not see, or the user's rights were taken away; only \
         then has a row a link and no item."
            = "Il a été transféré dans une entité que l'utilisateur ne voit pas, ou des droits lui ont été \
               retirés\u{a0}; c'est le seul cas où une ligne a un lien sans élément.";
        "Give the user of stocktake the right to see that entity, with its sub-entities; `stocktake check \
         --connect` says what is missing."
            = "Donnez à l'utilisateur de stocktake le droit de voir cette entité, avec ses \
               sous-entités\u{a0}; `stocktake check --connect` dit ce qui manque.";
        Example::Says(|| reject::out_of_sight("Computer", 12))
    },
    page! { "not-a-path";
        "A name that is no path of a tree."
            = "Un nom qui n'est pas un chemin d'arborescence.";
        "Locations and entities are trees: a name between two `>` is blank."
            = "Les lieux et les entités sont des arborescences\u{a0}: un nom entre deux `>` est vide.";
        "Write it as `A > B`, or take the sign out with `replace`."
            = "Écrivez-le `A > B`, ou retirez le signe avec `replace`.";
        Example::Cell(r#"[field.locations_id]
column = "Value"
"#, r#" > "#)
    },
    page! { "not-a-number";
        "A value that is no number, or may be two."
            = "Une valeur qui n'est pas un nombre, ou qui peut en être deux.";
        "It has letters in it, or `1.500` may be one and a half or one thousand five hundred."
            = "Elle contient des lettres, ou `1.500` peut valoir un et demi ou mille cinq cents.";
        "Correct the cell, or say by `locale` how numbers are written."
            = "Corrigez la cellule, ou indiquez par `locale` comment les nombres sont écrits.";
        Example::Cell(r#"[infocom.value]
column = "Value"
"#, r#"about 500"#)
    },
    page! { "lost-digits";
        "A number whose last digits a spreadsheet has lost."
            = "Un nombre dont un tableur a perdu les derniers chiffres.";
        "A spreadsheet keeps fifteen digits; a longer serial became a rounded number such as `3.52E+14` when \
         the file was opened or saved."
            = "Un tableur garde quinze chiffres\u{a0}; un numéro plus long est devenu un nombre arrondi comme \
               `3.52E+14` à l'ouverture ou à l'enregistrement.";
        "Format the column as text and export it again from its origin: the digits are not in the file any \
         more."
            = "Mettez la colonne au format texte et exportez à nouveau depuis l'origine\u{a0}: les chiffres \
               ne sont plus dans le fichier.";
        Example::Cell(r#"[field.serial]
column = "Value"
"#, r#"3.52096E+14"#)
    },
    page! { "not-yes-or-no";
        "A value that is neither yes nor no."
            = "Une valeur qui n'est ni oui ni non.";
        "The column has words of its own for it."
            = "La colonne a ses propres mots pour cela.";
        "Give them in `yes` and `no` of the field."
            = "Indiquez-les dans `yes` et `no` du champ.";
        Example::Cell(r#"[field.is_dynamic]
type = "boolean"
column = "Value"
"#, r#"perhaps"#)
    },
    page! { "not-a-date";
        "A value that is no date, or may be two."
            = "Une valeur qui n'est pas une date, ou qui peut en être deux.";
        "It is written in another form than the field reads, the day does not exist, or the century is \
         missing."
            = "Elle est écrite sous une autre forme que celle que le champ lit, le jour n'existe pas, ou le \
               siècle manque.";
        "Set `locale` (such as `fr` for `31/12/2026`) or `formats` of the field, or correct the cell."
            = "Renseignez `locale` (comme `fr` pour `31/12/2026`) ou `formats` du champ, ou corrigez la \
               cellule.";
        Example::Cell(r#"[infocom.buy_date]
column = "Value"
"#, r#"next week"#)
    },
    page! { "not-an-address";
        "A value that is no address or name on a network."
            = "Une valeur qui n'est pas une adresse ni un nom de réseau.";
        "A MAC address has twelve hexadecimal digits, an IP address is IPv4 or IPv6, a machine name has \
         letters, digits and hyphens."
            = "Une adresse MAC a douze chiffres hexadécimaux, une adresse IP est IPv4 ou IPv6, un nom de \
               machine a des lettres, des chiffres et des traits d'union.";
        "Correct the cell; where it holds more than the address, cut it out with `replace`."
            = "Corrigez la cellule\u{a0}; si elle contient plus que l'adresse, extrayez celle-ci avec \
               `replace`.";
        Example::Cell(r#"[field.otherserial]
type = "mac"
column = "Value"
"#, r#"00:1A:2B"#)
    },
    page! { "not-a-size";
        "A value that is no size."
            = "Une valeur qui n'est pas une taille.";
        "The unit is missing or not known, or the number without a unit would be larger than any disk."
            = "L'unité manque ou n'est pas connue, ou le nombre sans unité dépasserait n'importe quel disque.";
        "Write it with its unit, such as `512 GB` or `16 Go`."
            = "Écrivez-la avec son unité, comme `512 GB` ou `16 Go`.";
        Example::Says(|| reject::no_size("large"))
    },
    page! { "not-a-duration";
        "A value that is no number of months."
            = "Une valeur qui n'est pas un nombre de mois.";
        "A contract or a warranty has 0 to 1200 months, or -1 for no end."
            = "Un contrat ou une garantie a de 0 à 1200 mois, ou -1 pour une durée sans fin.";
        "Correct the cell; an end date is read with `type = \"months_until\"`."
            = "Corrigez la cellule\u{a0}; une date de fin se lit avec `type = \"months_until\"`.";
        Example::Says(|| reject::no_duration(5000))
    },
    page! { "error-cell";
        "A cell that holds an error of the spreadsheet."
            = "Une cellule qui contient une erreur du tableur.";
        "A formula failed (`#N/A`, `#REF!`), or the workbook was never calculated."
            = "Une formule a échoué (`#N/A`, `#REF!`), ou le classeur n'a jamais été calculé.";
        "Correct the formula, open the workbook in its program and save it again, or export its values."
            = "Corrigez la formule, ouvrez le classeur dans son programme et enregistrez-le à nouveau, ou \
               exportez les valeurs.";
        Example::Says(|| reject::cell_error("#N/A"))
    },
    page! { "not-a-text";
        "A cell that holds true or false where a text is wanted."
            = "Une cellule qui contient vrai ou faux là où un texte est attendu.";
        "A spreadsheet took a word such as `TRUE` for a truth value."
            = "Un tableur a pris un mot comme `TRUE` pour une valeur logique.";
        "Format the column as text and enter the word again."
            = "Mettez la colonne au format texte et saisissez le mot à nouveau.";
        Example::Says(|| reject::truth_value("TRUE"))
    },
    page! { "too-long";
        "A text that is longer than the desk keeps."
            = "Un texte plus long que ce que l'outil conserve.";
        "The column of the desk has a limit, mostly 255 characters; a cut serial or name would find nothing \
         again."
            = "La colonne de l'outil a une limite, 255 caractères le plus souvent\u{a0}; un numéro ou un nom \
               coupé ne retrouverait plus rien.";
        "Shorten it in the source or with `replace`."
            = "Raccourcissez-le dans la source ou avec `replace`.";
        Example::Says(|| reject::too_long(300, 255, "CZC"))
    },
    page! { "required";
        "A value that must be there is not."
            = "Une valeur obligatoire manque.";
        "The field has `required = true`, or the item, contract or set cannot be without it; the column may \
         also be missing in the source."
            = "Le champ a `required = true`, ou l'élément, le contrat ou l'ensemble ne peut s'en \
               passer\u{a0}; il se peut aussi que la colonne manque dans la source.";
        "Fill it in the source, or take `required` out."
            = "Remplissez-la dans la source, ou enlevez `required`.";
        Example::Cell(r#"[field.serial]
required = true
column = "Value"
"#, r#""#)
    },
    page! { "template-fails";
        "A template of the mapping fails for this record."
            = "Un modèle de la correspondance échoue pour cet enregistrement.";
        "It names a column that the record does not have, or does with a value what cannot be done with it."
            = "Il nomme une colonne que l'enregistrement n'a pas, ou fait d'une valeur ce qui est impossible.";
        "Correct the template; `stocktake read JOB` shows the columns; `default` gives a value where there is \
         none."
            = "Corrigez le modèle\u{a0}; `stocktake read TÂCHE` montre les colonnes\u{a0}; `default` donne \
               une valeur quand il n'y en a pas.";
        Example::Cell(r#"[field.serial]
template = "{{ row['Valeu'] }}"
"#, r#"x"#)
    },
    page! { "not-in-table";
        "A value that the value table of its field does not have."
            = "Une valeur que la table de valeurs de son champ n'a pas.";
        "The field has `values` and `otherwise = \"reject\"`."
            = "Le champ a `values` et `otherwise = \"reject\"`.";
        "Add the value to `values`, or let others pass with `otherwise = \"keep\"`."
            = "Ajoutez la valeur à `values`, ou laissez passer les autres avec `otherwise = \"keep\"`.";
        Example::Cell(r#"[field.comment]
values = { yes = "ok" }
otherwise = "reject"
column = "Value"
"#, r#"no"#)
    },
    page! { "end-before-begin";
        "An end that lies before its begin."
            = "Une fin qui précède son début.";
        "The two dates of the row are the wrong way round, or one of them was read with day and month \
         exchanged."
            = "Les deux dates de la ligne sont inversées, ou l'une a été lue en échangeant le jour et le \
               mois.";
        "Correct the row, or `locale` of the fields."
            = "Corrigez la ligne, ou `locale` des champs.";
        Example::Says(|| reject::end_before_begin("2026-01-01", "2026-12-31"))
    },
    page! { "uneven-lists";
        "Cells with several pieces that do not go together."
            = "Des cellules à plusieurs parties qui ne vont pas ensemble.";
        "Two cells are cut by `split`, and have different numbers of pieces."
            = "Deux cellules sont découpées par `split`, et n'ont pas le même nombre de parties.";
        "Make the cells even in the source, or read the pieces as rows."
            = "Faites correspondre les cellules dans la source, ou lisez les parties comme des lignes.";
        Example::Says(|| reject::uneven("Sizes", 2, 3))
    },
    page! { "own-record-rejected";
        "Something that is not made because its own record is rejected."
            = "Quelque chose qui n'est pas créé parce que son propre enregistrement est rejeté.";
        "The row points at an item of another feed of the job, and that record cannot be used."
            = "La ligne désigne un élément d'un autre flux de la tâche, et cet enregistrement est \
               inutilisable.";
        "Correct the record that is named; this row follows by itself."
            = "Corrigez l'enregistrement indiqué\u{a0}; cette ligne suivra d'elle-même.";
        Example::Says(|| reject::not_created("CZC1234"))
    },
    page! { "bad-line";
        "A line or a value of a file that cannot be read."
            = "Une ligne ou une valeur d'un fichier impossible à lire.";
        "It has more or fewer values than the header, a quotation mark is not closed, or its text was damaged \
         before it was exported."
            = "Elle a plus ou moins de valeurs que l'en-tête, un guillemet n'est pas fermé, ou son texte a \
               été abîmé avant l'export.";
        "Correct the line, or export the file again; the other lines are read."
            = "Corrigez la ligne, ou exportez le fichier à nouveau\u{a0}; les autres lignes sont lues.";
        Example::Source(Some(r#"Name;Value
PC-1;"a"b
PC-2;c;d;e
"#))
    },
];
