//! Pages of why a system cannot be used, and of secrets.

use super::{Example, Page, page};
use crate::message::{remote, source};

/// The pages, in the order of the manual.
pub(super) static PAGES: &[Page] = &[
    page! { "login-refused";
        "A system that does not let us in."
            = "Un système qui ne nous laisse pas entrer.";
        "The token or password is wrong or was revoked, the account is locked, or the API is switched off."
            = "Le jeton ou le mot de passe est faux ou révoqué, le compte est verrouillé, ou l'API est \
               désactivée.";
        "Put the right secret where the setting refers to; it is read anew by the next run. `stocktake check \
         --connect` shows whether it works."
            = "Mettez le bon secret là où le réglage renvoie\u{a0}; il est relu par la prochaine exécution. \
               `stocktake check --connect` montre si cela marche.";
        Example::Says(|| remote::cannot_log_in("https://glpi.example.org/apirest.php", remote::wrong_login()))
    },
    page! { "not-allowed";
        "A call that the rights of our user do not allow."
            = "Un appel que les droits de notre utilisateur ne permettent pas.";
        "The user logs in, but its profile lacks a right that the job needs."
            = "L'utilisateur se connecte, mais son profil n'a pas un droit dont la tâche a besoin.";
        "Give the profile the right that is named; the page of the system lists what it needs."
            = "Donnez au profil le droit indiqué\u{a0}; la page du système énumère ce qu'il lui faut.";
        Example::Says(|| remote::not_allowed("POST https://glpi.example.org/apirest.php/Computer", "ERROR_RIGHT_MISSING"))
    },
    page! { "cannot-connect";
        "A system that cannot be reached."
            = "Un système injoignable.";
        "Its name is not known, nothing listens there, or a firewall or proxy stands between; nothing was \
         sent."
            = "Son nom n'est pas connu, rien n'y écoute, ou un pare-feu ou un proxy fait barrage\u{a0}; rien \
               n'a été envoyé.";
        "Try the address with `curl` as the same user on the same machine; look at `https_proxy` and \
         `no_proxy`."
            = "Essayez l'adresse avec `curl`, sous le même utilisateur et sur la même machine\u{a0}; voyez \
               `https_proxy` et `no_proxy`.";
        Example::System("http://127.0.0.1:1/apirest.php", "user_token = \"env:PATH\"\n")
    },
    page! { "certificate-not-trusted";
        "A system whose certificate is not trusted, or that does not speak TLS."
            = "Un système dont le certificat n'est pas reconnu, ou qui ne parle pas TLS.";
        "The certificate is of an authority of your own, has ended, or is for another name; or the address \
         should be `http://`."
            = "Le certificat vient d'une autorité interne, a expiré, ou est au nom d'une autre machine\u{a0}; \
               ou l'adresse devrait être en `http://`.";
        "Name the authority with `ca_file`, or have the certificate renewed; checks are never switched off."
            = "Indiquez l'autorité avec `ca_file`, ou faites renouveler le certificat\u{a0}; les contrôles ne \
               se désactivent jamais.";
        Example::Says(|| remote::certificate_not_trusted("UnknownIssuer"))
    },
    page! { "no-answer";
        "A system that did not answer in time."
            = "Un système qui n'a pas répondu à temps.";
        "It is overloaded or down, or the connection was cut; of a write it is then not known whether it was \
         carried out."
            = "Il est surchargé ou arrêté, ou la connexion a été coupée\u{a0}; pour une écriture, on ne sait \
               alors pas si elle a été exécutée.";
        "Nothing has to be done for writes: the next run looks them up. Raise `timeout` of the system if it \
         is always slow."
            = "Il n'y a rien à faire pour les écritures\u{a0}: la prochaine exécution les vérifie. Augmentez \
               `timeout` du système s'il est toujours lent.";
        Example::Says(remote::no_answer)
    },
    page! { "sent-elsewhere";
        "A system that sends us to another address."
            = "Un système qui nous renvoie vers une autre adresse.";
        "The address of the settings is not that of the API: a login page, `http` in place of `https`, or a \
         moved server answers."
            = "L'adresse du réglage n'est pas celle de l'API\u{a0}: une page de connexion, `http` au lieu de \
               `https`, ou un serveur déplacé répond.";
        "Write the address to which it sends us, if it is the right one; logins are never sent after a \
         redirection."
            = "Écrivez l'adresse vers laquelle il renvoie, si c'est la bonne\u{a0}; les identifiants ne \
               suivent jamais une redirection.";
        Example::Says(|| remote::sends_us_to("https://sso.example.org/"))
    },
    page! { "not-understood";
        "An answer that is not what the API gives."
            = "Une réponse qui n'est pas celle de l'API.";
        "A proxy, an error page or another product answered, or the version is one that is not known."
            = "Un proxy, une page d'erreur ou un autre produit a répondu, ou la version n'est pas connue.";
        "Look at the piece of the answer that is shown, and at the address."
            = "Voyez le morceau de réponse affiché, et l'adresse.";
        Example::Says(|| remote::not_understood("expected value at line 1 column 1", "<html>"))
    },
    page! { "answer-too-large";
        "An answer that is larger than is read."
            = "Une réponse plus grande que ce qui est lu.";
        "One answer exceeds `largest_answer` of the system, which keeps a broken server from filling the \
         memory."
            = "Une réponse dépasse `largest_answer` du système, qui empêche un serveur défaillant de remplir \
               la mémoire.";
        "Ask for smaller pages, or raise `largest_answer` if that is how it should be."
            = "Demandez des pages plus petites, ou augmentez `largest_answer` si c'est normal.";
        Example::Says(|| remote::answer_too_large(64))
    },
    page! { "come-back-later";
        "A system that asks us to come back later."
            = "Un système qui demande de revenir plus tard.";
        "It limits how often it may be asked (`Retry-After`), and names a time that is too far away to wait \
         for."
            = "Il limite le nombre de requêtes (`Retry-After`), et donne un délai trop long pour être \
               attendu.";
        "The next run tries again; let the job run less often, or have the limit raised."
            = "La prochaine exécution réessaie\u{a0}; lancez la tâche moins souvent, ou faites augmenter la \
               limite.";
        Example::Says(|| remote::come_back_later(3600, 120))
    },
    page! { "no-such-column";
        "A column that the system does not have."
            = "Une colonne que le système n'a pas.";
        "The mapping writes a column of another version or of a plugin that is not installed."
            = "La correspondance écrit une colonne d'une autre version ou d'un plugin qui n'est pas installé.";
        "`stocktake columns CLASS` lists what there is; correct the field or take it out."
            = "`stocktake columns CLASSE` énumère ce qu'il y a\u{a0}; corrigez le champ ou enlevez-le.";
        Example::Says(|| remote::no_column("Computer", "seriall", "id, name, serial"))
    },
    page! { "outcome-unknown";
        "A write of which nobody knows whether it was carried out."
            = "Une écriture dont personne ne sait si elle a été exécutée.";
        "It was sent, and the connection ended without an answer; the system may still be carrying it out."
            = "Elle a été envoyée, et la connexion s'est terminée sans réponse\u{a0}; le système l'exécute \
               peut-être encore.";
        "Nothing is made twice: the next run looks for it. Where it asks you, look at the desk and answer \
         with `stocktake settle RUN`."
            = "Rien n'est fait deux fois\u{a0}: la prochaine exécution la recherche. Si elle vous interroge, \
               vérifiez dans l'outil et répondez avec `stocktake settle EXÉCUTION`.";
        Example::Says(|| remote::lost("POST https://glpi.example.org/apirest.php/Computer", "timed out"))
    },
    page! { "secret-missing";
        "A secret that cannot be had."
            = "Un secret inaccessible.";
        "The environment variable is not set for this program, the file is not there or not readable, or the \
         store refuses."
            = "La variable d'environnement n'est pas définie pour ce programme, le fichier est absent ou \
               illisible, ou le coffre refuse.";
        "Provide it where the reference says: for a service of systemd by `LoadCredential`, since it does not \
         see the variables of your shell."
            = "Fournissez-le là où la référence l'indique\u{a0}: pour un service systemd par \
               `LoadCredential`, car il ne voit pas les variables de votre shell.";
        Example::System("http://127.0.0.1:1/apirest.php", "user_token = \"env:STOCKTAKE_NO_SUCH_SECRET\"\n")
    },
    page! { "too-much-fetched";
        "More records than one feed may fetch."
            = "Plus d'enregistrements qu'un flux ne peut en télécharger.";
        "A query without a limit, or a paging that does not end, would fill the disk."
            = "Une requête sans limite, ou une pagination sans fin, remplirait le disque.";
        "Ask for less, or raise `fetched` of `[reading]`."
            = "Demandez moins, ou augmentez `fetched` de `[reading]`.";
        Example::Says(|| source::too_much(4096))
    },
];
