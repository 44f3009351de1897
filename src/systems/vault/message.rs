//! What is said of a HashiCorp Vault or an OpenBao.

use crate::message::messages;

messages! { "vault";
    needs_login()
        "one of: token = \"env:VAULT_TOKEN\"; role_id = \"…\" with secret_id = \"file:secrets/secret-id\" \
         (AppRole); kubernetes_role = \"…\""
        = "au choix\u{a0}: token = \"env:VAULT_TOKEN\"\u{a0}; role_id = \"…\" avec secret_id = \
           \"file:secrets/secret-id\" (AppRole)\u{a0}; kubernetes_role = \"…\"";
    two_ways() "there is more than one way to log in"
        = "il y a plus d'un mode de connexion";
    second_way() "the second way to log in"
        = "le second mode de connexion";
    goes_with(key) "this goes with `{key}` only"
        = "ceci ne va qu'avec `{key}`";
    leave_out_or_add(key) "leave it out, or log in by `{key}`"
        = "enlevez-le, ou connectez-vous par `{key}`";
    sealed()
        "the store is sealed: it answers no question until somebody unseals it (bao operator unseal, vault \
         operator unseal)"
        = "le coffre est scellé\u{a0}: il ne répond à rien tant que personne ne l'ouvre (bao operator unseal, \
           vault operator unseal)";
    not_initialized() "the store is not initialized yet (bao operator init, vault operator init)"
        = "le coffre n'est pas encore initialisé (bao operator init, vault operator init)";
    unavailable(status, said) "the store does not work for now (HTTP {status}: {said})"
        = "le coffre ne fonctionne pas en ce moment (HTTP {status}\u{a0}: {said})";
    refused(status, said) "the store refuses the request (HTTP {status}: {said})"
        = "le coffre refuse la demande (HTTP {status}\u{a0}: {said})";
    login_refused(method, mount, status, said)
        "the store does not let {method} in at `auth/{mount}` (HTTP {status}: {said}); the role, its secret or the \
         mount is wrong, or the secret has expired"
        = "le coffre refuse la connexion {method} par `auth/{mount}` (HTTP {status}\u{a0}: {said})\u{a0}; le rôle, \
           son secret ou le point de montage est faux, ou le secret a expiré";
    token_refused(path)
        "the store does not take our token (HTTP 403): it is wrong, expired or revoked, so `{path}` cannot be read"
        = "le coffre n'accepte pas notre jeton (HTTP 403)\u{a0}: il est faux, expiré ou révoqué, `{path}` ne peut \
           donc pas être lu";
    denied(path, api)
        "the store does not let us read `{path}` (HTTP 403): a policy of our token must allow `read` on `{api}`"
        = "le coffre ne nous laisse pas lire `{path}` (HTTP 403)\u{a0}: une politique de notre jeton doit autoriser \
           `read` sur `{api}`";
    denied_mount(path)
        "there is nothing mounted at `{path}`, or no policy of our token reaches into it (HTTP 403)"
        = "rien n'est monté à `{path}`, ou aucune politique de notre jeton n'y donne accès (HTTP 403)";
    missing(path, mount, version)
        "the store has no secret `{path}` (mount `{mount}`, KV version {version})"
        = "le coffre n'a pas de secret `{path}` (montage `{mount}`, KV version {version})";
    missing_data(path, mount, version, without)
        "the store has no secret `{path}` (mount `{mount}`, KV version {version}); `data/` belongs to the API: write \
         `{without}`"
        = "le coffre n'a pas de secret `{path}` (montage `{mount}`, KV version {version})\u{a0}; `data/` fait partie \
           de l'API\u{a0}: écrivez `{without}`";
    deleted(path, version, at)
        "the secret `{path}` was deleted on {at}; its version {version} can be brought back (bao kv undelete, vault \
         kv undelete)"
        = "le secret `{path}` a été supprimé le {at}\u{a0}; sa version {version} peut être rétablie (bao kv \
           undelete, vault kv undelete)";
    destroyed(path, version)
        "version {version} of the secret `{path}` was destroyed for good: write a new one"
        = "la version {version} du secret `{path}` a été détruite définitivement\u{a0}: écrivez-en une nouvelle";
    not_found(path, said) "the store does not find `{path}` (HTTP 404: {said})"
        = "le coffre ne trouve pas `{path}` (HTTP 404\u{a0}: {said})";
    other_version(mount)
        "`{mount}` keeps versions: it is KV version 2, and `mounts` says 1"
        = "`{mount}` garde des versions\u{a0}: c'est KV version 2, et `mounts` dit 1";
    no_field(path, field, known) "the secret `{path}` has no field `{field}` (it has {known})"
        = "le secret `{path}` n'a pas de champ `{field}` (il a {known})";
    not_text(path, field) "the field `{field}` of the secret `{path}` is no text"
        = "le champ `{field}` du secret `{path}` n'est pas un texte";
    empty(path, field) "the field `{field}` of the secret `{path}` is empty"
        = "le champ `{field}` du secret `{path}` est vide";
    other_engine(mount, engine)
        "`{mount}` is a mount of the engine {engine}; secrets are read from KV only"
        = "`{mount}` est un montage du moteur {engine}\u{a0}; seuls les secrets KV sont lus";
    not_understood(why, shown) "the answer of the store is not understood ({why}): {shown}"
        = "la réponse du coffre n'est pas comprise ({why})\u{a0}: {shown}";
    nothing_said() "it says nothing more"
        = "il ne dit rien de plus";
    no_header(what) "{what} has characters that no header can hold"
        = "{what} contient des caractères impossibles dans un en-tête HTTP";
    the_token() "the token of the store"
        = "le jeton du coffre";
    the_namespace() "the namespace of the store"
        = "l'espace de noms du coffre";
    is_open(version) "version {version}, unsealed"
        = "version {version}, ouvert";
    logged_in(method, policies) "logged in by {method}; policies {policies}"
        = "connecté par {method}\u{a0}; politiques {policies}";
    ends_in(what, ends) "{what}; the token ends in {ends} min"
        = "{what}\u{a0}; le jeton expire dans {ends} min";
    own_token_refused() "the store does not take our token (HTTP 403): it is wrong, expired or revoked"
        = "le coffre n'accepte pas notre jeton (HTTP 403)\u{a0}: il est faux, expiré ou révoqué";
    health() "health"
        = "état";
    login() "login"
        = "connexion";
    method_token() "token"
        = "jeton";
    method_approle() "AppRole"
        = "AppRole";
    method_kubernetes() "Kubernetes"
        = "Kubernetes";
}
