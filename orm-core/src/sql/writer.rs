//! Where text and parameters gather: the one place that quotes an identifier.

use std::sync::Arc;

use crate::ast::{ColumnRef, Expr, Source};
use crate::engine::{Label, Limits, Param, Sql};
use crate::error::Error;
use crate::schema::TableKind;

/// Gathers a statement. The first error is kept, so that lowering itself needs no `Result`.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    params: Vec<Param>,
    labels: Vec<Label>,
    scopes: Vec<Scope>,
    /// The common table expressions that may be named here.
    known: Vec<Source>,
    inline: bool,
    /// How many checks for overflow are open.
    checks: usize,
    /// Whether a column of no source is qualified by the name of its table: raw text may have it.
    free: bool,
    error: Option<Error>,
}

/// The sources of one statement and the names that its text gives them.
type Scope = Vec<(Source, String)>;

impl Writer {
    /// A writer of a statement that takes no parameters: values become literals.
    pub(super) fn inline() -> Self {
        Self { inline: true, ..Self::default() }
    }

    pub(super) const fn is_inline(&self) -> bool {
        self.inline
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes an identifier in double quotes; a double quote in it is doubled.
    pub(super) fn push_ident(&mut self, name: &str) {
        if name.contains('\0') {
            self.fail(Error::refused("an identifier contains NUL, which would end the statement"));
        }
        self.text.push('"');
        for part in name.split_inclusive('"') {
            self.text.push_str(part);
            if part.ends_with('"') {
                self.text.push('"');
            }
        }
        self.text.push('"');
    }

    pub(super) fn push_param(&mut self, param: Param) {
        if self.inline {
            super::literal::push_param(self, &param);
            return;
        }
        self.text.push('?');
        self.params.push(param);
    }

    /// Writes with the values in the text, where SQLite wants the text itself and takes no parameter.
    pub(super) fn literally(&mut self, write: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.inline, true);
        write(self);
        self.inline = outside;
    }

    /// Writes a list where a table stands: one parameter, or the list of its literals.
    pub(super) fn push_list(&mut self, param: Param) {
        if self.inline {
            self.push_param(param);
            return;
        }
        self.push("rarray(");
        self.push_param(param);
        self.push(")");
    }

    pub(super) fn push_label(&mut self, expr: &Expr) {
        self.labels.push(match expr {
            Expr::Column(column) => Label::Column { table: column.source.schema.name, column: column.schema().name },
            _ => Label::Expr,
        });
    }

