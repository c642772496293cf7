//! Random schemas with rows, as plain data that knows which column is which, whatever it is called.

use crate::random::Random;

const NAMES: [&str; 12] =
    ["a", "b", "order", "Group", "näme", "with space", "quo\"te", "semi;colon", "select", "x--y", "[b]", "z"];
const TYPES: [&str; 5] = ["INTEGER", "TEXT", "REAL", "BLOB", "ANY"];

#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) tables: Vec<Table>,
    /// Numbers for tables and columns.
    next: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) id: usize,
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) key: Key,
    pub(super) strict: bool,
    pub(super) view: bool,
    pub(super) trigger: bool,
    pub(super) checks: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Rowid,
    Autoincrement,
    /// Columns 0 and 1.
    Pair,
    WithoutRowid,
    None,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one word of SQL")]
pub(super) struct Column {
    pub(super) id: usize,
    pub(super) name: String,
    pub(super) ty: &'static str,
    pub(super) not_null: bool,
    pub(super) default: Option<&'static str>,
    pub(super) unique: bool,
    pub(super) nocase: bool,
    pub(super) index: bool,
    pub(super) partial: bool,
    /// The table that it references by its first column.
    pub(super) references: Option<usize>,
    pub(super) action: &'static str,
    /// What is made of the first column, and how it is kept.
    pub(super) generated: Option<&'static str>,
}

impl Model {
    pub(super) fn random(random: &mut Random) -> Self {
        let mut model = Self { tables: Vec::new(), next: 0 };
        for _ in 0..=random.below(3) {
            model.add_table(random);
        }
        model
    }

    fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    pub(super) fn add_table(&mut self, random: &mut Random) {
        let key = *random.pick(&[Key::Rowid, Key::Rowid, Key::Autoincrement, Key::Pair, Key::WithoutRowid, Key::None]);
        let id = self.number();
        let strict = random.chance(70);
        let name = format!("{} {id}", random.pick(&NAMES));
        let mut table = Table {
            id,
            name,
            columns: Vec::new(),
            key,
            strict,
            view: random.chance(30),
            trigger: random.chance(30),
            checks: Vec::new(),
        };
        // The key's columns come first.
        for at in 0..2 {
            let mut column = self.column(random, strict);
            column.name = format!("key{at}");
            let is_rowid = at == 0 && matches!(key, Key::Rowid | Key::Autoincrement);
            column.ty = if is_rowid || at == 0 { "INTEGER" } else { "TEXT" };
            column.not_null = matches!(key, Key::Pair | Key::WithoutRowid) || is_rowid;
            column.default = None;
            column.nocase = false;
            column.unique = false;
            table.columns.push(column);
        }
        for _ in 0..random.below(4) {
            let column = self.column(random, strict);
            table.columns.push(column);
        }
        if random.chance(30) {
            let mut column = self.column(random, strict);
            column.ty = "INTEGER";
            (column.not_null, column.default, column.unique) = (false, None, false);
            let kinds: [&'static str; 4] = ["+ 1) STORED", "+ 1) VIRTUAL", "% 4) STORED", "% 4) VIRTUAL"];
            column.generated = Some(*random.pick(&kinds));
            table.columns.push(column);
        }
        if random.chance(40) {
            let mut column = self.column(random, strict);
            let parents: Vec<usize> = self.tables.iter().map(|table| table.id).chain([id]).collect();
            column.ty = "INTEGER";
            (column.not_null, column.default, column.unique) = (false, None, false);
            column.references = Some(*random.pick(&parents));
            column.action =
                *random.pick::<&'static str>(&["", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON UPDATE CASCADE"]);
            table.columns.push(column);
        }
        self.tables.push(table);
    }

    pub(super) fn column(&mut self, random: &mut Random, strict: bool) -> Column {
        let id = self.number();
        let ty = *random.pick(if strict { &TYPES } else { &TYPES[..4] });
        let default = match (random.chance(40), ty) {
            (false, _) => None,
            (true, "INTEGER") => Some("-7"),
            (true, "REAL") => Some("1.5"),
            (true, "BLOB") => Some("x'00ff'"),
            (true, _) => Some("'it''s; --'"),
        };
        Column {
            id,
            name: format!("{} {id}", random.pick(&NAMES)),
            ty,
            not_null: random.chance(30),
            default,
            unique: random.chance(10),
            nocase: random.chance(10),
            index: random.chance(20),
            partial: random.chance(30),
            references: None,
            action: "",
            generated: None,
        }
    }

    pub(super) fn table(&self, id: usize) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The statements that make it.
    pub(super) fn statements(&self) -> Vec<String> {
        let mut statements: Vec<String> = self.tables.iter().map(|table| self.create(table)).collect();
        for table in &self.tables {
            for column in table.columns.iter().filter(|column| column.index) {
                let filter =
                    if column.partial { format!(" WHERE {} IS NOT NULL", quoted(&column.name)) } else { String::new() };
                let name = quoted(&format!("index {}", column.id));
                statements.push(format!(
                    "CREATE INDEX {name} ON {} ({} DESC){filter}",
                    quoted(&table.name),
                    quoted(&column.name)
                ));
            }
            let first = quoted(&table.columns[0].name);
            if table.view {
                let name = quoted(&format!("view {}", table.id));
                statements.push(format!("CREATE VIEW {name} AS SELECT {first} AS f FROM {}", quoted(&table.name)));
            }
            if table.trigger {
                let name = quoted(&format!("trigger {}", table.id));
                let table = quoted(&table.name);
                let body = format!("UPDATE {table} SET {first} = {first} WHERE 0");
                statements.push(format!("CREATE TRIGGER {name} AFTER DELETE ON {table} BEGIN {body}; END"));
            }
        }
        statements
    }

    fn create(&self, table: &Table) -> String {
        let mut parts = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let not_null = if column.not_null { " NOT NULL" } else { "" };
            let key = match table.key {
                Key::Rowid if at == 0 => " PRIMARY KEY",
                Key::Autoincrement if at == 0 => " PRIMARY KEY AUTOINCREMENT",
                _ => not_null,
            };
            let default = column.default.map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
            let unique = if column.unique { " UNIQUE" } else { "" };
            let collate = if column.nocase { " COLLATE NOCASE" } else { "" };
            let generated =
                column.generated.map(|expr| format!(" AS (coalesce({}, 0) {expr}", quoted(&table.columns[0].name)));
            let references = column.references.and_then(|id| self.table(id)).map(|parent| {
                let key = quoted(&parent.columns[0].name);
                format!(" REFERENCES {} ({key}){}", quoted(&parent.name), column.action)
            });
            let computed = [generated, references].into_iter().flatten().collect::<String>();
            let text = format!("{} {}{key}{default}{unique}{collate}{computed}", quoted(&column.name), column.ty);
            parts.push(text);
        }
        if matches!(table.key, Key::Pair | Key::WithoutRowid) {
            parts.push(format!("PRIMARY KEY ({}, {})", quoted(&table.columns[0].name), quoted(&table.columns[1].name)));
        } else if table.key == Key::None {
            // So that others may reference it.
            parts.push(format!("UNIQUE ({})", quoted(&table.columns[0].name)));
        }
        if matches!(table.key, Key::Pair | Key::WithoutRowid) {
            parts.push(format!("UNIQUE ({})", quoted(&table.columns[0].name)));
        }
        parts.extend(table.checks.iter().map(|check| format!("CHECK ({check})")));
        let mut options = Vec::new();
        options.extend(table.strict.then_some("STRICT"));
        options.extend((table.key == Key::WithoutRowid).then_some("WITHOUT ROWID"));
        format!("CREATE TABLE {} (\n    {}\n) {}", quoted(&table.name), parts.join(",\n    "), options.join(", "))
    }

