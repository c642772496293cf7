//! Errors of `#[column(..)]`.

use super::column_attr;

/// One attribute on a field beside the field `id`.
#[test]
fn attributes() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("autoincrement", "i64", &["autoincrement: `autoincrement` needs `primary_key` on the same column"]),
        ("primary_key, autoincrement", "String", &["autoincrement: `autoincrement` needs an INTEGER primary key"]),
        ("primary_key, autoincrement", "Option<i64>", &["autoincrement: `autoincrement` needs an INTEGER primary key"]),
        ("primary_key, autoincrement", "Id", &[]),
        ("default = f()", "i64", &["f(): `default` takes a literal or a constant, not a call; write `default_fn = f`"]),
        (
            "default = a::f(1)",
            "i64",
            &[
                "a::f(1): `default` takes a literal or a constant, not a call; write `default_fn = f` with a function without arguments",
            ],
        ),
        (
            "default = x.y()",
            "i64",
            &[
                "x.y(): `default` takes a literal or a constant, not a call; write `default_fn = f` with a function without arguments",
            ],
        ),
        ("default = -1", "i64", &[]),
        ("default = Role::Member", "i64", &[]),
        (
            "default = S { a: 1 }",
            "i64",
            &[
                "S { a: 1 }: `default` takes a literal or a constant such as `Role::Member`; write `default_fn = f` for a computed value",
            ],
        ),
        ("default", "i64", &["default: expected `default = ..`"]),
        ("default = 60 * 60", "i64", &[]),
        (
            "default = vec![]",
            "i64",
            &[
                "vec![]: `default` takes a literal or a constant such as `Role::Member`; write `default_fn = f` for a computed value",
            ],
        ),
        (
            r#"default = 1, default_sql = "x", default_fn = f"#,
            "i64",
            &[
                "default_sql: `default_sql` together with `default`; write one of the two",
                "default_fn: `default_fn` together with `default`; write one of the two",
            ],
        ),
        ("default_fn = f()", "i64", &["default_fn = f(): expected `default_fn = path::to::function`"]),
        ("default_fn = Vec::<u8>::new, on_update_fn = <T as Default>::default", "i64", &[]),
        (r#"default_fn = "f""#, "i64", &[r#"default_fn = "f": expected `default_fn = path::to::function`"#]),
        ("references = User", "i64", &["User: `User` is not a column of a table; write `references = User::ID`"]),
        ("references = ID", "i64", &["ID: `ID` is not a column of a table; write `references = Other::ID`"]),
        (r#"references = "users.id""#, "i64", &[r#"references = "users.id": expected `references = Other::ID`"#]),
        ("references(User::ID)", "i64", &["references(User::ID): expected `references = Other::ID`"]),
        (
            "references = User::ID, on_delete = set_nul",
            "i64",
            &["set_nul: unknown action `set_nul`, did you mean `set_null`?"],
        ),
        (
            "references = a::User::ID, on_delete = set_null, constraint = false",
            "i64",
            &["on_delete: `on_delete` needs a foreign key, but `constraint = false` has none"],
        ),
        (
            "on_delete = cascade, on_update = x, deferrable, constraint = false",
            "i64",
            &["x: unknown action `x`; expected one of `cascade`, `restrict`, `no_action`, `set_null`, `set_default`"],
        ),
        (
            "on_delete = cascade, deferrable, constraint = false",
            "i64",
            &[
                "on_delete: `on_delete` needs `references = Other::ID` on the same field",
                "deferrable: `deferrable` needs `references = Other::ID` on the same field",
                "constraint: `constraint` needs `references = Other::ID` on the same field",
            ],
        ),
        (
            "refrences = User::ID, on_delete = cascade",
            "i64",
            &["refrences: unknown attribute `refrences`, did you mean `references`?"],
        ),
        (
            "collate = nocas",
            "String",
            &["nocas: unknown collation `nocas`, did you mean `nocase`? (a custom collation is a string)"],
        ),
        (r#"collate = "mine""#, "String", &[]),
        ("collate = 3", "String", &["collate = 3: expected `collate = nocase`"]),
        ("collate", "String", &["collate: expected `collate = nocase`"]),
        (
            r#"generated(stored, "x"), default = 1, default_fn = f, on_update_fn = f, default_sql = "1", primary_key, insert(x)"#,
            "i64",
            &[
                "primary_key: a generated column cannot be in the primary key",
                "default: `default` on a generated column, which nothing but its SQL gives a value",
                "default_sql: `default_sql` on a generated column, which nothing but its SQL gives a value",
                "default_fn: `default_fn` on a generated column, which nothing but its SQL gives a value",
                "on_update_fn: `on_update_fn` on a generated column, which nothing but its SQL gives a value",
                "insert: `insert` on a generated column, which has no field in the insert model",
            ],
        ),
        (
            r#"generated(store, "x")"#,
            "i64",
            &[r#"store: expected `generated(stored, "sql")` or `generated(virtual, "sql")`"#],
        ),
        (
            r#"generated = "x""#,
            "i64",
            &[r#"generated = "x": expected `generated(stored, "sql")` or `generated(virtual, "sql")`"#],
        ),
        (r#"generated("x")"#, "i64", &[]),
        ("generated(virtual)", "i64", &[r#"): expected `generated(stored, "sql")` or `generated(virtual, "sql")`"#]),
        ("version", "i64", &[]),
        ("version, primary_key", "i64", &["version: `version` on the primary key, which an update must not change"]),
        (
            r#"version, generated(stored, "x")"#,
            "i64",
            &["version: `version` on a generated column, which an update cannot set"],
        ),
        (
            "version, on_update_fn = f",
            "i64",
            &["on_update_fn: `on_update_fn` on a version, which every update counts up"],
        ),
        (
            "on_delete_fn = f",
            "i64",
            &["on_delete_fn: `on_delete_fn` is what a soft delete writes; it needs `#[table(soft_delete = field)]`"],
        ),
        ("index, no_index", "i64", &["no_index: `no_index` together with `index`; remove one of the two"]),
        (r#"index(name = "x", uniqe)"#, "i64", &["uniqe: unknown attribute `uniqe`, did you mean `unique`?"]),
        ("index = false", "i64", &[]),
        (r#"index(unique, where = "x")"#, "i64", &[]),
        (
            r#"sql_type = "NUMERIC(10,2)""#,
            "i64",
            &[
                r#""NUMERIC(10,2)": `NUMERIC(10,2)` is no type of a STRICT table (INT, INTEGER, REAL, TEXT, BLOB, ANY); write `#[table(strict = false)]` to use it"#,
            ],
        ),
        (r#"sql_type = "text""#, "i64", &[]),
        (
            "const = ID",
            "i64",
            &["ID: fields `id` and `field` both make the const `User::ID`; write `#[column(const = NAME)]` on one"],
        ),
        (r#"name = "Id""#, "i64", &[r#""Id": fields `id` and `field` are both the column `Id`"#]),
        (r#"const = "X""#, "i64", &[r#"const = "X": expected `const = NAME`"#]),
        ("insert(serde(default), foo::bar = 1), patch(x)", "i64", &[]),
        ("unique, unique", "i64", &["unique: duplicate attribute `unique`"]),
        ("unique = maybe", "i64", &["unique = maybe: expected `unique`, `unique = true` or `unique = false`"]),
        ("primary_key, primary_key = false", "i64", &["primary_key: duplicate attribute `primary_key`"]),
        (r#"check("x"), check = "y""#, "i64", &["check: duplicate attribute `check`"]),
    ];
    for (source, ty, expected) in cases {
        assert_eq!(column_attr(source, ty), *expected, "{source}");
    }
}
