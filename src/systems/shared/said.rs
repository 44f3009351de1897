//! What the machine and libraries say: it stands in sentences as it is, in every language.

use std::io;

use crate::message::machine;
use crate::model::job::Language;
use crate::model::said::{Said, Say, words};

words!(
    std::path::Display<'_>,
    std::net::SocketAddr,
    toml::value::Datetime,
    url::ParseError,
    regex::Regex,
    minijinja::Error,
    reqwest::Error,
    reqwest::Method,
    reqwest::header::InvalidHeaderValue,
);

/// In English as the machine has it; in French what happens most.
impl Say for io::Error {
    fn said(&self) -> Said {
        let french = match self.kind() {
            io::ErrorKind::NotFound => machine::not_found(),
            io::ErrorKind::PermissionDenied => machine::permission_denied(),
            io::ErrorKind::AlreadyExists => machine::exists_already(),
            io::ErrorKind::IsADirectory => machine::is_a_folder(),
            io::ErrorKind::NotADirectory => machine::no_folder(),
            io::ErrorKind::DirectoryNotEmpty => machine::folder_not_empty(),
            io::ErrorKind::StorageFull => machine::disk_full(),
            io::ErrorKind::ReadOnlyFilesystem => machine::read_only(),
            io::ErrorKind::ConnectionRefused => machine::connection_refused(),
            io::ErrorKind::AddrInUse => machine::address_in_use(),
            io::ErrorKind::AddrNotAvailable => machine::address_not_here(),
            io::ErrorKind::TimedOut => machine::timed_out(),
            _ => return self.to_string().into(),
        };
        Said::new(self.to_string(), french.text(Language::Fr))
    }
}
