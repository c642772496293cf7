//! Northwind's seventeen views as typed queries, where the database is: the same rows as the views give.
//!
//! Five of them are about the year 1997, of which the file has no orders: those are also asked about a year that it has.

mod model;
mod views;

use std::path::PathBuf;

use orm_sqlite::prelude::*;
use rusqlite::types::Value;

/// The file, or `None` after saying so.
fn file() -> Option<PathBuf> {
    let path = std::env::var_os("NORTHWIND").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/northwind.sqlite")),
        PathBuf::from,
    );
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: there is no file {}", path.display());
    None
}

/// A row as text, number by number, so that rows from two sources compare.
trait Shown {
    fn show(&self, row: &mut Vec<String>);
}

impl Shown for i64 {
    fn show(&self, row: &mut Vec<String>) {
        f64::from(i32::try_from(*self).unwrap()).show(row);
    }
}

impl Shown for f64 {
    fn show(&self, row: &mut Vec<String>) {
        row.push(format!("{self:?}"));
    }
}

impl Shown for String {
    fn show(&self, row: &mut Vec<String>) {
        row.push(format!("{self:?}"));
    }
}

impl<T: Shown> Shown for Option<T> {
    fn show(&self, row: &mut Vec<String>) {
        match self {
            Some(value) => value.show(row),
            None => row.push("NULL".to_owned()),
        }
    }
}

macro_rules! tuples {
    ($first:ident $($name:ident)*) => {
        impl<$first: Shown, $($name: Shown),*> Shown for ($first, $($name,)*) {
            fn show(&self, row: &mut Vec<String>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($first, $($name,)*) = self;
                $first.show(row);
                $($name.show(row);)*
            }
        }
        tuples!(@ $($name)*);
    };
    (@) => {};
    (@ $($name:ident)+) => { tuples!($($name)+); };
}

tuples!(A B C D E F G H I J K L M N O P);

impl Shown for Value {
    fn show(&self, row: &mut Vec<String>) {
        match self {
            Self::Null => row.push("NULL".to_owned()),
            Self::Integer(integer) => integer.show(row),
            Self::Real(real) => real.show(row),
            Self::Text(text) => text.show(row),
            Self::Blob(_) => panic!("no view shows a picture"),
        }
    }
}

fn shown<T: Shown>(rows: &[T], sorted: bool) -> Vec<String> {
    let mut rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut values = Vec::new();
            row.show(&mut values);
            values.join(" | ")
        })
        .collect();
    if sorted {
        rows.sort_unstable();
    }
    rows
}

/// Northwind, opened by the library and by rusqlite.
struct Northwind {
    db: Database,
    raw: rusqlite::Connection,
}

impl Northwind {
    fn open() -> Option<Self> {
        let path = file()?;
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let raw = rusqlite::Connection::open_with_flags(&path, flags).unwrap();
        Some(Self { db: Database::open_read_only(&path).unwrap(), raw })
    }

    fn by_hand(&self, sql: &str) -> Vec<String> {
        let mut statement = self.raw.prepare(sql).unwrap();
        let width = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>();
        let rows: Vec<Vec<Value>> = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
        let rows = rows.iter().map(|row| {
            let mut values = Vec::new();
            for value in row {
                value.show(&mut values);
            }
            values.join(" | ")
        });
        rows.collect()
    }

    /// The rows are those of the view, in any order.
    #[track_caller]
    fn assert_view<T: Shown>(&self, view: &str, number: usize, rows: &[T]) {
        let mut expected = self.by_hand(&format!("select * from \"{view}\""));
        expected.sort_unstable();
        assert_eq!(expected.len(), number, "{view}");
        assert_eq!(shown(rows, true), expected, "{view}");
    }

    /// The rows are those of the view if it were about another year, which has some.
    #[track_caller]
    fn assert_view_of<T: Shown>(&self, view: &str, year: &str, rows: &[T]) {
        let definition = "select sql from sqlite_master where type = 'view' and name = ?";
        let sql: String = self.raw.query_row(definition, [view], |row| row.get(0)).unwrap();
        let select = sql.split_once("AS\n").or_else(|| sql.split_once("AS ")).unwrap().1;
        let mut expected = self.by_hand(&select.replace("1997-", &format!("{year}-")));
        expected.sort_unstable();
        assert!(expected.len() > 5, "{view} has no rows in {year}");
        assert_eq!(shown(rows, true), expected, "{view} in {year}");
    }
}
