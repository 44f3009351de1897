//! Problems of configuration: what is wrong, the words at its place, and what would be right.

pub(crate) mod clear;
pub(crate) mod decode;
pub(crate) mod feed;
pub(crate) mod field;
pub(crate) mod files;
pub(crate) mod job;
pub(crate) mod kind;
pub(crate) mod known;
pub(crate) mod label;
pub(crate) mod life;
pub(crate) mod links;
pub(crate) mod locks;
pub(crate) mod mail;
pub(crate) mod mapping;
pub(crate) mod mapping_test;
pub(crate) mod missing;
pub(crate) mod path;
pub(crate) mod rule;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod set;
pub(crate) mod stocktake;
pub(crate) mod system;
pub(crate) mod template;
pub(crate) mod ticket_job;
pub(crate) mod value;
pub(crate) mod web;
pub(crate) mod webhook;

/// Every sentence about the configuration.
#[cfg(test)]
pub(super) fn catalogue() -> Vec<super::Message> {
    [
        clear::catalogue(),
        decode::catalogue(),
        feed::catalogue(),
        field::catalogue(),
        files::catalogue(),
        job::catalogue(),
        kind::catalogue(),
        known::catalogue(),
        label::catalogue(),
        life::catalogue(),
        links::catalogue(),
        locks::catalogue(),
        mail::catalogue(),
        mapping::catalogue(),
        mapping_test::catalogue(),
        missing::catalogue(),
        path::catalogue(),
        rule::catalogue(),
        schedule::catalogue(),
        secret::catalogue(),
        set::catalogue(),
        stocktake::catalogue(),
        system::catalogue(),
        template::catalogue(),
        ticket_job::catalogue(),
        value::catalogue(),
        web::catalogue(),
        webhook::catalogue(),
    ]
    .concat()
}
