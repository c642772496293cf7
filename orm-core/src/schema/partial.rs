//! Columns that are unique in a part of the rows: whether a relation's own condition is that of a partial unique index.
//!
//! Both are compared word by word while the program is compiled. A condition that says the same in other words is not
//! recognized, which is an error at the relation and never a row that is lost.

use super::{IndexSchema, TableSchema};

/// A part of a condition that a relation declares.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Term {
    /// A column, by its position.
    Column(usize),
    /// Text in SQL.
    Sql(&'static str),
}

impl TableSchema {
    /// Whether the columns can have equal values in at most one of the rows for which all conditions are true.
    pub(crate) const fn is_unique_where(&self, columns: &[usize], conditions: &[&[Term]], with_deleted: bool) -> bool {
        if self.is_unique(columns) {
            return true;
        }
        let mut at = 0;
        while at < self.indexes.len() {
            let index = &self.indexes[at];
            if is_unique_part(index, columns)
                && let Some(filter) = index.filter
                && self.implies(filter.as_bytes(), conditions, with_deleted)
            {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether the columns are unique in a part of the rows, whichever it is.
    pub(crate) const fn is_partly_unique(&self, columns: &[usize]) -> bool {
        let mut at = 0;
        while at < self.indexes.len() {
            if is_unique_part(&self.indexes[at], columns) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether each part of the index's condition, `a AND b`, is one of the conditions.
    const fn implies(&self, filter: &[u8], conditions: &[&[Term]], with_deleted: bool) -> bool {
        let mut at = 0;
        loop {
            let Some(end) = self.any_at(filter, at, conditions, with_deleted) else { return false };
            let (start, next) = word(filter, end);
            if start == next {
                return true;
            }
            if !same(filter, start, next, b"and", 0, 3) {
                return false;
            }
            at = next;
        }
    }

    /// Where the condition ends that stands in the text at this place, and has `AND` or nothing behind it.
    const fn any_at(&self, filter: &[u8], at: usize, conditions: &[&[Term]], with_deleted: bool) -> Option<usize> {
        if !with_deleted && let Some(deleted) = self.soft_delete {
            let kept = [Term::Column(deleted.column), Term::Sql("is null")];
            if let Some(end) = self.one_at(filter, at, &kept) {
                return Some(end);
            }
        }
        let mut condition = 0;
        while condition < conditions.len() {
            if let Some(end) = self.one_at(filter, at, conditions[condition]) {
                return Some(end);
            }
            condition += 1;
        }
        None
    }

    const fn one_at(&self, filter: &[u8], mut at: usize, condition: &[Term]) -> Option<usize> {
        let mut term = 0;
        while term < condition.len() {
            let text = match condition[term] {
                Term::Column(column) => {
                    let name = self.columns[column].name.as_bytes();
                    let (start, end) = word(filter, at);
                    if !same(filter, start, end, name, 0, name.len()) {
                        return None;
                    }
                    at = end;
                    term += 1;
                    continue;
                }
                Term::Sql(text) => text.as_bytes(),
            };
            let mut wanted = 0;
            loop {
                let (first, last) = word(text, wanted);
                if first == last {
                    break;
                }
                let (start, end) = word(filter, at);
                if start == end || !same(filter, start, end, text, first, last) {
                    return None;
                }
                (at, wanted) = (end, last);
            }
            term += 1;
        }
        let (start, end) = word(filter, at);
        if start == end || same(filter, start, end, b"and", 0, 3) { Some(at) } else { None }
    }
}

const fn is_unique_part(index: &IndexSchema, columns: &[usize]) -> bool {
    index.unique && index.filter.is_some() && super::table::contains_parts(columns, index.parts)
}

/// The next word of a text in SQL: a name, a number, a text or an operator. At the end it is empty.
const fn word(text: &[u8], mut at: usize) -> (usize, usize) {
    while at < text.len() && text[at].is_ascii_whitespace() {
        at += 1;
    }
    let start = at;
    if at == text.len() {
        return (start, start);
    }
    if let Some(quote) = closing(text[at]) {
        at += 1;
        while at < text.len() {
            at += 1;
            if text[at - 1] == quote {
                // A quote in a quoted text is doubled.
                if at == text.len() || text[at] != quote {
                    break;
                }
                at += 1;
            }
        }
        return (start, at);
    }
    if is_in_word(text[at]) {
        while at < text.len() && is_in_word(text[at]) {
            at += 1;
        }
        return (start, at);
    }
    let is_pair =
        at + 1 < text.len() && matches!(text[at], b'=' | b'<' | b'>' | b'!') && matches!(text[at + 1], b'=' | b'>');
    (start, if is_pair { at + 2 } else { at + 1 })
}

const fn closing(quote: u8) -> Option<u8> {
    match quote {
        b'"' | b'`' | b'\'' => Some(quote),
        b'[' => Some(b']'),
        _ => None,
    }
}

const fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') || byte >= 0x80
}

/// Whether two words mean the same: names and keywords in any case, a name with and without quotes, texts as they are.
const fn same(a: &[u8], mut start: usize, mut end: usize, b: &[u8], mut first: usize, mut last: usize) -> bool {
    if start == end || first == last {
        return false;
    }
    let is_text = a[start] == b'\'';
    if is_text != (b[first] == b'\'') {
        return false;
    }
    if !is_text {
        if closing(a[start]).is_some() && end - start > 1 {
            (start, end) = (start + 1, end - 1);
        }
        if closing(b[first]).is_some() && last - first > 1 {
            (first, last) = (first + 1, last - 1);
        }
    }
    if is_text && end - start != last - first {
        return false;
    }
    let (left, right) = (synonym(a, start, end), synonym(b, first, last));
    if left != 0 || right != 0 {
        return left == right;
    }
    if end - start != last - first {
        return false;
    }
    let mut at = 0;
    while at < end - start {
        let (x, y) = (a[start + at], b[first + at]);
        let equal = if is_text { x == y } else { x.eq_ignore_ascii_case(&y) };
        if !equal {
            return false;
        }
        at += 1;
    }
    true
}

/// A number for words that are written in two ways; 0 for all others.
const fn synonym(text: &[u8], start: usize, end: usize) -> u8 {
    const WORDS: [(&[u8], u8); 8] =
        [(b"=", 1), (b"==", 1), (b"<>", 2), (b"!=", 2), (b"true", 3), (b"1", 3), (b"false", 4), (b"0", 4)];
    let mut word = 0;
    while word < WORDS.len() {
        let (bytes, number) = WORDS[word];
        if bytes.len() == end - start {
            let mut at = 0;
            while at < bytes.len() && text[start + at].eq_ignore_ascii_case(&bytes[at]) {
                at += 1;
            }
            if at == bytes.len() {
                return number;
            }
        }
        word += 1;
    }
    0
}
