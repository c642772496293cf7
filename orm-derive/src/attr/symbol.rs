//! Every word of the attribute grammar, and which words are known where.

macro_rules! words {
    ($($name:ident = $word:literal)*) => { $(pub(crate) const $name: &str = $word;)* };
}

// The helper attributes.
words! {
    TABLE = "table"
    VIEW = "view"
    COLUMN = "column"
    RELATIONS = "relations"
    COLUMN_TYPE = "column_type"
    SHAPE = "shape"
}

/// All of them.
pub(crate) const HELPERS: [&str; 6] = [TABLE, VIEW, COLUMN, RELATIONS, COLUMN_TYPE, SHAPE];

// Their keys.
words! {
    AUTOINCREMENT = "autoincrement"
    BELONGS_TO = "belongs_to"
    CHECK = "check"
    COLLATE = "collate"
    COLUMNS = "columns"
    COLUMNSIZE = "columnsize"
    CONST = "const"
    CONSTRAINT = "constraint"
    COUNT = "count"
    CRATE = "crate"
    DEFAULT = "default"
    DEFAULT_FN = "default_fn"
    DEFAULT_SQL = "default_sql"
    DEFERRABLE = "deferrable"
    DERIVE = "derive"
    DESC = "desc"
    EXISTING = "existing"
    EXPR = "expr"
    FILTER = "filter"
    FOREIGN_KEY = "foreign_key"
    FTS = "fts"
    GENERATED = "generated"
    HAS_MANY = "has_many"
    HAS_ONE = "has_one"
    INDEX = "index"
    INSERT = "insert"
    INTEGER = "integer"
    LIMIT = "limit"
    MANY_TO_MANY = "many_to_many"
    NAME = "name"
    NO_INDEX = "no_index"
    OF = "of"
    OFFSET = "offset"
    ON_DELETE = "on_delete"
    ON_DELETE_FN = "on_delete_fn"
    ON_UPDATE = "on_update"
    ON_UPDATE_FN = "on_update_fn"
    ORDER_BY = "order_by"
    PARAMS = "params"
    PATCH = "patch"
    POLYMORPHIC = "polymorphic"
    PREFIX = "prefix"
    PRIMARY_KEY = "primary_key"
    QUERY = "query"
    REFERENCES = "references"
    RELATION = "relation"
    RENAME = "rename"
    RENAME_ALL = "rename_all"
    RENAMED_FROM = "renamed_from"
    ROW = "row"
    RTREE = "rtree"
    SENSITIVE = "sensitive"
    SOFT_DELETE = "soft_delete"
    SQL = "sql"
    SQL_TYPE = "sql_type"
    STORED = "stored"
    STRICT = "strict"
    THROUGH = "through"
    TOKENIZE = "tokenize"
    UNIQUE = "unique"
    VERSION = "version"
    VIRTUAL = "virtual"
    WHEN = "when"
    WHERE = "where"
    WITH_DELETED = "with_deleted"
    WITHOUT_ROWID = "without_rowid"
}

pub(crate) const TABLE_KEYS: &[&str] = &[
    NAME,
    PRIMARY_KEY,
    UNIQUE,
    INDEX,
    CHECK,
    FOREIGN_KEY,
    SOFT_DELETE,
    FTS,
    RTREE,
    STRICT,
    WITHOUT_ROWID,
    RENAME_ALL,
    RENAMED_FROM,
    CRATE,
    INSERT,
    PATCH,
];

pub(crate) const COLUMN_KEYS: &[&str] = &[
    NAME,
    SQL_TYPE,
    PRIMARY_KEY,
    AUTOINCREMENT,
    UNIQUE,
    INDEX,
    NO_INDEX,
    DEFAULT,
    DEFAULT_SQL,
    DEFAULT_FN,
    ON_UPDATE_FN,
    ON_DELETE_FN,
    VERSION,
    REFERENCES,
    CONSTRAINT,
    ON_DELETE,
    ON_UPDATE,
    DEFERRABLE,
    COLLATE,
    CHECK,
    GENERATED,
    RENAMED_FROM,
    SENSITIVE,
    CONST,
    INSERT,
    PATCH,
];

pub(crate) const VIEW_KEYS: &[&str] = &[NAME, QUERY, SQL, EXISTING, PRIMARY_KEY, RENAME_ALL, CRATE];

/// The keys of a column that a view has too: what describes a value, and not how it is stored.
pub(crate) const VIEW_COLUMN_KEYS: &[&str] = &[NAME, CONST, PRIMARY_KEY, UNIQUE, REFERENCES, CONSTRAINT, SENSITIVE];

/// The keys inside `index(..)` on a column.
pub(crate) const INDEX_KEYS: &[&str] = &[NAME, UNIQUE, WHERE];
pub(crate) const FOREIGN_KEY_KEYS: &[&str] = &[COLUMNS, REFERENCES, ON_DELETE, ON_UPDATE, DEFERRABLE];
/// The keys of a spatial index besides its dimensions.
pub(crate) const RTREE_KEYS: &[&str] = &[NAME, INTEGER];
/// The keys after a relation's columns.
pub(crate) const RELATION_KEYS: &[&str] = &[FILTER, ORDER_BY, WITH_DELETED];
pub(crate) const RELATION_KINDS: &[&str] = &[HAS_MANY, HAS_ONE, BELONGS_TO, MANY_TO_MANY, POLYMORPHIC];
pub(crate) const COLUMN_TYPE_KEYS: &[&str] = &[INTEGER, RENAME_ALL, CRATE];
pub(crate) const VARIANT_KEYS: &[&str] = &[RENAME];
pub(crate) const SHAPE_KEYS: &[&str] = &[OF, PARAMS, CRATE];
/// The keys of a shape's field that say how a relation is loaded.
pub(crate) const RELATED_KEYS: &[&str] = &[RELATION, FILTER, ORDER_BY, LIMIT, OFFSET, PARAMS, WITH_DELETED];
/// The keys of a shape's field that say what else fills it.
pub(crate) const FILLED_KEYS: &[&str] = &[COLUMN, EXPR, COUNT];
