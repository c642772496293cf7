//! Shapes: structs that say which columns and relations of a table they hold.

mod flat;
mod load;
mod params;
