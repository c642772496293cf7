//! What kind of statement a text is, by its first word.

/// The first word after space, comments and semicolons.
#[doc(hidden)]
pub fn first_word(text: &str) -> &str {
    let text = skip_blank(text);
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

/// The text after space, comments and semicolons.
#[doc(hidden)]
pub fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, ';' | '\u{b}' | '\u{feff}'));
        if let Some(rest) = text.strip_prefix("--") {
            text = rest.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(rest) = text.strip_prefix("/*") {
            text = rest.split_once("*/").map_or("", |(_, after)| after);
        } else {
            return text;
        }
    }
}

/// What only the connection that has written can tell, and only it has: <https://sqlite.org/lang_corefunc.html>.
const OF_CONNECTION: [&str; 4] = ["last_insert_rowid", "changes", "temp.", "temp_"];

/// Whether a statement can run on any connection: it reads, and asks for nothing that belongs to a connection. `WITH` may stand before
/// a write as well, so it says nothing.
pub(crate) fn only_reads(text: &str) -> bool {
    let word = first_word(text);
    let reads = ["SELECT", "VALUES"].iter().any(|reading| reading.eq_ignore_ascii_case(word));
    reads && !OF_CONNECTION.iter().any(|word| contains_ignoring_case(text, word))
}

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::only_reads;

    #[test]
    fn knows_what_any_connection_can_run() {
        for text in ["select 1", " /* x */ -- y\n VALUES (1)", ";SELECT * FROM t", "\u{feff}select name from users"] {
            assert!(only_reads(text), "{text:?}");
        }
        let others = [
            "insert into t values (1) returning id",
            "with x as (select 1) delete from t",
            "pragma user_version",
            "select last_insert_rowid()",
            "select Changes()",
            "select total_changes()",
            "select * from temp.t",
            "select * from sqlite_temp_schema",
            "",
        ];
        for text in others {
            assert!(!only_reads(text), "{text:?}");
        }
    }
}
