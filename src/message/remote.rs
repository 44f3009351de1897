//! What is said of a remote system that is called: the way to it and its answers.

use super::messages;

messages! { "remote";
    login_is_no_header(url) "the login at {url} has characters that no header can hold";
    bad_content_type(error) "a content type: {error}";
    no_address(address, error) "{address} is not an address: {error}";
    wrong_login() "the user or the secret is wrong (HTTP 401)";
    somewhere_else() "somewhere else";
    sends_us_to(to) "it sends us to {to}; is the address right?";
    not_understood(error, piece) "the answer is not understood ({error}): {piece}";
    cannot_read_authorities(shown, error) "cannot read the authorities in {shown}: {error}";
    no_certificates(shown, error) "no certificates in {shown}: {error}";
    no_certificate_block(shown) "no certificates in {shown}: it holds no PEM block";
    certificate_cannot_be_used(why) "the client certificate cannot be used: {why}";
    cannot_set_up(why) "cannot set up HTTP: {why}";
    empty_body() "an empty body";
    at_line(line, column) "line {line}, column {column}";
    not_shown(bytes, kind) "{bytes} bytes of {kind}, which are not shown: they may hold a session or a token";
    answer_too_large(most)
        "its answer is larger than {most} MiB and is not read; raise largest_answer if that is how it should be";
    come_back_later(asked, most)
        "it asks us to come back in {asked} s, and nobody waits longer than {most} s; the next run tries again";
    certificate_not_trusted(detail)
        "its certificate is not trusted ({detail}); name the authority with ca_file";
    no_tls(detail) "no TLS connection ({detail}); is it https?";
    host_unknown(detail) "the host is unknown ({detail})";
    no_answer() "no answer in time";
    cannot_connect(detail) "cannot connect ({detail})";
    connection_broke(detail) "the connection broke ({detail})";
    is_another(name, product) "`{name}` is a {product}";
}
