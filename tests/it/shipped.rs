//! The project folder that the repository ships: it is valid, complete, and names only columns
//! that GLPI has.

use std::collections::BTreeSet;
use std::path::Path;

use stocktake::model::mapping::Input;
use stocktake::model::project::Project;
use stocktake::reconcile::mapping_test;

/// Columns of the tables of GLPI 10.0 (`install/mysql/glpi-empty.sql`) that an administrator fills.
const GLPI_COLUMNS: &[(&str, &str)] = &[
    (
        "Computer",
        "entities_id name serial otherserial contact contact_num users_id_tech groups_id_tech comment \
         autoupdatesystems_id locations_id networks_id computermodels_id computertypes_id manufacturers_id \
         users_id groups_id states_id uuid is_recursive",
    ),
    (
        "Monitor",
        "entities_id name contact contact_num users_id_tech groups_id_tech comment serial otherserial size \
         have_micro have_speaker have_subd have_bnc have_dvi have_pivot have_hdmi have_displayport locations_id \
         monitortypes_id monitormodels_id manufacturers_id is_global users_id groups_id states_id uuid is_recursive",
    ),
    (
        "NetworkEquipment",
        "entities_id is_recursive name ram serial otherserial contact contact_num users_id_tech groups_id_tech \
         comment locations_id networks_id networkequipmenttypes_id networkequipmentmodels_id manufacturers_id \
         users_id groups_id states_id uuid",
    ),
    (
        "Printer",
        "entities_id is_recursive name contact contact_num users_id_tech groups_id_tech serial otherserial \
         have_serial have_parallel have_usb have_wifi have_ethernet comment memory_size locations_id networks_id \
         printertypes_id printermodels_id manufacturers_id is_global users_id groups_id states_id uuid",
    ),
    (
        "Phone",
        "entities_id name contact contact_num users_id_tech groups_id_tech comment serial otherserial locations_id \
         phonetypes_id phonemodels_id brand phonepowersupplies_id number_line have_headset have_hp manufacturers_id \
         is_global users_id groups_id states_id uuid is_recursive",
    ),
    (
        "Peripheral",
        "entities_id name contact contact_num users_id_tech groups_id_tech comment serial otherserial locations_id \
         peripheraltypes_id peripheralmodels_id brand manufacturers_id is_global users_id groups_id states_id uuid \
         is_recursive",
    ),
    (
        "Contract",
        "entities_id is_recursive name num contracttypes_id begin_date duration notice periodicity billing comment \
         accounting_number max_links_allowed alert renewal states_id",
    ),
    (
        "Supplier",
        "entities_id is_recursive name suppliertypes_id registration_number address postcode town state country \
         website phonenumber comment fax email is_active",
    ),
    (
        "Location",
        "entities_id is_recursive name locations_id comment address postcode town state country building room \
         latitude longitude altitude",
    ),
    (
        "SoftwareLicense",
        "softwares_id softwarelicenses_id entities_id is_recursive number softwarelicensetypes_id name serial \
         otherserial softwareversions_id_buy softwareversions_id_use expire comment locations_id users_id_tech \
         users_id groups_id_tech groups_id states_id manufacturers_id contact contact_num allow_overquota",
    ),
    (
        "User",
        "name phone phone2 mobile realname firstname locations_id language is_active comment profiles_id entities_id \
         usertitles_id usercategories_id registration_number begin_date end_date groups_id users_id_supervisor \
         nickname",
    ),
    ("Item_Disk", "name device mountpoint filesystems_id totalsize freesize encryption_status"),
    ("Item_DeviceProcessor", "deviceprocessors_id frequency serial nbcores nbthreads busID otherserial"),
    ("Item_DeviceMemory", "devicememories_id size serial busID otherserial"),
    // The last two are held by rows below the port.
    ("NetworkPort", "logical_number name instantiation_type mac comment addresses hostname"),
    ("Item_SoftwareLicense", "softwarelicenses_id"),
    ("Group_User", "groups_id is_manager is_userdelegate"),
    ("Contract_Supplier", "suppliers_id"),
    (
        "Item_OperatingSystem",
        "operatingsystems_id operatingsystemversions_id operatingsystemservicepacks_id \
         operatingsystemarchitectures_id operatingsystemkernelversions_id license_number licenseid \
         operatingsystemeditions_id install_date entities_id is_recursive",
    ),
    (
        "Infocom",
        "buy_date use_date warranty_duration warranty_info suppliers_id order_number delivery_number immo_number \
         value warranty_value sink_time sink_type sink_coeff comment bill budgets_id order_date delivery_date \
         inventory_date warranty_date decommission_date businesscriticities_id",
    ),
];

