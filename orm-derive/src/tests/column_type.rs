//! Errors of `derive(ColumnType)`.

use super::column_type_errors;

/// All of them, and where they stand.
#[test]
fn inputs() {
    let cases: &[(&str, &[&str])] = &[
        ("enum E {}", &["E: `E` has no variants, so no value could be stored"]),
        (
            "enum E { A(i64), B { x: i64 } }",
            &[
                "(i64): variant `A` has fields, which one column cannot store",
                "{ x: i64 }: variant `B` has fields, which one column cannot store",
            ],
        ),
        (
            "#[column_type(integer)] enum E { A = 1, B, C = 2, D = -9223372036854775808, E = 9223372036854775807, F, G = X, H }",
            &[
                "F: the integer of variant `F` does not fit in an `i64`",
                "X: the stored value needs to be an integer literal that fits in an `i64`",
                "C: variants `B` and `C` are both stored as 2",
            ],
        ),
        (
            r#"#[column_type(integer, rename_all = "x")] enum E { #[column_type(rename = "x")] A }"#,
            &[
                r#""x": unknown rename rule `x`; expected one of `lowercase`, `UPPERCASE`, `camelCase`, `PascalCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`"#,
                "rename_all: `rename_all` is for enums stored as text; this one is stored as `integer`",
                "rename: `rename` is for enums stored as text; give the integer as `Variant = 1`",
            ],
        ),
        (
            r#"enum E { A, #[column_type(rename = "a")] B, #[column_type(renam = "a")] C, #[column_type] D }"#,
            &[
                "renam: unknown attribute `renam`, did you mean `rename`?",
                "column_type: expected `#[column_type(..)]`",
                r#""a": variants `A` and `B` are both stored as "a""#,
            ],
        ),
        (
            "struct A { x: i64 }",
            &["A: `ColumnType` needs an enum, or a tuple struct with one field, `A` is a struct with named fields"],
        ),
        (
            "struct A(i64, i64);",
            &["A: `ColumnType` needs an enum, or a tuple struct with one field, `A` is a tuple struct with 2 fields"],
        ),
        ("struct A;", &["A: `ColumnType` needs an enum, or a tuple struct with one field, `A` is a unit struct"]),
        ("union U { a: i64 }", &["U: `ColumnType` needs an enum, or a tuple struct with one field, `U` is a union"]),
        ("struct A<T>(T);", &["<T>: `ColumnType` does not support generic parameters"]),
        (
            "#[column_type(integer)] struct A(#[column_type(x)] i64);",
            &[
                "integer: `integer` is for enums; a newtype is stored as its field is",
                "column_type: the field of a newtype takes no `#[column_type(..)]`",
            ],
        ),
        (
            r#"#[column_type(rename = "a", int)] enum E { A }"#,
            &[
                "rename: unknown attribute `rename`; expected one of `integer`, `rename_all`, `crate`",
                "int: unknown attribute `int`; expected one of `integer`, `rename_all`, `crate`",
            ],
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(column_type_errors(source), *expected, "{source}");
    }
}
