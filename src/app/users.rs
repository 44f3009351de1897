//! `users`: who may log in to the console. A password comes from the terminal or from standard input, never
//! from the arguments, which every process of the machine can read.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

use chrono::Utc;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::cli::{Format, Global, Users as What};
use crate::config::users;
use crate::engine::reason::{self, Context as _};
use crate::message::{self, Alike, nearest};
use crate::model::Say as _;
use crate::model::access::{EVERY_JOB, Role, Roles, User, Users, is_name};
use crate::model::project::Project;
use crate::model::security::{SecurityEvent, SecurityKind};
use crate::web::password;

use super::print::{Console, table_within};
use super::{Answer, Exit, Failure, find_any_job, load, open_store};

/// `users`
pub fn users(global: &Global, console: &Console, what: &What) -> Answer {
    let project = load(global)?;
    let path = &project.web.users;
    let mut known = users::read(path).map_err(|error| Failure::Usage(error.said()))?;
    match what {
        What::List { format } => return list(console, &known, *format),
        What::Add { name, role } => {
            if !is_name(name) {
                return Err(Failure::Usage(message::users::no_name(name).said()));
            }
            if known.user.contains_key(name) {
                return Err(Failure::Usage(message::users::is_there(name).said()));
            }
            let roles = roles_of_user(&project, role)?;
            let told = roles.told();
            let password = new_password(console, name)?;
            known.user.insert(name.clone(), User { password, roles });
            log(&project, SecurityKind::UserAdded, name, Some(told.clone()))?;
            users::write(path, &known).map_err(anyhow::Error::new)?;
            console.print(message::users::added(name, told));
        }
        What::SetRoles { name, role } => {
            let user = known.user.get(name).cloned().ok_or_else(|| unknown(&known, name))?;
            let roles = roles_of_user(&project, role)?;
            let (told, before) = (roles.told(), user.roles.told());
            if roles == user.roles {
                console.print(message::users::has_them_already(name, told));
                return Ok(Exit::Done);
            }
            known.user.insert(name.clone(), User { roles, ..user });
            let both = message::users::has_roles(name, &told, &before);
            log(&project, SecurityKind::RolesChanged, name, Some(format!("{before} → {told}")))?;
            users::write(path, &known).map_err(anyhow::Error::new)?;
            console.print(both);
        }
        What::Remove { name } => {
            if known.user.remove(name).is_none() {
                return Err(unknown(&known, name));
            }
            log(&project, SecurityKind::UserRemoved, name, None)?;
            users::write(path, &known).map_err(anyhow::Error::new)?;
            end_logins(&project, name)?;
            console.print(message::users::removed(name));
        }
        What::Passwd { name } => {
            let user = known.user.get(name).cloned().ok_or_else(|| unknown(&known, name))?;
            let password = new_password(console, name)?;
            known.user.insert(name.clone(), User { password, ..user });
            log(&project, SecurityKind::PasswordChanged, name, None)?;
            users::write(path, &known).map_err(anyhow::Error::new)?;
            end_logins(&project, name)?;
            console.print(message::users::changed(name));
        }
    }
    Ok(Exit::Done)
}

/// Ends the logins of a user.
fn end_logins(project: &Project, name: &str) -> anyhow::Result<()> {
    open_store(project)?.end_sessions_of(name)?;
    Ok(())
}

/// Writes down what is about to be done, and at whose terminal: what cannot be written down is not done.
fn log(project: &Project, kind: SecurityKind, name: &str, roles: Option<String>) -> anyhow::Result<()> {
    let store = open_store(project)?;
    let detail = Some(roles.map_or_else(|| name.to_owned(), |roles| format!("{name}: {roles}")));
    let who = Some(crate::config::login_name());
    store.log_security(&SecurityEvent { who, detail, ..SecurityEvent::of(kind) }, Utc::now())?;
    Ok(())
}

fn unknown(known: &Users, name: &str) -> Failure {
    let near = nearest(name, known.user.keys().map(String::as_str), Alike::Name);
    Failure::Usage(message::users::unknown(name, near.map(message::nearest::perhaps)).said())
}

