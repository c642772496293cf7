//! What becomes of a text before it is bound: one rule for a text in a query, and for an argument of a prepared one.

use super::search::all_words;
use crate::ast::{Reading, Refusal};
use crate::engine::{Binding, Limits};
use crate::error::Error;
use crate::value::{EncodeError, Value};

impl Reading {
    /// The text that is bound.
    pub(super) fn pattern(self, text: &str) -> Result<String, EncodeError> {
        // SQLite ends a pattern at a NUL, so that `%\0%` would be `%` and match every text.
        if text.contains('\0') {
            return Err(EncodeError::Custom("a pattern cannot contain NUL, where SQLite would end it".to_owned()));
        }
        Ok(match self {
            Self::Anywhere => format!("%{}%", escaped(text)),
            Self::Start => format!("{}%", escaped(text)),
            Self::End => format!("%{}", escaped(text)),
            Self::Pattern | Self::Words => text.to_owned(),
        })
    }

    /// What is bound for an argument, whose name is for messages.
    pub(crate) fn argument(self, argument: &Binding, name: impl FnOnce() -> String) -> Result<Binding, Error> {
        let Binding::Value(Value::Text(text)) = argument else {
            return Ok(argument.clone());
        };
        let read = if self == Self::Words {
            all_words(text).map_err(|refusal| refused(&name(), refusal))?
        } else {
            let pattern = match self.pattern(text) {
                Ok(pattern) => pattern,
                Err(error) => return Err(Error::encode(name(), error)),
            };
            if let Some(reason) = too_long(&pattern) {
                return Err(Error::limit(format!("{}: {reason}", name())));
            }
            pattern
        };
        Ok(Binding::Value(Value::Text(read)))
    }
}

/// Why SQLite would refuse a pattern, which it does only when it meets a row.
pub(crate) fn too_long(pattern: &str) -> Option<String> {
    let (bytes, most) = (pattern.len(), Limits::default().pattern_bytes);
    (bytes > most).then(|| format!("a pattern has {bytes} bytes, and SQLite takes at most {most}"))
}

/// An expression that cannot be, as the error of an argument.
#[cold]
pub(crate) fn refused(argument: &str, refusal: Refusal) -> Error {
    match refusal {
        Refusal::Mistake(reason) => Error::refused(format!("{argument}: {reason}")),
        Refusal::Limit(reason) => Error::limit(format!("{argument}: {reason}")),
    }
}

/// Text as a pattern that matches only itself.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    for char in text.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}
