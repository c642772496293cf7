//! The values that a shape's attributes take at run time.

use super::ShapeDef;

/// The params of the shape `X` are none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{X}` takes values at run time",
    label = "write `load_with(..)`, with a `{Self}`"
)]
pub trait Without<X> {
    /// No values.
    fn none() -> Self;
}

#[diagnostic::do_not_recommend]
impl<X: ShapeDef<Params = ()>> Without<X> for () {
    fn none() {}
}

/// A shape that takes no values at run time.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not a shape",
    note = "a shape is a struct that derives `Shape`, or the struct of a table"
)]
pub trait WithoutParams: ShapeDef {
    /// No values.
    fn without() -> Self::Params;
}

/// The one impl, so that rustc says what is missing: that the struct is no shape, or that it has params.
impl<X: ShapeDef<Params: Without<X>>> WithoutParams for X {
    fn without() -> X::Params {
        X::Params::none()
    }
}

/// What a shape without params has instead of them.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoParams;

/// A shape whose params are `Self` has those that a shape inside of it takes, `C`. The index `I` is inferred.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the shape in this field takes params of type `{C}`",
    label = "its params are not known",
    note = "say them: `#[shape(params = ..)]`"
)]
pub trait Provides<C, I> {
    /// The params.
    fn provide(&self) -> &C;
}

/// Index of [`Provides`]: none are needed.
#[doc(hidden)]
#[derive(Debug)]
pub struct NotNeeded;

/// Index of [`Provides`]: they are the same.
#[doc(hidden)]
#[derive(Debug)]
pub struct Same;

#[diagnostic::do_not_recommend]
impl<P> Provides<(), NotNeeded> for P {
    fn provide(&self) -> &() {
        &()
    }
}

#[diagnostic::do_not_recommend]
impl<P> Provides<P, Same> for P {
    fn provide(&self) -> &P {
        self
    }
}
