//! The blocks of `docs/migrations.md`, as one program: see `build.rs`.

#![allow(
    clippy::items_after_statements,
    dead_code,
    unreachable_pub,
    reason = "the blocks stand as the page shows them"
)]

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

#[test]
fn the_page_runs_from_top_to_bottom() {
    migrations().unwrap();
}

#[derive(orm_sqlite::Table)]
#[table(name = "users")]
struct SameUser {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

/// The page embeds a folder of this crate: it is what `generate` writes for the page's struct. `UPDATE=1` writes it.
#[test]
fn the_folder_of_the_page_is_what_generate_writes() {
    let schema = orm_sqlite::migrate::Snapshot::of(&orm_sqlite::schema!(SameUser)).unwrap();
    let name = "20260131120000_first";
    let new = orm_sqlite::migrate::generate(name, None, schema, &orm_sqlite::migrate::Decisions::new()).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name);
    for (file, text) in
        [("migration.sql", new.migration.up()), ("down.sql", &new.down), ("snapshot.json", &new.snapshot)]
    {
        let path = folder.join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{file}");
    }
}
