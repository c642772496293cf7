//! The README's blocks, as one program: see `build.rs`.

#![allow(
    clippy::items_after_statements,
    clippy::too_many_lines,
    unreachable_pub,
    reason = "the blocks stand as the README shows them"
)]

include!(concat!(env!("OUT_DIR"), "/readme.rs"));

#[test]
fn the_readme_runs_from_top_to_bottom() {
    readme().unwrap();
}
