//! GLPI: client, items, reference data.
