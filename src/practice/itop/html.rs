//! What iTop makes of HTML that it is given: known tags stay, scripts go, and a tag that it does not
//! know takes the text with it up to the end of the element around it.

use html_escape::decode_html_entities;

const KEPT: &[&str] = &[
    "p",
    "br",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "div",
    "span",
    "pre",
    "code",
    "blockquote",
    "hr",
    "a",
    "img",
];
const BLOCKS: &[&str] = &["p", "ul", "ol", "h1", "h2", "h3", "h4", "table", "div", "pre", "blockquote", "hr"];

/// HTML as it is stored; plain text becomes one paragraph, its line breaks stay as they are.
pub(super) fn cleaned(given: &str) -> String {
    let mut out = String::new();
    let mut rest = given;
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at]);
        rest = &rest[at..];
        let name: String = rest[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(|c| !c.is_whitespace() && !"/>".contains(*c))
            .collect();
        let name = name.to_ascii_lowercase();
        let Some(end) = rest.find('>').filter(|_| name.starts_with(|c: char| c.is_ascii_alphabetic())) else {
            out.push_str("&lt;");
            rest = &rest[1..];
            continue;
        };
        let is_end = rest.starts_with("</");
        if name == "script" || name == "style" {
            let close = format!("</{name}>");
            rest = rest.find(&close).map_or("", |at| &rest[at + close.len()..]);
        } else if KEPT.contains(&name.as_str()) {
            push_tag(&mut out, &rest[..=end], &name, is_end);
            rest = &rest[end + 1..];
        } else {
            rest = swallowed(&rest[end + 1..]);
        }
    }
    push_text(&mut out, rest);
    let starts_with_block = BLOCKS.iter().any(|block| {
        out.strip_prefix('<')
            .and_then(|rest| rest.strip_prefix(block))
            .is_some_and(|rest| rest.starts_with(['>', ' ']))
    });
    if starts_with_block || out.is_empty() { out } else { format!("<p>{out}</p>") }
}

/// What is left after an unknown tag: from the next end of a known element on.
fn swallowed(rest: &str) -> &str {
    let ends = rest.match_indices("</").map(|(at, _)| at);
    let mut known = ends.filter(|at| KEPT.iter().any(|tag| rest[at + 2..].starts_with(&format!("{tag}>"))));
    known.next().map_or("", |at| &rest[at..])
}

fn push_tag(out: &mut String, tag: &str, name: &str, is_end: bool) {
    if is_end {
        out.push_str(&format!("</{name}>"));
        return;
    }
    out.push('<');
    out.push_str(name);
    for attribute in ["style", "href", "src"] {
        if let Some(at) = tag.find(&format!(" {attribute}=\"")) {
            let value = &tag[at + attribute.len() + 3..];
            let value = &value[..value.find('"').unwrap_or(value.len())];
            out.push_str(&format!(" {attribute}=\"{value}\""));
        }
    }
    out.push('>');
}

/// Text between tags: entities become characters, what must be escaped is escaped.
fn push_text(out: &mut String, text: &str) {
    html_escape::encode_text_to_string(decode_html_entities(text), out);
}

/// HTML as plain text, as logs give it beside the HTML.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&decode_html_entities(&rest[..at].replace('\n', " ")));
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        if rest[at..end].starts_with("<br") {
            out.push('\n');
        }
        rest = &rest[end..];
    }
    out.push_str(&decode_html_entities(&rest.replace('\n', " ")));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_to_a_text_what_was_recorded() {
        for (given, kept) in [
            ("cpu < 10 & disk > 90 on <srv-a-01> \"x\"\nline 2", "<p>cpu &lt; 10 &amp; disk &gt; 90 on </p>"),
            (
                "<p>cpu &lt; 10 &amp; disk &gt; 90 on &lt;srv-a-01&gt;<br/>line 2</p>",
                "<p>cpu &lt; 10 &amp; disk &gt; 90 on &lt;srv-a-01&gt;<br>line 2</p>",
            ),
            (
                "<p>h&ocirc;te</p><script>alert(1)</script><p style=\"color:red\" onclick=\"x()\">fin</p>",
                "<p>hôte</p><p style=\"color:red\">fin</p>",
            ),
            ("Texte simple\nsur deux lignes", "<p>Texte simple\nsur deux lignes</p>"),
        ] {
            assert_eq!(cleaned(given), kept);
        }
        assert_eq!(plain("<p>seen &lt;again&gt; &amp; again<br>line 2</p>"), "seen <again> & again\nline 2");
    }
}
