//! The sources of the program, parsed once for the tests that read them: which file is which module,
//! what is there for tests only, and every path that is named, resolved to where it leads.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Names from the root of a crate: `["crate", "engine", "run"]`, `["std", "env", "var"]`.
pub type Names = Vec<String>;

/// One source file.
pub struct Source {
    /// Below `src`, with `/`.
    pub name: String,
    pub text: String,
    pub tree: syn::File,
    /// `["crate", "engine", "apply"]`.
    pub module: Names,
    /// There for tests only.
    pub is_test: bool,
}

/// All sources, sorted.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                let text = fs::read_to_string(&path).unwrap();
                let tree = syn::parse_file(&text).unwrap();
                found.push(Source { module: module(&name), name, text, tree, is_test: false });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 50, "the sources were not found");
    let tests = test_modules(&found);
    for source in &mut found {
        source.is_test = tests.iter().any(|test| source.module.starts_with(test));
    }
    found
}

fn module(name: &str) -> Names {
    let parts = name.trim_end_matches(".rs").split('/');
    let parts = parts.filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    std::iter::once("crate").chain(parts).map(str::to_owned).collect()
}

/// Modules in files that only tests have.
fn test_modules(sources: &[Source]) -> Vec<Names> {
    let mut found = Vec::new();
    for source in sources {
        for item in &source.tree.items {
            if let syn::Item::Mod(module) = item
                && module.content.is_none()
                && is_test(&module.attrs)
            {
                found.push(joined(&source.module, &[module.ident.to_string()]));
            }
        }
    }
    found
}

pub fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        syn::Meta::List(_) | syn::Meta::NameValue(_) => false,
    })
}

/// Attributes of the items that tests are made of.
pub fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        _ => &[],
    }
}

/// Lines of a file without its tests.
pub fn lines_without_tests(source: &Source) -> usize {
    let tests = source.tree.items.iter().filter(|item| is_test(attributes(item)));
    let of_tests = tests.map(|item| {
        let span = syn::spanned::Spanned::span(item);
        span.end().line + 1 - span.start().line
    });
    source.text.lines().count() - of_tests.sum::<usize>()
}

fn joined(start: &[String], rest: &[String]) -> Names {
    start.iter().chain(rest).cloned().collect()
}

/// A path that a file names outside its tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub line: usize,
    /// Where it leads, through `use` and `pub use`.
    pub names: Names,
}

/// Reads the paths of all sources.
pub struct Paths {
    modules: BTreeSet<Names>,
    /// What a module calls what: by `use`, and what it passes on.
    scopes: HashMap<Names, BTreeMap<String, Names>>,
}

impl Paths {
    pub fn new(sources: &[Source]) -> Self {
        let modules: BTreeSet<Names> = sources.iter().map(|source| source.module.clone()).collect();
        let mut paths = Self { modules, scopes: HashMap::new() };
        for source in sources.iter().filter(|source| source.name != "main.rs") {
            let mut scope = BTreeMap::new();
            for item in &source.tree.items {
                if let syn::Item::Use(item) = item
                    && !is_test(&item.attrs)
                {
                    paths.imports(&source.module, &mut Vec::new(), &item.tree, &mut |alias, names| {
                        scope.insert(alias, names);
                    });
                }
            }
            paths.scopes.insert(source.module.clone(), scope);
        }
        paths
    }

    /// Every path that a file names outside its tests.
    pub fn of(&self, source: &Source) -> Vec<Named> {
        let mut finder = Finder {
            paths: self,
            module: source.module.clone(),
            aliases: self.scopes.get(&source.module).cloned().unwrap_or_default(),
            found: BTreeSet::new(),
        };
        finder.visit_file(&source.tree);
        finder.found.into_iter().collect()
    }

    /// The children of a module that are files.
    pub fn children(&self, module: &[String]) -> Vec<&Names> {
        let is_child = |known: &&Names| known.len() == module.len() + 1 && known.starts_with(module);
        self.modules.iter().filter(is_child).collect()
    }

    /// Folders, as modules.
    pub fn folders(&self) -> impl Iterator<Item = &Names> {
        self.modules.iter().filter(|module| !self.children(module).is_empty())
    }