fn glpi_columns(class: &str) -> BTreeSet<&'static str> {
    GLPI_COLUMNS
        .iter()
        .filter(|(known, _)| *known == class)
        .flat_map(|(_, columns)| columns.split_whitespace())
        .collect()
}

fn repository() -> Project {
    match stocktake::config::load(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        Ok(project) => project,
        Err(problems) => panic!("the shipped project is not valid:\n{}", problems.render(false, 100)),
    }
}

#[test]
fn the_repository_is_a_valid_project() {
    let project = repository();
    let mappings: Vec<&str> = project.mappings.keys().map(AsRef::as_ref).collect();
    assert_eq!(
        mappings,
        [
            "computers",
            "computers-full",
            "contracts",
            "locations",
            "monitors",
            "network-equipment",
            "peripherals",
            "phones",
            "printers",
            "servicenav-en",
            "servicenav-fr",
            "software-licenses",
            "suppliers",
            "users",
        ]
    );
    assert_eq!(project.systems["practice"].kind.key, "sandbox");
    let scheduled: Vec<(&str, bool)> =
        project.jobs.values().map(|job| (job.name.as_str(), job.schedule.is_some())).collect();
    assert_eq!(scheduled, [("nightly-inventory", true), ("rehearse-errors", false)]);
}

#[test]
fn the_quick_start_reads_files_that_are_there() {
    let project = repository();
    for job in project.jobs.values() {
        assert_eq!(job.system, "practice", "{}: a fresh copy must not speak to a real GLPI", job.name);
        for feed in &job.feeds {
            assert!(project.folder.join(&feed.source.path).is_file(), "{}: {}", job.name, feed.source.path);
        }
    }
}

#[test]
fn shipped_mappings_name_columns_of_glpi_only() {
    for mapping in repository().mappings.values() {
        for field in mapping.rules() {
            let class = mapping.schema.class_of(field.part, &mapping.class);
            assert!(
                glpi_columns(class.as_str()).contains(field.column.as_str()),
                "{}: GLPI has no {}.{}",
                mapping.name,
                class,
                field.column
            );
        }
    }
}

#[test]
fn no_header_fills_two_fields_of_a_shipped_mapping() {
    for mapping in repository().mappings.values() {
        let mut seen = BTreeSet::new();
        for field in mapping.rules() {
            let Input::Columns(names) = &field.input else { continue };
            for name in names {
                assert!(seen.insert(name.to_lowercase()), "{}: {name} stands twice", mapping.name);
            }
        }
    }
}

#[test]
fn french_and_english_servicenav_exports_fill_the_same_fields() {
    let project = repository();
    let fields = |name: &str| -> Vec<(String, String)> {
        project.mappings[name]
            .fields
            .iter()
            .map(|field| (field.path(), format!("{:?}", field.kind)))
            .collect()
    };
    assert_eq!(fields("servicenav-fr"), fields("servicenav-en"));
}

#[test]
fn tests_of_the_shipped_mappings_come_out() {
    let project = repository();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    for (name, mapping) in &project.mappings {
        let tested = mapping_test::run(mapping, today);
        assert_eq!(tested.failures, [], "{name}");
    }
    for name in ["computers", "contracts", "servicenav-en", "servicenav-fr"] {
        assert!(project.mappings[name].tests.len() >= 3, "{name}");
    }
}
