//! `links set`, `links unset`, `links list`: which company of a desk stands for a company or a site of
//! the sources. Links of `links.toml` are shown here and changed there.

use std::collections::BTreeSet;

use chrono::Utc;

use crate::cli::{Format, Global, Links};
use crate::engine::company_links::{Line, is_of, listed};
use crate::engine::names::Directory;
use crate::engine::refs::pull_from;
use crate::message::{self, Alike, Message, heads, nearest};
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::project::Project;
use crate::model::ticket::RefKind;
use crate::model::{Said, Say as _};
use crate::reconcile::names::fold;
use crate::store::Store;

use super::print::{Console, table_within};
use super::{Answer, Exit, Failure, Role, load, open_store, open_store_if_there};

/// `links …`
pub async fn links(global: &Global, console: &Console, what: &Links) -> Answer {
    let project = load(global)?;
    match what {
        Links::Set { company, desk, to, site, no_inherit: _ } => {
            Role::Desk.expect(&project, desk)?;
            let link = CompanyLink {
                company: name(company, message::company_links::the_company())?,
                site: site
                    .as_deref()
                    .map(|site| name(site, message::company_links::the_site()))
                    .transpose()?,
                desk: desk.clone(),
                to: to.as_ref().map_or(LinkedTo::Nothing, |to| LinkedTo::Company(to.clone())),
            };
            set(&project, console, link).await
        }
        Links::Unset { company, desk, site } => {
            Role::Desk.expect(&project, desk)?;
            unset(&project, console, CompanyOrSite { company, site: site.as_deref() }, desk)
        }
        Links::List { format } => list(&project, console, *format),
    }
}

fn name(given: &str, what: Message) -> Result<String, Failure> {
    match given.trim() {
        "" => Err(Failure::Usage(message::company_links::no_name(&what).said())),
        name => Ok(name.to_owned()),
    }
}

fn whose(company: &str, site: Option<&str>) -> Said {
    match site {
        Some(site) => message::company_links::site_of(site, company).said(),
        None => format!("`{company}`").into(),
    }
}

/// That no link of `links.toml` stands in the way.
fn not_in_file(project: &Project, company: &str, site: Option<&str>, desk: &str) -> Result<(), Failure> {
    if project.company_links.iter().any(|link| is_of(link, company, site, desk)) {
        let who = whose(company, site);
        let text = message::company_links::stands_in_file(&who, desk).said();
        return Err(Failure::Usage(text));
    }
    Ok(())
}

async fn set(project: &Project, console: &Console, mut link: CompanyLink) -> Answer {
    not_in_file(project, &link.company, link.site.as_deref(), &link.desk)?;
    let store = open_store(project)?;
    let shown = match &link.to {
        LinkedTo::Nothing => message::company_links::has_none().said(),
        LinkedTo::Company(to) => {
            let (name, id) = target(project, &store, &link.desk, to).await?;
            let shown = message::company_links::is(&name, &id).said();
            link.to = LinkedTo::Company(name);
            shown
        }
    };
    for known in store.company_links().map_err(anyhow::Error::new)? {
        if is_of(&known, &link.company, link.site.as_deref(), &link.desk) {
            store
                .drop_company_link(&known.company, known.site.as_deref(), &known.desk)
                .map_err(anyhow::Error::new)?;
        }
    }
    store.set_company_link(&link, Utc::now()).map_err(anyhow::Error::new)?;
    console.print(message::company_links::now(
        whose(&link.company, link.site.as_deref()),
        &shown,
        &link.desk,
    ));
    Ok(Exit::Done)
}

/// The company that is meant: as last pulled, else as the desk shows it now. By name, or by id where
/// the name is not the only one.
async fn target(project: &Project, store: &Store, desk: &str, to: &str) -> Result<(String, String), Failure> {
    let kinds = BTreeSet::from([RefKind::Company]);
    let known = Directory::kept(project, store, desk, &kinds)?;
    let directory = if known.company_named(to).is_ok() {
        known
    } else {
        pull_from(project, store, desk, &[RefKind::Company]).await?;
        Directory::kept(project, store, desk, &kinds)?
    };
    let company = directory.company_named(to).map_err(Failure::Usage)?;
    let is_plain = directory.company_named(&company.name).is_ok_and(|named| named.id == company.id);
    let name = if is_plain { &company.name } else { &company.id };
    Ok((name.clone(), company.id.clone()))
}