    /// Writes each item, with a separator between.
    pub(super) fn separated<T>(
        &mut self,
        separator: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            write(self, item);
        }
    }

    /// Opens a check for overflow, unless so many are open already.
    pub(super) const fn open_check(&mut self, most: usize) -> bool {
        self.checks += 1;
        self.checks <= most
    }

    pub(super) const fn close_check(&mut self) {
        self.checks -= 1;
    }

    pub(super) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    /// Opens the scope of a statement: each source gets its own name, or a numbered one where an enclosing statement
    /// has taken it.
    pub(super) fn enter(&mut self, sources: impl IntoIterator<Item = Source>) {
        let mut scope = Scope::new();
        for source in sources {
            let taken = |name: &str| {
                let all = self.scopes.iter().chain(std::iter::once(&scope)).flatten();
                all.into_iter().any(|(_, used)| used.eq_ignore_ascii_case(name))
            };
            let mut name = source.name().to_owned();
            let mut number = 2;
            while taken(&name) {
                name = format!("{}_{number}", source.name());
                number += 1;
            }
            if scope.iter().any(|(known, _)| *known == source) {
                // Both would be looked up as the first.
                let table = source.name();
                self.fail(Error::refused(format!(
                    "table `{table}` is in one query twice: `alias!` gives it another name"
                )));
            }
            scope.push((source, name));
        }
        self.scopes.push(scope);
    }

    /// Whether one more statement inside of the open ones would be too many for SQLite's parser; that fails.
    pub(super) fn is_too_deep(&mut self) -> bool {
        let (open, most) = (self.scopes.len(), Limits::default().subqueries);
        if open > most {
            self.fail(Error::limit(format!("subqueries stand in each other more than {most} deep")));
        }
        open > most
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Lets columns name tables that are no sources of a select: those of raw text around it.
    pub(super) const fn name_freely(&mut self) {
        self.free = true;
    }

    /// Writes something in which columns of the source `from` are those of the source `to`.
    pub(super) fn renamed(&mut self, from: Source, to: Source, write: impl FnOnce(&mut Self)) {
        let name = self.name_of(&to, 0).unwrap_or_default();
        self.scopes.push(vec![(from, name)]);
        write(self);
        self.leave();
    }

    /// The name of a source in the innermost scope that has it, after passing over `skip` scopes.
    fn name_of(&mut self, source: &Source, skip: usize) -> Option<String> {
        let scopes = self.scopes.iter().rev().skip(skip);
        let found = scopes.flatten().find(|(known, _)| known == source).map(|(_, name)| name.clone());
        if found.is_none() && self.free {
            return Some(source.name().to_owned());
        }
        if found.is_none() {
            let table = source.name();
            self.fail(Error::refused(format!("table `{table}` is not part of this query")));
        }
        found
    }

    /// `"users"`, or `"users" AS "manager"`. `position` is the source's place among those of the statement.
    pub(super) fn push_source(&mut self, position: usize) {
        let Some((source, name)) = self.scopes.last().and_then(|scope| scope.get(position)).cloned() else {
            return;
        };
        let named = source.schema.name;
        if source.schema.is_derived() && !self.known.iter().any(|cte| cte.schema.name == named) {
            self.fail(Error::refused(format!(
                "`{named}` has no rows of its own: name its query by `.with(..)`, or select from a `subquery`"
            )));
        }
        let is_table = matches!(source.schema.kind, TableKind::Table);
        if is_table && self.known.iter().any(|cte| cte.schema.name.eq_ignore_ascii_case(named)) {
            self.fail(Error::refused(format!(
                "a query given to `with` has the name of the table `{named}`, and would stand in its place"
            )));
        }
        self.push_ident(named);
        if name != source.schema.name {
            self.push(" AS ");
            self.push_ident(&name);
        }
    }

    /// ` AS "stats"`: the name of a source whose rows are computed.
    pub(super) fn push_alias(&mut self, position: usize) {
        if let Some((_, name)) = self.scopes.last().and_then(|scope| scope.get(position)).cloned() {
            self.push(" AS ");
            self.push_ident(&name);
        }
    }

    /// The names of the columns of a source of the statement.
    pub(super) fn source_columns(&self, position: usize) -> Vec<&'static str> {
        let source = self.scopes.last().and_then(|scope| scope.get(position));
        source.map(|(source, _)| source.schema.columns.iter().map(|column| column.name).collect()).unwrap_or_default()
    }

    /// How many common table expressions may be named, for [`forget`](Self::forget).
    pub(super) const fn known(&self) -> usize {
        self.known.len()
    }

    /// From here on, the common table expression may be named.
    pub(super) fn know(&mut self, cte: Source) {
        self.known.push(cte);
    }

    /// Ends the statement in which common table expressions after the first `known` could be named.
    pub(super) fn forget(&mut self, known: usize) {
        self.known.truncate(known);
    }

    /// Refuses a result that is wider than SQLite's.
    pub(super) fn check_columns(&mut self, columns: usize) {
        let most = Limits::default().columns;
        if columns > most {
            self.fail(Error::limit(format!(
                "too many columns: the statement has {columns}, and SQLite takes at most {most}"
            )));
        }
    }

    /// `"users"."email"`, looked up from the innermost scope outwards, after passing over `skip` scopes.
    pub(super) fn push_column(&mut self, column: &ColumnRef, skip: usize) {
        self.push_qualified(&column.source, column.schema().name, skip);
    }

    /// `"users"."rowid"`.
    pub(super) fn push_row_id(&mut self, source: &Source) {
        let schema = source.schema;
        let table = schema.name;
        if schema.without_rowid {
            self.fail(Error::refused(format!("table `{table}` is WITHOUT ROWID: its rows have no rowid")));
        }
        match schema.rowid_name() {
            Some(name) => self.push_qualified(source, name, 0),
            None => self.fail(Error::refused(format!("columns of `{table}` have taken all three names of its rowid"))),
        }
    }

    /// `"users"."name"`: a column, or a name of the rowid.
    pub(super) fn push_qualified(&mut self, source: &Source, column: &str, skip: usize) {
        let Some(name) = self.name_of(source, skip) else {
            return;
        };
        self.push_ident(&name);
        self.push(".");
        self.push_ident(column);
    }

    pub(super) fn finish(self) -> Result<Sql, Error> {
        let (bound, most) = (self.params.len(), Limits::default().variables);
        match self.error {
            Some(error) => Err(error),
            None if bound > most => Err(Error::limit(format!(
                "too many values: the statement binds {bound}, and SQLite takes at most {most}; `in_list` binds a list as one"
            ))),
            None => Ok(Sql { text: self.text.into(), params: self.params, labels: Arc::from(self.labels) }),
        }
    }

    /// The text alone, of a statement without parameters.
    pub(super) fn finish_text(self) -> Result<String, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.text),
        }
    }
}
