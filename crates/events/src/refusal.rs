//! A refusal: the law says no. It is not an error. It names the reason as a fact, the article it rests on, and what would open
//! the way; the page shows it to the officer as it stands here.
//!
//! Each act declares its refusals as an enum with [`crate::refusals!`]; the enum is what tests compare, [`Refusal`] is what leaves the act.

use serde::{Deserialize, Serialize};

/// What an act answers when it may not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The reason as a fact, e.g. `ReviewMissing`; stable, for programs.
    pub name: String,
    /// The reason in the officer's language.
    pub says: String,
    /// The article the refusal rests on, as cited, e.g. 《行政处罚法》第五十八条第一款.
    pub article: String,
    /// What to do next.
    pub opens: String,
    /// The field that is wrong, when the situation would allow the act but what was entered does not.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal of what was entered in `field`; the act itself is open.
    pub fn of_field(field: &str, says: impl Into<String>) -> Self {
        Refusal {
            name: "FieldRefused".to_owned(),
            says: says.into(),
            article: String::new(),
            opens: "改正该项后重新提交；已填写的其他内容不会丢失".to_owned(),
            field: Some(field.to_owned()),
        }
    }

    /// Whether the situation allows the act and only the input stands in the way.
    pub fn is_about_input(&self) -> bool {
        self.field.is_some()
    }
}

/// Declares the refusals of an act: name, optional particulars, article, what it says, what opens the way.
///
/// ```
/// events::refusals! {
///     /// Why a fine cannot be collected on the spot.
///     pub enum Refused {
///         NotFiled => law::article::Article::of("行政处罚法", 54), "案件尚未立案", "先报请立案审批";
///         TooLate { days_over: i64 } => law::article::Article::of("行政处罚法", 60), "已超办案期限{days_over}日", "依法延长期限";
///     }
/// }
/// assert_eq!(events::Refusal::from(Refused::TooLate { days_over: 3 }).says, "已超办案期限3日");
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($variant:ident $({ $($field:ident : $kind:ty),+ $(,)? })? => $article:expr, $says:literal, $opens:literal $(, field $input:literal)?;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name { $(#[doc = $says] $variant $({ $(#[doc = stringify!($field)] $field: $kind),+ })?,)+ }

        impl From<$name> for $crate::Refusal {
            #[allow(unused_variables, unused_mut, unused_assignments)]
            fn from(refused: $name) -> Self {
                match refused {
                    $($name::$variant $({ $($field),+ })? => {
                        let mut field: Option<String> = None;
                        $(field = Some($input.to_owned());)?
                        $crate::Refusal {
                            name: stringify!($variant).to_owned(),
                            says: format!($says),
                            article: $article.to_string(),
                            opens: format!($opens),
                            field,
                        }
                    })+
                }
            }
        }
    };
}
