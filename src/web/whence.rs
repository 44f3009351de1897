//! Where a request or a connection comes from, as far as limits go.

use std::net::{IpAddr, Ipv4Addr};

/// Who is taken for one: an address of IPv4, or the 2⁶⁴ addresses of IPv6 that one machine has to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whence {
    /// This machine, or nobody knows: whoever uses it, or all the world through a proxy that nobody told us of.
    Here,
    /// An address.
    Four(Ipv4Addr),
    /// The first half of an address.
    Six([u16; 4]),
}

impl Whence {
    /// That of an address.
    pub fn of(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Here,
            Some(address) if address.is_loopback() => Self::Here,
            Some(IpAddr::V4(four)) => Self::Four(four),
            Some(IpAddr::V6(six)) => {
                let [first, second, third, fourth, ..] = six.segments();
                Self::Six([first, second, third, fourth])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_machine_with_many_addresses_is_one() {
        let of = |text: &str| Whence::of(Some(text.parse().unwrap()));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        for here in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(of(here), Whence::Here, "{here}");
        }
    }
}
