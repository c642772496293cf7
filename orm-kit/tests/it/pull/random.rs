//! Random schemas, made of what people write and of what few do.

use orm_sqlite::Database;
use orm_sqlite::migrate::Snapshot;

const NAMES: [&str; 22] = [
    "id",
    "name",
    "type",
    "row",
    "user_id",
    "userId",
    "User ID",
    "self",
    "é",
    "e\u{301}",
    "É",
    "order",
    "a\"b",
    "a'b",
    "a-b",
    "2nd",
    "option",
    "new_user",
    "user",
    "users",
    "with_deleted",
    "x--y",
];
const TYPES: [&str; 15] = [
    "INTEGER",
    "INT",
    "BIGINT",
    "TEXT",
    "VARCHAR(20)",
    "REAL",
    "NUMERIC(10, 2)",
    "BLOB",
    "BOOLEAN",
    "DATETIME",
    "JSON",
    "DOUBLE PRECISION",
    "\"odd type\"",
    "",
    "ANY",
];
const DEFAULTS: [&str; 10] =
    ["0", "-1", "'it''s'", "NULL", "TRUE", "1.50", "x'00'", "(1 + 1 -- two\n)", "CURRENT_TIMESTAMP", "word"];
const ACTIONS: [&str; 5] =
    ["", " ON DELETE CASCADE", " ON UPDATE SET NULL", " ON DELETE NO ACTION", " DEFERRABLE INITIALLY DEFERRED"];

/// Numbers that are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Some names, none of which is another in other case.
    fn names(&mut self, count: usize) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        while names.len() < count {
            let name = self.pick(&NAMES);
            if !names.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        names
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A schema that SQLite takes.
pub(crate) fn schema(seed: u64) -> Snapshot {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let db = Database::open_in_memory().unwrap();
    let count = 1 + random.below(4);
    let tables = random.names(count);
    for (at, table) in tables.iter().enumerate() {
        let statements = table_statements(&mut random, at, table, &tables);
        // What SQLite refuses, such as a second DESC or a type of STRICT, is no schema.
        for statement in statements {
            let _: Result<(), _> = db.execute_script(&statement);
        }
    }
    db.inspect().unwrap()
}

fn table_statements(random: &mut Random, number: usize, table: &str, tables: &[&str]) -> Vec<String> {
    let count = 1 + random.below(6);
    let names = random.names(count);
    let strict = random.percent(25);
    let mut parts = Vec::new();
    let composite = count > 2 && random.percent(30);
    for (at, name) in names.iter().enumerate() {
        let ty =
            if strict { random.pick(&["INTEGER", "INT", "TEXT", "REAL", "BLOB", "ANY"]) } else { random.pick(&TYPES) };
        let mut column = format!("{} {ty}", quoted(name));
        if at == 0 && !composite {
            column = match random.below(5) {
                0 => format!("{} INTEGER PRIMARY KEY AUTOINCREMENT", quoted(name)),
                1 => format!("{} TEXT PRIMARY KEY NOT NULL", quoted(name)),
                2 => column,
                _ => format!("{} INTEGER PRIMARY KEY", quoted(name)),
            };
        } else if random.percent(12) {
            let kind = random.pick(&["STORED", "VIRTUAL", ""]);
            column = format!("{column} AS ({} || 'x') {kind}", quoted(names[0]));
        } else {
            for (percent, text) in [
                (if composite && at < 2 { 100 } else { 40 }, " NOT NULL".to_owned()),
                (30, format!(" DEFAULT {}", random.pick(&DEFAULTS))),
                (10, " UNIQUE".to_owned()),
                (15, format!(" COLLATE {}", random.pick(&["nocase", "RTRIM", "BINARY"]))),
                (15, format!(" CHECK ({} <> 'y' /* not */)", quoted(name))),
                (10, format!(" CHECK ({} IN (0, 1))", quoted(name))),
                (25, format!(" REFERENCES {}{}", quoted(random.pick(tables)), random.pick(&ACTIONS))),
            ] {
                if random.percent(percent) {
                    column.push_str(&text);
                }
            }
        }
        parts.push(column);
    }
    if composite {
        parts.push(format!("PRIMARY KEY ({}, {})", quoted(names[1]), quoted(names[0])));
    }
    if random.percent(20) {
        parts.push(format!("CONSTRAINT \"named {number}\" UNIQUE ({})", quoted(random.pick(&names))));
    }
    if count > 1 && random.percent(20) {
        parts.push(format!("CONSTRAINT c CHECK ({} IS NOT {})", quoted(names[0]), quoted(names[1])));
    }
    let options = if strict { " STRICT" } else { "" };
    let mut statements = vec![format!("CREATE TABLE {} ({}){options}", quoted(table), parts.join(", "))];
    for index in 0..random.below(3) {
        let column = quoted(random.pick(&names));
        let part = [
            column.clone(),
            format!("{column} DESC"),
            format!("lower({column})"),
            format!("{column} COLLATE NOCASE DESC"),
            format!("{column}, {}", quoted(names[0])),
        ];
        let filter = if random.percent(30) { format!(" WHERE {column} > 1 -- some") } else { String::new() };
        let unique = if random.percent(30) { "UNIQUE " } else { "" };
        let part = &part[random.below(part.len())];
        statements.push(format!("CREATE {unique}INDEX \"i {number} {index}\" ON {} ({part}){filter}", quoted(table)));
    }
    statements
}
