//! One contract for every desk of the table: tickets, and the reference data that they name. A desk brings a
//! bench (`itop.rs` and its neighbours); the cases (`cases.rs`) are the same for all.

mod bench;
mod cases;
mod glpi;
mod itop;
mod itop_hands;
mod itop_once;
mod servicenow;

use stocktake::model::system::Role;
use stocktake::systems::ROOMS;

#[tokio::test]
async fn every_desk_of_the_table_keeps_the_contract() {
    for room in ROOMS.iter().filter(|room| room.has(Role::Tickets)) {
        eprintln!("{}", room.kind.product);
        assert!(room.has(Role::References), "a ticket names what the desk has");
        match room.kind.key {
            "glpi" => {
                glpi::keeps_the_contract().await;
                glpi::keeps_the_contract_by_v2().await;
            }
            "itop" => itop::keeps_the_contract().await,
            "servicenow" => servicenow::keeps_the_contract().await,
            other => panic!("the desk {other} has no bench for the contract"),
        }
    }
}
