//! What GLPI's pages show for its classes and columns, in English and French: the names of its search options
//! and its own translations (10.0). A row that links an item is called by what it links. Data only.

use crate::model::schema::{Label, Labels};

/// The labels of GLPI.
pub const LABELS: Labels = Labels { classes: CLASSES, of_class: OF_CLASS, columns: COLUMNS, parts: PARTS };

/// Sorted by class.
const CLASSES: &[(&str, Label)] = &[
    ("Appliance", Label::of("Appliance", "Applicatif")),
    ("ApplianceType", Label::of("Appliance type", "Type d'applicatif")),
    ("AutoUpdateSystem", Label::of("Update Source", "Source de mise à jour")),
    ("Budget", Label::of("Budget", "Budget")),
    ("BusinessCriticity", Label::of("Business criticity", "Criticité business")),
    ("Certificate", Label::of("Certificate", "Certificat")),
    ("CertificateType", Label::of("Certificate type", "Type de certificat")),
    ("Cluster", Label::of("Cluster", "Cluster")),
    ("Computer", Label::of("Computer", "Ordinateur")),
    ("ComputerModel", Label::of("Computer model", "Modèle d'ordinateur")),
    ("ComputerType", Label::of("Computer type", "Type d'ordinateur")),
    ("Contract", Label::of("Contract", "Contrat")),
    ("ContractType", Label::of("Contract type", "Type de contrat")),
    ("Contract_Item", Label::of("Contract of an item", "Contrat d'un élément")),
    ("Contract_Supplier", Label::of("Supplier of a contract", "Fournisseur d'un contrat")),
    ("DeviceBattery", Label::of("Battery", "Batterie")),
    ("DeviceControl", Label::of("Controller", "Contrôleur")),
    ("DeviceGraphicCard", Label::of("Graphics card", "Carte graphique")),
    ("DeviceHardDrive", Label::of("Hard drive", "Disque dur")),
    ("DeviceMemory", Label::of("Memory", "Mémoire")),
    ("DeviceProcessor", Label::of("Processor", "Processeur")),
    ("Domain", Label::of("Domain", "Domaine")),
    ("DomainType", Label::of("Domain type", "Type de domaine")),
    ("Enclosure", Label::of("Enclosure", "Châssis")),
    ("Entity", Label::of("Entity", "Entité")),
    ("Filesystem", Label::of("File system", "Système de fichier")),
    ("Group", Label::of("Group", "Groupe")),
    ("Group_User", Label::of("Group of a user", "Groupe d'un utilisateur")),
    ("ITILCategory", Label::of("ITIL category", "Catégorie ITIL")),
    (
        "Infocom",
        Label::of("Financial and administrative information", "Informations financières et administratives"),
    ),
    ("Item_DeviceBattery", Label::of("Battery of an item", "Batterie d'un élément")),
    ("Item_DeviceControl", Label::of("Controller of an item", "Contrôleur d'un élément")),
    ("Item_DeviceGraphicCard", Label::of("Graphics card of an item", "Carte graphique d'un élément")),
    ("Item_DeviceHardDrive", Label::of("Hard drive of an item", "Disque dur d'un élément")),
    ("Item_DeviceMemory", Label::of("Memory of an item", "Mémoire d'un élément")),
    ("Item_DeviceProcessor", Label::of("Processor of an item", "Processeur d'un élément")),
    ("Item_Disk", Label::of("Volume", "Volume")),
    ("Item_OperatingSystem", Label::of("Operating system of an item", "Système d'exploitation d'un élément")),
    ("Item_SoftwareLicense", Label::of("License of an item", "Licence d'un élément")),
    ("Item_SoftwareVersion", Label::of("Installation", "Installation")),
    ("Line", Label::of("Line", "Ligne")),
    ("LineOperator", Label::of("Line operator", "Opérateur téléphonique")),
    ("LineType", Label::of("Line type", "Type de ligne")),
    ("Location", Label::of("Location", "Lieu")),
    ("Manufacturer", Label::of("Manufacturer", "Fabricant")),
    ("Monitor", Label::of("Monitor", "Moniteur")),
    ("MonitorModel", Label::of("Monitor model", "Modèle de moniteur")),
    ("MonitorType", Label::of("Monitor type", "Type de moniteur")),
    ("Network", Label::of("Network", "Réseau")),
    ("NetworkEquipment", Label::of("Network device", "Matériel réseau")),
    ("NetworkEquipmentModel", Label::of("Networking equipment model", "Modèle de matériel réseau")),
    ("NetworkEquipmentType", Label::of("Networking equipment type", "Type de matériel réseau")),
    ("NetworkPort", Label::of("Network port", "Port réseau")),
    ("OperatingSystem", Label::of("Operating system", "Système d'exploitation")),
    (
        "OperatingSystemArchitecture",
        Label::of("Operating system architecture", "Architecture du système d'exploitation"),
    ),
    ("OperatingSystemEdition", Label::of("Edition", "Édition")),
    ("OperatingSystemKernel", Label::of("Kernel", "Noyau")),
    ("OperatingSystemKernelVersion", Label::of("Kernel version", "Version de noyau")),
    ("OperatingSystemServicePack", Label::of("Service pack", "Service pack")),
    (
        "OperatingSystemVersion",
        Label::of("Version of the operating system", "Version du système d'exploitation"),
    ),
    ("PDU", Label::of("PDU", "PDU")),
    ("PassiveDCEquipment", Label::of("Passive device", "Équipement passif")),
    ("Peripheral", Label::of("Device", "Périphérique")),
    ("PeripheralModel", Label::of("Peripheral model", "Modèle de périphérique")),
    ("PeripheralType", Label::of("Peripheral type", "Type de périphérique")),
    ("Phone", Label::of("Phone", "Téléphone")),
    ("PhoneModel", Label::of("Phone model", "Modèle de téléphone")),
    ("PhonePowerSupply", Label::of("Phone power supply type", "Type d'alimentation de téléphone")),
    ("PhoneType", Label::of("Phone type", "Type de téléphone")),
    ("Printer", Label::of("Printer", "Imprimante")),
    ("PrinterModel", Label::of("Printer model", "Modèle d'imprimante")),
    ("PrinterType", Label::of("Printer type", "Type d'imprimante")),
    ("Profile", Label::of("Profile", "Profil")),
    ("Rack", Label::of("Rack", "Baie")),
    ("Software", Label::of("Software", "Logiciel")),
    ("SoftwareCategory", Label::of("Software category", "Catégorie de logiciel")),
    ("SoftwareLicense", Label::of("Software license", "Licence logicielle")),
    ("SoftwareLicenseType", Label::of("License type", "Type de licences")),
    ("SoftwareVersion", Label::of("Version", "Version")),
    ("State", Label::of("Status", "Statut")),
    ("Supplier", Label::of("Supplier", "Fournisseur")),
    ("SupplierType", Label::of("Third party type", "Type de tiers")),
    ("User", Label::of("User", "Utilisateur")),
    ("UserCategory", Label::of("User category", "Catégorie d'utilisateur")),
    ("UserTitle", Label::of("User title", "Titre d'utilisateur")),
];

