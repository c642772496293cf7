//! Values of one storage class as another, and whether anything of them is lost.
//!
//! `CAST` itself never fails: it makes 0 of `abc`, 12 of `12abc`, and 1 of 1.9 (<https://sqlite.org/lang_expr.html#castexpr>).
//! So a value is converted only where it comes back the same.

use crate::sql::quoted;

/// What a column of a new type takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Integer,
    Real,
    Text,
    Blob,
    /// Integers, reals, and texts that are neither.
    Numeric,
    /// All as they are.
    Any,
}

impl Class {
    /// By the declared type: <https://sqlite.org/datatype3.html#determination_of_column_affinity>, and in a STRICT table
    /// <https://sqlite.org/stricttables.html>.
    pub(crate) fn of(declared: &str, strict: bool) -> Self {
        let declared = declared.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
        if strict && declared == "ANY" {
            Self::Any
        } else if has(&["INT"]) {
            Self::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Self::Text
        } else if strict && has(&["BLOB"]) {
            Self::Blob
        } else if has(&["BLOB"]) || declared.is_empty() {
            Self::Any
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            Self::Real
        } else {
            Self::Numeric
        }
    }

    /// Whether columns of two classes, in tables that are not STRICT, make the same of all values. `INTEGER` and `NUMERIC` differ
    /// only in a `CAST`: <https://sqlite.org/datatype3.html#type_affinity>.
    pub(crate) fn stores_like(self, other: Self) -> bool {
        let is_number = |class| matches!(class, Self::Integer | Self::Numeric);
        self == other || is_number(self) && is_number(other)
    }
}

/// A column as another class.
pub(crate) fn cast(column: &str, class: Class) -> String {
    let name = quoted(column);
    match class {
        Class::Integer => format!("CAST({name} AS INTEGER)"),
        Class::Real => format!("CAST({name} AS REAL)"),
        Class::Text => format!("CAST({name} AS TEXT)"),
        Class::Blob => format!("CAST({name} AS BLOB)"),
        // The column makes a number of a text, and an integer of a whole real: it is not taken as it is.
        Class::Numeric => format!("+{name}"),
        Class::Any => name,
    }
}

/// What a column makes of an expression that is stored in it: <https://sqlite.org/datatype3.html#type_affinity>. A value that a
/// STRICT table refuses is any.
pub(crate) fn stored(value: &str, class: Class, strict: bool) -> String {
    let same = |kind: &str| format!("({value}) = CAST({value} AS {kind}) THEN CAST({value} AS {kind})");
    match class {
        // As it is, without the affinity that a column or a `CAST` brings with it.
        Class::Any => format!("+{value}"),
        Class::Text => format!("CAST({value} AS TEXT)"),
        // A text such as `1e2` is a number first.
        Class::Integer if strict => format!("CAST(CAST({value} AS NUMERIC) AS INTEGER)"),
        Class::Real if strict => format!("CAST({value} AS REAL)"),
        Class::Blob => format!("CAST({value} AS BLOB)"),
        // A text that is no number stays one, and a real that is whole does not.
        Class::Integer | Class::Numeric => format!(
            "CASE WHEN typeof({value}) = 'text' AND {} WHEN typeof({value}) = 'real' AND ({value}) BETWEEN -9.2e18 AND 9.2e18 AND {} \
             ELSE {value} END",
            same("NUMERIC"),
            same("INTEGER")
        ),
        Class::Real => {
            format!("CASE WHEN typeof({value}) IN ('text', 'integer') AND {} ELSE {value} END", same("REAL"))
        }
    }
}

/// A condition: whether a value of a column comes back the same from its new class. `NULL` does.
pub(crate) fn is_lossless(column: &str, from: Class, class: Class) -> Option<String> {
    let name = quoted(column);
    let is = |kind: &str| format!("typeof({name}) = '{kind}'");
    // A text is a number if the number is written like that, byte by byte: `0123` and `1.50` are not.
    let comes_back = |kind: &str| format!("CAST(CAST({name} AS {kind}) AS TEXT) = {name} COLLATE BINARY");
    let integer = format!("{} AND {}", is("text"), comes_back("INTEGER"));
    let real = format!("{} AND {}", is("text"), comes_back("REAL"));
    // Beyond 2^63 a cast gives the largest integer.
    let whole = format!(
        "{} AND {name} > -9.2e18 AND {name} < 9.2e18 AND CAST(CAST({name} AS INTEGER) AS REAL) = {name}",
        is("real")
    );
    let exact = format!(
        "{} AND {name} > -9.2e18 AND {name} < 9.2e18 AND CAST(CAST({name} AS REAL) AS INTEGER) = {name}",
        is("integer")
    );
    let cases = match class {
        Class::Any => return None,
        Class::Integer => vec![is("integer"), whole, integer],
        Class::Real => vec![is("real"), exact, real],
        Class::Text => {
            vec![is("text"), is("integer"), format!("{} AND CAST(CAST({name} AS TEXT) AS REAL) = {name}", is("real"))]
        }
        // A column that takes all has texts that are meant as texts, whatever it is called.
        Class::Blob if from == Class::Any => vec![is("blob")],
        Class::Blob => vec![is("blob"), is("text")],
        Class::Numeric => vec![format!("typeof({name}) IN ('integer', 'real', 'blob')"), integer, real],
    };
    let cases: Vec<_> = cases.into_iter().map(|case| format!("({case})")).collect();
    Some(format!("{name} IS NULL OR {}", cases.join(" OR ")))
}
