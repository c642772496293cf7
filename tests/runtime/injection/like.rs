//! SQLite's `LIKE` and what is written over it, in plain Rust: <https://sqlite.org/lang_expr.html#like>.

/// What SQLite's pattern operators see of a text: they end it at a NUL.
fn seen(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_ascii_lowercase()
}

pub(super) fn contains(text: &str, part: &str) -> bool {
    seen(text).contains(&part.to_ascii_lowercase())
}

pub(super) fn starts_with(text: &str, part: &str) -> bool {
    seen(text).starts_with(&part.to_ascii_lowercase())
}

pub(super) fn ends_with(text: &str, part: &str) -> bool {
    seen(text).ends_with(&part.to_ascii_lowercase())
}

enum Token {
    Many,
    One,
    Char(char),
    /// An escape with nothing behind it matches nothing.
    Nothing,
}

/// `text LIKE pattern ESCAPE '\'`, row by row of the table of prefixes.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, String) = (seen(text).chars().collect(), pattern.to_ascii_lowercase());
    let mut chars = pattern.chars();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    while let Some(char) = chars.next() {
        let token = match char {
            '%' => Token::Many,
            '_' => Token::One,
            '\\' => chars.next().map_or(Token::Nothing, Token::Char),
            char => Token::Char(char),
        };
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match token {
                Token::Many => reached[at] || (at > 0 && next[at - 1]),
                Token::One => at > 0 && reached[at - 1],
                Token::Char(char) => at > 0 && reached[at - 1] && text[at - 1] == char,
                Token::Nothing => false,
            };
        }
        reached = next;
    }
    reached[text.len()]
}
