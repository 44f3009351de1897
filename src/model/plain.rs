//! Texts of others as they may be shown: without signs that steer a terminal (ESC and the rest of C0 and C1)
//! or turn the direction of what follows. Never changes what is stored or written to a system.

/// One line: every such sign, line breaks and tabs too, becomes a dot.
pub fn plain_line(text: &str) -> String {
    text.chars().map(|sign| if steers(sign) { '·' } else { sign }).collect()
}

/// Lines: line breaks and tabs stay.
pub fn plain_text(text: &str) -> String {
    let dot = |sign: char| if steers(sign) && !matches!(sign, '\n' | '\t') { '·' } else { sign };
    text.replace("\r\n", "\n").chars().map(dot).collect()
}

/// Whether a sign does something to a terminal instead of standing there.
pub fn steers(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