/// A company, or one of its sites.
#[derive(Debug, Clone, Copy)]
struct CompanyOrSite<'n> {
    company: &'n str,
    site: Option<&'n str>,
}

fn unset(project: &Project, console: &Console, of: CompanyOrSite<'_>, desk: &str) -> Answer {
    let CompanyOrSite { company, site } = of;
    not_in_file(project, company, site, desk)?;
    let store = open_store_if_there(project)?;
    let known = match &store {
        Some(store) => store.company_links().map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let link = known.iter().find(|link| is_of(link, company, site, desk));
    let (Some(store), Some(link)) = (&store, link) else {
        let names = known.iter().filter(|link| link.desk == desk).map(|link| link.company.as_str());
        let near = nearest(company, names, Alike::Name).filter(|near| fold(near) != fold(company));
        let near = near.map(message::nearest::perhaps);
        return Err(Failure::Usage(
            message::company_links::unknown(whose(company, site), desk, &near).said(),
        ));
    };
    store.drop_company_link(&link.company, link.site.as_deref(), &link.desk).map_err(anyhow::Error::new)?;
    console.print(message::company_links::gone(whose(company, site), desk));
    Ok(Exit::Done)
}

fn list(project: &Project, console: &Console, format: Format) -> Answer {
    let state = match open_store_if_there(project)? {
        Some(store) => store.company_links().map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let lines = listed(&project.company_links, &state);
    match format {
        Format::Json => console.print_json(&lines)?,
        Format::Text if lines.is_empty() => console.print(message::company_links::nothing_linked()),
        Format::Text => {
            let head = [heads::company(), heads::site(), heads::desk(), heads::to(), heads::stands_in()];
            let in_words = |line: &Line| row(line).iter().map(|cell| console.say(cell)).collect();
            let rows = lines.iter().map(in_words).collect();
            console.print(table_within(&console.heads(&head), rows, &[0, 1, 3], console.room()));
        }
    }
    Ok(Exit::Done)
}

fn row(line: &Line) -> Vec<Said> {
    let Line { link, stands } = line;
    let to = match &link.to {
        LinkedTo::Company(to) => to.into(),
        LinkedTo::Nothing => message::company_links::not_inherited().said(),
    };
    let site = link.site.as_deref().unwrap_or_default();
    vec![link.company.as_str().into(), site.into(), link.desk.as_str().into(), to, stands.said()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(company: &str, site: &str, desk: &str, to: &str) -> CompanyLink {
        CompanyLink {
            company: company.to_owned(),
            site: Some(site.to_owned()).filter(|site| !site.is_empty()),
            desk: desk.to_owned(),
            to: if to.is_empty() { LinkedTo::Nothing } else { LinkedTo::Company(to.to_owned()) },
        }
    }

    #[test]
    fn a_list_shows_what_sites_inherit_and_what_is_overruled() {
        let file = [link("Fabrikam", "", "glpi", "Fabrikam SA"), link("Fabrikam", "Oslo", "glpi", "")];
        let state = [
            link("fabrikam", "", "glpi", "Another"),
            link("Fabrikam", "Lyon", "itop", "Lyon SA"),
            link("Fabrikam", "", "itop", "Fab"),
        ];
        let shown: Vec<String> =
            listed(&file, &state).iter().map(|line| Said::join(&row(line), " | ").to_string()).collect();
        assert_eq!(
            shown,
            [
                "Fabrikam |  | glpi | Fabrikam SA | links.toml",
                "Fabrikam |  | itop | Fab | state",
                "Fabrikam | Lyon | glpi | Fabrikam SA | inherited",
                "Fabrikam | Lyon | itop | Lyon SA | state",
                "Fabrikam | Oslo | glpi | - (does not inherit) | links.toml",
                "Fabrikam | Oslo | itop | Fab | inherited",
                "fabrikam |  | glpi | Another | state, links.toml takes precedence",
            ]
        );
    }
}
