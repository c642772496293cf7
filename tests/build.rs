//! Makes a program of the blocks of each document, so that it is compiled and run from top to bottom.

use std::path::Path;
use std::{env, fs};

/// The documents, each with the name of its program.
const DOCUMENTS: [(&str, &str); 3] =
    [("README.md", "readme"), ("docs/from-drizzle.md", "from_drizzle"), ("docs/migrations.md", "migrations")];

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    for (document, name) in DOCUMENTS {
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document);
        println!("cargo::rerun-if-changed={}", document.display());
        let text = fs::read_to_string(&document).expect("the document is in the project");
        let blocks = blocks(&text);
        let program = format!("fn {name}() -> Result<(), Box<dyn std::error::Error>> {{\n{blocks}\nOk(())\n}}\n");
        fs::write(Path::new(&out).join(name).with_extension("rs"), program).expect("OUT_DIR can be written");
    }
}

/// The lines of all Rust blocks.
fn blocks(text: &str) -> String {
    let mut inside = false;
    let mut blocks = String::new();
    for line in text.lines() {
        match line.trim_end() {
            "```rust" => inside = true,
            "```" => inside = false,
            _ if inside => {
                blocks.push_str(line);
                blocks.push('\n');
            }
            _ => {}
        }
    }
    blocks
}
