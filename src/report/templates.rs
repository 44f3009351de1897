//! The templates of the mail: ours, each replaced by the user's own file of the same name.
//!
//! A variable that is not defined is an error that names the template, the line and the variable.

use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use super::ReportError;
use super::view::View;
use super::wrap::wrap;
use crate::message;
use crate::model::Said;

/// Width of the plain-text part, in characters (RFC 3676 asks for 78 at most).
const TEXT_WIDTH: usize = 78;

/// What one rendering may take: about as many steps, and 64 bytes of text for each. The longest mail of ours
/// takes a hundredth of it.
const FUEL: u64 = 10_000_000;

/// Name of the template of the HTML part.
pub(super) const HTML: &str = "mail.html.j2";
/// Name of the template of the plain-text part.
pub(super) const TEXT: &str = "mail.txt.j2";

const KNOWN: &str = "mail.html.j2, mail.txt.j2";

const OURS: [(&str, &str); 2] =
    [(HTML, include_str!("templates/mail.html.j2")), (TEXT, include_str!("templates/mail.txt.j2"))];

/// The templates of the mail, compiled.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// Files that replace ours.
    replaced: Vec<Replaced>,
}

/// A file of the user and the name of the template that it replaces.
#[derive(Debug)]
struct Replaced {
    name: &'static str,
    path: PathBuf,
}

impl Templates {
    /// Our templates, or the user's where `folder` has a file of the same name (`mail.html.j2`,
    /// `mail.txt.j2`).
    ///
    /// # Errors
    /// The folder cannot be read, has a `.j2` file of another name, or a template does not compile.
    pub fn load(folder: Option<&Path>) -> Result<Self, ReportError> {
        let replaced = match folder {
            Some(folder) => template_files(folder)?,
            None => Vec::new(),
        };
        let mut templates = Self { environment: Environment::new(), replaced };
        templates.environment = environment().map_err(|error| templates.explain(HTML, &error))?;
        for (name, ours) in OURS {
            let source = match templates.replaced.iter().find(|file| file.name == name) {
                Some(file) => std::fs::read_to_string(&file.path)
                    .map_err(|source| ReportError::Read { path: file.path.clone(), source })?,
                None => ours.to_owned(),
            };
            let added = templates.environment.add_template_owned(name, source);
            added.map_err(|error| templates.explain(name, &error))?;
        }
        Ok(templates)
    }

    /// The text that a template makes of a view.
    pub(super) fn render(&self, name: &'static str, view: &View) -> Result<String, ReportError> {
        let rendered = self
            .environment
            .get_template(name)
            .and_then(|template| template.render(Value::from(Serde(view))));
        rendered.map_err(|error| self.explain(name, &error))
    }

    fn explain(&self, name: &'static str, error: &minijinja::Error) -> ReportError {
        let template = self
            .replaced
            .iter()
            .find(|file| file.name == name)
            .map_or_else(|| name.to_owned(), |file| file.path.display().to_string());
        explained(template, error)
    }
}

/// What is wrong with a template of a name.
pub(super) fn explained(template: String, error: &minijinja::Error) -> ReportError {
    let place = error
        .range()
        .zip(error.template_source())
        .and_then(|(range, source)| source.get(range))
        .map(|expression| message::mail::in_expression(expression.trim()).said());
    let what = match (error.kind(), error.detail()) {
        (ErrorKind::UndefinedError, _) => message::mail::undefined_variable().said(),
        (ErrorKind::OutOfFuel, _) => message::mail::template_endless().said(),
        (kind, Some(detail)) => format!("{kind}: {detail}").into(),
        (kind, None) => kind.to_string().into(),
    };
    let mut reason: Said = what;
    reason.push(&place.unwrap_or_default());
    ReportError::Template { template, line: error.line().unwrap_or(1), reason }
}

/// The template files of a folder.
fn template_files(folder: &Path) -> Result<Vec<Replaced>, ReportError> {
    let unreadable = |source| ReportError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_none_or(|extension| extension != "j2") {
            continue;
        }
        let known = OURS.iter().find(|(name, _)| path.file_name().is_some_and(|file| file == *name));
        match known {
            Some((name, _)) => files.push(Replaced { name, path }),
            None => return Err(ReportError::UnknownTemplate { path, known: KNOWN }),
        }
    }
    Ok(files)
}

/// What every template of ours knows and refuses.
pub(super) fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|name| match name {
        HTML => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    environment.add_filter("wrap", |text: String, first: String, rest: String| {
        wrap(&text, TEXT_WIDTH, &first, &rest)
    });
    environment.add_filter("underline", |text: String, sign: String| {
        format!("{text}\n{}", sign.repeat(text.chars().count()))
    });
    Ok(environment)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::report::{example, render};

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_of_the_user_replaces_ours_of_the_same_name() {
        let folder =
            folder(&[("mail.txt.j2", "{{ job }}: {{ sentence }} {{ t.rejects }}\n"), ("notes.md", "")]);
        let templates = Templates::load(Some(folder.path())).unwrap();
        let report = example::nothing();
        assert_eq!(
            render::text(&report, &templates).unwrap(),
            "nightly-inventory: Everything in glpi already is as the source says. Rejected\n"
        );
        assert!(render::html(&report, &templates).unwrap().starts_with("<!DOCTYPE html>"));
    }

    #[test]
    fn an_undefined_variable_is_named_with_its_line() {
        let folder = folder(&[("mail.html.j2", "<p>{{ job }}</p>\n\n<p>{{ customer_name }}</p>\n")]);
        let templates = Templates::load(Some(folder.path())).unwrap();
        let error = render::html(&example::nothing(), &templates).unwrap_err();
        let path = folder.path().join("mail.html.j2");
        assert_eq!(
            error.to_string(),
            format!("template {}, line 3: a variable is not defined in `customer_name`", path.display())
        );
    }

    #[test]
    fn a_template_without_end_is_an_error_that_names_it() {
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}";
        let folder = folder(&[("mail.txt.j2", endless)]);
        let templates = Templates::load(Some(folder.path())).unwrap();
        let error = render::text(&example::nothing(), &templates).unwrap_err().to_string();
        assert!(error.starts_with("template ") && error.contains("mail.txt.j2, line 1"), "{error}");
        assert!(error.contains("it does not come to an end"), "{error}");
    }

    #[test]
    fn a_template_that_does_not_compile_is_told_when_loading() {
        let folder = folder(&[("mail.txt.j2", "{{ job }}\n{% if job %}\n")]);
        let error = Templates::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("mail.txt.j2, line ") && error.contains("syntax error"), "{error}");
    }

    #[test]
    fn a_misspelt_name_and_a_missing_folder_are_told() {
        let folder = folder(&[("mail.htm.j2", "")]);
        let error = Templates::load(Some(folder.path())).unwrap_err().to_string();
        assert!(
            error.ends_with("is not a template of the mail; their names are mail.html.j2, mail.txt.j2"),
            "{error}"
        );
        let error = Templates::load(Some(&folder.path().join("none"))).unwrap_err().to_string();
        assert!(error.starts_with("cannot read"), "{error}");
    }
}
