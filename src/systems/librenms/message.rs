//! What is said of a LibreNMS.

use crate::message::messages;

messages! { "librenms";
    needs_token() "token = \"env:LIBRENMS_TOKEN\"";
    devices_refused() "the devices are refused";
    devices_not_understood(line, column) "the list of devices is not understood (line {line}, column {column})";
    no_group(group) "there is no device group {group}";
    sees_no_device() "the user of the token sees no device";
    no_api() "there is no API here; is the address that of LibreNMS?";
    version_unknown() "of an unknown version";
    version_is(version) "LibreNMS {version}";
    sees(devices) "sees {devices} {devices:device|devices}";
    rule(id) "rule {id}";
}
