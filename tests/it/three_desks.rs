//! A world whose project also names a practice iTop (`itop`) and a practice ServiceNow (`snow`), both
//! answering over HTTP. Says nothing of jobs and monitors.

use stocktake::practice::itop::{self, PracticeItop};
use stocktake::practice::servicenow::{self, PracticeServiceNow};

use super::world::World;

/// A project and three desks, that of the world among them.
pub struct ThreeDesks {
    pub world: World,
    pub itop: itop::Running,
    pub servicenow: servicenow::Running,
}

impl ThreeDesks {
    pub async fn new() -> Self {
        let world = World::new().await;
        let of_itop = itop::Options::default();
        world.file("secrets/itop", &of_itop.token);
        let itop = PracticeItop::open(of_itop).unwrap().start().await.unwrap();
        let of_snow = servicenow::Options::default();
        world.file("secrets/snow", &of_snow.password);
        let user = of_snow.user.clone();
        let servicenow = PracticeServiceNow::open(of_snow).unwrap().start().await.unwrap();
        world.add_settings(&format!(
            "[system.itop.itop]\nurl = \"{}\"\ntoken = \"file:secrets/itop\"\n\
             [system.snow.servicenow]\nurl = \"{}\"\nuser = \"{user}\"\npassword = \"file:secrets/snow\"\n",
            itop.base_url(),
            servicenow.base_url()
        ));
        Self { world, itop, servicenow }
    }
}
