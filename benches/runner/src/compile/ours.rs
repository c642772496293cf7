//! The program in orm-sqlite.

use std::fmt::Write;

use super::TABLES;
use super::project::{Source, each};

pub(super) const SOURCE: Source = Source {
    manifest: r#"[package]
name = "compiled"
version = "0.0.0"
edition = "2024"
[dependencies]
orm-sqlite = { path = "{root}/orm-sqlite" }
[profile.release]
strip = true
[workspace]
"#,
    lock: "Cargo.lock",
    schema,
    queries,
    main,
};

/// Table `n` belongs to the next one and to the seventh after it, and the one before it has many.
fn schema(extra: usize) -> String {
    let mut text = String::from("//! The tables.\n\nuse orm_sqlite::prelude::*;\n");
    for n in 0..TABLES {
        let (next, seventh, before) = ((n + 1) % TABLES, (n + 7) % TABLES, (n + TABLES - 1) % TABLES);
        let more = each(if n == 0 { extra } else { 0 }, |at| format!("    pub more_{at}: Option<i64>,\n"));
        write!(
            text,
            r"
#[derive(Table, Relations, Debug, Clone)]
#[relations(
    next = belongs_to(next_id),
    seventh = belongs_to(seventh_id),
    children = has_many(Table{before}::NEXT_ID),
)]
pub struct Table{n} {{
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub amount: f64,
    pub note: Option<String>,
    #[column(references = Table{next}::ID, index)]
    pub next_id: i64,
    #[column(references = Table{seventh}::ID, index)]
    pub seventh_id: Option<i64>,
{more}}}
"
        )
        .expect("a string takes everything");
    }
    text
}

fn queries() -> String {
    let mut text = String::from("//! The queries.\n\nuse orm_sqlite::{Error, prelude::*};\n\nuse crate::schema::*;\n");
    for n in 0..TABLES {
        let next = (n + 1) % TABLES;
        write!(
            text,
            r"
pub fn table{n}(db: &Database, id: i64, word: &str) -> Result<usize, Error> {{
    let mut found = usize::from(db.find::<Table{n}>(id).get()?.is_some());
    found += db.select::<Table{n}>().filter(Table{n}::NAME.starts_with(word).and(Table{n}::AMOUNT.gt(1.5))).all()?.len();
    found += db.select::<Table{n}>().filter(Table{n}::NOTE.is_null()).order_by(Table{n}::NAME.desc()).limit(20).all()?.len();
    found += db.select::<Table{n}>().columns((Table{n}::ID, Table{n}::NAME, Table{n}::NOTE)).order_by(Table{n}::ID).all()?.len();
    let pairs = db.select::<Table{n}>().inner_join::<Table{next}>().on(Table{n}::NEXT_ID.eq(Table{next}::ID));
    found += pairs.filter(Table{next}::AMOUNT.lt(100.0)).all()?.len();
    let sums = db.select::<Table{n}>().group_by(Table{n}::NEXT_ID).columns((Table{n}::NEXT_ID, count(), Table{n}::AMOUNT.sum()));
    found += sums.all()?.len();
    found += db.query::<Table{n}>().with_next().with_children().order_by(Table{n}::ID).all()?.len();
    let new = NewTable{n}::builder().name(word).amount(0.5).next_id(id).build();
    found += usize::from(db.insert(new).run().is_ok());
    found += db.update::<Table{n}>().set((Table{n}::NAME.to(word), Table{n}::AMOUNT.to(2.0))).filter(Table{n}::ID.eq(id)).run()? as usize;
    found += db.delete::<Table{n}>().filter(Table{n}::NAME.eq(word).or(Table{n}::ID.eq(id))).run()? as usize;
    Ok(found)
}}
"
        )
        .expect("a string takes everything");
    }
    text
}

fn main() -> String {
    let names: Vec<_> = (0..TABLES).map(|n| format!("schema::Table{n}")).collect();
    let calls = each(TABLES, |n| format!("    found += queries::table{n}(&db, {n}, \"word\")?;\n"));
    format!(
        r"//! Runs all queries on an empty database.

mod queries;
mod schema;

use orm_sqlite::Database;

fn main() -> Result<(), orm_sqlite::Error> {{
    let db = Database::options().foreign_keys(false).open()?;
    db.create_tables(&orm_sqlite::schema!({}))?;
    let mut found = 0;
{calls}    assert!(found > 0);
    Ok(())
}}
",
        names.join(", ")
    )
}
