//! What a statement does, and to which table, read out of its text.

use std::borrow::Cow;

use super::QueryKind;

/// What the text of a statement says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary<'q> {
    pub(crate) kind: QueryKind,
    pub(crate) operation: Cow<'q, str>,
    pub(crate) table: Option<&'q str>,
}

impl<'q> Summary<'q> {
    pub(crate) fn of(text: &'q str) -> Self {
        let mut tokens = Tokens(text).outer();
        let is = |token: &Token<'_>, words: &[&str]| matches!(token, Token::Word(word) if words.iter().any(|other| other.eq_ignore_ascii_case(word)));
        let first = tokens.next();
        // What a `WITH` is about stands behind its queries, which are in parentheses.
        let verbs = ["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"];
        let verb = match first {
            Some(first) if is(&first, &["WITH"]) => tokens.find(|token| is(token, &verbs)),
            first => first,
        };
        let operation = verb.map_or("", Token::text);
        let (kind, before): (_, &[&str]) = match operation.to_ascii_uppercase().as_str() {
            "SELECT" => (QueryKind::Select, &["FROM"]),
            "VALUES" => (QueryKind::Select, &[]),
            "INSERT" | "REPLACE" => (QueryKind::Insert, &["INTO"]),
            "UPDATE" => (QueryKind::Update, &["UPDATE"]),
            "DELETE" => (QueryKind::Delete, &["FROM"]),
            "BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" => (QueryKind::Transaction, &[]),
            _ => (QueryKind::Other, &[]),
        };
        let table = match before {
            [] => None,
            // `UPDATE OR IGNORE t`.
            ["UPDATE"] => match tokens.next() {
                Some(or) if is(&or, &["OR"]) => tokens.nth(1),
                table => table,
            },
            before => tokens.find(|token| is(token, before)).and_then(|_| tokens.next()),
        };
        let qualified = tokens.next().is_some_and(|token| matches!(token, Token::Other(".")));
        let table = if qualified { tokens.next() } else { table };
        let table = table.filter(|token| matches!(token, Token::Word(_) | Token::Name(_))).map(Token::text);
        let operation = if operation.bytes().any(|byte| byte.is_ascii_lowercase()) {
            Cow::Owned(operation.to_ascii_uppercase())
        } else {
            Cow::Borrowed(operation)
        };
        Self { kind, operation, table }
    }
}

/// A piece of a statement's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'q> {
    Word(&'q str),
    /// A name in quotes, without them.
    Name(&'q str),
    Other(&'q str),
}

impl<'q> Token<'q> {
    pub(crate) const fn text(self) -> &'q str {
        match self {
            Self::Word(text) | Self::Name(text) | Self::Other(text) => text,
        }
    }
}

/// The rest of a text, of which the next piece is taken.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'q>(pub(crate) &'q str);

impl<'q> Tokens<'q> {
    /// Those outside of all parentheses; what is in them is one.
    fn outer(self) -> impl Iterator<Item = Token<'q>> {
        let mut depth = 0_usize;
        self.filter(move |token| {
            let was = depth;
            match token {
                Token::Other("(") => depth += 1,
                Token::Other(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            was == 0
        })
    }

    fn take(&mut self, length: usize) -> &'q str {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn quoted(&mut self, end: char) -> Token<'q> {
        self.take(1);
        // A quote within is doubled, and stays so: the name is for people.
        let mut length = 0;
        loop {
            let rest = &self.0[length..];
            let Some(at) = rest.find(end) else {
                length = self.0.len();
                break;
            };
            length += at;
            if end == ']' || !self.0[length + 1..].starts_with(end) {
                break;
            }
            length += 2;
        }
        let text = self.take(length);
        self.take(self.0.len().min(1));
        if end == '\'' { Token::Other("''") } else { Token::Name(text) }
    }
}

impl<'q> Iterator for Tokens<'q> {
    type Item = Token<'q>;

    fn next(&mut self) -> Option<Token<'q>> {
        self.0 = orm_core::sql::skip_blank(self.0);
        let first = self.0.chars().next()?;
        Some(match first {
            '"' | '`' | '\'' => self.quoted(first),
            '[' => self.quoted(']'),
            _ if first.is_alphabetic() || first == '_' => {
                let ends = |char: char| !(char.is_alphanumeric() || char == '_' || char == '$');
                Token::Word(self.take(self.0.find(ends).unwrap_or(self.0.len())))
            }
            _ => Token::Other(self.take(first.len_utf8())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{QueryKind, Summary};

    #[track_caller]
    fn check(text: &str, operation: &str, kind: QueryKind, table: Option<&str>) {
        let summary = Summary::of(text);
        assert_eq!((&*summary.operation, summary.kind, summary.table), (operation, kind, table), "{text}");
    }

    #[test]
    fn the_operation_and_the_table_are_those_of_the_statement() {
        check(r#"SELECT "users"."id" FROM "users" WHERE "a" = ?"#, "SELECT", QueryKind::Select, Some("users"));
        check("select (select 1 from inner_t), 'from x' from outer_t", "SELECT", QueryKind::Select, Some("outer_t"));
        check("select 1", "SELECT", QueryKind::Select, None);
        check("select * from (select * from x)", "SELECT", QueryKind::Select, None);
        check("/* from a */ select * -- from b\n from main.[c d]", "SELECT", QueryKind::Select, Some("c d"));
        check("with x as (select * from y) insert into z select * from x", "INSERT", QueryKind::Insert, Some("z"));
        check("update or ignore t set a = 1", "UPDATE", QueryKind::Update, Some("t"));
        check("update `t` set a = 1", "UPDATE", QueryKind::Update, Some("t"));
        check("delete from t", "DELETE", QueryKind::Delete, Some("t"));
        check("replace into t values (1)", "REPLACE", QueryKind::Insert, Some("t"));
        check("ROLLBACK TO orm_1", "ROLLBACK", QueryKind::Transaction, None);
        check("create table t (a)", "CREATE", QueryKind::Other, None);
    }

    #[test]
    fn a_text_that_is_no_statement_is_no_panic() {
        for text in ["", "\"", "'a''", "[", "with", "update", "insert into", "select from", "é(", "select '", "("] {
            let _ = Summary::of(text);
        }
    }
}
