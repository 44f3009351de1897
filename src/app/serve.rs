//! `serve`: the schedule, and the console beside it.

use std::sync::Arc;

use chrono::Utc;
use tokio::sync::watch;

use crate::cli::Global;
use crate::config::users;
use crate::engine::Progress;
use crate::engine::apart::apart;
use crate::engine::inboxes;
use crate::engine::pulse::Pulse;
use crate::engine::serve;
use crate::message;
use crate::model::Say as _;
use crate::model::project::Project;
use crate::model::web::{BadListen, ListenAt};
use crate::web::{self, Watch};

use super::ending::guard_serving;
use super::print::Console;
use super::{Answer, Exit, Failure, load, open_store, setting};

/// What turns off a console that the configuration turns on.
const OFF: &str = "off";

/// `serve`
pub async fn serve(global: &Global, console: &Console, web: Option<&str>) -> Answer {
    let project = load(global)?;
    let listen = listen(&project, web)?;
    if listen.is_some() {
        users::read(&project.web.users).map_err(|error| Failure::Usage(error.said()))?;
    }
    let store = open_store(&project)?;
    let mut setting = setting(project, store, console);
    setting.progress = Arc::new(Progress::hidden());
    let folder = global.project.clone();
    let (color, width) = (console.color(), console.width());
    guard_serving(console, &setting)?;
    let (told, projects) = watch::channel(setting.project.clone());
    let pulse = Arc::new(Pulse::new(Utc::now()));
    let (quit, quitting) = watch::channel(false);
    let pages = match listen {
        // Connections of their own: neither does a page wait for a run, nor a run for a page, nor who watches for either.
        Some(at) => {
            let stores = [open_store(&setting.project)?, open_store(&setting.project)?];
            let watch = Watch::new(stores, setting.node.clone(), pulse.clone());
            let store = open_store(&setting.project)?;
            let pages = web::open(setting.clone(), store, projects.clone(), watch, at).await?;
            // Who pushes is heard from now on.
            let store = setting.store.clone();
            Some((pages, apart(move || inboxes::keep_watching(store, projects, quitting))))
        }
        None => None,
    };
    let reload = move || -> Result<Arc<Project>, String> {
        let project =
            Arc::new(crate::config::load(&folder).map_err(|problems| problems.render(color, width))?);
        let _ = told.send(project.clone());
        Ok(project)
    };
    let served = serve::serve(setting, pulse, reload).await;
    let _ = quit.send(true);
    if let Some((pages, watching)) = pages {
        pages.stop().await;
        // It may be held by a state database that hangs.
        let _ = tokio::time::timeout(serve::HUNG, watching).await;
    }
    served?;
    Ok(Exit::Done)
}

/// Where the console listens: as the command says, else as the configuration does.
fn listen(project: &Project, wanted: Option<&str>) -> Result<Option<ListenAt>, Failure> {
    let Some(wanted) = wanted else { return Ok(project.web.listen) };
    if wanted == OFF {
        return Ok(None);
    }
    let at = ListenAt::parse(wanted).and_then(|at| project.web.may_listen(at).map(|()| at));
    at.map(Some).map_err(|bad| {
        let (what, help) = match bad {
            BadListen::Unreadable => {
                (message::config::web::no_listen_address(wanted), message::config::web::listen_example())
            }
            BadListen::InClear => {
                (message::config::web::in_clear(wanted), message::config::web::encrypt_it())
            }
        };
        Failure::Usage(message::list::of(what, help).said())
    })
}