/// Sorted by class and column.
const OF_CLASS: &[(&str, &str, Label)] = &[
    ("Contract", "contracttypes_id", Label::of("Type", "Type")),
    ("Group_User", "is_manager", Label::of("Manager", "Responsable")),
    ("Group_User", "is_userdelegate", Label::of("Delegatee", "Délégataire")),
    (
        "Infocom",
        "comment",
        Label::of(
            "Comments on financial and administrative information",
            "Commentaires des informations financières",
        ),
    ),
    ("Item_OperatingSystem", "license_number", Label::of("Serial number", "Numéro de série")),
    ("Item_OperatingSystem", "operatingsystems_id", Label::of("Name", "Nom")),
    ("Location", "locations_id", Label::of("As child of", "Comme enfant de")),
    ("NetworkPort", "addresses", Label::of("IP addresses", "Adresses IP")),
    ("NetworkPort", "hostname", Label::of("Network name", "Nom réseau")),
    ("NetworkPort", "logical_number", Label::of("Port number", "Numéro de port")),
    ("NetworkPort", "mac", Label::of("MAC address", "Adresse MAC")),
    ("SoftwareLicense", "softwarelicenses_id", Label::of("As child of", "Comme enfant de")),
    ("SoftwareLicense", "softwarelicensetypes_id", Label::of("Type", "Type")),
    ("SoftwareLicense", "softwareversions_id_buy", Label::of("Purchase version", "Version d'achat")),
    ("SoftwareLicense", "softwareversions_id_use", Label::of("Version in use", "Version utilisée")),
    ("User", "firstname", Label::of("First name", "Prénom")),
    ("User", "name", Label::of("Login", "Identifiant")),
    ("User", "realname", Label::of("Surname", "Nom de famille")),
    ("User", "registration_number", Label::of("Administrative number", "Matricule")),
    ("User", "usercategories_id", Label::of("Category", "Catégorie")),
    ("User", "usertitles_id", Label::of("Title", "Titre")),
];

