//! The shape of a statement: all of it but its values.
//!
//! Two trees of one shape have one text and the same places for values, so that an engine which has prepared the one needs
//! not lower the other. The shape is a list of numbers, written so that no two shapes have the same: each node begins with
//! its kind, each list with its length, and what is static stands by its address.
//!
//! A value that lowering looks at is part of no shape; such a tree is [`unknown`](Fingerprint::unknown) and lowered each time.

mod expr;
mod statement;

use super::{ColumnRef, Expr, RowCount, Source, TableId, Tree};

/// The shape of a statement, and its hash.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Fingerprint {
    words: Vec<u64>,
    /// The source that stands first: most columns are of it, and say so by a word.
    first: Option<Source>,
    hash: u64,
    unknown: bool,
}

impl Fingerprint {
    /// Describes a tree in the place of what was described before. Returns whether it has a shape.
    pub fn describe(&mut self, tree: &Tree) -> bool {
        self.words.clear();
        self.first = None;
        self.unknown = false;
        tree.describe(self);
        self.hash =
            self.words.iter().fold(0, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        !self.unknown
    }

    /// The numbers that are the shape.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Their hash.
    pub const fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    fn word(&mut self, word: u64) {
        self.words.push(word);
    }

    #[inline]
    fn size(&mut self, size: usize) {
        self.word(size as u64);
    }

    /// What never moves and never changes is told by where it is.
    #[inline]
    fn address<T: ?Sized>(&mut self, at: &'static T) {
        self.word(std::ptr::from_ref(at).addr() as u64);
    }

    fn text(&mut self, text: &'static str) {
        self.address(text);
        self.size(text.len());
    }

    /// Says that the tree has no shape.
    const fn unknown(&mut self) {
        self.unknown = true;
    }

    fn list<'a, T: 'a>(
        &mut self,
        items: impl ExactSizeIterator<Item = &'a T>,
        mut describe: impl FnMut(&mut Self, &'a T),
    ) {
        self.size(items.len());
        items.for_each(|item| describe(self, item));
    }

    fn positions(&mut self, positions: &[usize]) {
        self.size(positions.len());
        self.words.extend(positions.iter().map(|at| *at as u64));
    }

    fn maybe<T>(&mut self, item: Option<&T>, describe: impl FnOnce(&mut Self, &T)) {
        self.word(u64::from(item.is_some()));
        if let Some(item) = item {
            describe(self, item);
        }
    }

    fn exprs(&mut self, exprs: &[Expr]) {
        self.list(exprs.iter(), Self::expr);
    }

    #[inline]
    fn source(&mut self, source: &Source) {
        self.first.get_or_insert(*source);
        let aliased = u64::from(source.alias.is_some()) << 2 | u64::from(source.table.is_some()) << 3;
        self.words.extend_from_slice(&[
            source.deleted as u64 | aliased,
            std::ptr::from_ref(source.schema).addr() as u64,
            source.table.map_or(0, TableId::address) as u64,
        ]);
        if let Some(alias) = source.alias {
            self.text(alias);
        }
    }

    fn column(&mut self, column: &ColumnRef) {
        if self.first.is_some_and(|first| first.is_same(&column.source)) {
            // No source begins with such a word.
            self.size(1 << 4 | column.index << 8);
        } else {
            self.source(&column.source);
            self.size(column.index);
        }
    }

    fn row_count(&mut self, rows: Option<RowCount>) {
        match rows {
            None => self.word(0),
            Some(RowCount::Rows(_)) => self.word(1),
            Some(RowCount::Param(_) | RowCount::OneOf(_)) => self.unknown(),
        }
    }
}

impl Tree {
    #[inline]
    fn describe(&self, shape: &mut Fingerprint) {
        match self {
            Self::Select(select, answer) => {
                shape.word(*answer as u64);
                shape.select(select);
            }
            Self::Brief(brief) => shape.brief(brief),
            Self::Row(row) => shape.row(row),
            Self::Change(change) => shape.change(change),
            Self::Insert(insert) => shape.insert(insert),
            Self::Update(update) => shape.update(update),
            Self::Delete(delete) => shape.delete(delete),
        }
    }
}