    /// Statements that fill it: rows that all constraints take.
    pub(super) fn rows(&self, random: &mut Random) -> Vec<String> {
        let mut statements = Vec::new();
        for table in &self.tables {
            let columns: Vec<&Column> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
            let names = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
            for row in 0..random.below(6) {
                // Gaps, so that rows cannot be numbered anew unseen.
                let key = row * 3 + 1 + random.below(2);
                let values: Vec<String> = columns
                    .iter()
                    .enumerate()
                    .map(|(at, column)| match (at, column.references) {
                        (0, _) => key.to_string(),
                        (1, _) => format!("'key {row}'"),
                        // Only what was written already.
                        (_, Some(_)) => "NULL".to_owned(),
                        _ => value(random, column, row),
                    })
                    .collect();
                statements.push(format!(
                    "INSERT INTO {} ({names}) VALUES ({})",
                    quoted(&table.name),
                    values.join(", ")
                ));
            }
            if random.chance(50) {
                // The mark of AUTOINCREMENT is higher than the highest key then.
                let first = quoted(&table.columns[0].name);
                let name = quoted(&table.name);
                statements.push(format!("DELETE FROM {name} WHERE {first} = (SELECT max({first}) FROM {name})"));
            }
        }
        for table in &self.tables {
            for column in &table.columns {
                if let Some(parent) = column.references.and_then(|id| self.table(id)) {
                    let (name, column) = (quoted(&table.name), quoted(&column.name));
                    let (parent, key) = (quoted(&parent.name), quoted(&parent.columns[0].name));
                    statements.push(format!("UPDATE {name} SET {column} = (SELECT min({key}) FROM {parent})"));
                }
            }
        }
        statements
    }
}

fn value(random: &mut Random, column: &Column, row: usize) -> String {
    if !column.not_null && random.chance(25) {
        return "NULL".to_owned();
    }
    let unique = if column.unique { row } else { random.below(3) };
    match column.ty {
        "INTEGER" => random.pick(&["0", "9223372036854775807", "-3"]).to_string().replace("-3", &format!("-{unique}1")),
        "REAL" => random.pick(&["0.1", "-1e300", "2.0"]).to_string().replace("2.0", &format!("{unique}.0")),
        "BLOB" => format!("x'00{unique:02x}'"),
        "ANY" => random.pick(&["1", "'a'", "x''", "1.5"]).to_string().replace('1', &format!("{unique}1")),
        _ => random
            .pick(&["'0123'", "'é''\"'", "'12'", "CAST(x'610062' AS TEXT)", "''"])
            .to_string()
            .replace("12", &format!("12{unique}")),
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
