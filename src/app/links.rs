//! `links set`, `links unset`, `links list`: which company of a desk stands for a company or a site of
//! the sources. Links of `links.toml` are shown here and changed there.

use chrono::Utc;

use crate::cli::{Format, Global, Links};
use crate::config;
use crate::engine::company_links::{
    self, Line, Whose, company_asked_for, listed, not_in_file, set_by_people,
};
use crate::engine::names::filed;
use crate::message::{self, Alike, Message, heads, nearest};
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::link_change::Decided;
use crate::model::project::Project;
use crate::model::{Said, Say as _, fold};

use super::print::{Console, table_within};
use super::{Answer, Exit, Failure, Role, item_links, load, open_store, open_store_if_there};

/// `links …`
pub async fn links(global: &Global, console: &Console, what: &Links) -> Answer {
    let project = load(global)?;
    match what {
        Links::Set { company, desk, to, site, no_inherit: _, decision } => {
            Role::Desk.expect(&project, desk)?;
            let company = name(company, message::company_links::the_company())?;
            let site =
                site.as_deref().map(|site| name(site, message::company_links::the_site())).transpose()?;
            let (by, at) = (config::who(decision.by.as_deref()), Utc::now());
            let decided = Decided { by: &by, why: decision.why.as_deref(), at };
            let of = Whose { company: &company, site: site.as_deref(), desk };
            set(&project, console, of, to.as_deref(), decided).await
        }
        Links::Unset { company, desk, site, decision } => {
            Role::Desk.expect(&project, desk)?;
            let (by, at) = (config::who(decision.by.as_deref()), Utc::now());
            let decided = Decided { by: &by, why: decision.why.as_deref(), at };
            unset(&project, console, Whose { company, site: site.as_deref(), desk }, decided)
        }
        Links::List { format } => list(&project, console, *format),
        Links::Items { job, text, format } => {
            item_links::items(&project, console, job, text.as_deref(), *format)
        }
        Links::SetItem(wish) => item_links::set(&project, console, wish).await,
        Links::UnsetItem(wish) => item_links::unset(&project, console, wish),
        Links::History { format } => item_links::history(&project, console, *format),
    }
}

fn name(given: &str, what: Message) -> Result<String, Failure> {
    match given.trim() {
        "" => Err(Failure::Usage(message::company_links::no_name(&what).said())),
        name => Ok(name.to_owned()),
    }
}

async fn set(
    project: &Project,
    console: &Console,
    of: Whose<'_>,
    to: Option<&str>,
    decided: Decided<'_>,
) -> Answer {
    not_in_file(project, of)?;
    let store = open_store(project)?;
    let (to, shown) = match to {
        None => (LinkedTo::Nothing, message::company_links::has_none()),
        Some(to) => {
            let (link, company) = company_asked_for(project, &store, of.desk, to).await?;
            (link, message::company_links::is(&company.name, &company.id))
        }
    };
    let link = CompanyLink {
        company: of.company.to_owned(),
        site: of.site.map(str::to_owned),
        desk: of.desk.to_owned(),
        to,
    };
    let seen = set_by_people(&store, of)?.map(|known| known.to);
    company_links::set(project, &store, &link, seen.as_ref(), decided)?;
    console.print(message::company_links::now(of, &shown, of.desk));
    Ok(Exit::Done)
}

fn unset(project: &Project, console: &Console, of: Whose<'_>, decided: Decided<'_>) -> Answer {
    not_in_file(project, of)?;
    let store = open_store_if_there(project)?;
    let known = match &store {
        Some(store) => store.company_links().map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let link = known.iter().find(|link| of.has(link));
    let (Some(store), Some(link)) = (&store, link) else {
        let names = known.iter().filter(|link| link.desk == of.desk).map(|link| link.company.as_str());
        let near = nearest(of.company, names, Alike::Name).filter(|near| fold(near) != fold(of.company));
        let near = near.map(message::nearest::perhaps);
        return Err(Failure::Usage(message::company_links::unknown(of, of.desk, &near).said()));
    };
    company_links::unset(project, store, of, Some(&link.to), decided)?;
    console.print(message::company_links::gone(of, of.desk));
    Ok(Exit::Done)
}

fn list(project: &Project, console: &Console, format: Format) -> Answer {
    let state = match open_store_if_there(project)? {
        Some(store) => store.company_links().map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let lines = listed(&filed(project), &state);
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
