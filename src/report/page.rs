//! What the sheets have in common: a page of HTML that is a file of its own, without links, scripts or anything from
//! elsewhere, and says so to whatever shows it.

use std::fmt::Write as _;

use crate::check::allowlist::Date;
use crate::language::Language;
use crate::plain::printable;

/// Pictures only out of the page itself, no script, no frame, no form, no other base for addresses.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A page from its head to its title.
pub fn begun(title: &str, style: &str, language: Language, made_on: Date) -> String {
    let title = escaped(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"format-detection\" content=\"telephone=no\">\n\
         <title>{title} {made_on}</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        language.tag(),
    )
}

/// The whole page, with its notes below.
pub fn ended(mut page: String, notes: &[&str]) -> String {
    for note in notes {
        paragraph(&mut page, note);
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// A line of the page. Writing to a String cannot fail.
pub fn paragraph(out: &mut String, text: &str) {
    let _ = writeln!(out, "<p><bdi>{}</bdi></p>", escaped(text));
}

/// Text for HTML, between tags and in quoted attributes; what cannot be seen is written as `\u{…}`.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
