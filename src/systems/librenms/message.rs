//! What is said of a LibreNMS.

use crate::message::messages;

messages! { "librenms";
    needs_token() "token = \"env:LIBRENMS_TOKEN\""
        = "token = \"env:LIBRENMS_TOKEN\"";
    devices_refused() "the devices are refused"
        = "la liste des équipements est refusée";
    devices_not_understood(line, column) "the list of devices is not understood (line {line}, column {column})"
        = "la liste des équipements n'est pas comprise (ligne {line}, colonne {column})";
    no_group(group) "there is no device group {group}"
        = "il n'y a pas de groupe d'équipements {group}";
    sees_no_device() "the user of the token sees no device"
        = "l'utilisateur du jeton ne voit aucun équipement";
    no_api() "there is no API here; is the address that of LibreNMS?"
        = "il n'y a pas d'API ici\u{a0}; l'adresse est-elle celle de LibreNMS\u{a0}?";
    version_unknown() "of an unknown version"
        = "de version inconnue";
    version_is(version) "LibreNMS {version}"
        = "LibreNMS {version}";
    sees(devices) "sees {devices} {devices:device|devices}"
        = "voit {devices} {devices:équipement|équipements}";
    rule(id) "rule {id}"
        = "règle {id}";
    no_whole_number() "no whole number"
        = "pas un nombre entier";
}
