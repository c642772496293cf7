//! An enum or newtype as a column's value.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Type};

use crate::ast::{ColumnTypeModel, ColumnTypeShape, Stored, VariantModel};
use crate::naming;

/// The three impls of a column type: `Encode`, `Decode` and `ColumnType`.
pub(super) fn column_type(model: &ColumnTypeModel<'_>) -> TokenStream {
    match &model.shape {
        ColumnTypeShape::Text(variants) => enumeration(model.ident, variants, &quote!(Text), &quote!(Texts)),
        ColumnTypeShape::Integer(variants) => enumeration(model.ident, variants, &quote!(Integer), &quote!(Integers)),
        ColumnTypeShape::Newtype { ty, .. } => newtype(model.ident, ty),
    }
}

/// Expands to:
///
/// ```text
/// impl _orm::Encode for Role {
///     fn encode(self) -> _orm::Result<_orm::Value, _orm::EncodeError> {
///         _orm::Ok(match self { Role::Admin => _orm::text("admin"), .. })
///     }
/// }
/// impl _orm::Decode for Role {
///     fn decode(value: _orm::ValueRef<'_>) -> _orm::Result<Self, _orm::DecodeError> {
///         match value {
///             _orm::ValueRef::Text(b"admin") => _orm::Ok(Role::Admin),
///             other => _orm::Err(_orm::not_a_variant("Role", other)),
///         }
///     }
/// }
/// impl _orm::ColumnType for Role { .. }
/// impl _orm::Unborrowed for Role {}
/// ```
fn enumeration(ident: &Ident, variants: &[VariantModel<'_>], class: &TokenStream, values: &TokenStream) -> TokenStream {
    let name = naming::unraw(ident);
    let encode = variants.iter().map(|VariantModel { ident: variant, stored, .. }| {
        let value = match stored {
            Stored::Text(text) => quote!(_orm::text(#text)),
            Stored::Integer(integer) => quote!(_orm::Value::Integer(#integer)),
        };
        quote!(#ident::#variant => #value)
    });
    let decode = variants.iter().map(|VariantModel { ident: variant, stored, .. }| {
        let pattern = match stored {
            Stored::Text(stored) => {
                let bytes = proc_macro2::Literal::byte_string(stored.as_bytes());
                quote!(_orm::ValueRef::Text(#bytes))
            }
            Stored::Integer(integer) => quote!(_orm::ValueRef::Integer(#integer)),
        };
        quote!(#pattern => _orm::Ok(#ident::#variant))
    });
    let allowed = variants.iter().map(|variant| match &variant.stored {
        Stored::Text(text) => quote!(#text),
        Stored::Integer(integer) => quote!(#integer),
    });
    quote! {
        #[automatically_derived]
        impl _orm::Encode for #ident {
            fn encode(self) -> _orm::Result<_orm::Value, _orm::EncodeError> {
                _orm::Ok(match self { #(#encode),* })
            }
        }
        #[automatically_derived]
        impl _orm::Decode for #ident {
            fn decode(value: _orm::ValueRef<'_>) -> _orm::Result<Self, _orm::DecodeError> {
                match value {
                    #(#decode,)*
                    other => _orm::Err(_orm::not_a_variant(#name, other)),
                }
            }
        }
        #[automatically_derived]
        impl _orm::ColumnType for #ident {
            const STORAGE: _orm::StorageClass = _orm::StorageClass::#class;
            const ALLOWED: _orm::Option<_orm::AllowedValues> =
                _orm::Option::Some(_orm::AllowedValues::#values(&[#(#allowed),*]));
            type Family = _orm::Plain;
            type KeyField<__T: _orm::ColumnType> = __T;
        }
        #[automatically_derived]
        impl _orm::Unborrowed for #ident {}
    }
}

/// Expands to:
///
/// ```text
/// impl _orm::Fields for UserId { type Checked = _orm::Checked<{ let _ = _orm::column_type::<i64>; 0 }>; }
/// impl _orm::Encode for UserId { fn encode(self) -> .. { <i64 as _orm::CheckedType<..>>::checked_encode(self.0) } }
/// impl _orm::Decode for UserId { fn decode(value: ..) -> .. { _orm::Ok(UserId(<..>::checked_decode(value)?)) } }
/// impl _orm::ColumnType for UserId { const STORAGE: _orm::StorageClass = <..>::STORAGE; .. }
/// impl _orm::Unborrowed for UserId {}
/// ```
fn newtype(ident: &Ident, ty: &Type) -> TokenStream {
    let inner = quote!(<#ty as _orm::CheckedType<<#ident as _orm::Fields>::Checked>>);
    let check = quote_spanned!(ty.span()=> _orm::column_type::<#ty>);
    quote! {
        #[automatically_derived]
        impl _orm::Fields for #ident {
            type Checked = _orm::Checked<{
                let _ = #check;
                0
            }>;
        }
        #[automatically_derived]
        impl _orm::Encode for #ident {
            fn encode(self) -> _orm::Result<_orm::Value, _orm::EncodeError> {
                #inner::checked_encode(self.0)
            }
        }
        #[automatically_derived]
        impl _orm::Decode for #ident {
            fn decode(value: _orm::ValueRef<'_>) -> _orm::Result<Self, _orm::DecodeError> {
                _orm::Ok(#ident(#inner::checked_decode(value)?))
            }
        }
        #[automatically_derived]
        impl _orm::ColumnType for #ident {
            const STORAGE: _orm::StorageClass = #inner::STORAGE;
            const ALLOWED: _orm::Option<_orm::AllowedValues> = #inner::ALLOWED;
            type Family = #inner::Family;
            type KeyField<__T: _orm::ColumnType> = #inner::KeyField<__T>;
        }
        #[automatically_derived]
        impl _orm::Unborrowed for #ident {}
    }
}
