//! A database's URL: <https://sqlite.org/uri.html>, of which only what is harmless is taken.
//!
//! SQLite itself never reads the URL: it is a path and a mode when this has read it.

use std::path::PathBuf;

use orm_core::error::Error;

use super::IN_MEMORY;

/// What a URL says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) path: PathBuf,
    pub(crate) mode: Mode,
}

/// How the file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To be read and written; made, if it is not there.
    Create,
    /// To be read and written.
    Write,
    /// To be read.
    Read,
}

impl Url {
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let Some(rest) = url.strip_prefix("file:") else { return Err(refused("it does not start with `file:`")) };
        if rest.contains('#') {
            return Err(refused("it has a fragment: `#` in a path is written `%23`"));
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match place.strip_prefix("//") {
            None => place,
            Some(place) => {
                let at = place.find('/').ok_or_else(|| refused("there is no path after `//`"))?;
                let (authority, path) = place.split_at(at);
                if !authority.is_empty() && authority != "localhost" {
                    return Err(refused("it names a machine: write `file:` and the path"));
                }
                path
            }
        };
        let path = decoded(path, "the path")?;
        if path.is_empty() {
            return Err(refused("it has no path"));
        }
        let keys = Keys::parse(query)?;
        let in_memory = path == IN_MEMORY;
        let mode = match keys.mode.as_deref() {
            Some("memory") => return Ok(Self { path: IN_MEMORY.into(), mode: Mode::Create }),
            // SQLite makes a database in memory, whatever it is asked for: an empty one that is only read is a mistake.
            Some("ro" | "rw") if in_memory => return Err(refused("a database in memory is new: `mode` is `memory`")),
            None | Some("rwc") => Mode::Create,
            Some("rw") => Mode::Write,
            Some("ro") => Mode::Read,
            Some(_) => return Err(refused("`mode` is `ro`, `rw`, `rwc` or `memory`")),
        };
        Ok(Self { path: without_slash(path).into(), mode })
    }
}

/// `/C:/app.db` is `C:/app.db`, where drives have letters.
fn without_slash(path: String) -> String {
    match path.as_bytes() {
        [b'/', drive, b':', ..] if cfg!(windows) && drive.is_ascii_alphabetic() => path[1..].to_owned(),
        _ => path,
    }
}

/// The keys that are known, each at most once.
#[derive(Default)]
struct Keys {
    mode: Option<String>,
    cache: Option<String>,
}

impl Keys {
    fn parse(query: &str) -> Result<Self, Error> {
        let mut keys = Self::default();
        for pair in query.split('&').filter(|_| !query.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decoded(key, "a key")?;
            let place = match key.as_str() {
                "mode" => &mut keys.mode,
                "cache" => &mut keys.cache,
                _ => return Err(refused(&format!("the key `{}` is not known", key.escape_debug()))),
            };
            if place.is_some() {
                return Err(refused(&format!("the key `{key}` stands there twice")));
            }
            *place = Some(decoded(value, &format!("the value of `{key}`"))?);
        }
        match keys.cache.as_deref() {
            None | Some("private") => Ok(keys),
            // <https://sqlite.org/sharedcache.html> advises against it.
            Some(_) => Err(refused("`cache` can only be `private`")),
        }
    }
}

/// A part with its `%HH` read, each of them once. SQLite would leave a broken one, and end the text at a NUL.
fn decoded(part: &str, what: &str) -> Result<String, Error> {
    let broken = || refused(&format!("{what} has a `%` without two digits behind it"));
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => match (rest.next().and_then(digit), rest.next().and_then(digit)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(broken()),
            },
            byte => byte,
        });
    }
    if bytes.contains(&0) {
        return Err(refused(&format!("{what} contains NUL")));
    }
    String::from_utf8(bytes).map_err(|_| refused(&format!("{what} is not UTF-8")))
}

