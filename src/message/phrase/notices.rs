//! Mails about what no run tells.

use super::phrases;

phrases! {
    // Mails about runs that did not happen.
    NoticeSilence: "[stocktake] {job}: no good run for too long" | "[stocktake] {job}: no good run for too long",
        "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps" | "[stocktake] {job}\u{a0}: pas d'exécution réussie depuis trop longtemps";
    NoticeNeverGood: "It has never ended well." | "It has never ended well.",
        "Aucune exécution ne s'est encore bien terminée." | "Aucune exécution ne s'est encore bien terminée.";
    NoticeLastGood: "The last run that ended well ended on {moment}." | "The last run that ended well ended on {moment}.",
        "La dernière exécution réussie s'est terminée le {moment}." | "La dernière exécution réussie s'est terminée le {moment}.";
    NoticeLastSaid: "The last run said: {text}" | "The last run said: {text}",
        "Message de la dernière exécution\u{a0}: {text}" | "Message de la dernière exécution\u{a0}: {text}";
    NoticeWhereToLook: "What to look at: {command}" | "What to look at: {command}",
        "À consulter\u{a0}: {command}" | "À consulter\u{a0}: {command}";
    NoticeLeftOut: "[stocktake] {job}: a run was left out" | "[stocktake] {job}: a run was left out",
        "[stocktake] {job}\u{a0}: une exécution a été omise" | "[stocktake] {job}\u{a0}: une exécution a été omise";
    NoticeFrozen: "a freeze held it back" | "a freeze held it back",
        "une période de gel l'a retenue" | "une période de gel l'a retenue";
    NoticeNotRunning: "the program was not running or was busy" | "the program was not running or was busy",
        "le programme était arrêté ou occupé" | "le programme était arrêté ou occupé";
    NoticeLate: "The run of {moment} did not start in time: {why}, and the deadline of the job has passed." | "The run of {moment} did not start in time: {why}, and the deadline of the job has passed.",
        "L'exécution du {moment} n'a pas démarré à temps\u{a0}: {why}, et le délai de la tâche est dépassé." | "L'exécution du {moment} n'a pas démarré à temps\u{a0}: {why}, et le délai de la tâche est dépassé.";
    NoticeRunNow: "To run it now: {command}" | "To run it now: {command}",
        "Pour la lancer maintenant\u{a0}: {command}" | "Pour la lancer maintenant\u{a0}: {command}";

    // Mails about who pushes to a job.
    NoticeUnheard: "[stocktake] {job}: nothing is pushed any more" | "[stocktake] {job}: nothing is pushed any more",
        "[stocktake] {job}\u{a0}: plus rien n'est envoyé" | "[stocktake] {job}\u{a0}: plus rien n'est envoyé";
    NoticeLastPush: "The last push to this job came on {moment}. Silence may last {longest}." | "The last push to this job came on {moment}. Silence may last {longest}.",
        "Le dernier envoi à cette tâche est arrivé le {moment}. Le silence peut durer {longest}." | "Le dernier envoi à cette tâche est arrivé le {moment}. Le silence peut durer {longest}.";
    NoticeNeverPushed: "Nothing has been pushed to this job since {moment}, when it was first expected. Silence may last {longest}." | "Nothing has been pushed to this job since {moment}, when it was first expected. Silence may last {longest}.",
        "Rien n'a été envoyé à cette tâche depuis le {moment}, où un premier envoi était attendu. Le silence peut durer {longest}." | "Rien n'a été envoyé à cette tâche depuis le {moment}, où un premier envoi était attendu. Le silence peut durer {longest}.";
    NoticeUnheardMeans: "As long as nothing comes, the job does not know what its monitor sees: no ticket is opened from it, and none is solved by it." | "As long as nothing comes, the job does not know what its monitor sees: no ticket is opened from it, and none is solved by it.",
        "Tant que rien n'arrive, la tâche ignore ce que voit sa supervision\u{a0}: aucun ticket n'en est ouvert, et aucun n'est résolu par elle." | "Tant que rien n'arrive, la tâche ignore ce que voit sa supervision\u{a0}: aucun ticket n'en est ouvert, et aucun n'est résolu par elle.";
    NoticeUnheardLook: "Look whether the monitor runs, whether it still sends its sign of life, whether it reaches this server, and whether its token still holds (stocktake tokens)." | "Look whether the monitor runs, whether it still sends its sign of life, whether it reaches this server, and whether its token still holds (stocktake tokens).",
        "Vérifiez que la supervision fonctionne, qu'elle envoie toujours son signe de vie, qu'elle joint ce serveur et que son jeton est encore valable (stocktake tokens)." | "Vérifiez que la supervision fonctionne, qu'elle envoie toujours son signe de vie, qu'elle joint ce serveur et que son jeton est encore valable (stocktake tokens).";
    NoticeUnheardShow: "What came last is shown in {folder} by:" | "What came last is shown in {folder} by:",
        "Les derniers envois s'affichent dans {folder} avec\u{a0}:" | "Les derniers envois s'affichent dans {folder} avec\u{a0}:";
    NoticeUnheardEnd: "This is told once. Another mail comes when something is pushed again." | "This is told once. Another mail comes when something is pushed again.",
        "Ceci n'est dit qu'une fois. Un autre courriel viendra au prochain envoi." | "Ceci n'est dit qu'une fois. Un autre courriel viendra au prochain envoi.";
    NoticeHeardAgain: "[stocktake] {job}: something is pushed again" | "[stocktake] {job}: something is pushed again",
        "[stocktake] {job}\u{a0}: les envois ont repris" | "[stocktake] {job}\u{a0}: les envois ont repris";
    NoticeHeardAt: "A push came on {moment}. Before that nothing had come since {from}." | "A push came on {moment}. Before that nothing had come since {from}.",
        "Un envoi est arrivé le {moment}. Rien n'était arrivé depuis le {from}." | "Un envoi est arrivé le {moment}. Rien n'était arrivé depuis le {from}.";
    NoticeHeardMissing: "What its monitor did not push meanwhile is not known here: compare its open problems with the tickets." | "What its monitor did not push meanwhile is not known here: compare its open problems with the tickets.",
        "Ce que la supervision n'a pas envoyé entre-temps est ignoré ici\u{a0}: comparez ses problèmes ouverts aux tickets." | "Ce que la supervision n'a pas envoyé entre-temps est ignoré ici\u{a0}: comparez ses problèmes ouverts aux tickets.";

    // Mails about webhooks.
    NoticeLostSubject: "[stocktake] webhook {webhook}: {n} message given up" | "[stocktake] webhook {webhook}: {n} messages given up",
        "[stocktake] webhook {webhook}\u{a0}: {n} message abandonné" | "[stocktake] webhook {webhook}\u{a0}: {n} messages abandonnés";
    NoticeLost: "One message of the webhook {webhook} was not taken and is tried no more. Who reads there was not told of:" | "{n} messages of the webhook {webhook} were not taken and are tried no more. Who reads there was not told of:",
        "Un message du webhook {webhook} n'a pas été accepté et ne sera plus réessayé. Ses lecteurs n'ont pas été avertis de\u{a0}:" | "{n} messages du webhook {webhook} n'ont pas été acceptés et ne seront plus réessayés. Ses lecteurs n'ont pas été avertis de\u{a0}:";
    NoticeLostMore: "and {n} more" | "and {n} more",
        "et {n} autre" | "et {n} autres";
    NoticeLostError: "The last error: {text}" | "The last error: {text}",
        "Dernière erreur\u{a0}: {text}" | "Dernière erreur\u{a0}: {text}";
    NoticeLostRetry: "Once its receiver takes messages again, have them sent, in {folder}:" | "Once its receiver takes messages again, have them sent, in {folder}:",
        "Quand son destinataire acceptera de nouveau les messages, faites-les repartir, dans {folder}\u{a0}:" | "Quand son destinataire acceptera de nouveau les messages, faites-les repartir, dans {folder}\u{a0}:";
    NoticeLostTemplate: "What could not be made is not sent later either. Mend its template; this shows what is wrong with it:" | "What could not be made is not sent later either. Mend its template; this shows what is wrong with it:",
        "Ce qui n'a pas pu être rédigé ne partira pas plus tard. Corrigez son modèle\u{a0}; ceci montre ce qui ne va pas\u{a0}:" | "Ce qui n'a pas pu être rédigé ne partira pas plus tard. Corrigez son modèle\u{a0}; ceci montre ce qui ne va pas\u{a0}:";
    NoticeLostOtherwise: "If nobody does anything, these messages stay where they are, and what changes from now on is tried anew. What is given up within a day of this mail is told by one more, then. All webhooks: stocktake webhooks" | "If nobody does anything, these messages stay where they are, and what changes from now on is tried anew. What is given up within a day of this mail is told by one more, then. All webhooks: stocktake webhooks",
        "Si personne ne fait rien, ces messages restent là, et les changements à venir seront envoyés normalement. Ce qui sera abandonné dans la journée qui suit fera l'objet d'un seul autre courriel. Tous les webhooks\u{a0}: stocktake webhooks" | "Si personne ne fait rien, ces messages restent là, et les changements à venir seront envoyés normalement. Ce qui sera abandonné dans la journée qui suit fera l'objet d'un seul autre courriel. Tous les webhooks\u{a0}: stocktake webhooks";
}
