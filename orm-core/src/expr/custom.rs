//! Functions of the program: declared here with their types, registered on a database, called in queries.
//!
//! A declaration is a constant. A query that calls the function needs only that; the engine learns the body when it is
//! registered (`Database::create_function`), and a call without that is an error that says so.

mod aggregate;
mod argument;
mod function;
mod parameter;

pub use aggregate::{Aggregate, AggregateFunction};
pub use argument::{Arguments, Settle};
pub use function::Function;
pub use parameter::Parameters;