/// Sorted by column.
const COLUMNS: &[(&str, Label)] = &[
    ("accounting_number", Label::of("Account number", "Numéro comptable")),
    ("address", Label::of("Address", "Adresse")),
    ("alias", Label::of("Alias", "Alias")),
    ("allow_overquota", Label::of("Allow Over-Quota", "Autoriser le dépassement de quota")),
    ("altitude", Label::of("Altitude", "Altitude")),
    ("appliancetypes_id", Label::of("Type", "Type")),
    ("begin_date", Label::of("Start date", "Date de début")),
    ("bill", Label::of("Invoice number", "Numéro de facture")),
    ("billing", Label::of("Invoice period", "Périodicité de facturation")),
    ("brand", Label::of("Brand", "Marque")),
    ("building", Label::of("Building number", "Numéro du bâtiment")),
    ("busID", Label::of("Position of the device on its bus", "Position du composant sur son bus")),
    ("buy_date", Label::of("Date of purchase", "Date d'achat")),
    ("capacity", Label::of("Capacity", "Capacité")),
    ("certificatetypes_id", Label::of("Type", "Type")),
    ("code", Label::of("Code", "Code")),
    ("comment", Label::of("Comments", "Commentaires")),
    ("computermodels_id", Label::of("Model", "Modèle")),
    ("computertypes_id", Label::of("Type", "Type")),
    ("contact", Label::of("Alternate username", "Usager")),
    ("contact_num", Label::of("Alternate username number", "Usager numéro")),
    ("cost", Label::of("Cost", "Coût")),
    ("country", Label::of("Country", "Pays")),
    ("date_creation", Label::of("Creation date", "Date de création")),
    ("date_install", Label::of("Installation date", "Date d'installation")),
    ("date_mod", Label::of("Last update", "Dernière modification")),
    ("decommission_date", Label::of("Decommission date", "Date de réforme")),
    ("delivery_date", Label::of("Delivery date", "Date de livraison")),
    ("delivery_number", Label::of("Delivery form", "Bon de livraison")),
    ("designation", Label::of("Name", "Nom")),
    ("device", Label::of("Partition", "Partition")),
    ("domaintypes_id", Label::of("Type", "Type")),
    ("duration", Label::of("Duration", "Durée")),
    ("encryption_algorithm", Label::of("Encryption algorithm", "Algorithme de chiffrement")),
    ("encryption_status", Label::of("Encryption status", "Statut du chiffrement")),
    ("encryption_tool", Label::of("Encryption tool", "Outil de chiffrement")),
    ("encryption_type", Label::of("Encryption type", "Type de chiffrement")),
    ("end_date", Label::of("End date", "Date de fin")),
    ("expire", Label::of("Expiration", "Expiration")),
    ("fax", Label::of("Fax", "Fax")),
    ("freesize", Label::of("Free size", "Taille libre")),
    ("frequency", Label::of("Frequency", "Fréquence")),
    ("groups_id_tech", Label::of("Group in charge", "Groupe responsable")),
    ("immo_number", Label::of("Immobilization number", "Numéro d'immobilisation")),
    ("init_pages_counter", Label::of("Initial page counter", "Compteur de page initial")),
    ("install_date", Label::of("Installation date", "Date d'installation")),
    ("inventory_date", Label::of("Date of last physical inventory", "Date de dernier inventaire physique")),
    ("ip", Label::of("IP address", "Adresse IP")),
    ("is_active", Label::of("Active", "Actif")),
    ("is_deleted", Label::of("Deleted", "Supprimé")),
    ("is_dynamic", Label::of("Dynamic", "Dynamique")),
    ("is_global", Label::of("Management type", "Type de gestion")),
    ("is_helpdesk_visible", Label::of("Associable to a ticket", "Associable à un ticket")),
    ("is_recursive", Label::of("Child entities", "Sous-entités")),
    ("is_valid", Label::of("Valid", "Valide")),
    ("last_boot", Label::of("Last boot date", "Dernière date de démarrage")),
    ("last_inventory_update", Label::of("Last inventory date", "Date de dernier inventaire")),
    ("last_pages_counter", Label::of("Current counter of pages", "Compteur de page actuel")),
    ("latitude", Label::of("Latitude", "Latitude")),
    ("licenseid", Label::of("Product ID", "Product ID")),
    ("linetypes_id", Label::of("Type", "Type")),
    ("longitude", Label::of("Longitude", "Longitude")),
    ("mac", Label::of("MAC", "MAC")),
    ("manufacturing_date", Label::of("Manufacturing date", "Date de fabrication")),
    ("max_links_allowed", Label::of("Max number of items", "Nombre max d'éléments")),
    ("memory", Label::of("Memory", "Mémoire")),
    ("memory_size", Label::of("Memory", "Mémoire")),
    ("mobile", Label::of("Mobile phone", "Téléphone mobile")),
    ("monitormodels_id", Label::of("Model", "Modèle")),
    ("monitortypes_id", Label::of("Type", "Type")),
    ("mountpoint", Label::of("Mount point", "Point de montage")),
    ("name", Label::of("Name", "Nom")),
    ("nbcores", Label::of("Number of cores", "Nombre de cœurs")),
    ("nbthreads", Label::of("Number of threads", "Nombre de threads")),
    ("networkequipmentmodels_id", Label::of("Model", "Modèle")),
    ("networkequipmenttypes_id", Label::of("Type", "Type")),
    ("notice", Label::of("Notice", "Préavis")),
    ("num", Label::of("Number", "Numéro")),
    ("number", Label::of("Number", "Nombre")),
    ("operatingsystemarchitectures_id", Label::of("Architecture", "Architecture")),
    ("operatingsystemversions_id", Label::of("Version", "Version")),
    ("order_date", Label::of("Order date", "Date de commande")),
    ("order_number", Label::of("Order number", "Numéro de commande")),
    ("otherserial", Label::of("Inventory number", "Numéro d'inventaire")),
    ("periodicity", Label::of("Periodicity", "Périodicité")),
    ("peripheralmodels_id", Label::of("Model", "Modèle")),
    ("peripheraltypes_id", Label::of("Type", "Type")),
    ("phone", Label::of("Phone", "Téléphone")),
    ("phone2", Label::of("Phone 2", "Téléphone 2")),
    ("phonemodels_id", Label::of("Model", "Modèle")),
    ("phonenumber", Label::of("Phone", "Téléphone")),
    ("phonetypes_id", Label::of("Type", "Type")),
    ("postcode", Label::of("Postal code", "Code postal")),
    ("printermodels_id", Label::of("Model", "Modèle")),
    ("printertypes_id", Label::of("Type", "Type")),
    ("ram", Label::of("Memory", "Mémoire")),
    ("real_capacity", Label::of("Real capacity", "Capacité réelle")),
    ("renewal", Label::of("Renewal", "Reconduction")),
    ("room", Label::of("Room number", "Numéro de la pièce")),
    ("serial", Label::of("Serial number", "Numéro de série")),
    ("sink_coeff", Label::of("Amortization coefficient", "Coefficient d'amortissement")),
    ("sink_time", Label::of("Amortization duration", "Durée d'amortissement")),
    ("sink_type", Label::of("Amortization type", "Type d'amortissement")),
    ("size", Label::of("Size", "Taille")),
    ("state", Label::of("State", "État")),
    ("totalsize", Label::of("Global size", "Taille totale")),
    ("town", Label::of("Town", "Ville")),
    ("use_date", Label::of("Startup date", "Date de mise en service")),
    ("users_id_tech", Label::of("Technician in charge", "Technicien responsable")),
    ("uuid", Label::of("UUID", "UUID")),
    ("value", Label::of("Value", "Valeur")),
    ("warranty_date", Label::of("Start date of warranty", "Date de début de garantie")),
    ("warranty_duration", Label::of("Warranty duration", "Durée de garantie")),
    ("warranty_info", Label::of("Warranty information", "Informations sur la garantie")),
    ("warranty_value", Label::of("Warranty extension value", "Valeur extension garantie")),
    ("website", Label::of("Website", "Site Web")),
];

