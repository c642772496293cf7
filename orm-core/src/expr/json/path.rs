//! Where something stands in a document.

use std::fmt::{self, Write};

use crate::ast;
use crate::value::{EncodeError, Value};

/// How deep SQLite lets JSON be nested: <https://sqlite.org/json1.html#interface_overview>.
const DEEPEST: usize = 999;

/// The way from the root of a JSON document to something in it.
///
/// A key may be any text, from a user's input too: it is always quoted, so that `.`, `[` or `$` in it mean nothing, and the
/// path is bound as a parameter. Two paths are an error before the statement is prepared: one of more than 999 steps, which is
/// as deep as SQLite reads JSON, and one with NUL in a key, where SQLite would stop reading both the path and the document's
/// key, and so find other keys too. `json_each` finds a key with NUL by comparing it as a value.
///
/// # Example
///
/// ```
/// use orm_sqlite::expr::JsonPath;
///
/// let path = JsonPath::root().key("a b").index(0).last();
/// assert_eq!(path.as_str(), r#"$."a b"[0][#-1]"#);
/// assert_eq!(JsonPath::root().key(r#"$.x"y"#).as_str(), r#"$."$.x\"y""#);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JsonPath {
    text: String,
    steps: usize,
    has_nul: bool,
}

impl JsonPath {
    /// The whole document.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::JsonType;
    ///
    /// let kinds = db.select::<Device>().columns(Device::SETTINGS.json_type(JsonPath::root())).all()?;
    /// assert_eq!(kinds, [Some(JsonType::Object), Some(JsonType::Object)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn root() -> Self {
        Self { text: "$".to_owned(), steps: 0, has_nul: false }
    }

    /// The value of a key of an object; of the first one, if the key is there twice.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let theme = Device::SETTINGS.json_extract::<String>(JsonPath::root().key("theme"));
    /// assert_eq!(db.select::<Device>().filter(theme.eq("dark")).columns(Device::NAME).all()?, ["phone"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn key(self, key: impl AsRef<str>) -> Self {
        let Self { mut text, steps, has_nul } = self;
        let key = key.as_ref();
        text.push_str(".\"");
        for char in key.chars() {
            match char {
                '"' | '\\' => {
                    text.push('\\');
                    text.push(char);
                }
                // As JSON writes them.
                '\0'..='\u{1f}' => {
                    let _ = write!(text, "\\u{:04x}", u32::from(char));
                }
                other => text.push(other),
            }
        }
        text.push('"');
        Self { text, steps: steps + 1, has_nul: has_nul || key.contains('\0') }
    }

    /// An element of an array, counted from 0.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = Device::SETTINGS.json_extract::<String>(JsonPath::root().key("tags").index(0));
    /// assert_eq!(db.select::<Device>().columns(first).all()?, [Some("new".to_owned()), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn index(self, index: u32) -> Self {
        self.step(&format!("[{index}]"))
    }

    /// The last element of an array.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = Device::SETTINGS.json_extract::<String>(JsonPath::root().key("tags").last());
    /// assert_eq!(db.select::<Device>().columns(last).all()?, [Some("blue".to_owned()), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn last(self) -> Self {
        self.step("[#-1]")
    }

    /// The place after the last element of an array, for `json_insert` and `json_set`. Nothing is there to be read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = JsonPath::root().key("tags");
    /// let tagged = Device::SETTINGS.json_insert(tags.clone().append(), "sold");
    /// db.update::<Device>().set(Device::SETTINGS.to(tagged)).all_rows().run()?;
    /// let lists = db.select::<Device>().columns(Device::SETTINGS.json_get::<Vec<String>>(tags)).all()?;
    /// assert_eq!(lists[1], Some(Json(vec!["sold".to_owned()])));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn append(self) -> Self {
        self.step("[#]")
    }

    /// The path as SQLite reads it.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::expr::JsonPath;
    ///
    /// assert_eq!(JsonPath::root().as_str(), "$");
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn step(mut self, step: &str) -> Self {
        self.text.push_str(step);
        self.steps += 1;
        self
    }

    /// Whether it is the whole document.
    pub(super) const fn is_root(&self) -> bool {
        self.steps == 0
    }

    /// The path as a bound value.
    pub(super) fn into_node(self) -> ast::Expr {
        if self.steps > DEEPEST {
            let reason = format!("a JSON path of {} steps: SQLite nests JSON at most {DEEPEST} deep", self.steps);
            return ast::Expr::Invalid(EncodeError::Custom(reason), None);
        }
        if self.has_nul {
            let reason = "a JSON path with NUL in a key, which SQLite would confuse with others; `json_each` finds it";
            return ast::Expr::Invalid(EncodeError::Custom(reason.to_owned()), None);
        }
        ast::Expr::Value(Value::Text(self.text))
    }
}

impl fmt::Debug for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its keys may be a user's.
        f.debug_struct("JsonPath").finish_non_exhaustive()
    }
}

impl From<&Self> for JsonPath {
    fn from(path: &Self) -> Self {
        path.clone()
    }
}
