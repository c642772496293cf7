//! A subscriber that keeps everything, at every level.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Record};
use tracing::{Dispatch, Event, Id, Level, Metadata, Subscriber, subscriber};
use tracing_core::span::Current;

/// A span or an event.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) name: &'static str,
    pub(super) target: String,
    pub(super) level: Level,
    pub(super) parent: Option<u64>,
    pub(super) fields: BTreeMap<&'static str, String>,
    pub(super) is_span: bool,
    pub(super) closed: bool,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    /// Which spans each thread is in.
    entered: Vec<(ThreadId, u64)>,
    references: BTreeMap<u64, usize>,
    metadata: Vec<&'static Metadata<'static>>,
}

/// Keeps what it sees; a span has its place as its number, from one.
#[derive(Clone, Default)]
pub(super) struct Collector(Arc<Mutex<State>>);

impl Collector {
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }

    /// Those of our own target with a name.
    pub(super) fn named(&self, name: &str) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.target == "orm_sqlite" && seen.name == name).collect()
    }

    /// Everything that was seen, as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for seen in self.seen() {
            writeln!(text, "{seen:?}").unwrap();
        }
        text
    }

    fn add(&self, metadata: &'static Metadata<'static>, parent: Option<u64>, is_span: bool) -> u64 {
        let mut state = self.0.lock().unwrap();
        state.metadata.push(metadata);
        state.seen.push(Seen {
            name: metadata.name(),
            target: metadata.target().to_owned(),
            level: *metadata.level(),
            parent,
            fields: BTreeMap::new(),
            is_span,
            closed: false,
        });
        u64::try_from(state.seen.len()).unwrap()
    }

    fn current(&self) -> Option<u64> {
        let state = self.0.lock().unwrap();
        state.entered.iter().rev().find(|(thread, _)| *thread == thread::current().id()).map(|(_, id)| *id)
    }

    fn fill(&self, id: u64, record: impl FnOnce(&mut Fields<'_>)) {
        let mut state = self.0.lock().unwrap();
        let place = usize::try_from(id).unwrap() - 1;
        record(&mut Fields(&mut state.seen[place].fields));
    }
}

/// Two that hear nothing. As long as there is one alone, `tracing` asks only the thread that comes to a place first whether anybody wants
/// to know of it, and that may be a thread of another test, which has none.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [Dispatch::new(Collector::default()), Dispatch::new(Collector::default())]);

/// Does some work on this thread with a collector.
pub(super) fn with_default<T>(collector: Collector, work: impl FnOnce() -> T) -> T {
    LazyLock::force(&OTHERS);
    subscriber::with_default(collector, work)
}

struct Fields<'s>(&'s mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let contextual = if span.is_contextual() { self.current() } else { None };
        let parent = span.parent().map(Id::into_u64).or(contextual);
        let id = self.add(span.metadata(), parent, true);
        self.fill(id, |fields| span.record(fields));
        self.0.lock().unwrap().references.insert(id, 1);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.fill(span.into_u64(), |fields| values.record(fields));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let contextual = if event.is_contextual() { self.current() } else { None };
        let parent = event.parent().map(Id::into_u64).or(contextual);
        let id = self.add(event.metadata(), parent, false);
        self.fill(id, |fields| event.record(fields));
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push((thread::current().id(), span.into_u64()));
    }

    fn exit(&self, span: &Id) {
        let mut state = self.0.lock().unwrap();
        let entered = (thread::current().id(), span.into_u64());
        let place = state.entered.iter().rposition(|one| *one == entered).unwrap();
        state.entered.remove(place);
    }

    fn clone_span(&self, id: &Id) -> Id {
        *self.0.lock().unwrap().references.get_mut(&id.into_u64()).unwrap() += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let mut state = self.0.lock().unwrap();
        let references = state.references.get_mut(&id.into_u64()).unwrap();
        *references -= 1;
        let closes = *references == 0;
        if closes {
            let place = usize::try_from(id.into_u64()).unwrap() - 1;
            state.seen[place].closed = true;
        }
        closes
    }

    fn current_span(&self) -> Current {
        let Some(id) = self.current() else { return Current::none() };
        let place = usize::try_from(id).unwrap() - 1;
        Current::new(Id::from_u64(id), self.0.lock().unwrap().metadata[place])
    }
}
