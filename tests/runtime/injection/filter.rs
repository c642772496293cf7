//! The predicates that take a text of the user, each with what it means in plain Rust.

use orm_sqlite::expr::Match;
use orm_sqlite::prelude::*;

use super::like;
use super::model::{ECHO, Mark, Word};

/// A predicate that takes a text.
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) build: fn(&str) -> Expr<Word, bool>,
    /// Whether it holds for a row's text; without it, only the statement is compared.
    pub(super) holds: Option<fn(&str, &str) -> bool>,
}

const fn filter(
    name: &'static str,
    build: fn(&str) -> Expr<Word, bool>,
    holds: Option<fn(&str, &str) -> bool>,
) -> Filter {
    Filter { name, build, holds }
}

fn key(text: &str) -> JsonPath {
    JsonPath::root().key(text)
}

pub(super) const FILTERS: [Filter; 27] = [
    filter("eq", |text| Word::TEXT.eq(text), Some(|row, text| row == text)),
    filter("ne", |text| Word::TEXT.ne(text), Some(|row, text| row != text)),
    filter("lt", |text| Word::TEXT.lt(text), Some(|row, text| row < text)),
    filter("ge", |text| Word::TEXT.ge(text), Some(|row, text| row >= text)),
    filter("between", |text| Word::TEXT.between(text, "~"), Some(|row, text| row >= text && row <= "~")),
    filter("is", |text| Word::TEXT.is(text.to_owned()), Some(|row, text| row == text)),
    filter("in_list", |text| Word::TEXT.in_list([text, "x"]), Some(|row, text| row == text || row == "x")),
    filter("not_in_list", |text| Word::TEXT.not_in_list([text]), Some(|row, text| row != text)),
    filter("like", |text| Word::TEXT.like(text), Some(like::like)),
    filter("not_like", |text| Word::TEXT.not_like(text), Some(|row, text| !like::like(row, text))),
    filter("like_escape", |text| Word::TEXT.like_escape(text, '|'), None),
    filter("glob", |text| Word::TEXT.glob(text), None),
    filter("contains", |text| Word::TEXT.contains(text), Some(like::contains)),
    filter("starts_with", |text| Word::TEXT.starts_with(text), Some(like::starts_with)),
    filter("ends_with", |text| Word::TEXT.ends_with(text), Some(like::ends_with)),
    filter("concat", |text| Word::TEXT.concat(text).eq(text), Some(|row, _| row.is_empty())),
    filter("function", |text| ECHO.call((Word::TEXT,)).eq(text), Some(|row, text| row == text)),
    filter("function_argument", |text| Word::TEXT.eq(ECHO.call((text.to_owned(),))), Some(|row, text| row == text)),
    filter("relation", |text| Word::marks().any(Mark::WORD.eq(text)), Some(|row, text| row == text)),
    filter("json_key", |text| Word::DOC.json_extract::<String>(key(text)).eq(text), Some(|row, text| row == text)),
    filter(
        "json_value",
        |text| Word::DOC.json_extract::<String>(key("k")).eq(text),
        Some(|row, text| if row == "k" { text == "k" } else { text == "v" }),
    ),
    filter(
        "json_type",
        |text| Word::DOC.json_type(key(text)).is_not_null(),
        // SQLite stops comparing keys at an escaped NUL.
        Some(|row, text| text == "k" || row.split('\0').next() == Some(text)),
    ),
    filter("match_all", |text| Word::matches(Match::all(text)), None),
    filter("match_any", |text| Word::matches(Match::any(text)), None),
    filter("match_phrase", |text| Word::matches(Match::phrase(text)), None),
    filter("match_prefix", |text| Word::matches(Match::prefix(text)), None),
    filter("match_near", |text| Word::matches(Match::near([text, "a"], 3)), None),
];
