//! The words of an SQL text: <https://sqlite.org/lang_keywords.html>, <https://sqlite.org/lang_expr.html#literal_values_constants_>.
//!
//! White space and comments are no tokens. Nothing here fails: a quote that is not closed ends with the text, which SQLite
//! would not have stored.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"`, `` ` `` or `[]`.
    Quoted,
    /// A text or a blob in `'`.
    Text,
    Number,
    /// An operator, a parenthesis, a comma, or what no token starts with.
    Symbol,
}

/// A token, with the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// As it is written, quotes included.
    pub(crate) text: &'a str,
    /// The position of its first byte.
    pub(crate) start: usize,
}

impl Token<'_> {
    pub(crate) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// The name that it is, without its quotes: SQLite takes a text in `'` for a name too where only a name may stand.
    pub(crate) fn name(&self) -> Option<String> {
        let inner = |quote: char| {
            let text = self.text.strip_prefix(quote).unwrap_or(self.text);
            let text = text.strip_suffix(quote).unwrap_or(text);
            let doubled: String = [quote, quote].iter().collect();
            text.replace(&doubled, &quote.to_string())
        };
        match (self.kind, self.text.chars().next()?) {
            (Kind::Word, _) => Some(self.text.to_owned()),
            (Kind::Quoted, '[') => {
                let text = &self.text[1..];
                Some(text.strip_suffix(']').unwrap_or(text).to_owned())
            }
            (Kind::Quoted, quote) => Some(inner(quote)),
            (Kind::Text, '\'') => Some(inner('\'')),
            _ => None,
        }
    }

    /// Whether it names `name`, in the way in which SQLite compares names.
    pub(crate) fn names(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted) && self.name().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}

/// The tokens of a text.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let (kind, end) = match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at = find(bytes, at, b"\n");
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = find(bytes, at + 2, b"*/");
                continue;
            }
            quote @ (b'"' | b'`') => (Kind::Quoted, closed(bytes, at, quote)),
            b'[' => (Kind::Quoted, find(bytes, at, b"]")),
            b'\'' => (Kind::Text, closed(bytes, at, b'\'')),
            b'x' | b'X' if bytes.get(at + 1) == Some(&b'\'') => (Kind::Text, closed(bytes, at + 1, b'\'')),
            byte if starts_number(byte, bytes.get(at + 1)) => (Kind::Number, number(bytes, at)),
            byte if in_word(byte) => (Kind::Word, run(bytes, at, in_word)),
            _ => (Kind::Symbol, at + symbol(&bytes[at..])),
        };
        tokens.push(Token { kind, text: &sql[start..end], start });
        at = end;
    }
    tokens
}

/// The position behind the next `pattern`, or the end.
fn find(bytes: &[u8], at: usize, pattern: &[u8]) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let found = rest.windows(pattern.len()).position(|window| window == pattern);
    found.map_or(bytes.len(), |offset| at + offset + pattern.len())
}

/// The position behind the quote that closes the one at `at`: doubled, it stands for itself.
fn closed(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut end = at + 1;
    while end < bytes.len() {
        end += 1;
        if bytes[end - 1] == quote {
            if bytes.get(end) != Some(&quote) {
                break;
            }
            end += 1;
        }
    }
    end
}

fn starts_number(byte: u8, next: Option<&u8>) -> bool {
    byte.is_ascii_digit() || byte == b'.' && next.is_some_and(u8::is_ascii_digit)
}

fn number(bytes: &[u8], at: usize) -> usize {
    let mut end = run(bytes, at, |byte| in_word(byte) || byte == b'.');
    // `1e-5`: the sign belongs to the exponent, but not in `0x1e-5`.
    let is_hexadecimal = matches!(bytes.get(at + 1), Some(b'x' | b'X'));
    if !is_hexadecimal && matches!(bytes[end - 1], b'e' | b'E') && matches!(bytes.get(end), Some(b'+' | b'-')) {
        end = run(bytes, end + 1, in_word);
    }
    end
}

/// A variable is a word too: `$name`, `:name`, `@name`, `?1` may not stand in a schema.
const fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn run(bytes: &[u8], at: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let rest = bytes[at..].iter();
    at + rest.take_while(|byte| belongs(**byte)).count()
}

fn symbol(bytes: &[u8]) -> usize {
    const SYMBOLS: [&[u8]; 9] = [b"->>", b"->", b"||", b"<<", b">>", b"<=", b">=", b"<>", b"!="];
    let known = SYMBOLS.iter().find(|symbol| bytes.starts_with(symbol));
    if bytes.starts_with(b"==") { 2 } else { known.map_or(1, |symbol| symbol.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_tokens() {
        let sql = r#"a "b""c" [d e] `f` 'g''h' x'00' 1.5e-3 0x1e-5 .5 ->> == --x
            /* y */ é_1 (,"#;
        let found: Vec<_> = tokens(sql).iter().map(|token| token.text).collect();
        let expected = [
            "a",
            r#""b""c""#,
            "[d e]",
            "`f`",
            "'g''h'",
            "x'00'",
            "1.5e-3",
            "0x1e",
            "-",
            "5",
            ".5",
            "->>",
            "==",
            "é_1",
            "(",
            ",",
        ];
        assert_eq!(found, expected);
        let names: Vec<_> = tokens(sql).iter().take(5).map(|token| token.name().unwrap()).collect();
        assert_eq!(names, ["a", r#"b"c"#, "d e", "f", "g'h"]);
    }

    #[test]
    fn what_is_not_closed_ends_with_the_text() {
        for sql in ["'a", "\"", "[a", "`a``", "/* a", "-- a", "x'", "1e-", "é", "'é''"] {
            let end = tokens(sql).last().map_or(0, Token::end);
            assert!(end <= sql.len(), "{sql}");
        }
    }
}
