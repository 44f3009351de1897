//! What is handed out, as far as it can be looked at without building it: the package, the unit, the account, the
//! container and the manifests of Kubernetes speak of the same program, user and folders. `.ci/dist` builds them,
//! `.ci/dist-test` installs and starts them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{CommandFactory as _, Parser as _};
use stocktake::Cli;

/// What `.ci/dist` writes before it makes the package.
const MADE: &str = "target/dist/parts/";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

struct Asset {
    source: String,
    /// Where it lies on the machine.
    path: String,
    mode: String,
}

struct Package {
    assets: Vec<Asset>,
    configuration: Vec<String>,
    scripts: String,
}

fn package() -> Package {
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    let texts = |value: &toml::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let asset = |value: &toml::Value| {
        let [source, target, mode] = texts(value).try_into().unwrap();
        // Of a folder the name of the source is the rest.
        let name = if target.ends_with('/') { source.rsplit('/').next().unwrap() } else { "" };
        Asset { path: format!("/{target}{name}"), source, mode }
    };
    Package {
        assets: deb["assets"].as_array().unwrap().iter().map(asset).collect(),
        configuration: texts(&deb["conf-files"]),
        scripts: deb["maintainer-scripts"].as_str().unwrap().to_owned(),
    }
}

/// The values of a key of the unit, in its order.
fn unit(key: &str) -> Vec<String> {
    let unit = text("docs/install/stocktake.service");
    let values = unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=').map(str::to_owned));
    values.collect()
}

/// The words of a list as JSON and YAML write it.
fn words(list: &str) -> Vec<String> {
    serde_json::from_str(list).unwrap_or_else(|error| panic!("{list}: {error}"))
}

/// The values of a key of a manifest, wherever it stands.
fn values(manifest: &str, key: &str) -> Vec<String> {
    let key = format!("{key}: ");
    let lines = manifest.lines().map(|line| line.trim_start().trim_start_matches("- "));
    lines.filter_map(|line| line.strip_prefix(&key).map(str::to_owned)).collect()
}

