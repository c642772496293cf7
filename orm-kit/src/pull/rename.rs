//! `rename_all`: one rule for the names of all columns of a table, where there is one.

use heck::{ToLowerCamelCase as _, ToShoutySnakeCase as _, ToUpperCamelCase as _};

use super::plan::Field;

/// The rules of the derive that databases use, with what they make of a field's name.
const RULES: [(&str, fn(&str) -> String); 4] = [
    ("PascalCase", |field| field.to_upper_camel_case()),
    ("camelCase", |field| field.to_lower_camel_case()),
    ("SCREAMING_SNAKE_CASE", |field| field.to_shouty_snake_case()),
    ("UPPERCASE", |field| field.to_uppercase()),
];

/// How the columns of a table are named.
pub(super) struct Renaming(Option<(&'static str, fn(&str) -> String)>);

impl Renaming {
    /// The rule that saves the most names, if it saves more than one.
    pub(super) fn of(fields: &[Field<'_>]) -> Self {
        let fitting = |rule: &dyn Fn(&str) -> String| {
            fields.iter().filter(|field| field.name.is_ascii() && rule(&field.name) == field.column.name).count()
        };
        let without = fitting(&|field| field.to_owned());
        let best = RULES.iter().rev().max_by_key(|(_, rule)| fitting(rule));
        Self(best.filter(|(_, rule)| fitting(rule) > without + 1).copied())
    }

    /// The value of `rename_all`.
    pub(super) fn rule(&self) -> Option<&'static str> {
        self.0.map(|(rule, _)| rule)
    }

    /// Whether a field has to say the name of its column. What is not ASCII always does: the compiler may spell it anew.
    pub(super) fn needs_name(&self, field: &str, column: &str) -> bool {
        let name = self.0.map_or_else(|| field.to_owned(), |(_, rule)| rule(field));
        !field.is_ascii() || name != column
    }
}
