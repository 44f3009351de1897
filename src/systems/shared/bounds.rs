//! What a program of ours that works on something untrusted may take: memory and time, beyond which the machine ends it.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Addresses that a program takes without using memory: its own code (120 MiB in a build for tests), and what
/// the allocator reserves for each thread (64 MiB).
const RESERVED: u64 = 512 * 1024 * 1024;

/// Sets limits for this program that nothing can raise again: bytes of memory, seconds of computing.
///
/// # Errors
/// The machine does not let us.
pub fn bound(memory: u64, seconds: u64) -> io::Result<()> {
    let limits = [
        (Resource::Data, memory),
        // Linux before 4.7 counts little as data. Here the program itself and room that is only reserved count.
        (Resource::As, memory.saturating_add(RESERVED)),
        // SIGXCPU ends the program, also when nobody waits for it any more.
        (Resource::Cpu, seconds),
        // What it has read must not lie about in a core file.
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        let most = getrlimit(resource).maximum.map_or(most, |known| known.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}
