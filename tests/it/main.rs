//! The one integration-test binary.

mod real_glpi;
mod sandbox_contract;
mod schedule;
mod shipped;
