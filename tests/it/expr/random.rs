//! Random expressions: what the library lowers them to, against SQL that is written from the same tree.

use orm_sqlite::prelude::*;
use proptest::prelude::*;
use rusqlite::functions::FunctionFlags;

use super::{Sample, Shown, samples};
use crate::model::Fixture;

type Number = Expr<Sample, Option<i64>>;
type Text = Expr<Sample, Option<String>>;
type Predicate = Expr<Sample, bool>;

#[derive(Debug, Clone)]
enum Int {
    A,
    B,
    Literal(i64),
    Binary(&'static str, Box<Self>, Box<Self>),
    Unary(&'static str, Box<Self>),
    Case(Box<Is>, Box<Self>, Box<Self>),
    Length(Box<Str>),
    Instr(Box<Str>, Box<Str>),
}

#[derive(Debug, Clone)]
enum Str {
    Word,
    Note,
    Literal(String),
    Concat(Box<Self>, Box<Self>),
    Coalesce(Box<Self>, Box<Self>),
    Unary(&'static str, Box<Self>),
    Substr(Box<Self>, Box<Int>, Box<Int>),
    Case(Box<Is>, Box<Self>),
    Digits(Box<Int>),
}

#[derive(Debug, Clone)]
enum Is {
    Ints(&'static str, Box<Int>, Box<Int>),
    Strs(&'static str, Box<Str>, Box<Str>),
    Null(Box<Int>),
    Between(Box<Int>, Box<Int>, Box<Int>),
    In(Box<Int>, Vec<i64>),
    Rows(Box<Int>, Box<Str>, i64, String),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

impl Int {
    fn build(&self) -> Number {
        match self {
            Self::A => case().when(Sample::ID.gt(0), Sample::A).end(),
            Self::B => Sample::B.expr(),
            Self::Literal(number) => case::<i64>().when(Sample::ID.gt(0), *number).end(),
            Self::Binary(op, left, right) => {
                let (left, right) = (left.build(), right.build());
                match *op {
                    "+" => left.add(right),
                    "-" => left.sub(right),
                    "*" => left.mul(right),
                    "/" => left.div(right),
                    "%" => left.rem(right),
                    "&" => left.bit_and(right),
                    "|" => left.bit_or(right),
                    "<<" => left.shl(right),
                    ">>" => left.shr(right),
                    "coalesce" => left.coalesce(right),
                    "nullif" => left.null_if(right),
                    "max" => left.greatest(right),
                    _ => left.least(right),
                }
            }
            Self::Unary(op, operand) => match *op {
                "-" => operand.build().neg(),
                "~" => operand.build().bit_not(),
                "sign" => operand.build().sign(),
                _ => operand.build().abs(),
            },
            Self::Case(is, yes, no) => case().when(is.build(), yes.build()).otherwise(no.build()),
            Self::Length(text) => text.build().length(),
            Self::Instr(text, part) => text.build().instr(part.build()),
        }
    }

    fn sql(&self) -> String {
        match self {
            Self::A => "a".to_owned(),
            Self::B => "b".to_owned(),
            Self::Literal(number) => value(number),
            Self::Binary(op @ ("coalesce" | "nullif" | "max" | "min"), left, right) => {
                format!("{op}({}, {})", left.sql(), right.sql())
            }
            Self::Binary(op @ ("+" | "-" | "*" | "/" | "%"), left, right) => {
                format!("whole({} {op} {})", left.sql(), right.sql())
            }
            Self::Binary(op, left, right) => format!("({} {op} {})", left.sql(), right.sql()),
            Self::Unary("-", operand) => format!("whole(-{})", operand.sql()),
            Self::Unary("~", operand) => format!("(~{})", operand.sql()),
            Self::Unary(function, operand) => format!("{function}({})", operand.sql()),
            Self::Case(is, yes, no) => format!("case when {} then {} else {} end", is.sql(), yes.sql(), no.sql()),
            Self::Length(text) => format!("length({})", text.sql()),
            Self::Instr(text, part) => format!("instr({}, {})", text.sql(), part.sql()),
        }
    }
}

impl Str {
    fn build(&self) -> Text {
        match self {
            Self::Word => case().when(Sample::ID.gt(0), Sample::WORD).end(),
            Self::Note => Sample::NOTE.expr(),
            Self::Literal(text) => case().when(Sample::ID.gt(0), text.as_str()).end(),
            Self::Concat(left, right) => left.build().concat(right.build()),
            Self::Coalesce(left, right) => left.build().coalesce(right.build()),
            Self::Unary(op, operand) => match *op {
                "lower" => operand.build().lower(),
                "upper" => operand.build().upper(),
                _ => operand.build().trim(),
            },
            Self::Substr(text, start, length) => text.build().substr(start.build(), length.build()),
            Self::Case(is, yes) => case().when(is.build(), yes.build()).end(),
            Self::Digits(number) => number.build().cast::<String>(),
        }
    }

    fn sql(&self) -> String {
        match self {
            Self::Word => "\"select\"".to_owned(),
            Self::Note => "note".to_owned(),
            Self::Literal(text) => value(format!("'{}'", text.replace('\'', "''"))),
            Self::Concat(left, right) => format!("({} || {})", left.sql(), right.sql()),
            Self::Coalesce(left, right) => format!("coalesce({}, {})", left.sql(), right.sql()),
            Self::Unary(function, operand) => format!("{function}({})", operand.sql()),
            Self::Substr(text, start, length) => format!("substr({}, {}, {})", text.sql(), start.sql(), length.sql()),
            Self::Case(is, yes) => format!("case when {} then {} end", is.sql(), yes.sql()),
            Self::Digits(number) => format!("cast({} as text)", number.sql()),
        }
    }
}

impl Is {
    fn build(&self) -> Predicate {
        match self {
            Self::Ints(op, left, right) => {
                let (left, right) = (left.build(), right.build());
                match *op {
                    "=" => left.eq(right),
                    "<>" => left.ne(right),
                    "<" => left.lt(right),
                    "<=" => left.le(right),
                    ">" => left.gt(right),
                    ">=" => left.ge(right),
                    "is" => left.is_not_distinct_from(right),
                    _ => left.is_distinct_from(right),
                }
            }
            Self::Strs(op, left, right) => match *op {
                "=" => left.build().eq(right.build()),
                "<" => left.build().lt(right.build()),
                _ => left.build().is_distinct_from(right.build()),
            },
            Self::Null(operand) => operand.build().is_null(),
            Self::Between(operand, low, high) => operand.build().between(low.build(), high.build()),
            Self::In(operand, list) => operand.build().in_list(list.clone()),
            Self::Rows(number, text, one, other) => (number.build(), text.build()).le((*one, other.as_str())),
            Self::All(terms) => all_of(terms.iter().map(Self::build)),
            Self::Any(terms) => any_of(terms.iter().map(Self::build)),
            Self::Not(term) => term.build().not(),
        }
    }

    fn sql(&self) -> String {
        let joined = |terms: &[Self], word: &str, none: &str| {
            let terms: Vec<_> = terms.iter().map(|term| format!("({})", term.sql())).collect();
            if terms.is_empty() { none.to_owned() } else { terms.join(word) }
        };
        match self {
            Self::Ints(op, left, right) => format!("({}) {op} ({})", left.sql(), right.sql()),
            Self::Strs(op, left, right) => format!("({}) {op} ({})", left.sql(), right.sql()),
            Self::Null(operand) => format!("({}) is null", operand.sql()),
            Self::Between(operand, low, high) => {
                format!("({}) between ({}) and ({})", operand.sql(), low.sql(), high.sql())
            }
            Self::In(operand, list) => {
                let list: Vec<_> = list.iter().map(ToString::to_string).collect();
                format!("({}) in ({})", operand.sql(), list.join(", "))
            }
            Self::Rows(number, text, one, other) => {
                format!("(({}), ({})) <= ({one}, '{}')", number.sql(), text.sql(), other.replace('\'', "''"))
            }
            Self::All(terms) => joined(terms, " and ", "1"),
            Self::Any(terms) => joined(terms, " or ", "0"),
            Self::Not(term) => format!("not ({})", term.sql()),
        }
    }
}

/// A literal as what is built has it: a value that is not known before there is a row. SQLite drops whatever stands beside
/// `0 IS NULL` in an AND, and with it an overflow.
fn value(literal: impl std::fmt::Display) -> String {
    format!("case when id > 0 then {literal} end")
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("a".to_owned()), Just("Ada".to_owned()), Just(" ö'".to_owned())]
}

fn of<T: Clone + std::fmt::Debug + 'static>(list: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(list)
}

/// The three kinds call each other, down to a depth.
fn int(depth: u32) -> BoxedStrategy<Int> {
    let leaf =
        prop_oneof![Just(Int::A), Just(Int::B), (-9_i64..9).prop_map(Int::Literal), Just(Int::Literal(i64::MAX))];
    if depth == 0 {
        return leaf.boxed();
    }
    let next = || int(depth - 1).prop_map(Box::new);
    let binary = of(&["+", "-", "*", "/", "%", "&", "|", "<<", ">>", "coalesce", "nullif", "max", "min"]);
    prop_oneof![
        1 => leaf,
        4 => (binary, next(), next()).prop_map(|(op, left, right)| Int::Binary(op, left, right)),
        1 => (of(&["-", "~", "sign", "abs"]), next()).prop_map(|(op, operand)| Int::Unary(op, operand)),
        1 => (is(depth - 1), next(), next()).prop_map(|(is, yes, no)| Int::Case(Box::new(is), yes, no)),
        1 => str(depth - 1).prop_map(|text| Int::Length(Box::new(text))),
        1 => (str(depth - 1), str(depth - 1)).prop_map(|(text, part)| Int::Instr(Box::new(text), Box::new(part))),
    ]
    .boxed()
}

fn str(depth: u32) -> BoxedStrategy<Str> {
    let leaf = prop_oneof![Just(Str::Word), Just(Str::Note), word().prop_map(Str::Literal)];
    if depth == 0 {
        return leaf.boxed();
    }
    let next = || str(depth - 1).prop_map(Box::new);
    let number = || int(depth - 1).prop_map(Box::new);
    prop_oneof![
        leaf,
        (next(), next()).prop_map(|(left, right)| Str::Concat(left, right)),
        (next(), next()).prop_map(|(left, right)| Str::Coalesce(left, right)),
        (of(&["lower", "upper", "trim"]), next()).prop_map(|(op, operand)| Str::Unary(op, operand)),
        (next(), number(), number()).prop_map(|(text, start, length)| Str::Substr(text, start, length)),
        (is(depth - 1), next()).prop_map(|(is, yes)| Str::Case(Box::new(is), yes)),
        number().prop_map(Str::Digits),
    ]
    .boxed()
}

fn is(depth: u32) -> BoxedStrategy<Is> {
    let below = depth.saturating_sub(1);
    let number = move || int(below).prop_map(Box::new);
    let text = move || str(below).prop_map(Box::new);
    let compared = of(&["=", "<>", "<", "<=", ">", ">=", "is", "is not"]);
    let leaf = prop_oneof![
        (compared, number(), number()).prop_map(|(op, left, right)| Is::Ints(op, left, right)),
        (of(&["=", "<", "is not"]), text(), text()).prop_map(|(op, left, right)| Is::Strs(op, left, right)),
        number().prop_map(Is::Null),
        (number(), number(), number()).prop_map(|(operand, low, high)| Is::Between(operand, low, high)),
        (number(), prop::collection::vec(-9_i64..9, 0..4)).prop_map(|(operand, list)| Is::In(operand, list)),
        (number(), text(), -9_i64..9, word()).prop_map(|(number, text, one, other)| Is::Rows(number, text, one, other)),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let terms = move || prop::collection::vec(is(below), 0..4);
    prop_oneof![
        3 => leaf,
        1 => terms().prop_map(Is::All),
        1 => terms().prop_map(Is::Any),
        1 => is(below).prop_map(|term| Is::Not(Box::new(term))),
    ]
    .boxed()
}

/// The database, whose oracle has a function that fails where an integer has overflowed.
fn fixture() -> Fixture {
    let f = samples();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let whole = |context: &rusqlite::functions::Context<'_>| match context.get::<rusqlite::types::Value>(0)? {
        rusqlite::types::Value::Real(_) => Err(rusqlite::Error::UserFunctionError("overflow".into())),
        other => Ok(other),
    };
    f.raw.create_scalar_function("whole", 1, flags, whole).unwrap();
    f
}

/// What the oracle says of one row, unless a number in it overflowed.
fn oracle(f: &Fixture, sql: &str, id: i64) -> Option<String> {
    use rusqlite::types::Value;
    let sql = format!("select {sql} from samples where id = {id}");
    let value = f.raw.query_row(&sql, [], |row| row.get::<_, Value>(0));
    match value {
        Ok(Value::Null) => Some("NULL".to_owned()),
        Ok(Value::Integer(integer)) => Some(integer.to_string()),
        Ok(Value::Text(text)) => Some(text),
        Ok(other) => panic!("{other:?} of {sql}"),
        Err(error) if error.to_string().contains("overflow") => None,
        Err(error) => panic!("{error} of {sql}"),
    }
}

fn check<V>(f: &Fixture, expr: &Expr<Sample, V>, sql: &str) -> Result<(), TestCaseError>
where
    V: Shown + orm_sqlite::value::FromRow + Send + 'static,
{
    for id in 1..=5 {
        let found = f.db.select::<Sample>().filter(Sample::ID.eq(id)).columns(expr.clone()).one();
        match (oracle(f, sql, id), found) {
            (Some(expected), Ok(found)) => prop_assert_eq!(found.shown(), expected, "{}", sql),
            (Some(_), Err(error)) => prop_assert!(false, "{error} of {sql}"),
            // What overflowed may have been compared, or passed over; else it is an error.
            (None, Ok(_)) => {}
            (None, Err(error)) => prop_assert!(error.is_overflow() || error.is_decode(), "{error} of {sql}"),
        }
    }
    Ok(())
}

/// A predicate as a value, and as the filter of a row.
fn check_filter(f: &Fixture, tree: &Is) -> Result<(), TestCaseError> {
    let sql = format!("({}) is true", tree.sql());
    check(f, &tree.build(), &sql)?;
    for id in 1..=5 {
        let filter = Sample::ID.eq(id).and(tree.build());
        if let Some(expected) = oracle(f, &sql, id) {
            match f.db.select::<Sample>().filter(filter).exists() {
                Ok(found) => prop_assert_eq!(found.shown(), expected, "{}", sql),
                Err(error) => prop_assert!(false, "{error} of {sql}, as a filter"),
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::model::property(150))]

    #[test]
    fn numbers_are_what_sqlite_says(tree in int(3)) {
        check(&fixture(), &tree.build(), &tree.sql())?;
    }

    #[test]
    fn texts_are_what_sqlite_says(tree in str(3)) {
        check(&fixture(), &tree.build(), &tree.sql())?;
    }

    #[test]
    fn predicates_find_what_sqlite_finds(tree in is(3)) {
        check_filter(&fixture(), &tree)?;
    }
}

#[test]
fn what_a_literal_decides_is_worked_out_by_both() {
    let f = fixture();
    let overflow = || Is::Null(Box::new(Int::Unary("abs", Box::new(Int::A))));
    let never = || Is::Null(Box::new(Int::Literal(0)));
    let untrue = || Is::Strs("<", Box::new(Str::Literal("a".to_owned())), Box::new(Str::Literal(String::new())));
    for terms in [[never(), overflow()], [overflow(), never()], [untrue(), overflow()], [overflow(), untrue()]] {
        check_filter(&f, &Is::All(terms.into())).unwrap();
    }
}