/// The roles that are given to a user.
fn roles_of_user(project: &Project, given: &[String]) -> Result<Roles, Failure> {
    if given.iter().any(|role| role.rsplit('=').next() == Some(Role::Pusher.as_str())) {
        return Err(Failure::Usage(message::users::only_tokens_push().said()));
    }
    roles(project, given)
}

/// `ROLE` or `JOB=ROLE`, each.
pub(super) fn roles(project: &Project, given: &[String]) -> Result<Roles, Failure> {
    let mut roles = BTreeMap::new();
    for text in given {
        let (job, word) = text.rsplit_once('=').unwrap_or((EVERY_JOB, text));
        let role =
            Role::from_word(word).ok_or_else(|| Failure::Usage(message::users::no_role(text).said()))?;
        if job != EVERY_JOB {
            find_any_job(project, job)?;
        }
        add_role(&mut roles, job, role)?;
    }
    Ok(Roles(roles))
}

/// Adds the role for a job, or for every one. Of two nobody knows which was meant.
pub(super) fn add_role(roles: &mut BTreeMap<String, Role>, job: &str, role: Role) -> Result<(), Failure> {
    let known = *roles.entry(job.to_owned()).or_insert(role);
    if known == role {
        return Ok(());
    }
    let (one, other) = (known.as_str(), role.as_str());
    Err(Failure::Usage(match job {
        EVERY_JOB => message::users::two_roles(one, other).said(),
        job => message::users::two_roles_for(job, one, other).said(),
    }))
}

fn list(console: &Console, known: &Users, format: Format) -> Answer {
    match format {
        Format::Json => {
            let rows: Vec<_> =
                known.user.iter().map(|(name, user)| json!({ "name": name, "roles": user.roles })).collect();
            console.print_json(&rows)?;
        }
        Format::Text if known.user.is_empty() => console.print(message::users::nobody()),
        Format::Text => {
            let head = [message::users::head_name(), message::users::head_roles()];
            let rows: Vec<Vec<String>> =
                known.user.iter().map(|(name, user)| vec![name.clone(), user.roles.told()]).collect();
            console.print(table_within(&console.heads(&head), rows, &[1], console.room()));
        }
    }
    Ok(Exit::Done)
}

/// Asks for a new password, twice at a terminal, and makes its digest.
fn new_password(console: &Console, name: &str) -> Result<String, Failure> {
    let input = std::io::stdin();
    let password = if input.is_terminal() {
        let first = hidden(&console.say(message::users::ask_password(name)))?;
        let second = hidden(&console.say(message::users::ask_again()))?;
        if first.expose_secret() != second.expose_secret() {
            return Err(Failure::Usage(message::users::not_the_same().said()));
        }
        first
    } else {
        line()?
    };
    match password.expose_secret().chars().count() {
        0 => return Err(Failure::Usage(message::users::no_password().said())),
        few if few < password::SHORTEST => {
            return Err(Failure::Usage(message::users::too_short(password::SHORTEST).said()));
        }
        many if many > password::LONGEST => {
            return Err(Failure::Usage(message::users::too_long(password::LONGEST).said()));
        }
        _ => {}
    }
    let digest = password::digest(&password);
    digest.ok_or_else(|| Failure::Other(reason::told(message::users::cannot_hash())))
}

/// One line of standard input, without its end.
fn line() -> anyhow::Result<SecretString> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).context(message::users::cannot_read_password())?;
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    Ok(SecretString::from(text))
}

/// What is typed after a prompt, without being shown.
fn hidden(prompt: &str) -> anyhow::Result<SecretString> {
    let input = std::io::stdin();
    let mut prompts = std::io::stderr();
    let _ = write!(prompts, "{prompt}").and_then(|()| prompts.flush());
    let before = tcgetattr(&input).context(message::users::cannot_read_password())?;
    let mut silent = before.clone();
    // Ctrl-C would leave the terminal silent: it is a sign of the line here.
    silent.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
    tcsetattr(&input, OptionalActions::Flush, &silent).context(message::users::cannot_read_password())?;
    let typed = line();
    tcsetattr(&input, OptionalActions::Flush, &before).context(message::users::cannot_read_password())?;
    let _ = writeln!(prompts);
    let typed = typed?;
    match typed.expose_secret().contains(char::is_control) {
        true => Ok(SecretString::default()),
        false => Ok(typed),
    }
}
