//! The blocks of `docs/from-drizzle.md`, as one program: see `build.rs`.

#![allow(
    clippy::items_after_statements,
    clippy::similar_names,
    clippy::too_many_lines,
    dead_code,
    unreachable_pub,
    reason = "the blocks stand as the page shows them"
)]

include!(concat!(env!("OUT_DIR"), "/from_drizzle.rs"));

#[test]
fn the_page_runs_from_top_to_bottom() {
    from_drizzle().unwrap();
}
