//! The key of an encrypted database: from the environment, because everybody sees the arguments of a process.

use orm_sqlite::Options;

use super::failure::Failure;

/// Where it is looked for. A key as it is stands in the form `x'..'`.
const VARIABLE: &str = "ORM_KEY";

/// Options with the key, if there is one.
#[cfg(feature = "sqlcipher")]
pub(crate) fn given(options: Options) -> Result<Options, Failure> {
    match std::env::var(VARIABLE) {
        Ok(key) => Ok(options.key(orm_sqlite::Key::passphrase(key))),
        Err(std::env::VarError::NotPresent) => Ok(options),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Failure::decision("bad_key", format!("`{VARIABLE}` is no text in UTF-8")))
        }
    }
}

/// Fails if there is a key: what would be made with it would not be encrypted.
#[cfg(not(feature = "sqlcipher"))]
pub(crate) fn given(options: Options) -> Result<Options, Failure> {
    if std::env::var_os(VARIABLE).is_none() {
        return Ok(options);
    }
    let message = format!("`{VARIABLE}` is set, and this program was built without encryption");
    Err(Failure::decision("no_encryption", message).help("the feature `sqlcipher` of orm-kit"))
}
