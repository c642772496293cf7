//! `create_tables`: the statements, and what the database says of the tables that they made.

use orm_sqlite::prelude::*;
use orm_sqlite::schema::{ForeignKey, ReferentialAction, TableSchema};
use orm_sqlite::sql::create_table;

use crate::model::{Fixture, Role, Types, blog_schema, key_schema};

fn nothing() -> Option<i64> {
    None
}

fn zero() -> i64 {
    0
}

#[derive(Table, Debug)]
#[table(name = "owners", primary_key(realm, name), without_rowid)]
struct Owner {
    realm: i64,
    #[column(collate = nocase)]
    name: String,
}

/// Every attribute that a table or a column can have.
#[derive(Table, Debug)]
#[table(
    name = "everything",
    rename_all = "camelCase",
    unique(short_text, blob, name = "text and blob"),
    unique(blob, real),
    index(real, desc(short_text), name = "by real"),
    index(expr("lower(\"shortText\")"), unique, where = "real > 0"),
    check(name = "real is small", "real < 1000"),
    check("length(blob) < 100"),
    foreign_key(columns(owner_realm, owner_name), references(Owner::REALM, Owner::NAME), on_delete = set_null, on_update = cascade, deferrable)
)]
struct Everything {
    #[column(primary_key, autoincrement)]
    id: i64,
    #[column(unique, collate = nocase, check = "\"shortText\" <> 'bad'")]
    short_text: String,
    #[column(name = "blob", default_sql = "x'00ff'")]
    blob: Vec<u8>,
    #[column(default = 1.5, index)]
    real: f64,
    #[column(default = "it's")]
    text: String,
    #[column(default = -7)]
    integer: i64,
    #[column(default = true)]
    flag: bool,
    #[column(default = Role::Member)]
    role: Role,
    #[column(default_fn = zero, on_update_fn = nothing, sensitive)]
    maybe: Option<i64>,
    #[column(sql_type = "ANY")]
    anything: Option<i64>,
    #[column(references = Everything::ID, on_delete = cascade, no_index)]
    parent_id: Option<i64>,
    #[column(references = Everything::ID, constraint = false)]
    loose_id: Option<i64>,
    owner_realm: Option<i64>,
    owner_name: Option<String>,
    #[column(generated(stored, "integer * 2"))]
    doubled: i64,
    #[column(generated(virtual, "upper(\"shortText\")"))]
    upper: Option<String>,
}

fn fixture() -> Fixture {
    Fixture::new(&schema!(Owner, Everything))
}

#[test]
fn the_statements_are_what_they_were() {
    let mut text = String::new();
    for table in [Owner::schema(), Everything::schema()] {
        text.push_str(&create_table(table).unwrap().join(";\n"));
        text.push_str(";\n\n");
    }
    insta::assert_snapshot!("ddl", text);
}

/// The database's own description agrees with the schema's.
fn agrees(fixture: &Fixture, table: &TableSchema) {
    let name = table.name;
    let columns = fixture
        .rows(&format!("select name, type, \"notnull\", pk, hidden from pragma_table_xinfo('{name}') order by cid"));
    assert_eq!(columns.len(), table.columns.len(), "{name}");
    for (at, (found, column)) in columns.iter().zip(table.columns).enumerate() {
        let declared = column.sql_type.map_or(column.storage.to_string(), ToOwned::to_owned);
        let rowid_key = table.primary_key == [at] && !table.without_rowid && declared == "INTEGER";
        let required = i32::from(!column.nullable && !rowid_key);
        let key = table.primary_key.iter().position(|&key| key == at).map_or(0, |at| at + 1);
        let hidden = column.generated.map_or(0, |generated| if generated.stored { 3 } else { 2 });
        assert_eq!(*found, format!("{}|{declared}|{required}|{key}|{hidden}", column.name), "{name}");
    }
    let strict = fixture.rows(&format!("select strict, wr from pragma_table_list('{name}') where schema = 'main'"));
    assert_eq!(strict, [format!("{}|{}", i32::from(table.strict), i32::from(table.without_rowid))]);

    let mut keys = Vec::new();
    for key in table.foreign_keys.iter().filter(|key| key.constraint) {
        keys.extend(key_rows(table, key));
    }
    let mut found = fixture.rows(&format!(
        "select \"from\", \"table\", \"to\", on_delete, on_update from pragma_foreign_key_list('{name}')"
    ));
    keys.sort();
    found.sort();
    assert_eq!(found, keys, "{name}");

    let found = fixture.rows(&format!(
        "select name, \"unique\", partial from pragma_index_list('{name}') where origin = 'c' order by name"
    ));
    let mut indexes: Vec<_> = table
        .indexes
        .iter()
        .map(|index| format!("{}|{}|{}", index.name, i32::from(index.unique), i32::from(index.filter.is_some())))
        .collect();
    indexes.sort();
    assert_eq!(found, indexes, "{name}");
    let uniques = fixture.number(&format!("select count(*) from pragma_index_list('{name}') where origin = 'u'"));
    assert_eq!(uniques, i64::try_from(table.uniques.len()).unwrap(), "{name}");
}

