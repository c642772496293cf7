//! A column and its values: a guess that is brought into the range and the length that the checks allow.

use fake::RngExt as _;
use fake::rand::rngs::ChaCha8Rng;
use heck::ToSnakeCase as _;
use orm_sqlite::migrate::{Column, Table};
use orm_sqlite::value::Value;
use orm_sqlite::{Error, Transaction};

use super::check::{self, Allowed, Bound};
use super::fill::NULLS;
use super::guess::{self, Hints};
use super::role::{Role, Roles};
use super::{plan, sql};
use crate::declared::{RustType, is_truth};

/// After so many refused guesses a text gets a number, because there may be no more different ones.
const NUMBERED: u32 = 5;

/// A column that gets values.
pub(super) struct Field<'a> {
    pub(super) column: &'a Column,
    hints: Hints<'a>,
    allowed: Allowed,
    /// The next number of a key that counts.
    pub(super) next: Option<i64>,
    pub(super) nullable: bool,
    longest: Option<usize>,
    role: Option<Role>,
}

impl<'a> Field<'a> {
    pub(super) fn new(
        tx: &Transaction<'_>,
        table: &'a Table,
        column: &'a Column,
        roles: &Roles,
    ) -> Result<Self, Error> {
        let is_reference = table.foreign_keys.iter().flat_map(|key| &key.columns).any(|name| name == &column.name);
        let is_truth = table.checks.iter().any(|check| is_truth(column, check));
        let ty = RustType::of(&column.declared_type).unwrap_or(RustType::Text);
        let ty = if is_truth { RustType::Bool } else { ty };
        let is_key = plan::key_columns(table).eq([column.name.as_str()]);
        let allowed = check::allowed(table, &column.name);
        let counts = is_key && ty == RustType::Integer && !is_reference && allowed == Allowed::default();
        let next = if counts { Some(sql::largest(tx, &table.name, &column.name)?.saturating_add(1)) } else { None };
        let size = column.declared_type.split_once('(').and_then(|(_, size)| size.trim_end_matches(')').parse().ok());
        let hints = Hints {
            column: column.name.to_snake_case(),
            table: table.name.to_snake_case(),
            declared: &column.declared_type,
            ty,
        };
        let longest = [size.filter(|_| ty == RustType::Text), allowed.longest].into_iter().flatten().min();
        let (nullable, role) = (plan::is_nullable(table, &column.name), roles.find(&table.name, &column.name));
        Ok(Self { column, hints, allowed, next, nullable, longest, role })
    }
}

/// A value of a column that references nothing; nothing where its default is meant.
pub(super) fn value(rng: &mut ChaCha8Rng, field: &Field<'_>, attempt: u32) -> Option<Value> {
    if let Some(next) = field.next {
        return Some(Value::Integer(next));
    }
    let allowed = &field.allowed;
    match field.role {
        Some(Role::Version) if field.column.default.is_some() => return None,
        Some(Role::Version) if allowed.values.is_none() => return Some(Value::Integer(first(allowed))),
        // The share of those that are deleted.
        Some(Role::Deleted) if field.nullable && rng.random_range(0..100) >= NULLS => return Some(Value::Null),
        None if field.nullable && rng.random_range(0..100) < NULLS => return Some(Value::Null),
        Some(Role::Version | Role::Deleted) | None => {}
    }
    if let Some(values) = &allowed.values {
        return Some(values[rng.random_range(0..values.len())].clone());
    }
    Some(match guess::value(rng, &field.hints) {
        Value::Integer(guess) => Value::Integer(integer(rng, guess, allowed, attempt)),
        Value::Real(guess) => Value::Real(real(rng, guess, allowed)),
        Value::Text(guess) => Value::Text(text(rng, guess, field, attempt)),
        other => other,
    })
}

/// The lowest and the highest integer that are allowed.
fn range(allowed: &Allowed) -> (Option<i64>, Option<i64>) {
    let end = |bound: Option<Bound>, step: i64| {
        let bound = bound?;
        Some(bound.integer?.saturating_add(if bound.included { 0 } else { step }))
    };
    (end(allowed.low, 1), end(allowed.high, -1))
}

/// 1, or what is next to it in the range.
fn first(allowed: &Allowed) -> i64 {
    let (low, high) = range(allowed);
    let first = low.map_or(1, |low| low.max(1));
    high.map_or(first, |high| first.min(high))
}

/// The guess, if it is in the range; else a number of the range. Where guesses were refused, a wider one.
fn integer(rng: &mut ChaCha8Rng, guess: i64, allowed: &Allowed, attempt: u32) -> i64 {
    let (low, high) = range(allowed);
    let fits = low.is_none_or(|low| low <= guess) && high.is_none_or(|high| guess <= high);
    if fits && attempt < NUMBERED {
        return guess;
    }
    let low = low.unwrap_or_else(|| high.map_or(0, |high| high.saturating_sub(1_000_000)));
    let high = high.unwrap_or_else(|| low.saturating_add(1_000_000));
    if low <= high { rng.random_range(low..=high) } else { low }
}

fn real(rng: &mut ChaCha8Rng, guess: f64, allowed: &Allowed) -> f64 {
    let fits = |value: f64| {
        let above = allowed.low.is_none_or(|low| if low.included { low.real <= value } else { low.real < value });
        let below = allowed.high.is_none_or(|high| if high.included { value <= high.real } else { value < high.real });
        above && below
    };
    if fits(guess) {
        return guess;
    }
    let low = allowed.low.map_or_else(|| allowed.high.map_or(0.0, |high| high.real - 1_000.0), |low| low.real);
    let high = allowed.high.map_or(low + 1_000.0, |high| high.real);
    let part = f64::from(rng.random_range(1..10_000_u32)) / 10_000.0;
    let rounded = ((low + (high - low) * part) * 100.0).round() / 100.0;
    if fits(rounded) { rounded } else { low + (high - low) * part }
}

/// The guess, within its length, with a number behind it where guesses were refused.
fn text(rng: &mut ChaCha8Rng, guess: String, field: &Field<'_>, attempt: u32) -> String {
    let number = if attempt < NUMBERED { String::new() } else { rng.random_range(0..1_000_000_u32).to_string() };
    let mut text = match guess.split_once('@') {
        // An address stays one.
        Some((user, host)) => format!("{user}{number}@{host}"),
        None => guess,
    };
    let is_address = text.contains('@');
    if let Some(longest) = field.longest {
        let room = if is_address { longest } else { longest.saturating_sub(number.len()) };
        if text.chars().count() > room {
            let kept: String = text.chars().take(room).collect();
            kept.trim_end().clone_into(&mut text);
        }
    }
    if !is_address {
        text.push_str(&number);
    }
    if let Some(longest) = field.longest {
        text = text.chars().take(longest).collect();
    }
    let shortest = field.allowed.shortest.unwrap_or(0);
    while text.chars().count() < shortest {
        text.push(char::from_digit(rng.random_range(10..36), 36).unwrap_or('x'));
    }
    text
}
