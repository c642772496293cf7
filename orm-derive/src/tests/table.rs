//! Errors of `#[table(..)]` and of the struct.

use super::{table_attr, table_errors};

/// One attribute on a struct with the fields `id`, `email` and `name`.
#[test]
fn attributes() {
    let cases: &[(&str, &[&str])] = &[
        (
            r#"uniqe(email), nme = "x", foo"#,
            &[
                "uniqe: unknown attribute `uniqe`, did you mean `unique`?",
                "nme: unknown attribute `nme`, did you mean `name`?",
                "foo: unknown attribute `foo`; expected one of `name`, `primary_key`, `unique`, `index`, `check`, `foreign_key`, `soft_delete`, `fts`, `rtree`, `strict`, `without_rowid`, `rename_all`, `renamed_from`, `crate`, `insert`, `patch`",
            ],
        ),
        ("name", &[r#"name: expected `name = ".."`"#]),
        ("name = 5", &[r#"name = 5: expected `name = ".."`"#]),
        (r#"name = "a" "b""#, &[r#"name = "a" "b": expected `name = ".."`"#]),
        (r#"name = "a", name = "b""#, &["name: duplicate attribute `name`"]),
        ("strict = 1", &["strict = 1: expected `strict`, `strict = true` or `strict = false`"]),
        ("strict = false, strict", &["strict: duplicate attribute `strict`"]),
        (
            "primary_key",
            &[
                "primary_key: expected `primary_key(a, b)`",
                "primary_key: the primary key is in `#[table(primary_key(..))]` already; remove one of the two",
            ],
        ),
        (
            "primary_key()",
            &[
                "): expected the name of a field",
                "primary_key: the primary key is in `#[table(primary_key(..))]` already; remove one of the two",
            ],
        ),
        (
            "primary_key(email)",
            &["primary_key: the primary key is in `#[table(primary_key(..))]` already; remove one of the two"],
        ),
        ("unique()", &["unique(): expected `unique(a, b)`"]),
        ("unique(emial)", &["emial: `User` has no field `emial`, did you mean `email`?"]),
        ("unique(email, email)", &["email: field `email` is in the list twice"]),
        (r#"unique(email, nam = "x")"#, &[r#"nam = "x": expected `unique(a, b, name = "..")`"#]),
        (
            "index(desc(emial), expr(3))",
            &[r#"3: expected `expr("sql")`"#, "emial: `User` has no field `emial`, did you mean `email`?"],
        ),
        (r#"index(desc(email), expr("lower(email)"), name = "x", unique, where = "a")"#, &[]),
        ("index(r#unique)", &["r#unique: `User` has no field `unique`; its fields are `id`, `email`, `name`"]),
        ("index(name)", &[]),
        (r#"index = "x""#, &[r#"index = "x": expected `index(a, desc(b))`"#]),
        ("index(unique)", &["index(unique): expected `index(a, desc(b))`"]),
        (r#"check = "a > 1""#, &[]),
        (r#"check("a")"#, &[]),
        (r#"check(name = "n", "a")"#, &[]),
        (r#"check(nme = "n", "a")"#, &[r#"check(nme = "n", "a"): expected `check(name = "..", "sql")`"#]),
        (r#"check("a" 3)"#, &[r#"3: expected `check(name = "..", "sql")`"#]),
        ("check", &[r#"check: expected `check(name = "..", "sql")`"#]),
        (
            "foreign_key(columns(id, name), references(Other::A))",
            &["foreign_key: a foreign key needs as many columns as it references: 2 here, 1 there"],
        ),
        (
            "foreign_key(columns(id))",
            &["foreign_key(columns(id)): expected `foreign_key(columns(a, b), references(Other::A, Other::B))`"],
        ),
        (
            "foreign_key(columns(id), references(Other), on_delete = cascad)",
            &[
                "Other: `Other` is not a column of a table; write `references(Other::ID)`",
                "cascad: unknown action `cascad`, did you mean `cascade`?",
            ],
        ),
        (
            "foreign_key(columns(id, name), references(Other::A, Another::B))",
            &["Another::B: the columns are of two tables, `Other` and `Another`"],
        ),
        (
            "foreign_key(columns(idd), references(Other::A), deferable)",
            &[
                "deferable: unknown attribute `deferable`, did you mean `deferrable`?",
                "idd: `User` has no field `idd`, did you mean `id`?",
            ],
        ),
        ("foreign_key(columns(id), references(Other::A), on_delete = cascade, deferrable)", &[]),
        ("without_rowid", &[]),
        (
            r#"rename_all = "camelcase""#,
            &[r#""camelcase": unknown rename rule `camelcase`, did you mean `camelCase`?"#],
        ),
        (
            r#"rename_all = "foo""#,
            &[
                r#""foo": unknown rename rule `foo`; expected one of `lowercase`, `UPPERCASE`, `camelCase`, `PascalCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`"#,
            ],
        ),
        ("crate = crate::x", &[]),
        (r#"crate = "x""#, &[r#"crate = "x": expected `crate = ::path::to::orm_sqlite`"#]),
        ("insert", &["insert: expected `insert(name = .., derive(..))`"]),
        (r#"insert(name = "X")"#, &[r#"name = "X": expected `name = Name`"#]),
        (
            "insert(name = User)",
            &["User: the insert model has the name of the struct; write `insert(name = OtherName)`"],
        ),
        ("insert(name = X), patch(name = X)", &["X: the insert and the patch model are both named `X`"]),
        (r#"insert(name = A, derive(Debug, serde::Serialize), serde(rename_all = "x", deny))"#, &[]),
        (r#"name = """#, &[r#""": the name of the table is empty"#]),
        (
            r#"name = "sqlite_x""#,
            &[r#""sqlite_x": the name of the table starts with `sqlite_`, which SQLite keeps for itself"#],
        ),
        (r#"renamed_from = "user""#, &[r#""user": `renamed_from` is the name it has now, `user`"#]),
        (
            r#"index(email, name = "Sqlite_a"), unique(name, name = "b"), check(name = "B", "x")"#,
            &[
                r#""Sqlite_a": the name of the index starts with `sqlite_`, which SQLite keeps for itself"#,
                r#""B": the check has a name that is taken: `B`"#,
            ],
        ),
        (r#"name = "a"; strict"#, &[r#"name = "a"; strict: expected `name = ".."`"#]),
        (", strict", &[",: expected the name of an attribute"]),
        (
            r#""x", strict = 3"#,
            &[
                r#""x": expected the name of an attribute"#,
                "strict = 3: expected `strict`, `strict = true` or `strict = false`",
            ],
        ),
        (r#"fts(name, email, name = "x", tokenize = "y", prefix = "2", columnsize = false)"#, &[]),
        ("fts()", &["fts(): expected `fts(title, body)`"]),
        ("fts(nam)", &["nam: `User` has no field `nam`, did you mean `name`?"]),
        ("fts(name), fts(email)", &["fts: duplicate attribute `fts`"]),
        (
            r#"fts(name, stem = "x")"#,
            &[
                r#"stem = "x": expected `fts(title, body, name = "..", tokenize = "..", prefix = "2 3", columnsize = false)`"#,
            ],
        ),
        (r#"fts(name, name = "users"), name = "users""#, &["fts: a full-text index needs another name than the table"]),
        (r#"fts(name, name = "name")"#, &["name: `name` has a name that a full-text index keeps for itself"]),
        ("fts(name), without_rowid", &["fts: a full-text index needs a table with a rowid; remove `without_rowid`"]),
        ("rtree(name), fts(name)", &[]),
        ("strict = false,", &[]),
        ("soft_delete = name", &[]),
        ("soft_delete = deleted", &["deleted: `User` has no field `deleted`; its fields are `id`, `email`, `name`"]),
        ("soft_delete = id", &["soft_delete: `id` is the primary key, which is never NULL"]),
        ("soft_delete", &["soft_delete: expected `soft_delete = deleted_at`"]),
        ("on_delete = cascade", &["on_delete: unknown attribute `on_delete`, did you mean `soft_delete`?"]),
    ];
    for (source, expected) in cases {
        assert_eq!(table_attr(source), *expected, "{source}");
    }
}

/// Rules that look at the whole struct.
#[test]
fn structs() {
    let cases: &[(&str, &[&str])] = &[
        ("enum E { A }", &["E: `Table` needs a struct with named fields, `E` is an enum"]),
        ("union U { a: i64 }", &["U: `Table` needs a struct with named fields, `U` is a union"]),
        ("struct A(i64);", &["A: `Table` needs a struct with named fields, `A` is a tuple struct"]),
        ("struct A;", &["A: `Table` needs a struct with named fields, `A` is a unit struct"]),
        (
            "struct A<'a> { x: &'a str }",
            &["<'a>: `Table` needs a struct with named fields and without generic parameters: one struct is one table"],
        ),
        (
            "struct A<T, const N: usize> { x: T }",
            &[
                "<T, const N: usize>: `Table` needs a struct with named fields and without generic parameters: one struct is one table",
            ],
        ),
        ("struct A {}", &["A: `A` has no fields, but a table needs a column"]),
        (
            "#[table] #[column(x)] struct A { #[table(x)] a: i64, #[column] b: i64 }",
            &[
                "column: `#[column(..)]` belongs to a field; for the struct write `#[table(..)]`",
                "table: expected `#[table(..)]`",
                "table: `#[table(..)]` belongs to the struct; for a field write `#[column(..)]`",
                "column: expected `#[column(..)]`",
            ],
        ),
        (
            "struct A { #[column(primary_key)] a: i64, #[column(primary_key)] b: i64, #[column(primary_key)] c: i64 }",
            &[
                "primary_key: a second column with `primary_key`; for a composite key write `#[table(primary_key(a, b, c))]`",
                "primary_key: a second column with `primary_key`; for a composite key write `#[table(primary_key(a, b, c))]`",
            ],
        ),
        (
            "#[table(primary_key(a, b))] struct A { #[column(primary_key)] a: i64, b: i64 }",
            &["primary_key: the primary key is in `#[table(primary_key(..))]` already; remove one of the two"],
        ),
        (
            "#[table(without_rowid)] struct A { a: i64 }",
            &["without_rowid: `without_rowid` needs a primary key: write `#[column(primary_key)]` on a field"],
        ),
        (
            "#[table(without_rowid)] struct A { #[column(primary_key, autoincrement)] a: i64 }",
            &["autoincrement: `autoincrement` needs a table with a rowid; remove `without_rowid`"],
        ),
        (
            "#[table(primary_key(a,b))] struct A { #[column(autoincrement)] a: i64, b: i64 }",
            &["autoincrement: `autoincrement` needs a primary key of one column"],
        ),
        ("#[table(primary_key(a))] struct A { #[column(autoincrement)] a: i64, b: i64 }", &[]),
        (
            "struct A { foo_bar: i64, fooBar: i64 }",
            &[
                "fooBar: fields `foo_bar` and `fooBar` both make the const `A::FOO_BAR`; write `#[column(const = NAME)]` on one",
            ],
        ),
        (
            r#"#[table(rename_all = "lowercase")] struct A { a: i64, A: i64 }"#,
            &["A: fields `a` and `A` are both the column `a`"],
        ),
        (
            r#"struct A { #[column(generated("1"))] a: i64 }"#,
            &["A: all columns of `A` are generated; a table needs one that is stored as given"],
        ),
        (
            r#"#[table(primary_key(b))] struct A { a: i64, #[column(generated("1"))] b: i64 }"#,
            &["generated: a generated column cannot be in the primary key"],
        ),
        (
            r#"struct A { #[column(name = "")] a: i64, #[column(name = "a\0")] b: i64 }"#,
            &[r#""": the name of the column is empty"#, r#""a\0": the name of the column contains a NUL character"#],
        ),
        (
            "#[table(unique(r#type, typ))] struct r#Type { r#type: i64 }",
            &["typ: `r#Type` has no field `typ`, did you mean `type`?"],
        ),
        (
            "#[table(primry_key(a), without_rowid)] struct A { a: i64 }",
            &["primry_key: unknown attribute `primry_key`, did you mean `primary_key`?"],
        ),
        (
            r#"#[table(strct = false)] struct A { #[column(sql_type = "x")] a: i64 }"#,
            &["strct: unknown attribute `strct`, did you mean `strict`?"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(table_errors(source), *expected, "{source}");
    }
}

/// `rtree(..)` on a struct with a key and the fields `left`, `right`, `top`, `bottom` and `name`.
#[test]
fn spatial_indexes() {
    let form = "expected `rtree(x(left, right), y(top, bottom))`";
    let whole = |attribute: &str| vec![format!("{attribute}: {form}")];
    for attribute in ["rtree", "rtree()", r#"rtree = "x""#, "rtree(integer)", r#"rtree(name = "i")"#] {
        assert_eq!(rtree_attr(attribute), whole(attribute), "{attribute}");
    }
    let cases: &[(&str, &[&str])] = &[
        (r#"rtree(x(left, right), y(top, bottom), name = "i", integer)"#, &[]),
        ("rtree(x(left, right), top)", &[]),
        ("rtree(r#type(left), integer = false)", &[]),
        ("rtree(left, right, top, bottom, name)", &[]),
        ("rtree(x(left, right, top))", &["top: a dimension has two ends, or one field for both: write `x(low, high)`"]),
        ("rtree(x())", &["): expected the name of a field"]),
        ("rtree(x(\"left\"))", &["\"left\": expected the name of a field"]),
        ("rtree(x(left right))", &["right: expected the name of a field"]),
        ("rtree(x: left)", &["x: left: expected `x(low, high)`"]),
        ("rtree(x(left, rihgt))", &["rihgt: `Room` has no field `rihgt`, did you mean `right`?"]),
        ("rtree(tpo)", &["tpo: `Room` has no field `tpo`, did you mean `top`?"]),
        ("rtree(left, intger)", &["intger: `Room` has no field `intger`, did you mean `integer`?"]),
        (
            "rtree(left, r#integer)",
            &[
                "r#integer: `Room` has no field `integer`; its fields are `id`, `left`, `right`, `top`, `bottom`, `name`",
            ],
        ),
        ("rtree(x(left, left))", &["left: field `left` is in the list twice"]),
        ("rtree(x(left, right), y(right, top))", &["right: field `right` is in the list twice"]),
        ("rtree(x(left, right), X(top, bottom))", &["X: dimension `X` is there twice"]),
        ("rtree(type(left, right))", &["type: `type` is a keyword and cannot be a method; write `r#type`"]),
        (r#"rtree(left, nme = "i")"#, &["nme: unknown attribute `nme`, did you mean `name`?"]),
        (
            r#"rtree(left, tokenize = "i")"#,
            &["tokenize: unknown attribute `tokenize`; expected one of `name`, `integer`"],
        ),
        ("rtree(left, name = 3)", &[r#"name = 3: expected `name = ".."`"#]),
        (r#"rtree(left, name = "a", name = "b")"#, &["name: duplicate attribute `name`"]),
        ("rtree(left, integer = 1)", &["integer = 1: expected `integer`, `integer = true` or `integer = false`"]),
        ("rtree(left), rtree(top)", &["rtree: duplicate attribute `rtree`"]),
        ("rtree(left), without_rowid", &["rtree: a spatial index needs a table with a rowid; remove `without_rowid`"]),
        (r#"rtree(left, name = "ROOM")"#, &["rtree: a spatial index needs another name than the table"]),
        (
            r#"rtree(left, name = "i"), fts(name, name = "I")"#,
            &["rtree: the spatial and the full-text index are both named `I`"],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(rtree_attr(source), *expected, "{source}");
    }
    let fields = ["a", "b", "c", "d", "e", "f"].map(|name| format!("{name}: f64")).join(", ");
    let six = format!("#[table(rtree(a, b, c, d, e, f))] struct A {{ #[column(primary_key)] id: i64, {fields} }}");
    assert_eq!(table_errors(&six), ["f: a spatial index has at most 5 dimensions"]);
    assert_eq!(
        table_errors("#[table(rtree(a))] struct A { #[column(primary_key)] id: String, a: f64 }"),
        ["rtree: a spatial index needs an INTEGER primary key"]
    );
    assert_eq!(
        table_errors("#[table(rtree(a))] struct A { id: i64, a: f64 }"),
        ["rtree: a spatial index needs a primary key of one INTEGER column"]
    );
}

fn rtree_attr(attribute: &str) -> Vec<String> {
    table_errors(&format!(
        "#[table({attribute})] struct Room {{ #[column(primary_key)] id: i64, left: f64, right: f64, top: f64, bottom: f64, \
         name: String }}"
    ))
}
