//! What is said of files that are kept elsewhere.

use crate::message::messages;

messages! { "storage";
    one_keeper() "a storage is reached in one way"
        = "un stockage s'atteint d'une seule façon";
    keepers() "one of [system.NAME.storage.sftp], .s3, .azure_blob, .webdav and .web"
        = "l'un de [system.NOM.storage.sftp], .s3, .azure_blob, .webdav et .web";
    needs_host() "the server: host = \"files.example.org\""
        = "le serveur\u{a0}: host = \"files.example.org\"";
    needs_login() "who logs in: login = \"stocktake\""
        = "qui se connecte\u{a0}: login = \"stocktake\"";
    needs_key_or_password() "key = \"file:secrets/id_ed25519\" or password = \"env:NAME\""
        = "key = \"file:secrets/id_ed25519\" ou password = \"env:NOM\"";
    not_a_fingerprint() "this is not a fingerprint of a key"
        = "ce n'est pas l'empreinte d'une clé";
    how_to_know_host()
        "host_key = \"SHA256:…\", which `ssh-keyscan HOST | ssh-keygen -lf -` shows (ask who runs the server \
         whether it is right), or known_hosts = \"/etc/ssh/ssh_known_hosts\""
        = "host_key = \"SHA256:…\", que montre `ssh-keyscan HÔTE | ssh-keygen -lf -` (demandez à qui gère le \
           serveur si elle est juste), ou known_hosts = \"/etc/ssh/ssh_known_hosts\"";
    needs_bucket() "the bucket: bucket = \"exports\""
        = "le bucket\u{a0}: bucket = \"exports\"";
    needs_secret_key() "an access key needs its secret: secret_key = \"env:NAME\""
        = "une clé d'accès a besoin de son secret\u{a0}: secret_key = \"env:NOM\"";
    needs_access_key() "a secret needs its access key: access_key = \"AKIA…\""
        = "un secret a besoin de sa clé d'accès\u{a0}: access_key = \"AKIA…\"";
    needs_account() "the storage account: account = \"example\""
        = "le compte de stockage\u{a0}: account = \"example\"";
    needs_container() "the container: container = \"exports\""
        = "le conteneur\u{a0}: container = \"exports\"";
    needs_key_or_sas() "key = \"env:NAME\" (the account's) or sas = \"env:NAME\""
        = "key = \"env:NOM\" (celle du compte) ou sas = \"env:NOM\"";
    key_and_sas() "there are a key and a shared access signature"
        = "il y a une clé et une signature d'accès partagé";
    needs_url() "the address: url = \"https://files.example.org/exports\""
        = "l'adresse\u{a0}: url = \"https://files.example.org/exports\"";
    address() "an address such as https://files.example.org"
        = "une adresse comme https://files.example.org";
    outside(path) "`{path}` is not below the folder of the storage: write a path without `..` and without `/` at its begin"
        = "`{path}` n'est pas sous le dossier du stockage\u{a0}: écrivez un chemin sans `..` et sans `/` au début";
    bad_pattern(path, reason) "`{path}` is no pattern of files: {reason}"
        = "`{path}` n'est pas un motif de fichiers\u{a0}: {reason}";
    not_found(path, system, near) "no file `{path}` at `{system}`; {near}"
        = "aucun fichier `{path}` dans `{system}`\u{a0}; {near}";
    near(names) "there are: {names}"
        = "il y a\u{a0}: {names}";
    nothing_near() "there are no files in that folder"
        = "il n'y a aucun fichier dans ce dossier";
    cannot_be_listed() "a web server lists no files: give the path of one file, without wildcards"
        = "un serveur web ne liste pas les fichiers\u{a0}: donnez le chemin d'un fichier, sans caractère générique";
    cannot_be_moved() "a web server moves no files: leave `move_to` out"
        = "un serveur web ne déplace pas les fichiers\u{a0}: enlevez `move_to`";
    too_old(file, changed, limit)
        "{file} was changed on {changed}, longer ago than `max_age` ({limit}): the export has probably stopped; \
         renew the file or raise `max_age`"
        = "{file} a été modifié le {changed}, il y a plus longtemps que `max_age` ({limit})\u{a0}: l'export s'est \
           probablement arrêté\u{a0}; renouvelez le fichier ou augmentez `max_age`";
    age_unknown(file) "when {file} was changed is not told there: `max_age` cannot be kept"
        = "la date de modification de {file} n'y est pas indiquée\u{a0}: `max_age` ne peut pas être respecté";
    still_changing(file, settle)
        "{file} was still changing: wait until the export has ended, or raise `settle` ({settle})"
        = "{file} changeait encore\u{a0}: attendez la fin de l'export, ou augmentez `settle` ({settle})";
    changed(file) "{file} was changed while it was read: it stays where it is and is read by the next run"
        = "{file} a été modifié pendant sa lecture\u{a0}: il reste à sa place et la prochaine exécution le lira";
    cut(file, got, size) "{file} was given in part only: {got} of {size} bytes"
        = "{file} n'a été envoyé qu'en partie\u{a0}: {got} octets sur {size}";
    moved(file, to) "{file} was moved to {to}"
        = "{file} a été déplacé vers {to}";
    no_free_name(to) "there is no free name for {to}"
        = "il n'y a pas de nom libre pour {to}";
    unreachable(host, reason) "no connection to {host}: {reason}"
        = "pas de connexion à {host}\u{a0}: {reason}";
    silent(host, seconds) "{host} did not answer for {seconds} seconds"
        = "{host} n'a pas répondu pendant {seconds} secondes";
    host_is_another(host, key)
        "{host} shows a key that is not the one configured: {key}. Either its key was changed (ask who runs it, \
         then renew `host_key`), or it is another server"
        = "{host} présente une clé qui n'est pas celle configurée\u{a0}: {key}. Ou bien sa clé a changé (demandez à \
           qui le gère, puis renouvelez `host_key`), ou bien c'est un autre serveur";
    login_refused(host, login, ways)
        "{host} refuses the login `{login}`; it takes {ways}. Are login and key or password right?"
        = "{host} refuse la connexion de `{login}`\u{a0}; il accepte {ways}. L'identifiant et la clé ou le mot de \
           passe sont-ils justes\u{a0}?";
    key_unusable(reason) "the private key cannot be used: {reason}"
        = "la clé privée est inutilisable\u{a0}: {reason}";
    refused(what, reason) "{what}: {reason}"
        = "{what}\u{a0}: {reason}";
    not_allowed(what, reason) "{what}: not allowed: {reason}"
        = "{what}\u{a0}: accès refusé\u{a0}: {reason}";
    listing(folder) "listing {folder}"
        = "liste de {folder}";
    the_root() "the folder of the storage"
        = "le dossier du stockage";
    looking_at(file) "looking at {file}"
        = "consultation de {file}";
    reading(file) "reading {file}"
        = "lecture de {file}";
    moving(file) "moving {file}"
        = "déplacement de {file}";
    logging_in(host) "logging in at {host}"
        = "connexion à {host}";
    found(names) "found: {names}"
        = "trouvé\u{a0}: {names}";
    files_of(path) "files {path}"
        = "fichiers {path}";
}
