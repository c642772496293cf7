//! Which column a parameter is for, read out of the text: asked when a value was refused, and a text that lowering made says it.

/// The table and the column of the parameter at a position, from nought. `None` where the text does not say it in one of the forms of
/// lowering: a column of an insert, an assignment or a comparison.
pub(super) fn of_parameter(sql: &str, position: usize) -> Option<(String, String)> {
    let tokens = tokens(sql);
    let places = || tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Parameter));
    let at = places().nth(position)?.0;
    compared(&tokens, at).or_else(|| inserted(&tokens, at))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A name in double quotes.
    Name(String),
    /// A word, or a character that is none.
    Other(String),
    Parameter,
}

impl Token {
    fn is(&self, text: &str) -> bool {
        matches!(self, Self::Other(other) if other == text)
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut chars = sql.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(char) = chars.next() {
        match char {
            '"' | '\'' => {
                let mut text = String::new();
                while let Some(inner) = chars.next() {
                    // A quote within is doubled.
                    if inner == char && chars.next_if_eq(&char).is_none() {
                        break;
                    }
                    text.push(inner);
                }
                tokens.push(if char == '"' { Token::Name(text) } else { Token::Other(String::new()) });
            }
            '?' => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
                tokens.push(Token::Parameter);
            }
            char if char.is_whitespace() => {}
            char if char.is_alphanumeric() => {
                let mut word = String::from(char);
                while let Some(next) = chars.next_if(|next| next.is_alphanumeric() || *next == '_') {
                    word.push(next);
                }
                tokens.push(Token::Other(word));
            }
            char => tokens.push(Token::Other(char.into())),
        }
    }
    tokens
}

/// `"column" = ?` of an assignment, and `"table"."column" = ?`.
fn compared(tokens: &[Token], at: usize) -> Option<(String, String)> {
    let before = &tokens[..at];
    let operator =
        before.iter().rev().take_while(|token| ["=", "<", ">", "!"].iter().any(|part| token.is(part))).count();
    if operator == 0 {
        return None;
    }
    let (column, before) = before[..before.len() - operator].split_last()?;
    let table = match before {
        [.., Token::Name(table), dot] if dot.is(".") => table.clone(),
        _ => written(tokens)?,
    };
    Some((table, column.name()?.to_owned()))
}

/// The table that is written to.
fn written(tokens: &[Token]) -> Option<String> {
    tokens.first().filter(|first| first.is("INSERT") || first.is("UPDATE"))?;
    tokens.iter().find_map(Token::name).map(str::to_owned)
}

/// `INSERT INTO "table" ("a", "b") VALUES (?, ?), (?, ?)`.
fn inserted(tokens: &[Token], at: usize) -> Option<(String, String)> {
    let values = tokens.iter().position(|token| token.is("VALUES")).filter(|values| *values < at)?;
    let columns = tokens[..values].iter().filter_map(Token::name).collect::<Vec<_>>();
    let (table, columns) = columns.split_first().filter(|_| tokens[0].is("INSERT"))?;
    let (mut depth, mut column) = (0, 0);
    for token in &tokens[values + 1..at] {
        if token.is("(") {
            depth += 1;
            column = if depth == 1 { 0 } else { column };
        } else if token.is(")") {
            depth -= 1;
        } else if depth == 1 && token.is(",") {
            column += 1;
        }
    }
    let column = columns.get(column).filter(|_| depth > 0)?;
    Some(((*table).to_owned(), (*column).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::of_parameter;

    #[track_caller]
    fn check(sql: &str, expected: &[Option<&str>]) {
        for (position, expected) in expected.iter().enumerate() {
            let found = of_parameter(sql, position).map(|(table, column)| format!("{table}.{column}"));
            assert_eq!(found.as_deref(), *expected, "{position} of {sql}");
        }
    }

    #[test]
    fn the_columns_of_what_lowering_writes_are_known() {
        check(
            r#"INSERT INTO "t" ("a", "b?") VALUES (?, ?), (?, max(1, ?))"#,
            &[Some("t.a"), Some("t.b?"), Some("t.a"), Some("t.b?"), None],
        );
        check(
            r#"UPDATE OR IGNORE "t" SET "a" = ?, "b" = '?' WHERE ("t"."c" >= ?) AND ("x""y"."d" = ?2)"#,
            &[Some("t.a"), Some("t.c"), Some("x\"y.d")],
        );
        check(r#"SELECT "t"."a" FROM "t" WHERE ("t"."b" = ?) LIMIT ?"#, &[Some("t.b"), None]);
        check(
            r#"INSERT INTO "t" ("a") VALUES (?) ON CONFLICT ("a") DO UPDATE SET "b" = "t"."b" + ?, "c" = ?"#,
            &[Some("t.a"), None, Some("t.c")],
        );
    }

    #[test]
    fn a_text_of_the_program_may_say_nothing() {
        check("insert into t values (?, ?)", &[None, None]);
        check("select ? = ?, \"a", &[None, None, None]);
        check("?", &[None]);
        check("= ?", &[None]);
        check("VALUES (?", &[None]);
    }
}
