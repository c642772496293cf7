//! No value is in what an error, or the `Debug` form of a query, shows.