    /// Each name that a `use` brings, with its path.
    fn imports(
        &self,
        module: &[String],
        before: &mut Names,
        tree: &syn::UseTree,
        take: &mut impl FnMut(String, Names),
    ) {
        let depth = before.len();
        let mut leaf = |name: &syn::Ident, alias: &syn::Ident, before: &mut Names| {
            if name != "self" {
                before.push(name.to_string());
            }
            let called = if alias == "self" { before.last().cloned() } else { Some(alias.to_string()) };
            if let (Some(called), Some(names)) =
                (called, self.absolute(module, before, &BTreeMap::new(), Start::Use))
            {
                take(called, names);
            }
        };
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.imports(module, before, &path.tree, take);
            }
            syn::UseTree::Name(name) => leaf(&name.ident, &name.ident, before),
            syn::UseTree::Rename(rename) => leaf(&rename.ident, &rename.rename, before),
            syn::UseTree::Glob(_) => {
                if let Some(names) = self.absolute(module, before, &BTreeMap::new(), Start::Use) {
                    take(format!("*{}", names.join("::")), names);
                }
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.imports(module, before, tree, take);
                }
            }
        }
        before.truncate(depth);
    }

    /// From the root; `None` for what is local, as a variable or a type of the prelude.
    fn absolute(
        &self,
        module: &[String],
        path: &[String],
        aliases: &BTreeMap<String, Names>,
        start: Start,
    ) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(path.to_vec()),
            "self" => Some(joined(module, rest)),
            "super" => {
                let mut up = module[..module.len().checked_sub(1)?].to_vec();
                let mut rest = rest;
                while let Some((first, after)) = rest.split_first()
                    && first == "super"
                {
                    up.pop();
                    rest = after;
                }
                Some(joined(&up, rest))
            }
            _ if aliases.contains_key(first) => Some(joined(&aliases[first], rest)),
            _ if self.modules.contains(&joined(module, &path[..1])) => Some(joined(module, path)),
            "stocktake" => Some(joined(&["crate".to_owned()], rest)),
            // A crate, or a type of this file with one of its functions.
            name => match start {
                Start::Use if name.starts_with(char::is_uppercase) => Some(joined(module, path)),
                Start::Use => Some(path.to_vec()),
                Start::Code if name.starts_with(char::is_uppercase) => None,
                Start::Code => Some(path.to_vec()),
            },
        }
    }

    /// Follows what modules pass on by `use` to where a thing is defined.
    fn followed(&self, names: Names) -> Names {
        let mut names = names;
        for _ in 0..8 {
            let step = (1..names.len()).rev().find_map(|end| {
                if self.modules.contains(&names[..=end]) {
                    return None;
                }
                let target = self.scopes.get(&names[..end])?.get(&names[end])?;
                Some(joined(target, &names[end + 1..]))
            });
            match step {
                Some(next) if next != names => names = next,
                Some(_) | None => break,
            }
        }
        names
    }
}

/// Where a path stands.
#[derive(Clone, Copy)]
enum Start {
    Use,
    Code,
}

struct Finder<'a> {
    paths: &'a Paths,
    module: Names,
    aliases: BTreeMap<String, Names>,
    found: BTreeSet<Named>,
}

impl Finder<'_> {
    fn take(&mut self, line: usize, path: &[String]) {
        if let Some(names) = self.paths.absolute(&self.module, path, &self.aliases, Start::Code) {
            self.found.insert(Named { line, names: self.paths.followed(names) });
        }
    }

    /// The paths of more than one name in what a macro takes.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Names = Vec::new();
        let mut colons = 0;
        let mut line = 0;
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' && !path.is_empty() && colons < 2 => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => {
                    self.end(&mut path, line);
                    self.tokens(group.stream());
                }
                TokenTree::Ident(ident) => {
                    self.end(&mut path, line);
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => self.end(&mut path, line),
            }
            colons = 0;
        }
        self.end(&mut path, line);
    }

    fn end(&mut self, path: &mut Names, line: usize) {
        if path.len() > 1 {
            self.take(line, path);
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            syn::Item::Mod(inner) if inner.content.is_some() => {
                let (module, aliases) = (self.module.clone(), self.aliases.clone());
                self.module.push(inner.ident.to_string());
                visit::visit_item(self, item);
                (self.module, self.aliases) = (module, aliases);
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let line = item.use_token.span.start().line;
        let (module, paths) = (self.module.clone(), self.paths);
        let mut brought = Vec::new();
        paths.imports(&module, &mut Vec::new(), &item.tree, &mut |alias, names| brought.push((alias, names)));
        for (alias, names) in brought {
            self.found.insert(Named { line, names: paths.followed(names.clone()) });
            self.aliases.insert(alias, names);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if names.len() > 1 {
            let line = path.segments[0].ident.span().start().line;
            self.take(line, &names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        self.tokens(called.tokens.clone());
    }
}

#[test]
fn paths_are_found_through_uses_and_in_macros_and_not_in_tests() {
    let source = |name: &str, text: &str| Source {
        module: module(name),
        name: name.to_owned(),
        text: text.to_owned(),
        tree: syn::parse_file(text).unwrap(),
        is_test: false,
    };
    let sources = [
        source("a/mod.rs", "mod b; mod c; pub use b::Thing;"),
        source("a/b.rs", "pub struct Thing;"),
        source(
            "a/c.rs",
            r#"
            use super::Thing;
            use std::{env as surroundings, fs};
            pub(in crate::hidden) fn d(thing: Thing) {
                let text = format!("{}", surroundings::var("HOME"));
                super::b::e(crate::f::G);
            }
            #[cfg(test)]
            mod tests { use crate::h; }
            "#,
        ),
    ];
    let found = Paths::new(&sources).of(&sources[2]);
    let mut found: Vec<String> = found.into_iter().map(|named| named.names.join("::")).collect();
    found.sort();
    assert_eq!(
        found,
        ["crate::a::b::Thing", "crate::a::b::e", "crate::f::G", "std::env", "std::env::var", "std::fs"]
    );
}
