//! The program in diesel, for comparison.

use std::fmt::Write;

use super::TABLES;
use super::project::{Source, each};

pub(super) const SOURCE: Source = Source {
    manifest: r#"[package]
name = "compiled"
version = "0.0.0"
edition = "2024"
[dependencies]
diesel = { version = "=2.3.14", default-features = false, features = ["sqlite", "32-column-tables"] }
[profile.release]
strip = true
[workspace]
"#,
    lock: "benches/peers/diesel/Cargo.lock",
    schema,
    queries,
    main,
};

fn schema(extra: usize) -> String {
    let mut text = String::from("//! The tables.\n\nuse diesel::prelude::*;\n");
    let mut names = Vec::new();
    for n in 0..TABLES {
        let (next, seventh) = ((n + 1) % TABLES, (n + 7) % TABLES);
        names.push(format!("table{n}"));
        let extra = if n == 0 { extra } else { 0 };
        let columns = each(extra, |at| format!("        more_{at} -> Nullable<BigInt>,\n"));
        let fields = each(extra, |at| format!("    pub more_{at}: Option<i64>,\n"));
        write!(
            text,
            r"
diesel::table! {{
    table{n} (id) {{
        id -> BigInt,
        name -> Text,
        amount -> Double,
        note -> Nullable<Text>,
        next_id -> BigInt,
        seventh_id -> Nullable<BigInt>,
{columns}    }}
}}
diesel::joinable!(table{n} -> table{next} (next_id));

#[derive(Queryable, Selectable, Identifiable, Associations, Debug, Clone)]
#[diesel(table_name = table{n}, belongs_to(Table{next}, foreign_key = next_id), belongs_to(Table{seventh}, foreign_key = seventh_id))]
#[diesel(check_for_backend(diesel::sqlite::Sqlite))]
pub struct Table{n} {{
    pub id: i64,
    pub name: String,
    pub amount: f64,
    pub note: Option<String>,
    pub next_id: i64,
    pub seventh_id: Option<i64>,
{fields}}}

#[derive(Insertable, AsChangeset)]
#[diesel(table_name = table{n})]
pub struct NewTable{n}<'a> {{
    pub name: &'a str,
    pub amount: f64,
    pub note: Option<&'a str>,
    pub next_id: i64,
    pub seventh_id: Option<i64>,
}}
"
        )
        .expect("a string takes everything");
    }
    write!(text, "\ndiesel::allow_tables_to_appear_in_same_query!({});\n", names.join(", "))
        .expect("a string takes everything");
    text
}

fn queries() -> String {
    let mut text = String::from(
        "//! The queries.\n\nuse diesel::dsl::{count_star, sum};\nuse diesel::prelude::*;\n\nuse crate::schema::*;\n",
    );
    for n in 0..TABLES {
        let (next, before) = ((n + 1) % TABLES, (n + TABLES - 1) % TABLES);
        write!(
            text,
            r#"
pub fn run{n}(db: &mut SqliteConnection, id: i64, word: &str) -> QueryResult<usize> {{
    let mut found = usize::from(table{n}::table.find(id).select(Table{n}::as_select()).first(db).optional()?.is_some());
    let filter = table{n}::name.like(format!("{{word}}%")).and(table{n}::amount.gt(1.5));
    found += table{n}::table.filter(filter).select(Table{n}::as_select()).load(db)?.len();
    let sorted = table{n}::table.filter(table{n}::note.is_null()).order(table{n}::name.desc()).limit(20);
    found += sorted.select(Table{n}::as_select()).load(db)?.len();
    let columns = (table{n}::id, table{n}::name, table{n}::note);
    found += table{n}::table.select(columns).order(table{n}::id).load::<(i64, String, Option<String>)>(db)?.len();
    let pairs = table{n}::table.inner_join(table{next}::table).filter(table{next}::amount.lt(100.0));
    found += pairs.select((Table{n}::as_select(), Table{next}::as_select())).load::<(Table{n}, Table{next})>(db)?.len();
    let sums = table{n}::table.group_by(table{n}::next_id).select((table{n}::next_id, count_star(), sum(table{n}::amount)));
    found += sums.load::<(i64, i64, Option<f64>)>(db)?.len();
    let rows = table{n}::table.order(table{n}::id).select(Table{n}::as_select()).load(db)?;
    let next = table{next}::table.filter(table{next}::id.eq_any(rows.iter().map(|row| row.next_id)));
    found += next.select(Table{next}::as_select()).load(db)?.len();
    let children = Table{before}::belonging_to(&rows).select(Table{before}::as_select()).load(db)?.grouped_by(&rows);
    found += rows.into_iter().zip(children).count();
    let new = NewTable{n} {{ name: word, amount: 0.5, note: None, next_id: id, seventh_id: None }};
    found += usize::from(diesel::insert_into(table{n}::table).values(&new).execute(db).is_ok());
    let changes = (table{n}::name.eq(word), table{n}::amount.eq(2.0));
    found += diesel::update(table{n}::table.find(id)).set(changes).execute(db)?;
    found += diesel::delete(table{n}::table.filter(table{n}::name.eq(word).or(table{n}::id.eq(id)))).execute(db)?;
    Ok(found)
}}
"#
        )
        .expect("a string takes everything");
    }
    text
}

fn main() -> String {
    let tables = each(TABLES, |n| {
        format!(
            "CREATE TABLE table{n} (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, amount REAL NOT NULL, \
             note TEXT, next_id INTEGER NOT NULL, seventh_id INTEGER);"
        )
    });
    let calls = each(TABLES, |n| format!("    found += queries::run{n}(&mut db, {n}, \"word\")?;\n"));
    format!(
        r#"//! Runs all queries on an empty database.

mod queries;
mod schema;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut db = SqliteConnection::establish(":memory:")?;
    db.batch_execute("{tables}")?;
    let mut found = 0;
{calls}    assert!(found > 0);
    Ok(())
}}
"#
    )
}
