//! The columns of a class.

use super::messages;

messages! { "columns";
    of_server(class, system, detail) "{class} of {system}, as the server tells ({detail})";
    of_schema(class, product) "{class} as {product} is known here; no server was asked";
    not_reached(system, why) "{system} could not be asked: {why}";
    kind_text() "text";
    kind_long_text() "long text";
    kind_integer() "whole number";
    kind_months() "months";
    kind_decimal() "number";
    kind_boolean() "yes or no";
    kind_date() "date";
    kind_date_time() "date, time";
    kind_mac() "MAC";
    kind_ip() "IP";
    kind_addresses() "IPs";
    kind_hostname() "host name";
    kind_mebibytes() "size, MiB";
    kind_dropdown(class) "list {class}";
    kind_tree(class) "tree {class}";
    kind_entity() "entity";
    kind_reference(class, by) "{class} by {by}";
    since(version) "from {version}";
    until(version) "before {version}";
    only_here() "added here";
}
