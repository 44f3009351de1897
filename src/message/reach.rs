//! Settings that every system has: its address and who logs in.

use super::messages;

messages! { "reach";
    two_ways(key) "there is a `{key}`, and a login with a password too";
    second_way() "the second way to log in";
    keep_one_way(key) "keep `{key}`, or `login` and `password`";
    login_needs_password() "a `login` goes with `password = \"env:NAME\"`";
    password_needs_login() "a `password` goes with a `login`";
    address_such_as(example) "an address such as {example}";
    needs_address(example) "the address: url = \"{example}\"";
    must_not_be_blank() "this must not be blank";
    blank() "blank";
}
