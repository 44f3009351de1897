//! Users of the console, and its security log.

use super::{Message, messages};
use crate::model::said::Said;
use crate::model::security::SecurityKind;

messages! { "users";
    no_users_file(file, detail) "{file}:{detail}"
        = "{file}\u{a0}: {detail}";
    others_write(path, mode) "others may write {path} ({mode}), and so say who may log in: chmod go-w {path}"
        = "d'autres peuvent écrire {path} ({mode}), et donc décider qui se connecte\u{a0}: chmod go-w {path}";
    not_ours(path) "{path} belongs to another user, who may say who may log in: give it to the one that serves the console"
        = "{path} appartient à un autre utilisateur, qui peut décider qui se connecte\u{a0}: donnez-le à celui qui \
           sert la console";
    no_name_in(file, name) "{file}: `{name}` is no name of a user: letters, digits, `.`, `-`, `_` and `@`, 64 at most"
        = "{file}\u{a0}: `{name}` n'est pas un nom d'utilisateur\u{a0}: lettres, chiffres, `.`, `-`, `_` et `@`, \
           64 au plus";
    no_name(name) "`{name}` is no name of a user: letters, digits, `.`, `-`, `_` and `@`, 64 at most"
        = "`{name}` n'est pas un nom d'utilisateur\u{a0}: lettres, chiffres, `.`, `-`, `_` et `@`, 64 au plus";
    is_there(name) "there is a user `{name}` already: `stocktake users set-roles` gives other roles, `users passwd` another \
                    password, `users remove` makes room"
        = "l'utilisateur `{name}` existe déjà\u{a0}: `stocktake users set-roles` change ses rôles, `users passwd` son mot \
           de passe, `users remove` le supprime";
    unknown(name, near) "there is no user `{name}`{near}"
        = "il n'y a pas d'utilisateur `{name}`{near}";
    no_role(found) "`{found}` is no role: viewer, operator or approver, of a token also pusher, or JOB=ROLE"
        = "`{found}` n'est pas un rôle\u{a0}: viewer, operator ou approver, pour un jeton aussi pusher, ou TÂCHE=RÔLE";
    two_roles(one, other) "{one} and {other} are two roles for every job: give one, and for single jobs JOB=ROLE"
        = "{one} et {other} sont deux rôles pour toutes les tâches\u{a0}: donnez-en un, et pour une seule tâche TÂCHE=RÔLE";
    two_roles_for(job, one, other) "{one} and {other} are two roles for `{job}`: give one"
        = "{one} et {other} sont deux rôles pour `{job}`\u{a0}: donnez-en un";
    only_tokens_push() "`pusher` is a role of tokens: nobody who logs in pushes events"
        = "`pusher` est un rôle de jetons\u{a0}: personne qui se connecte n'envoie d'événements";
    pushes_alone() "a token that pushes does nothing else: give `pusher` alone, and another token the other role"
        = "un jeton qui envoie ne fait rien d'autre\u{a0}: donnez `pusher` seul, et l'autre rôle à un autre jeton";
    too_short(least) "the password is too short: {least} characters at least"
        = "le mot de passe est trop court\u{a0}: {least} caractères au moins";
    too_long(most) "the password is too long: {most} characters at most"
        = "le mot de passe est trop long\u{a0}: {most} caractères au plus";
    not_the_same() "the two are not the same"
        = "les deux saisies diffèrent";
    no_password() "no password was given: type it at a terminal, or hand it over as one line on standard input"
        = "aucun mot de passe n'a été donné\u{a0}: tapez-le au terminal, ou passez-le en une ligne sur l'entrée \
           standard";
    cannot_read_password() "the password cannot be read"
        = "impossible de lire le mot de passe";
    cannot_hash() "the digest of the password cannot be made"
        = "impossible de calculer l'empreinte du mot de passe";
    ask_password(name) "Password of {name}: "
        = "Mot de passe de {name}\u{a0}: ";
    ask_again() "Once more: "
        = "Encore une fois\u{a0}: ";
    added(name, roles) "{name} may log in: {roles}"
        = "{name} peut se connecter\u{a0}: {roles}";
    has_roles(name, roles, before) "{name} has other roles from now on: {roles} (before: {before})"
        = "{name} a désormais d'autres rôles\u{a0}: {roles} (avant\u{a0}: {before})";
    has_them_already(name, roles) "{name} has these roles already: {roles}"
        = "{name} a déjà ces rôles\u{a0}: {roles}";
    removed(name) "{name} may not log in any more"
        = "{name} ne peut plus se connecter";
    changed(name) "{name} has another password; earlier logins have ended"
        = "{name} a un nouveau mot de passe\u{a0}; les connexions en cours sont fermées";
    nobody() "nobody may log in yet: `stocktake users add NAME --role ROLE`"
        = "personne ne peut encore se connecter\u{a0}: `stocktake users add NOM --role RÔLE`";
    token_is_there(name, revoke) "there is a token `{name}` already: `{revoke}` makes room"
        = "le jeton `{name}` existe déjà\u{a0}: `{revoke}` le supprime";
    token_added(name, roles, until) "{name} may use the API until {until} UTC: {roles}; this is its token, shown only now"
        = "{name} peut utiliser l'API jusqu'au {until} UTC\u{a0}: {roles}\u{a0}; voici son jeton, montré cette seule fois";
    token_revoked(name) "the token {name} is good for nothing any more"
        = "le jeton {name} ne vaut plus rien";
    no_such_token(name, near) "there is no token `{name}`{near}"
        = "il n'y a pas de jeton `{name}`{near}";
    no_tokens() "there are no tokens: `stocktake tokens add NAME --role ROLE`"
        = "il n'y a pas de jeton\u{a0}: `stocktake tokens add NOM --role RÔLE`";
    no_role_for_jobs() "--job says which jobs a role is for: give it without a job, `--role viewer --job NAME`"
        = "--job dit pour quelles tâches vaut un rôle\u{a0}: donnez-le sans tâche, `--role viewer --job NOM`";
    expired(until) "expired {until}"
        = "expiré {until}";
    never() "never"
        = "jamais";
    head_expires() "EXPIRES (UTC)"
        = "EXPIRE (UTC)";
    head_used() "LAST USED (UTC)"
        = "DERNIER USAGE (UTC)";
    head_name() "NAME"
        = "NOM";
    head_roles() "ROLES"
        = "RÔLES";
    head_place() "ENTRY"
        = "ENTRÉE";
    head_at() "TIME (UTC)"
        = "DATE (UTC)";
    head_kind() "EVENT"
        = "ÉVÉNEMENT";
    head_who() "WHO"
        = "QUI";
    head_address() "FROM"
        = "DEPUIS";
    head_about() "ABOUT"
        = "OBJET";
    logged_in() "logged in"
        = "connexion";
    login_failed() "login failed"
        = "connexion refusée";
    login_held_back() "login held back"
        = "connexion retardée";
    logged_out() "logged out"
        = "déconnexion";
    confirmed() "password confirmed"
        = "mot de passe confirmé";
    confirm_failed() "wrong password for a decision"
        = "mot de passe erroné pour une décision";
    role_refused() "refused: role"
        = "refus\u{a0}: rôle";
    forgery_refused() "refused: not from the console"
        = "refus\u{a0}: requête étrangère";
    plan_approved() "plan approved"
        = "plan approuvé";
    plan_declined() "plan declined"
        = "plan rejeté";
    run_undone() "run taken back"
        = "exécution annulée";
    run_not_begun() "run not begun"
        = "exécution non démarrée";
    question_closed() "question closed"
        = "question close";
    user_added() "user added"
        = "utilisateur ajouté";
    user_removed() "user removed"
        = "utilisateur supprimé";
    password_changed() "password changed"
        = "mot de passe changé";
    roles_changed() "roles changed"
        = "rôles changés";
    login_refused() "login refused: no role"
        = "connexion refusée\u{a0}: aucun rôle";
    header_refused() "refused: header"
        = "refus\u{a0}: en-tête";
    token_added_kind() "token made"
        = "jeton créé";
    token_revoked_kind() "token revoked"
        = "jeton révoqué";
    token_refused() "token refused"
        = "jeton refusé";
    tokens_held_back() "tokens held back"
        = "jetons retardés";
    run_requested() "run asked for"
        = "exécution demandée";
    link_changed() "link changed"
        = "lien modifié";
    log_is_empty() "the security log has no entry"
        = "le journal de sécurité est vide";
    log_is_whole(n, digest) "{n} {n:entry|entries}, each as it was written; the last one is {digest}"
        = "{n} {n:entrée|entrées}, telles qu'elles ont été écrites\u{a0}; la dernière est {digest}";
    log_was_changed(place) "entry {place} does not follow the one before it: the log was changed there"
        = "l'entrée {place} ne suit pas la précédente\u{a0}: le journal a été modifié à cet endroit";
    digest_is_missing(digest) "no entry has the digest {digest}: entries were taken away, or all of it was written anew"
        = "aucune entrée n'a l'empreinte {digest}\u{a0}: des entrées ont disparu, ou tout a été réécrit";
}