/// Nothing of the URL but a key is shown: it may be one of another database, with a password in it.
#[cold]
fn refused(reason: &str) -> Error {
    Error::refused(format!("the URL is not one of a database: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::{Mode, Url};
    use std::path::Path;

    fn url(text: &str) -> (String, Mode) {
        let url = Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (url.path.to_str().unwrap().to_owned(), url.mode)
    }

    #[test]
    fn a_url_is_a_path_and_a_mode() {
        let cases = [
            ("file:app.db", "app.db", Mode::Create),
            ("file:app.db?", "app.db", Mode::Create),
            ("file:/a/app.db?mode=rwc", "/a/app.db", Mode::Create),
            ("file:///a/app.db?mode=rw", "/a/app.db", Mode::Write),
            ("file://localhost/a/app.db?cache=private&mode=ro", "/a/app.db", Mode::Read),
            ("file:a%20b%3Fmode=ro%23%25.db", "a b?mode=ro#%.db", Mode::Create),
            ("file:%66%C3%a9.db?%6dode=%72o", "fé.db", Mode::Read),
            ("file::memory:", ":memory:", Mode::Create),
            ("file:x.db?mode=memory", ":memory:", Mode::Create),
            ("file:%2525", "%25", Mode::Create),
        ];
        for (text, path, mode) in cases {
            assert_eq!(url(text), (path.to_owned(), mode), "{text}");
        }
    }

    #[test]
    fn s14_what_is_not_in_the_list_is_refused_by_its_name() {
        let cases = [
            ("file:a?vfs=unix-none", "the key `vfs` is not known"),
            ("file:a?immutable=1", "the key `immutable` is not known"),
            ("file:a?immutable", "the key `immutable` is not known"),
            ("file:a?nolock=1", "the key `nolock` is not known"),
            ("file:a?psow=0", "the key `psow` is not known"),
            ("file:a?modeof=x", "the key `modeof` is not known"),
            ("file:a?key=SECRET", "the key `key` is not known"),
            ("file:a?hexkey=SECRET&mode=ro", "the key `hexkey` is not known"),
            ("file:a?vf%73=SECRET", "the key `vfs` is not known"),
            ("file:a?MODE=ro", "the key `MODE` is not known"),
            ("file:a?mode=ro&", "the key `` is not known"),
            ("file:a?=SECRET", "the key `` is not known"),
            ("file:a?a%0Ab=SECRET", "the key `a\\nb` is not known"),
            ("file:a?mode=ro&mode=rwc", "the key `mode` stands there twice"),
            ("file:a?mode=ro&%6dode=ro", "the key `mode` stands there twice"),
            ("file:a?cache=private&cache=private", "the key `cache` stands there twice"),
            ("file:a?mode=", "`mode` is `ro`, `rw`, `rwc` or `memory`"),
            ("file:a?mode", "`mode` is `ro`, `rw`, `rwc` or `memory`"),
            ("file:a?mode=SECRET", "`mode` is `ro`, `rw`, `rwc` or `memory`"),
            ("file:a?mode=ro?", "`mode` is `ro`, `rw`, `rwc` or `memory`"),
            ("file:a?mode=RO", "`mode` is `ro`, `rw`, `rwc` or `memory`"),
            ("file:a?cache=shared", "`cache` can only be `private`"),
            ("file:a?mode=%", "the value of `mode` has a `%` without two digits behind it"),
            ("file:a?mode=%r0", "the value of `mode` has a `%` without two digits behind it"),
            ("file:a?mode=ro%00", "the value of `mode` contains NUL"),
            ("file:a?mo%00de=ro", "a key contains NUL"),
            ("file:a%0", "the path has a `%` without two digits behind it"),
            ("file:a%+1", "the path has a `%` without two digits behind it"),
            ("file:a%00.db", "the path contains NUL"),
            ("file:a\0.db", "the path contains NUL"),
            ("file:a%FF.db", "the path is not UTF-8"),
            ("file:a.db#x", "it has a fragment"),
            ("file:", "it has no path"),
            ("file:?mode=ro", "it has no path"),
            ("file://a.db", "there is no path after `//`"),
            ("file://SECRET@host/a.db", "it names a machine"),
            ("file::memory:?mode=ro", "a database in memory is new"),
            ("postgres://user:SECRET@host/db", "it does not start with `file:`"),
            ("FILE:a", "it does not start with `file:`"),
            (" file:a", "it does not start with `file:`"),
            ("", "it does not start with `file:`"),
        ];
        for (text, expected) in cases {
            let error = Url::parse(text).expect_err(text);
            assert!(error.is_refused(), "{text}");
            assert!(error.to_string().contains(expected), "{text}: {error}");
            assert!(!format!("{error} {error:?}").contains("SECRET"), "{text}: {error:?}");
        }
    }

    #[test]
    fn the_path_of_a_url_is_no_url_again() {
        let (path, _) = url("file:file%3Aapp.db%3Fvfs%3Dx");
        assert_eq!(Path::new(&path), Path::new("file:app.db?vfs=x"));
    }
}