fn manifests() -> Vec<(PathBuf, String)> {
    let folder = repository().join("docs/install/kubernetes");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_package_finds_what_it_names() {
    let package = package();
    let script = text(".ci/dist");
    for asset in &package.assets {
        let found = glob::glob(&repository().join(&asset.source).display().to_string()).unwrap();
        match asset.source.strip_prefix(MADE) {
            Some(made) => {
                let top = made.split('/').next().unwrap();
                assert!(script.contains(&format!("$parts/{top}")), ".ci/dist does not make {made}");
            }
            None => assert!(found.flatten().any(|path| path.is_file()), "there is no {}", asset.source),
        }
    }
    for name in &package.configuration {
        let asset = package.assets.iter().find(|asset| asset.path == *name).unwrap();
        assert_eq!(asset.mode, "640", "{name} may hold secrets");
    }
    let kept = package.assets.iter().filter(|asset| asset.path.starts_with("/etc/"));
    assert_eq!(kept.count(), package.configuration.len(), "what lies in /etc is never written over");
}

#[test]
fn the_scripts_of_the_package_take_in_those_for_systemd_and_are_valid() {
    let folder = repository().join(package().scripts);
    for name in ["postinst", "postrm"] {
        let path = folder.join(name);
        let script = fs::read_to_string(&path).unwrap();
        assert!(script.starts_with("#!/bin/sh\nset -e\n"), "{name} goes on after an error");
        assert!(
            script.contains("\n#DEBHELPER#\n"),
            "{name} neither makes the account nor restarts the service"
        );
        let checked = Command::new("sh").arg("-n").arg(&path).output().unwrap();
        assert!(checked.status.success(), "{name}: {checked:?}");
    }
}

#[test]
fn unit_account_and_package_mean_the_same_user_program_and_folders() {
    let package = package();
    let account = text("docs/install/stocktake.sysusers");
    let [kind, user, _, _, home] = shlex::split(&account).unwrap().try_into().unwrap();
    assert_eq!(kind, "u");
    assert_eq!([unit("User"), unit("Group")].concat(), [user.as_str(), user.as_str()]);
    let state = format!("/var/lib/{}", unit("StateDirectory")[0]);
    assert_eq!([home, unit("WorkingDirectory").remove(0)], [state.as_str(), state.as_str()]);

    let project = Path::new("/etc/stocktake");
    assert_eq!(unit("ConditionPathExists"), [project.join("stocktake.toml").display().to_string()]);
    for configuration in &package.configuration {
        assert_eq!(unit("EnvironmentFile"), [format!("-{configuration}")]);
        assert!(Path::new(configuration).starts_with(project));
    }
    let script = text("docs/install/debian/postinst");
    for line in [
        format!("own root {user} 02750 {}", project.display()),
        format!("own root {user} 00640 {}", package.configuration[0]),
        format!("own {user} {user} 00700 {state}"),
        format!("ln -s {state} {}/var", project.display()),
    ] {
        assert!(script.contains(&line), "postinst lacks: {line}");
    }

    let program = package.assets.iter().find(|asset| asset.source.ends_with("/stocktake")).unwrap();
    assert_eq!(program.mode, "755");
    for line in [unit("ExecStartPre"), unit("ExecStart")].concat() {
        let line = shlex::split(&line).unwrap();
        assert_eq!(line[0], program.path);
        let cli = Cli::try_parse_from(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        assert_eq!(cli.global.project, project);
    }
}

#[test]
fn container_and_manifests_mean_the_same_user_program_and_folder() {
    let (container, script) = (text("docs/install/Containerfile"), text(".ci/dist"));
    let of = |key: &str| {
        let line = container.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("Containerfile lacks {key}"))
    };
    let (user, group) = of("USER").split_once(':').unwrap();
    assert!(script.contains(&format!("'stocktake:x:{user}:{group}:")), ".ci/dist makes another account");
    let started = [words(of("ENTRYPOINT")), words(of("CMD"))].concat();
    let cli = Cli::try_parse_from(&started).unwrap_or_else(|error| panic!("{started:?}: {error}"));
    assert_eq!(cli.global.project, Path::new(of("WORKDIR")));

    let manifests = manifests();
    assert_eq!(manifests.len(), 2, "CronJob and Deployment");
    for (path, manifest) in manifests {
        let name = path.display();
        let image = format!("stocktake:{}", env!("CARGO_PKG_VERSION"));
        assert_eq!(values(&manifest, "image"), [image], "{name}");
        assert_eq!(values(&manifest, "runAsUser"), [user], "{name}");
        assert_eq!(values(&manifest, "runAsGroup"), [group], "{name}");
        assert_eq!(values(&manifest, "readOnlyRootFilesystem"), ["true"], "{name}");
        let mounts = [of("WORKDIR").to_owned(), format!("{}/var", of("WORKDIR")), "/tmp".to_owned()];
        for mount in mounts {
            assert!(manifest.contains(&format!("mountPath: {mount}")), "{name} does not mount {mount}");
        }
        // Pods come and go: what one has sealed, the next one opens.
        assert!(manifest.contains("name: STOCKTAKE_KEY\n") && manifest.contains("key: state-key"), "{name}");
        let line = [words(of("ENTRYPOINT")), words(&values(&manifest, "args")[0])].concat();
        let cli = Cli::try_parse_from(&line).unwrap_or_else(|error| panic!("{name}: {line:?}: {error}"));
        assert_eq!(cli.global.project, Path::new(of("WORKDIR")), "{name}");
    }
}

/// The names of the pages of a command and of those below it; what is hidden has none.
fn pages(command: &clap::Command, name: &str) -> Vec<String> {
    let shown = command.get_subcommands().filter(|below| !below.is_hide_set());
    let below = shown.flat_map(|below| pages(below, &format!("{name}-{}", below.get_name())));
    std::iter::once(format!("{name}.1")).chain(below).collect()
}

#[test]
fn every_command_has_a_manual_page_and_no_hidden_one_has() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    let output = program.args(["man-pages", "--into"]).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let written = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut written: Vec<String> = written.map(|name| name.into_string().unwrap()).collect();
    written.sort();
    let mut wanted = pages(&Cli::command(), "stocktake");
    wanted.sort();
    assert_eq!(written, wanted);
    for name in written {
        let page = fs::read_to_string(folder.path().join(&name)).unwrap();
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS"] {
            assert!(page.contains(section), "{name} lacks {section}");
        }
    }
}

/// `git archive` fills it (`export-subst`); where it is not filled there is a repository to ask.
#[test]
fn an_archive_of_the_source_carries_its_commit() {
    assert!(text(".gitattributes").lines().any(|line| line == "/.commit export-subst"));
    let line = text(".commit");
    let (commit, rest) = line.trim_end().split_once(' ').unwrap();
    let is_filled = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(is_filled || (commit, rest) == ("$Format:%H", "%cs %ct$"), "{line}");
}
