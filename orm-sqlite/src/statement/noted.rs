//! What whoever listens is told of a statement.

use orm_core::engine::Binding;
use orm_core::value::Value;

use super::cache::Cached;
use super::raw::Counter;
use crate::observe::Noted;

impl Cached {
    /// The statement is bound and about to run.
    pub(super) fn begin(&mut self, noted: &mut Noted, values: bool) {
        self.rows = 0;
        for counter in [Counter::FullScan, Counter::AutomaticIndex, Counter::Sort] {
            self.statement.take_counter(counter);
        }
        noted.text = Some(self.sql.text.clone());
        if values {
            noted.values = self.statement.bound().iter().map(literal).collect();
        }
    }

    /// The statement has run.
    pub(super) fn note(&mut self, noted: &mut Noted) {
        noted.rows = self.rows;
        let scans = [Counter::FullScan, Counter::AutomaticIndex];
        noted.scanned = scans.map(|counter| self.statement.take_counter(counter)).iter().sum();
        noted.sorts = self.statement.take_counter(Counter::Sort);
    }
}

/// A value as SQL writes it, for people.
fn literal(binding: &Binding) -> String {
    match binding {
        Binding::Value(Value::Null) => "NULL".to_owned(),
        Binding::Value(Value::Integer(integer)) => integer.to_string(),
        Binding::Value(Value::Real(real)) => format!("{real:?}"),
        Binding::Value(Value::Text(text)) => format!("'{}'", text.replace('\'', "''")),
        Binding::Value(Value::Blob(bytes)) => {
            bytes.iter().fold("x'".to_owned(), |text, byte| format!("{text}{byte:02x}")) + "'"
        }
        // Its memory is SQLite's by now.
        Binding::List(_) => "(..)".to_owned(),
    }
}
