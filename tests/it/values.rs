//! Values: what goes in comes out equal, or an error names `table.column` and does not show the value.

mod any;
mod bind;
mod read;
mod round_trip;
