//! Rows by hand-written SQL, as the JSON that the library's rows serialize to.

use rusqlite::{Connection, Row};
use serde_json::{Map, Value, json};

pub(super) struct Oracle<'c>(pub(super) &'c Connection);

impl Oracle<'_> {
    fn rows(&self, sql: &str, read: impl Fn(&Row<'_>) -> rusqlite::Result<Value>) -> Value {
        let mut statement = self.0.prepare_cached(sql).unwrap();
        Value::Array(statement.query_map([], |row| read(row)).unwrap().map(Result::unwrap).collect())
    }

    /// `condition` is what follows `where`, with order and limit.
    pub(super) fn users(&self, condition: &str) -> Value {
        self.rows(
            &format!("select id, email, name, bio, role, logins, invited_by_id from users where {condition}"),
            |row| {
                let role = match row.get_ref(4)?.as_str()? {
                    "member" => "Member",
                    other => panic!("{other}"),
                };
                Ok(json!({
                    "id": row.get::<_, i64>(0)?,
                    "email": row.get::<_, String>(1)?,
                    "name": row.get::<_, String>(2)?,
                    "bio": row.get::<_, Option<String>>(3)?,
                    "role": role,
                    "logins": row.get::<_, i64>(5)?,
                    "invited_by_id": row.get::<_, Option<i64>>(6)?,
                }))
            },
        )
    }

    pub(super) fn posts(&self, join: &str, condition: &str) -> Value {
        self.rows(
            &format!(
                "select p.id, p.author_id, p.editor_id, p.title, p.published, p.score from posts p {join} where {condition}"
            ),
            |row| {
                Ok(json!({
                    "id": row.get::<_, i64>(0)?,
                    "author_id": row.get::<_, i64>(1)?,
                    "editor_id": row.get::<_, Option<i64>>(2)?,
                    "title": row.get::<_, String>(3)?,
                    "published": row.get::<_, i64>(4)? == 1,
                    "score": row.get::<_, Option<i64>>(5)?,
                }))
            },
        )
    }

    pub(super) fn comments(&self, condition: &str) -> Value {
        self.rows(&format!("select id, post_id, body from comments where {condition}"), |row| {
            Ok(json!({
                "id": row.get::<_, i64>(0)?, "post_id": row.get::<_, i64>(1)?, "body": row.get::<_, String>(2)?,
            }))
        })
    }

    pub(super) fn tags(&self, condition: &str) -> Value {
        self.rows(&format!("select t.id, t.label from tags t where {condition}"), |row| {
            Ok(json!({ "id": row.get::<_, i64>(0)?, "label": row.get::<_, String>(1)? }))
        })
    }

    pub(super) fn groups(&self, condition: &str) -> Value {
        self.rows(&format!("select id, name from groups where {condition}"), |row| {
            Ok(json!({ "id": row.get::<_, i64>(0)?, "name": row.get::<_, String>(1)? }))
        })
    }

    pub(super) fn profile_or_null(&self, user: &Value) -> Value {
        let sql = format!("select id, user_id, site from profiles where user_id = {user}");
        first(self.rows(&sql, |row| {
            Ok(json!({
                "id": row.get::<_, i64>(0)?,
                "user_id": row.get::<_, i64>(1)?,
                "site": row.get::<_, Option<String>>(2)?,
            }))
        }))
    }

    pub(super) fn user_or_null(&self, id: &Value) -> Value {
        first(self.users(&format!("id = {id}")))
    }

    /// Adds a field to each row of a list.
    pub(super) fn each(&self, rows: Value, field: &str, value: impl Fn(&Map<String, Value>) -> Value) -> Value {
        let Value::Array(rows) = rows else { panic!("a list of rows") };
        Value::Array(rows.into_iter().map(|row| self.with(row, field, &value)).collect())
    }

    /// Adds a field to a row, or leaves null as it is.
    #[expect(clippy::unused_self, reason = "reads as a step of the oracle")]
    pub(super) fn with(&self, row: Value, field: &str, value: impl Fn(&Map<String, Value>) -> Value) -> Value {
        match row {
            Value::Object(mut row) => {
                let value = value(&row);
                row.insert(field.to_owned(), value);
                Value::Object(row)
            }
            other => other,
        }
    }
}

fn first(rows: Value) -> Value {
    match rows {
        Value::Array(rows) => rows.into_iter().next().unwrap_or_default(),
        other => other,
    }
}
