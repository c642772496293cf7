//! Compile errors are a product: what rustc says of each mistake, and how long it is.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// The budget: lines up to rustc's own `note: required by a bound`.
const BUDGET: usize = 12;

/// Mistakes above the budget, each with the lines that it has and the reason. Nothing else may exceed it.
const FLOOR: &[(&str, usize, &str)] = &[
    ("columns_not_joined", 13, "the chain from the tuple to its element: one line more than for a single column"),
    ("without_window", 13, "the same"),
    ("set_of_other_table", 13, "the same, for a tuple of assignments"),
    (
        "set_predicate",
        20,
        "a type that is no assignment at all: rustc lists the tuples, which must keep their elements' errors",
    ),
    ("select_too_few", 21, "the same, for the columns that a select fills"),
    (
        "newtype_of_no_column_type",
        17,
        "rustc shows the user's own struct, and the newtype as a column type that there is",
    ),
    ("cte_without_columns", 14, "rustc shows the user's own struct, whose rows are no columns"),
    ("not_a_table", 14, "rustc shows the user's own struct, which is the Self of the bound"),
    ("insert_into_view", 14, "the same"),
    ("query_without_columns", 16, "the same, and the select that the function returns"),
    ("query_is_no_function", 14, "rustc proposes the one type that is a query"),
    ("query_on_database", 18, "rustc explains which of the selects it expects"),
    ("query_with_argument", 16, "E0308, all rustc's: it shows what takes the function, and the function"),
    ("delete_of_no_table", 15, "the same, and that a table can be written if it is one"),
    ("row_instead_of_model", 19, "rustc shows the user's own struct, and names the model that can be inserted"),
    ("patch_of_insert_model", 19, "rustc shows where the model was derived, and names the model that is meant"),
    (
        "unbound_query",
        13,
        "E0599: `all` returns what the engine's type says, so rustc asks for an engine while it looks for `all`",
    ),
    ("not_a_shape", 22, "E0599: rustc asks for a shape once more while it looks for `all`"),
    ("has_many_without_vec", 13, "rustc says which relations the field's type could hold"),
    ("relations_in_raw_sql", 19, "rustc shows the user's own struct, and the derive whose impl has a condition"),
    ("unbound_update", 13, "the same for `run`"),
    ("references_unknown_column", 14, "E0599, all rustc's: it shows the struct and the const that is meant"),
    ("unknown_column_const", 14, "the same"),
    ("unknown_column_builder", 14, "E0599, all rustc's: it shows the derive and the method that is meant"),
    ("unknown_relation", 13, "the same"),
    ("unknown_dimension", 14, "the same"),
    (
        "polymorphic_other_target",
        19,
        "rustc shows the user's own structs: the one that is meant, and the one that there is",
    ),
    ("match_in_other_column", 15, "rustc says of which table the query is"),
    ("with_link_at_root", 15, "rustc shows where in the chain of calls the handle came from"),
    ("call_with_too_many", 20, "rustc lists the tuples, which must keep their elements' errors"),
    ("widen_forgotten", 15, "E0308, all rustc's: expected, found, and where `filter` is"),
    ("predicate_is_column", 15, "the same"),
    ("bounds_of_other_table", 15, "the same, for a predicate"),
    ("raw_expr_wrong_type", 15, "the same"),
    (
        "row_value_length",
        20,
        "a tuple of another length: rustc lists the tuples, which must keep their elements' errors",
    ),
    ("not_loaded_in_plain_row", 21, "E0609: the plain struct has a function of that name, which rustc proposes"),
    ("read_transaction_handle_writes", 17, "E0599: rustc proposes the table's function of the same name"),
    ("read_transaction_writes", 28, "E0599: the same, and every trait of any crate that has an `insert`"),
];

/// The folder `ui`, where rustc's words are those of the pinned toolchain.
fn files(extension: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, extension, files);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"), extension, &mut files);
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn mistakes_say_what_the_snapshots_say() {
    let version = std::process::Command::new("rustc").arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if !version.starts_with("rustc 1.95") {
        println!("skipped: the snapshots are rustc 1.95's words, and this is {version}");
        return;
    }
    let cases = trybuild::TestCases::new();
    for file in files("rs") {
        cases.compile_fail(file);
    }
}

#[test]
fn every_mistake_has_its_snapshot() {
    let sources: Vec<_> = files("rs").iter().map(|path| name(path)).collect();
    let snapshots: Vec<_> = files("stderr").iter().map(|path| name(path)).collect();
    assert_eq!(sources, snapshots);
}

/// The lines of the longest error of a snapshot, up to the note that names the bound. Blank lines do not count.
fn longest(text: &str) -> usize {
    let errors = text.split("\nerror").map(|error| {
        let lines = error.lines().take_while(|line| !line.contains("note: required by a bound"));
        lines.filter(|line| !line.trim().is_empty()).count()
    });
    errors.max().unwrap_or(0)
}

#[test]
fn no_error_is_longer_than_the_budget() {
    let mut over = Vec::new();
    for path in files("stderr") {
        let lines = longest(&fs::read_to_string(&path).unwrap());
        let floor = FLOOR.iter().find(|(file, ..)| *file == name(&path));
        let allowed = floor.map_or(BUDGET, |(_, lines, _)| *lines);
        if lines > allowed || (floor.is_some() && lines < allowed) {
            over.push(format!("{}: {lines} lines, {allowed} allowed", name(&path)));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}
