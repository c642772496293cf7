//! What a closure over rows may answer.

use std::ops::ControlFlow;

use crate::error::Error;

/// What the closure of `for_each` may return: nothing to go on, [`ControlFlow`] to stop early, or a `Result`.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
/// use orm_sqlite::query::Step;
///
/// assert!(().step()?.is_continue());
/// assert!(ControlFlow::Break(()).step()?.is_break());
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether to go on",
    note = "return `()`, a `ControlFlow<()>`, or a `Result` of one of them"
)]
pub trait Step {
    /// Whether to go on.
    ///
    /// # Errors
    ///
    /// What the closure failed with.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::query::Step;
    ///
    /// let failed: Result<(), Error> = Err(Error::custom("enough"));
    /// assert!(failed.step().is_err());
    /// ```
    fn step(self) -> Result<ControlFlow<()>, Error>;
}

#[diagnostic::do_not_recommend]
impl Step for () {
    fn step(self) -> Result<ControlFlow<()>, Error> {
        Ok(ControlFlow::Continue(()))
    }
}

#[diagnostic::do_not_recommend]
impl Step for ControlFlow<()> {
    fn step(self) -> Result<Self, Error> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Step> Step for Result<T, Error> {
    fn step(self) -> Result<ControlFlow<()>, Error> {
        self?.step()
    }
}
