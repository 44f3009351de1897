//! Digests of passwords: Argon2id with the parameters that its library has by default (19 MiB, two passes, as
//! OWASP has them).

use std::sync::{LazyLock, mpsc};
use std::thread;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use secrecy::{ExposeSecret as _, SecretString};

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;
/// Most characters of one: a longer one is no password, but work for us.
pub const LONGEST: usize = 256;

type Work = Box<dyn FnOnce() + Send>;

/// One at a time, and always in the same thread: each takes 19 MiB and a processor, which the memory of a thread keeps,
/// and whoever knows no password may ask.
static WORKER: LazyLock<mpsc::Sender<Work>> = LazyLock::new(|| {
    let (give, take) = mpsc::channel::<Work>();
    let works = move || take.into_iter().for_each(|work| work());
    if let Err(error) = thread::Builder::new().name("passwords".to_owned()).spawn(works) {
        tracing::error!(%error, "no password can be looked at");
    }
    give
});

/// What a piece of work comes to, once it is its turn; `None`: it did not come to an end.
fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (give, take) = mpsc::channel();
    let told = Box::new(move || drop(give.send(work())));
    WORKER.send(told).ok()?;
    take.recv().ok()
}

/// A digest that no password has: a name that nobody has takes as long as one that somebody has.
static OF_NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| digest(&SecretString::from(uuid::Uuid::new_v4().to_string())));

/// The digest of a password, with a salt of its own; `None`: the machine gives no random numbers.
pub fn digest(password: &SecretString) -> Option<String> {
    let password = password.clone();
    in_turn(move || {
        let made = Argon2::default().hash_password(password.expose_secret().as_bytes());
        made.ok().map(|hash: PasswordHash| hash.to_string())
    })?
}

/// Whether a password has this digest; `None`: the digest of a user that is not there.
pub fn is_right(password: &SecretString, digest: Option<&str>) -> bool {
    let known = digest.or(OF_NOBODY.as_deref());
    let Some(Ok(hash)) = known.map(PasswordHash::new) else { return false };
    let (given, is_of_somebody) = (password.clone(), digest.is_some());
    if password.expose_secret().chars().count() > LONGEST {
        return false;
    }
    let verified =
        in_turn(move || Argon2::default().verify_password(given.expose_secret().as_bytes(), &hash).is_ok());
    is_of_somebody && verified == Some(true)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_password_has_its_digest_and_no_other_and_nobody_has_one() {
        let right = SecretString::from("correct horse battery");
        let (one, other) = (digest(&right).unwrap(), digest(&right).unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other, "{one}");
        assert!(is_right(&right, Some(&one)) && is_right(&right, Some(&other)));
        assert!(!is_right(&SecretString::from("correct horse batterz"), Some(&one)));
        assert!(!is_right(&right, None) && !is_right(&right, Some("")) && !is_right(&right, Some("x")));
    }
}
