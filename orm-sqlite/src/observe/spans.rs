//! Statements and transactions as spans of `tracing`, with the names of OpenTelemetry's conventions for databases:
//! <https://opentelemetry.io/docs/specs/semconv/database/database-spans/>.

use std::cell::RefCell;
use std::panic::Location;

use orm_core::error::Error;
use tracing::field::{Empty, display};
use tracing::{Level, Span};

use super::{QueryEvent, QueryKind};

/// Whether a subscriber wants to know.
#[inline]
pub(super) fn enabled() -> bool {
    tracing::span_enabled!(target: "orm_sqlite", Level::DEBUG)
}

/// Where work comes from that is done on another thread.
#[cfg(feature = "tokio")]
pub(crate) struct Origin(Span);

#[cfg(feature = "tokio")]
impl Origin {
    pub(crate) fn here() -> Self {
        Self(Span::current())
    }

    /// Does the work in the span in which it was asked for.
    pub(crate) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.in_scope(work)
    }
}

/// The span of a statement.
pub(super) struct Query(Span);

impl Query {
    /// Within the span that is the current one, or that of a transaction which has begun in it.
    pub(super) fn begin(transaction: &Transaction, namespace: &str) -> Self {
        let parent = transaction.parent();
        Self(tracing::span!(
            target: "orm_sqlite",
            parent: parent,
            Level::DEBUG,
            "query",
            otel.kind = "client",
            otel.name = Empty,
            db.system.name = "sqlite",
            db.namespace = namespace,
            db.query.text = Empty,
            db.query.parameters = Empty,
            db.operation.name = Empty,
            db.collection.name = Empty,
            db.response.returned_rows = Empty,
            db.response.affected_rows = Empty,
            db.response.status_code = Empty,
            "error.type" = Empty,
            code.file.path = Empty,
            code.line.number = Empty,
        ))
    }

    pub(super) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.in_scope(work)
    }

    pub(super) fn end(&self, event: &QueryEvent<'_>) {
        let span = &self.0;
        span.record("db.query.text", event.sql);
        span.record("db.operation.name", event.operation());
        match event.table() {
            Some(table) => {
                span.record("db.collection.name", table);
                span.record("otel.name", display(format_args!("{} {table}", event.operation())));
            }
            None => drop(span.record("otel.name", event.operation())),
        }
        if !event.values.is_empty() {
            span.record("db.query.parameters", display(event.values.join(", ")));
        }
        let rows = match event.kind() {
            QueryKind::Insert | QueryKind::Update | QueryKind::Delete => "db.response.affected_rows",
            _ => "db.response.returned_rows",
        };
        span.record(rows, event.rows);
        record_caller(span, event.caller);
        record_error(span, event.error);
        warn_if_slow(span, event);
    }
}

fn record_caller(span: &Span, caller: Option<&'static Location<'static>>) {
    if let Some(caller) = caller {
        span.record("code.file.path", caller.file());
        span.record("code.line.number", caller.line());
    }
}

fn record_error(span: &Span, error: Option<&Error>) {
    if let Some(error) = error {
        span.record("error.type", error_type(error));
        if let Some(code) = error.extended_code() {
            span.record("db.response.status_code", display(code));
        }
    }
}

fn warn_if_slow(span: &Span, event: &QueryEvent<'_>) {
    if event.is_slow() {
        tracing::event!(
            target: "orm_sqlite",
            parent: span,
            Level::WARN,
            {
                db.query.text = event.sql,
                duration_ms = event.duration.as_secs_f64() * 1_000.0,
                rows = event.rows,
                rows_scanned = event.scanned,
                code.file.path = event.caller.map(Location::file),
                code.line.number = event.caller.map(Location::line),
            },
            "slow query"
        );
    }
}

/// A word for the family of an error: few, so that a metric can count by it.
fn error_type(error: &Error) -> &'static str {
    let families: [(bool, &str); 13] = [
        (error.constraint_kind().is_some(), "constraint_violation"),
        (error.is_busy(), "busy"),
        (error.is_timed_out(), "timed_out"),
        (error.is_cancelled(), "cancelled"),
        (error.is_interrupted(), "interrupted"),
        (error.is_not_found(), "not_found"),
        (error.is_decode(), "decode"),
        (error.is_read_only(), "read_only"),
        (error.is_corrupt(), "corrupt"),
        (error.is_storage_failure(), "storage_failure"),
        (error.is_transaction_aborted(), "transaction_aborted"),
        (error.is_refused(), "refused"),
        (error.extended_code().is_some(), "sqlite"),
    ];
    families.iter().find(|(is, _)| *is).map_or("_OTHER", |(_, name)| name)
}

/// The span of the transaction that is open on a connection.
#[derive(Default)]
pub(super) struct Transaction(RefCell<Option<Begun>>);

struct Begun {
    span: Span,
    /// Within which span it has begun.
    within: Option<tracing::Id>,
}

impl Transaction {
    /// Where a statement belongs: to the transaction, unless the program has entered a span of its own since.
    fn parent(&self) -> Option<tracing::Id> {
        let current = Span::current().id();
        match &*self.0.borrow() {
            Some(begun) if begun.within == current => begun.span.id(),
            _ => current,
        }
    }

    pub(super) fn begin(&self, namespace: &str, sql: &str, caller: Option<&'static Location<'static>>) {
        let span = tracing::span!(
            target: "orm_sqlite",
            Level::DEBUG,
            "transaction",
            otel.kind = "client",
            otel.name = "TRANSACTION",
            db.system.name = "sqlite",
            db.namespace = namespace,
            db.query.text = sql,
            db.operation.name = "TRANSACTION",
            db.response.status_code = Empty,
            "error.type" = Empty,
            outcome = Empty,
            code.file.path = Empty,
            code.line.number = Empty,
        );
        record_caller(&span, caller);
        *self.0.borrow_mut() = Some(Begun { within: Span::current().id(), span });
    }

    /// What begins or ends a transaction, or a part of one, has run.
    pub(super) fn ran(&self, event: &QueryEvent<'_>) {
        if let Some(begun) = &*self.0.borrow() {
            record_error(&begun.span, event.error);
            warn_if_slow(&begun.span, event);
        }
        match (event.sql, event.error) {
            ("COMMIT", None) => self.end("committed"),
            ("ROLLBACK", _) => self.end("rolled_back"),
            (begin, Some(_)) if begin.starts_with("BEGIN") => self.end("not_begun"),
            _ => {}
        }
    }

    pub(super) fn end(&self, outcome: &'static str) {
        if let Some(begun) = self.0.take() {
            begun.span.record("outcome", outcome);
        }
    }
}
