//! Signatures as Standard Webhooks have them: HMAC-SHA256 over id, time and body, by which a receiver knows who
//! wrote and that nothing was changed or sent again by somebody else.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, PAD_INDIFFERENT, STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::ExposeSecret as _;
use sha2::Sha256;

use crate::model::secret::SecretString;

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// Base64 with or without its padding, as people copy it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, PAD_INDIFFERENT);

/// The signature of a message by one secret; `None`: the secret is none.
pub(super) fn of(secret: &SecretString, id: &str, at: i64, body: &str) -> Option<String> {
    let text = secret.expose_secret().trim();
    let key = LENIENT.decode(text.strip_prefix(PREFIX).unwrap_or(text)).ok().filter(|key| !key.is_empty())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_known_message_has_its_known_signature() {
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signature = of(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        for none in ["whsec_", "whsec_***", "hush-hush!"] {
            assert_eq!(of(&SecretString::from(none), "id", 1, "{}"), None, "{none}");
        }
    }
}
