//! stocktake reconciles inventories into GLPI and tells people what it did.

pub mod app;
pub mod cli;
pub mod config;
pub mod desk;
pub mod engine;
pub mod model;
pub mod reconcile;
pub mod report;
pub mod sandbox;
pub mod source;
pub mod store;