/// What an entry of the security log is about, by its word; one that is not known here is shown as it is.
pub fn kind(word: &str) -> Said {
    let known: Result<SecurityKind, _> = serde_json::from_value(word.into());
    known.map_or_else(|_| word.into(), |kind| called(kind).said())
}

fn called(kind: SecurityKind) -> Message {
    match kind {
        SecurityKind::LoggedIn => logged_in(),
        SecurityKind::LoginFailed => login_failed(),
        SecurityKind::LoginHeldBack => login_held_back(),
        SecurityKind::LoggedOut => logged_out(),
        SecurityKind::Confirmed => confirmed(),
        SecurityKind::ConfirmFailed => confirm_failed(),
        SecurityKind::RoleRefused => role_refused(),
        SecurityKind::ForgeryRefused => forgery_refused(),
        SecurityKind::PlanApproved => plan_approved(),
        SecurityKind::PlanDeclined => plan_declined(),
        SecurityKind::RunUndone => run_undone(),
        SecurityKind::RunNotBegun => run_not_begun(),
        SecurityKind::QuestionClosed => question_closed(),
        SecurityKind::UserAdded => user_added(),
        SecurityKind::UserRemoved => user_removed(),
        SecurityKind::PasswordChanged => password_changed(),
        SecurityKind::RolesChanged => roles_changed(),
        SecurityKind::LoginRefused => login_refused(),
        SecurityKind::HeaderRefused => header_refused(),
        SecurityKind::TokenAdded => token_added_kind(),
        SecurityKind::TokenRevoked => token_revoked_kind(),
        SecurityKind::TokenRefused => token_refused(),
        SecurityKind::TokensHeldBack => tokens_held_back(),
        SecurityKind::RunRequested => run_requested(),
        SecurityKind::LinkChanged => link_changed(),
    }
}
