//! Queries inside of queries: subqueries, set operations, common table expressions, computed sources.

mod cte;
mod set;
mod source;
mod subquery;
