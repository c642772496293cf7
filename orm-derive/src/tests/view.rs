//! Errors of `#[view(..)]`, and of what a view has not.

use super::{errors, input};

fn view_errors(source: &str) -> Vec<String> {
    errors(crate::view::parse(&input(source)).map(drop))
}

/// The errors of a view with the attribute `attribute` and the fields `id` and `name`.
fn view_attr(attribute: &str) -> Vec<String> {
    view_errors(&format!("#[view({attribute})] struct Active {{ id: i64, name: String }}"))
}

/// The errors of a view with a field of the column attribute `attribute`.
fn column_attr(attribute: &str) -> Vec<String> {
    view_errors(&format!("struct Active {{ #[column({attribute})] id: i64 }}"))
}

#[test]
fn attributes() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("query = active", &[]),
        ("query = Self::active", &[]),
        (r#"sql = "SELECT 1, 2""#, &[]),
        ("existing", &[]),
        ("existing = false, query = active", &[]),
        (r#"name = "a", rename_all = "camelCase", primary_key(id, name), crate = a::b"#, &[]),
        ("query", &["query: expected `query = path::to::function`"]),
        ("query = active()", &["query = active(): expected `query = path::to::function`"]),
        ("sql = select", &[r#"sql = select: expected `sql = ".."`"#]),
        (
            r#"query = active, sql = "SELECT 1""#,
            &["sql: a view has one of `query`, `sql` and `existing`; remove the others"],
        ),
        ("sql = \"\", existing", &["existing: a view has one of `query`, `sql` and `existing`; remove the others"]),
        (
            "rtree(id)",
            &[
                "rtree: unknown attribute `rtree`; expected one of `name`, `query`, `sql`, `existing`, `primary_key`, `rename_all`, `crate`",
            ],
        ),
        ("quer = active", &["quer: unknown attribute `quer`, did you mean `query`?"]),
        (
            "strict = false",
            &[
                "strict: unknown attribute `strict`; expected one of `name`, `query`, `sql`, `existing`, `primary_key`, `rename_all`, `crate`",
            ],
        ),
        ("primary_key(idd)", &["idd: `Active` has no field `idd`, did you mean `id`?"]),
        (
            r#"name = "sqlite_x""#,
            &[r#""sqlite_x": the name of the view starts with `sqlite_`, which SQLite keeps for itself"#],
        ),
        (r#"name = """#, &[r#""": the name of the view is empty"#]),
    ];
    for (attribute, expected) in cases {
        assert_eq!(view_attr(attribute), *expected, "{attribute}");
    }
}

#[test]
fn columns() {
    let cases: &[(&str, &[&str])] = &[
        (r#"name = "a", const = A, primary_key, sensitive"#, &[]),
        ("unique, references = User::ID", &[]),
        ("references = User::ID, constraint = false", &[]),
        (
            "default = 0",
            &[
                "default: `default` is about a stored column; a column of a view takes `name`, `const`, `primary_key`, `unique`, `references`, `constraint`, `sensitive`",
            ],
        ),
        ("references = User::ID, constraint", &["constraint: a view has no foreign keys; remove `constraint`"]),
        ("constraint = false", &["constraint: `constraint` needs `references = Other::ID` on the same field"]),
        ("primry_key", &["primry_key: unknown attribute `primry_key`, did you mean `primary_key`?"]),
    ];
    for (attribute, expected) in cases {
        assert_eq!(column_attr(attribute), *expected, "{attribute}");
    }
}

#[test]
fn structs() {
    let cases: &[(&str, &[&str])] = &[
        ("enum Active { A }", &["Active: `View` needs a struct with named fields, `Active` is an enum"]),
        (
            "struct Active<T> { id: T }",
            &["<T>: `View` needs a struct with named fields and without generic parameters: one struct is one view"],
        ),
        ("struct Active {}", &["Active: `Active` has no fields, but a view needs a column"]),
        (
            r#"#[table(name = "a")] struct Active { id: i64 }"#,
            &["table: `#[table(..)]` belongs to a table; for a view write `#[view(..)]`"],
        ),
        (
            "struct Active { #[view(existing)] id: i64 }",
            &["view: `#[view(..)]` belongs to the struct; for a field write `#[column(..)]`"],
        ),
        (
            "struct Active { #[column(primary_key)] a: i64, #[column(primary_key)] b: i64 }",
            &[
                "primary_key: a second column with `primary_key`; for a composite key write `#[view(primary_key(a, b))]`",
            ],
        ),
        (
            "struct Active { a: i64, #[column(name = \"A\")] b: i64 }",
            &["\"A\": fields `a` and `b` are both the column `A`"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(view_errors(source), *expected, "{source}");
    }
}
