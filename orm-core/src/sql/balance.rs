//! Whether the text of a raw expression is whole. `sql!` asks it of its literals while the program is compiled; this is for text
//! that the program makes.

use std::borrow::Cow;

use crate::ast::Fragment;

/// What stands for a value in the text.
const VALUE: &str = "?";

/// Whether text that the program made may end what it stands in: it is whole by itself, and in its place.
pub(super) fn escapes(fragments: &[Fragment]) -> bool {
    let made = |part: &Fragment| matches!(part, Fragment::Text(Cow::Owned(_)));
    if !fragments.iter().any(made) {
        return false;
    }
    let all: String = fragments.iter().map(text).collect();
    !is_whole(&all) || !fragments.iter().filter(|part| made(part)).all(|part| is_whole(text(part)))
}

fn text(part: &Fragment) -> &str {
    if let Fragment::Text(text) = part { text } else { VALUE }
}

/// Whether all that is opened is closed: parentheses, quotes, comments.
fn is_whole(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        let end = match char {
            '(' => {
                depth += 1;
                continue;
            }
            ')' if depth == 0 => return false,
            ')' => {
                depth -= 1;
                continue;
            }
            // A doubled quote opens the next piece of the same text at once.
            '\'' => "'",
            '"' => "\"",
            '`' => "`",
            '[' => "]",
            '/' if rest.starts_with('*') => {
                rest = &rest[1..];
                "*/"
            }
            '-' if rest.starts_with('-') => {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
                continue;
            }
            _ => continue,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after;
    }
    depth == 0
}
