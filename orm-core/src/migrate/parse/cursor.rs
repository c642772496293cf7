//! Where a parser stands in a statement.

use std::ops::Range;

use crate::error::Error;
use crate::migrate::text::SqlText;
use crate::migrate::token::{Kind, Token, tokens};

/// How much of a statement an error shows.
const SHOWN: usize = 40;

pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { sql, tokens: tokens(sql), at: 0 }
    }

    pub(super) const fn sql(&self) -> &'a str {
        self.sql
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn any(&mut self) -> Result<Token<'a>, Error> {
        let token = self.peek().ok_or_else(|| self.unexpected("more"))?;
        self.at += 1;
        Ok(token)
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    /// Whether a word stands there; then it is behind the cursor.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.is(word);
        self.at += usize::from(found);
        found
    }

    /// Whether two words stand there; then they are behind the cursor.
    pub(super) fn eat_all(&mut self, words: [&str; 2]) -> bool {
        let found = self.is(words[0]) && self.tokens.get(self.at + 1).is_some_and(|token| token.is_word(words[1]));
        self.at += if found { 2 } else { 0 };
        found
    }

    pub(super) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_symbol(symbol));
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<(), Error> {
        if self.eat(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Result<(), Error> {
        if self.eat_symbol(symbol) { Ok(()) } else { Err(self.unexpected(symbol)) }
    }

    pub(super) fn name(&mut self) -> Result<String, Error> {
        let name = self.peek().and_then(|token| token.name()).ok_or_else(|| self.unexpected("a name"))?;
        self.at += 1;
        Ok(name)
    }

    /// `IF NOT EXISTS schema.name`: the name, and where it stands together with its schema.
    pub(super) fn qualified_name(&mut self) -> Result<(String, Range<usize>), Error> {
        if self.eat("IF") {
            self.expect("NOT")?;
            self.expect("EXISTS")?;
        }
        let start = self.peek().map_or(self.sql.len(), |token| token.start);
        let mut name = self.name()?;
        if self.eat_symbol(".") {
            name = self.name()?;
        }
        Ok((name, start..self.last_end()))
    }

    /// What stands in the parentheses that open here.
    pub(super) fn parenthesized(&mut self) -> Result<SqlText, Error> {
        self.expect_symbol("(")?;
        let start = self.last_end();
        let mut depth = 1;
        loop {
            let token = self.any()?;
            depth += isize::from(token.is_symbol("(")) - isize::from(token.is_symbol(")"));
            if depth == 0 {
                // A comment behind the last word would take what is written behind it.
                let end = self.tokens[..self.at - 1].last().map_or(start, Token::end);
                return Ok(SqlText::new(self.sql[start..end].trim()));
            }
        }
    }

    /// The text up to a symbol or a word outside of parentheses, or to the end.
    pub(super) fn until(&mut self, ends: impl Fn(Token<'a>) -> bool) -> Result<&'a str, Error> {
        let start = self.last_end();
        let mut depth = 0;
        while let Some(token) = self.peek() {
            if depth == 0 && (ends(token) || token.is_symbol(")")) {
                return Ok(self.sql[start..token.start].trim());
            }
            depth += isize::from(token.is_symbol("(")) - isize::from(token.is_symbol(")"));
            self.at += 1;
        }
        if depth == 0 { Ok(self.sql[start..].trim()) } else { Err(self.unexpected(")")) }
    }

    /// The rest of the statement, without a comment at its end.
    pub(super) fn rest(&self) -> &'a str {
        let start = self.last_end();
        let end = self.tokens.last().map_or(start, Token::end);
        self.sql[start..end].trim()
    }

    /// `(a, b)`
    pub(super) fn names(&mut self) -> Result<Vec<String>, Error> {
        self.expect_symbol("(")?;
        let mut names = vec![self.name()?];
        while self.eat_symbol(",") {
            names.push(self.name()?);
        }
        self.expect_symbol(")")?;
        Ok(names)
    }

    /// Whether a number or a text stands there.
    pub(super) fn is_literal(&self) -> bool {
        self.peek().is_some_and(|token| matches!(token.kind, Kind::Number | Kind::Text))
    }

    pub(super) fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, Token::end)
    }

    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> Error {
        let start = self.peek().map_or(self.sql.len(), |token| token.start);
        let shown: String = self.sql[start..].chars().take(SHOWN).collect();
        let place = if shown.is_empty() { "at its end".to_owned() } else { format!("at `{shown}`") };
        Error::refused(format!("a schema's statement is not understood: {expected} is missing {place}"))
            .with_sql(self.sql)
    }
}
