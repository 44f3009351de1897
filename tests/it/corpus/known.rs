//! What is wrong today without being told, each with its reason. The list only gets shorter.

/// `file sheet:row column`, and why it is so.
pub const KNOWN: &[(&str, &str)] = &[];