fn key_rows(table: &TableSchema, key: &ForeignKey) -> Vec<String> {
    let target = key.table.schema();
    let action = |action: Option<ReferentialAction>| action.map_or("NO ACTION", |action| action.sql());
    let pairs = key.columns.iter().zip(key.references);
    let row = |(&from, &to): (&usize, &usize)| {
        let (from, to) = (table.columns[from].name, target.columns[to].name);
        format!("{from}|{}|{to}|{}|{}", target.name, action(key.on_delete), action(key.on_update))
    };
    pairs.map(row).collect()
}

#[test]
fn the_database_describes_what_the_schema_says() {
    let everything = fixture();
    for schema in [schema!(Owner, Everything), schema!(Types), blog_schema(), key_schema()] {
        let fixture = Fixture::new(&schema);
        for table in schema.tables() {
            agrees(&fixture, table);
        }
        assert_eq!(fixture.db.create_tables(&schema).unwrap_err().table(), None, "they are there already");
    }
    let sql = everything.rows("select sql from sqlite_schema where name = 'everything'");
    for text in ["AUTOINCREMENT", "DEFERRABLE INITIALLY DEFERRED", "COLLATE \"nocase\"", "real is small"] {
        assert!(sql[0].to_lowercase().contains(&text.to_lowercase()), "{text}: {sql:?}");
    }
}

#[test]
fn the_defaults_are_the_database_s_own() {
    let fixture = fixture();
    fixture.raw.execute_batch("insert into everything (\"shortText\") values ('Ab')").unwrap();
    let row = fixture.db.select::<Everything>().one().unwrap();
    assert_eq!((row.blob, row.real.to_bits(), row.text.as_str()), (vec![0, 255], 1.5_f64.to_bits(), "it's"));
    assert_eq!((row.integer, row.flag, row.role, row.doubled), (-7, true, Role::Member, -14));
    assert_eq!((row.upper.as_deref(), row.maybe, row.id), (Some("AB"), None, 1));
    assert_eq!(
        (row.parent_id, row.loose_id, row.owner_realm, row.owner_name, row.anything),
        (None, None, None, None, None)
    );
}

#[test]
fn strict_tables_and_checks_refuse_what_does_not_belong() {
    let fixture = fixture();
    fixture.raw.execute_batch("insert into everything (\"shortText\") values ('a')").unwrap();
    let refused = [
        "integer = 'text'",
        "integer = 1.5",
        "real = 'x'",
        "text = x'00'",
        "blob = 'text'",
        "integer = null",
        "text = null",
        "role = 'owner'",
        "role = 'Admin'",
        "role = 1",
        "flag = 2",
        "flag = -1",
        "\"shortText\" = 'bad'",
        "real = 1000",
        "blob = zeroblob(100)",
        "\"parentId\" = 4711",
        "doubled = 1",
    ];
    for assignment in refused {
        let result = fixture.raw.execute(&format!("update everything set {assignment}"), []);
        assert!(result.is_err(), "{assignment}");
    }
    for assignment in
        ["role = 'admin'", "flag = 0", "\"looseId\" = 4711", "anything = 'text'", "real = 3", "\"ownerRealm\" = 1"]
    {
        assert!(fixture.raw.execute(&format!("update everything set {assignment}"), []).is_ok(), "{assignment}");
    }
    let twice = fixture.raw.execute("insert into everything (\"shortText\") values ('A')", []);
    assert!(twice.is_err(), "unique without case");
}

#[test]
fn tables_are_made_all_or_none() {
    let fixture = Fixture::empty();
    fixture.raw.execute_batch("create table everything (x)").unwrap();
    assert!(fixture.db.create_tables(&schema!(Owner, Everything)).is_err());
    assert_eq!(fixture.rows("select name from sqlite_schema where type = 'table'"), ["everything"]);
}

/// One column with an index of its own, one that is partial, and one that goes the other way: none of them named.
#[derive(Table, Debug)]
#[table(name = "loans", index(tool_id, unique, where = "returned IS NULL"), index(desc(tool_id)))]
struct Loan {
    #[column(primary_key)]
    id: i64,
    #[column(index)]
    tool_id: i64,
    returned: Option<i64>,
}

#[test]
fn indexes_over_one_column_have_names_of_their_own() {
    let fixture = Fixture::new(&schema!(Loan));
    let names =
        fixture.rows("select name from sqlite_master where type = 'index' and tbl_name = 'loans' order by name");
    assert_eq!(names, ["loans_tool_id_idx", "loans_tool_id_idx_2", "loans_tool_id_idx_3"]);
    let open = || NewLoan::builder().tool_id(1).build();
    fixture.db.insert(open()).run().unwrap();
    assert!(fixture.db.insert(open()).run().is_err_and(|error| error.is_unique_violation()));
}
