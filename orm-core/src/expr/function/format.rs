//! `format`.

use super::{call, pattern};
use crate::ast;
use crate::expr::tuple::RowParts;
use crate::expr::{Expr, Kind, Kinds};
use crate::value::{ColumnType, ColumnValue, EncodeError, StorageClass};

/// `format(pattern, ..)`: the values where the pattern has `%d` for an integer, `%s` for a text, `%.2f` for a number and so on.
///
/// The conversions are those of <https://sqlite.org/printf.html> without `%n`, `%p` and `*`. Their number and types are compared
/// with the values: a mistake is an error when the query is lowered, and not a `0` in the text. A `NULL` is `0` or the empty text,
/// so that the result is never `NULL`. `%%` is a percent sign.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::format;
///
/// let lines = db.select::<User>().columns(format("%s: %03d", (User::NAME, User::LOGINS))).all()?;
/// assert_eq!(lines, ["Ada: 003", "Bob: 000", "Cleo: 005"]);
///
/// let mistake = db.select::<User>().columns(format("%d", (User::NAME,))).all();
/// assert!(mistake.is_err());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn format<S, A: RowParts<S, I, V, K>, I, V: Classes, K: Kinds>(pattern_text: impl Into<String>, arguments: A) -> Expr<S, String, <K::Out as Kind>::Part> {
    let pattern_text = pattern_text.into();
    if let Err(mistake) = check(&pattern_text, &V::classes()) {
        return Expr::new(ast::Expr::Invalid(EncodeError::Custom(mistake), None));
    }
    call("format", std::iter::once(pattern(pattern_text)).chain(arguments.parts()))
}

/// A tuple of column types, and how their values are stored.
///
/// # Example
///
/// ```
/// use orm_sqlite::expr::Classes;
/// use orm_sqlite::value::StorageClass;
///
/// assert_eq!(<(i64, Option<String>)>::classes(), [StorageClass::Integer, StorageClass::Text]);
/// ```
pub trait Classes {
    /// The storage class of each.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::Classes;
    ///
    /// assert_eq!(<(bool, f64)>::classes().len(), 2);
    /// ```
    fn classes() -> Vec<StorageClass>;
}

macro_rules! classes {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<$($name: ColumnValue),+> Classes for ($($name,)+) {
            fn classes() -> Vec<StorageClass> {
                vec![$(<$name::Base as ColumnType>::STORAGE),+]
            }
        }
    };
}

crate::macros::for_each_tuple!(classes);

/// Compares the conversions of a pattern with the values.
fn check(pattern: &str, classes: &[StorageClass]) -> Result<(), String> {
    let mut rest = pattern.chars();
    let mut conversions = Vec::new();
    while rest.by_ref().any(|char| char == '%') {
        let is_modifier = |char: &char| char.is_ascii_digit() || "-+ #,!.l".contains(*char);
        let Some(letter) = rest.by_ref().find(|char| !is_modifier(char)) else {
            return Err("a format ends within a conversion".to_owned());
        };
        match letter {
            '%' => {}
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'c' | 'f' | 'e' | 'E' | 'g' | 'G' | 's' | 'z' | 'q' | 'Q' | 'w' => {
                conversions.push(letter);
            }
            other => return Err(format!("a format has no conversion `%{}`", other.escape_default())),
        }
    }
    if conversions.len() != classes.len() {
        return Err(format!("the format has {} conversions and {} values", conversions.len(), classes.len()));
    }
    for (letter, class) in conversions.into_iter().zip(classes) {
        if !fits(letter, *class) {
            return Err(format!("the conversion `%{letter}` does not take a value that is stored as {class}"));
        }
    }
    Ok(())
}

fn fits(letter: char, class: StorageClass) -> bool {
    match letter {
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => class == StorageClass::Integer,
        'f' | 'e' | 'E' | 'g' | 'G' => matches!(class, StorageClass::Integer | StorageClass::Real),
        _ => class != StorageClass::Blob,
    }
}
