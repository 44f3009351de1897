//! The systems: one folder each.

pub mod desk;
pub mod files;
pub mod glpi;
pub mod itop;
pub mod monitor;
pub mod servicenow;
pub mod shared;

mod alertmanager;
mod centreon;
mod checkmk;
mod icinga;
mod nagios;
mod zabbix;
