//! A part of a statement as it is written, and whether two parts say the same.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::token::{Kind, Token, tokens};

/// SQL text of a schema: a condition, a default, a statement. Two are equal when their tokens are: case, white space,
/// comments and the quotes of names make no difference, and a text in quotes does.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::SqlText;
///
/// assert_eq!(SqlText::new("\"Age\" >= 18 -- years"), SqlText::new("age>=18"));
/// assert_ne!(SqlText::new("name = 'Ada'"), SqlText::new("name = 'ada'"));
/// ```
#[derive(Clone)]
pub struct SqlText {
    text: String,
    canonical: String,
}

impl SqlText {
    /// Takes a text as it is.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::SqlText;
    ///
    /// assert_eq!(SqlText::new("a  +  1").as_str(), "a  +  1");
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let canonical = canonical(&tokens(&text));
        Self { text, canonical }
    }

    /// The text as it was written.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::SqlText;
    ///
    /// assert_eq!(SqlText::new("lower(Email)").as_str(), "lower(Email)");
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text that equal ones have in common.
    pub(crate) fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Whether a name stands in it.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        tokens(&self.text).iter().any(|token| token.names(name))
    }

    /// The text with other names in place of some, wherever they stand.
    pub(crate) fn renamed<'a>(&self, new_name: impl Fn(&str) -> Option<&'a str>) -> Self {
        let mut text = String::new();
        let mut end = 0;
        for token in tokens(&self.text).iter().filter(|token| token.kind != Kind::Text) {
            let Some(name) = token.name() else { continue };
            if let Some(new) = new_name(&name) {
                text.push_str(&self.text[end..token.start]);
                text.push_str(&crate::sql::quoted(new));
                end = token.end();
            }
        }
        text.push_str(&self.text[end..]);
        Self::new(text)
    }
}

impl PartialEq for SqlText {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for SqlText {}

impl Hash for SqlText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl fmt::Debug for SqlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Display for SqlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The tokens in one spelling, without the parentheses around all of them.
pub(crate) fn canonical(mut tokens: &[Token<'_>]) -> String {
    while is_enclosed(tokens) {
        tokens = &tokens[1..tokens.len() - 1];
    }
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() {
            text.push(' ');
        }
        match token.kind {
            Kind::Word | Kind::Quoted => text.push_str(&spelled(&token.name().unwrap_or_default())),
            Kind::Number => text.push_str(&token.text.to_ascii_lowercase()),
            Kind::Text if token.text.starts_with(['x', 'X']) => text.push_str(&token.text.to_ascii_lowercase()),
            Kind::Text => text.push_str(token.text),
            Kind::Symbol => text.push_str(match token.text {
                "==" => "=",
                "!=" => "<>",
                other => other,
            }),
        }
    }
    text
}

/// A name in one spelling: SQLite compares the letters of ASCII without case. One that is not a word keeps quotes, so that a
/// name of two words is not two names.
pub(crate) fn spelled(name: &str) -> String {
    let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_' || !char.is_ascii();
    if !name.is_empty() && name.chars().all(is_word) {
        name.to_ascii_lowercase()
    } else {
        crate::sql::quoted(&name.to_ascii_lowercase())
    }
}

/// Whether the first parenthesis is closed by the last token.
fn is_enclosed(tokens: &[Token<'_>]) -> bool {
    if tokens.len() < 3 || !tokens[0].is_symbol("(") {
        return false;
    }
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        depth += isize::from(token.is_symbol("(")) - isize::from(token.is_symbol(")"));
        if depth == 0 {
            return at == tokens.len() - 1;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_equal_when_they_say_the_same() {
        let same = [
            ("a = 1", "(\"A\"==1)"),
            ("((a) or (b))", "(a) OR (b)"),
            ("[a b] <> x'AB'", "\"a b\" != X'ab'"),
            ("a /* c */ + -- d\n1E3", "A+1e3"),
        ];
        for (left, right) in same {
            assert_eq!(SqlText::new(left), SqlText::new(right));
        }
        let different = [("'a'", "'A'"), ("(a) or (b)", "a) or (b"), ("\"a b\"", "a b"), ("a", "'a'"), ("é", "É")];
        for (left, right) in different {
            assert_ne!(SqlText::new(left), SqlText::new(right));
        }
    }

    #[test]
    fn a_name_is_replaced_where_it_is_a_name() {
        let text = SqlText::new("Old > 'old' AND \"old\" < older");
        assert_eq!(
            text.renamed(|name| name.eq_ignore_ascii_case("old").then_some("new one")).as_str(),
            "\"new one\" > 'old' AND \"new one\" < older"
        );
    }
}
