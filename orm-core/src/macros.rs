//! The one list of tuple sizes.

/// Calls a macro once for each tuple size from 1 to 16, with a group of four names for each element: its type's, and
/// three for types that are inferred beside it.
macro_rules! for_each_tuple {
    ($apply:ident) => {
        $crate::macros::for_each_tuple!(@grow $apply []
            (A IA KA RA) (B IB KB RB) (C IC KC RC) (D ID KD RD) (E IE KE RE) (F IF KF RF) (G IG KG RG) (H IH KH RH)
            (J IJ KJ RJ) (L IL KL RL) (M IM KM RM) (N IN KN RN) (O IO KO RO) (P IP KP RP) (Q IQ KQ RQ) (U IU KU RU));
    };
    (@grow $apply:ident [$($done:tt)*]) => {};
    (@grow $apply:ident [$($done:tt)*] $next:tt $($rest:tt)*) => {
        $apply!($($done)* $next);
        $crate::macros::for_each_tuple!(@grow $apply [$($done)* $next] $($rest)*);
    };
}

pub(crate) use for_each_tuple;
