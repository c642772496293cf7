//! Shapes: structs that say which columns and relations of a table they hold.

mod chinook;
mod flat;
mod keys;
mod load;
mod params;