/// Parts by their tables. That with financial data is called by the tab on which GLPI shows it.
const PARTS: &[(&str, Label)] = &[
    ("os", Label::of("Operating system", "Système d'exploitation")),
    ("contract", Label::of("Contract", "Contrat")),
    ("infocom", Label::of("Management", "Gestion")),
    ("disks", Label::of("Volume", "Volume")),
    ("processors", Label::of("Processor", "Processeur")),
    ("memory", Label::of("Memory", "Mémoire")),
    ("hard_drives", Label::of("Hard drive", "Disque dur")),
    ("batteries", Label::of("Battery", "Batterie")),
    ("controllers", Label::of("Controller", "Contrôleur")),
    ("graphic_cards", Label::of("Graphics card", "Carte graphique")),
    ("ports", Label::of("Network port", "Port réseau")),
    ("licenses", Label::of("License", "Licence")),
    ("software", Label::of("Software", "Logiciel")),
    ("groups", Label::of("Group", "Groupe")),
    ("suppliers", Label::of("Supplier", "Fournisseur")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::job::Language;
    use crate::model::schema::Wording;
    use crate::systems::glpi::schema::SCHEMA;

    const ENGLISH: Wording = Wording { schema: Some(&SCHEMA), language: Language::En };
    const FRENCH: Wording = Wording { schema: Some(&SCHEMA), language: Language::Fr };

    #[test]
    fn labels_are_sorted_and_every_part_has_one() {
        assert!(CLASSES.is_sorted_by_key(|(class, _)| class));
        assert!(OF_CLASS.is_sorted_by_key(|(class, column, _)| (class, column)));
        assert!(COLUMNS.is_sorted_by_key(|(column, _)| column));
        for part in SCHEMA.parts {
            assert!(PARTS.iter().any(|(table, _)| *table == part.table), "{}", part.table);
            assert_ne!(ENGLISH.class(part.class), "", "{}", part.class);
            assert!(CLASSES.iter().any(|(class, _)| *class == part.class), "{}", part.class);
        }
    }

    #[test]
    fn every_column_of_a_known_kind_but_switches_and_every_foreign_key_has_a_label() {
        let has_none = |column: &&str| FRENCH.column("", column) == *column;
        let without: Vec<&str> =
            SCHEMA.foreign_keys.iter().map(|(column, _)| *column).filter(has_none).collect();
        assert_eq!(without, [""; 0]);
        let kinds = SCHEMA.kinds.iter().map(|(column, _)| *column);
        // GLPI shows these as boxes under one name.
        let is_box = |column: &&str| column.starts_with("have_");
        let without: Vec<&str> = kinds.filter(|column| !is_box(column)).filter(has_none).collect();
        assert_eq!(without, ["ports_number"]);
    }

    #[test]
    fn a_field_is_called_as_glpi_calls_it() {
        for (class, path, english, french) in [
            ("Computer", "serial", "Serial number", "Numéro de série"),
            ("Computer", "otherserial", "Inventory number", "Numéro d'inventaire"),
            ("Computer", "states_id", "Status", "Statut"),
            ("Computer", "computermodels_id", "Model", "Modèle"),
            ("Computer", "users_id_tech", "Technician in charge", "Technicien responsable"),
            (
                "Computer",
                "os.licenseid",
                "Operating system – Product ID",
                "Système d'exploitation – Product ID",
            ),
            (
                "Computer",
                "infocom.warranty_duration",
                "Management – Warranty duration",
                "Gestion – Durée de garantie",
            ),
            ("Computer", "disks[/].totalsize", "Volume / – Global size", "Volume / – Taille totale"),
            ("User", "name", "Login", "Identifiant"),
            ("Computer", "users_id_of_ours", "users_id_of_ours", "users_id_of_ours"),
            ("PluginFieldsX", "shelf", "shelf", "shelf"),
            ("Computer", "rooms.shelf", "rooms.shelf", "rooms.shelf"),
        ] {
            assert_eq!(ENGLISH.field(class, path), english, "{path}");
            assert_eq!(FRENCH.field(class, path), french, "{path}");
        }
        assert_eq!(ENGLISH.key("Computer", "name + entities_id"), "Name + Entity");
    }
}
