//! What a statement of a migration may do, asked of SQLite itself while it compiles the statement:
//! <https://sqlite.org/c3ref/set_authorizer.html>. A search for words in the text would be wrong in strings and comments.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use orm_core::error::{Error, Verdict};
use orm_core::migrate::LEDGER;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::pool::Checkout;

/// Pragmas that change nothing in a transaction, or only what a migration may change: <https://sqlite.org/pragma.html>.
const HARMLESS: [&str; 3] = ["foreign_keys", "defer_foreign_keys", "legacy_alter_table"];

/// The authorizer of a run: it only looks at statements of migrations.
pub(super) struct Authorizer(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    active: bool,
    /// Whether a file runs outside of a transaction.
    outside: bool,
    refused: Option<(&'static str, String)>,
}

impl Authorizer {
    pub(super) fn install(connection: &mut Checkout<'_>) -> Result<Self, Error> {
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        let hook = move |context: AuthContext<'_>| {
            let mut seen = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if !seen.active {
                return Authorization::Allow;
            }
            match refusal(&context.action, !seen.outside) {
                None => Authorization::Allow,
                Some(refusal) => {
                    seen.refused = Some(refusal);
                    Authorization::Deny
                }
            }
        };
        connection.driver_mut().authorizer(Some(hook)).map_err(|error| crate::error::running(error, "authorizer"))?;
        Ok(Self(seen))
    }

    pub(super) fn remove(connection: &mut Checkout<'_>) {
        // Only a connection that SQLite does not own fails here.
        let _ = connection.driver_mut().authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
    }

    /// Says whether what is compiled next runs outside of a transaction.
    pub(super) fn outside(&self, outside: bool) {
        self.lock().outside = outside;
    }

    /// Looks at what is compiled meanwhile, and says what was refused.
    pub(super) fn watch<T>(&self, compile: impl FnOnce() -> T) -> (T, Option<Error>) {
        self.lock().active = true;
        let result = compile();
        let mut seen = self.lock();
        seen.active = false;
        let refused = seen.refused.take();
        (result, refused.map(|(code, message)| Error::migration(Verdict::Failed, code, message)))
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refusal(action: &AuthAction<'_>, transactional: bool) -> Option<(&'static str, String)> {
    let refuse = |code, message: &str| Some((code, message.to_owned()));
    match action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => refuse(
            "transaction_control",
            "BEGIN, COMMIT, ROLLBACK and SAVEPOINT are not for migrations: each runs in a transaction already",
        ),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } if transactional => {
            refuse("attach", "ATTACH and DETACH need `-- no-transaction` in a file of their own")
        }
        AuthAction::Pragma { pragma_name, pragma_value: Some(_) }
            if transactional && !HARMLESS.iter().any(|name| name.eq_ignore_ascii_case(pragma_name)) =>
        {
            let message = format!("PRAGMA {pragma_name} needs `-- no-transaction` in a file of its own");
            Some(("pragma", message))
        }
        AuthAction::DropTable { table_name: name }
        | AuthAction::AlterTable { table_name: name, .. }
        | AuthAction::Insert { table_name: name }
        | AuthAction::Update { table_name: name, .. }
        | AuthAction::Delete { table_name: name }
            if name.eq_ignore_ascii_case(LEDGER) =>
        {
            Some(("ledger", format!("`{LEDGER}` says what the database has been through: `mark` changes it")))
        }
        _ => None,
    }
}
