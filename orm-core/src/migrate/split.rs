//! The statements of a file, where no SQLite is at hand to say where one ends.

use super::token::{Token, tokens};

/// The statements of a text, without their semicolons and without what is only a comment. Semicolons in the body of a trigger end
/// nothing: <https://sqlite.org/lang_createtrigger.html>.
pub(super) fn statements(sql: &str) -> Vec<&str> {
    let all = tokens(sql);
    let mut statements = Vec::new();
    let mut start = 0;
    while start < all.len() {
        let end = end(&all[start..]).map_or(all.len(), |length| start + length);
        if let (Some(first), Some(last)) = (all[start..end].first(), all[start..end].last()) {
            statements.push(&sql[first.start..last.end()]);
        }
        start = end + 1;
    }
    statements
}

/// How many tokens a statement has before its semicolon.
fn end(tokens: &[Token<'_>]) -> Option<usize> {
    let semicolons = || tokens.iter().enumerate().filter(|(_, token)| token.is_symbol(";")).map(|(at, _)| at);
    if !is_trigger(tokens) {
        return semicolons().next();
    }
    // The last statement of the body ends, and then the body: `; END ;`. An END of CASE has no semicolon before it.
    let closes = |at: &usize| *at >= 2 && tokens[at - 1].is_word("END") && tokens[at - 2].is_symbol(";");
    semicolons().find(closes)
}

fn is_trigger(tokens: &[Token<'_>]) -> bool {
    let mut words = tokens.iter();
    let is_create = words.next().is_some_and(|token| token.is_word("CREATE"));
    let next = words.find(|token| !token.is_word("TEMP") && !token.is_word("TEMPORARY"));
    is_create && next.is_some_and(|token| token.is_word("TRIGGER"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_end_where_sqlite_ends_them() {
        let sql = "-- a; b\nCREATE TABLE a (b DEFAULT ';'); ;\n/* ; */ CREATE TRIGGER t AFTER INSERT ON a BEGIN\n\
            SELECT CASE WHEN 1 THEN 2 END; UPDATE a SET b = 1;\nEND;\nINSERT INTO a VALUES (1) -- last";
        let found = statements(sql);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[1].starts_with("CREATE TRIGGER") && found[1].ends_with("END"));
        assert_eq!(found[2], "INSERT INTO a VALUES (1)");
        assert!(statements("-- nothing\n;;").is_empty());
    }
}
