//! What a process has used, as Linux tells it in /proc.

use anyhow::Context;

/// CPU seconds of the main thread, user and system, to the nanosecond. Planning runs on this thread
/// alone. The first number of `schedstat` (proc_pid_schedstat, Linux kernel documentation).
pub fn cpu_seconds() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds: u64 = text.split(' ').next().context("schedstat is empty")?.parse()?;
    Ok(nanoseconds as f64 / 1e9)
}

/// Most memory that the process has had at once, in MiB: `VmHWM` of proc(5).
pub fn peak_mib() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("there is no VmHWM")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}
