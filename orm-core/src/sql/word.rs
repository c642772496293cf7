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

/// Functions that only the connection that has written can answer: <https://sqlite.org/lang_corefunc.html>.
const OF_CONNECTION: [&str; 3] = ["last_insert_rowid", "changes", "total_changes"];

/// Names of what only one connection has.
const TEMPORARY: [&str; 3] = ["temp", "sqlite_temp_schema", "sqlite_temp_master"];

/// What a statement that begins with `WITH` may be besides a select.
const WRITES: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];

/// Whether a statement can run on any connection: it reads, and asks for nothing that belongs to a connection. A name that looks like one of
/// these makes it run where it can in any case.
pub(crate) fn only_reads(text: &str) -> bool {
    let is_one_of = |word: &str, list: &[&str]| list.iter().any(|other| other.eq_ignore_ascii_case(word));
    let first = first_word(text);
    let with = first.eq_ignore_ascii_case("WITH");
    if !with && !is_one_of(first, &["SELECT", "VALUES"]) {
        return false;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let word = &rest[start..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        let behind = word[end..].trim_start();
        let word = &word[..end];
        if (with && is_one_of(word, &WRITES))
            || is_one_of(word, &TEMPORARY)
            || (behind.starts_with('(') && is_one_of(word, &OF_CONNECTION))
        {
            return false;
        }
        rest = &rest[start + end..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::only_reads;

    #[test]
    fn knows_what_any_connection_can_run() {
        let reads = [
            "select 1",
            " /* x */ -- y\n VALUES (1)",
            ";SELECT * FROM t",
            "\u{feff}select name from users",
            "with x as (select 1) select * from x",
            "select changes, temp_reading from stock_changes where temporary = 1",
            "select total_changes_of_stock (1)",
        ];
        for text in reads {
            assert!(only_reads(text), "{text:?}");
        }
        let others = [
            "insert into t values (1) returning id",
            "with x as (select 1) delete from t",
            "pragma user_version",
            "select last_insert_rowid()",
            "select Changes ()",
            "with x as (select changes()) select * from x",
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
