//! What the machine and libraries say: it stands in sentences as it is, in every language.

use crate::model::said::words;

words!(
    std::path::Display<'_>,
    std::io::Error,
    std::net::SocketAddr,
    toml::value::Datetime,
    url::ParseError,
    regex::Regex,
    minijinja::Error,
    reqwest::Error,
    reqwest::Method,
    reqwest::header::InvalidHeaderValue,
);
