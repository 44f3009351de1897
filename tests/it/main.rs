//! The one integration-test binary.

mod sandbox_contract;
mod sandbox_faults;
