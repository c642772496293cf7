//! Makes one program of the README's blocks, so that the README is compiled and run from top to bottom.

use std::path::Path;
use std::{env, fs};

fn main() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    let text = fs::read_to_string(&readme).expect("the README is beside the tests");
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let program = format!("fn readme() -> Result<(), Box<dyn std::error::Error>> {{\n{}\nOk(())\n}}\n", blocks(&text));
    fs::write(Path::new(&out).join("readme.rs"), program).expect("OUT_DIR can be written");
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
