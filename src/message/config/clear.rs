//! Warnings of logins that cross a network as they are.

use crate::message::messages;

messages! { "config.clear";
    at(file, line, what) "{file}:{line}: {what}";
    http(url) "the login goes over the network in clear, readable by everybody on the way: {url} is no https";
    smtp(host) "the password goes to {host} in clear, readable by everybody on the way: tls = \"none\"";
    postgres()
        "without sslmode=verify-full in the URL nobody proves to be the database server, and passwords and data may cross the network in clear";
}
