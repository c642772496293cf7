//! Whether SQL text is whole: what it opens, it closes, so that it stays inside of the parentheses in which it will stand.

/// What is wrong with the text, if anything.
pub(super) fn check(text: &str) -> Result<(), &'static str> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        let skipped = match char {
            '(' => {
                depth += 1;
                continue;
            }
            ')' => {
                depth = depth.checked_sub(1).ok_or("a `)` of this SQL closes no parenthesis")?;
                continue;
            }
            // A doubled quote opens the next piece of the same text at once.
            '\'' | '"' | '`' => {
                after(rest, char.encode_utf8(&mut [0; 4])).ok_or("a quote of this SQL is not closed")?
            }
            '[' => after(rest, "]").ok_or("a `[` of this SQL is not closed")?,
            '/' if rest.starts_with('*') => after(&rest[1..], "*/").ok_or("a comment of this SQL is not closed")?,
            '-' if rest.starts_with('-') => after(rest, "\n").unwrap_or_default(),
            _ => continue,
        };
        rest = skipped;
    }
    if depth > 0 { Err("a `(` of this SQL is not closed") } else { Ok(()) }
}

fn after<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    text.split_once(end).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_opened_is_closed() {
        for whole in [
            "",
            "1",
            "(a) or (b)",
            "((a))",
            "')'",
            "'it''s ('",
            "\"(\"",
            "`)`",
            "[)(]",
            "a - -1",
            "a / b",
            "a -- ) (",
            "-- '\n(1)",
            "/* ) ' */ (1)",
            "'/*' || ')'",
            "\"a\"\")\"",
            "x'00'",
            "a -> '$[0]'",
            "'é)'",
        ] {
            assert_eq!(check(whole), Ok(()), "{whole}");
        }
        for (torn, reason) in [
            ("1) or (1", "`)`"),
            (")(", "`)`"),
            ("(", "`(`"),
            ("(a", "`(`"),
            ("a))", "`)`"),
            ("'a", "quote"),
            ("\"a'", "quote"),
            ("`", "quote"),
            ("[a", "`[`"),
            ("1 /* )", "comment"),
            ("/*/", "comment"),
            ("(1 -- )", "`(`"),
            ("'a''", "quote"),
        ] {
            assert!(check(torn).is_err_and(|error| error.contains(reason)), "{torn}");
        }
    }
}
