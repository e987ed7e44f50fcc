//! A service as it is written: what `parse` gives and `check` looks through.

pub(crate) mod work;

use parseltongue_syntax::let_words::LetLine;
use parseltongue_syntax::query::Condition;
use parseltongue_syntax::settings::Whole;
use parseltongue_syntax::units::{Rate, Size, Time};
use parseltongue_syntax::{Header, Parameter, Setting, Text, Type};
use proc_macro2::{Group, Ident, TokenStream};

/// A block.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) header: Header,
    pub(crate) settings: Settings,
    /// `let_…` lines, in the order in which they stand.
    pub(crate) lets: Vec<LetLine>,
    /// Everything that has a path, in the order in which it stands.
    pub(crate) declarations: Vec<Declaration>,
    /// What it does beside requests.
    pub(crate) work: work::Work,
}

/// The settings, each of which may stand once.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) listen_on: Setting<Text>,
    pub(crate) uses: Setting<TokenStream>,
    pub(crate) deadline: Setting<Time>,
    pub(crate) body_limit: Setting<Size>,
    pub(crate) allow_origins: Setting<Vec<Text>>,
    pub(crate) compress: Setting<Vec<(Coding, Ident)>>,
    pub(crate) problems: Setting<Shape>,
    pub(crate) authenticate_with: Setting<Bearer>,
    pub(crate) tls: Setting<Tls>,
    pub(crate) callers: Setting<Callers>,
    pub(crate) rate_limit: Setting<Vec<RateLimit>>,
    pub(crate) behind_proxies: Setting<Whole>,
    pub(crate) private: Setting<Vec<&'static str>>,
}

/// `bearer_jwt env "DESK_SECRET" scheme "Token"`
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) word: Ident,
    pub(crate) variable: Text,
    pub(crate) scheme: Option<Text>,
}

/// `tls: certificate "desk.pem" key env "DESK_KEY_FILE",`
#[derive(Debug)]
pub(crate) struct Tls {
    pub(crate) word: Ident,
    pub(crate) certificate: Named,
    pub(crate) key: Named,
}

/// A path, or the variable of the environment that holds one.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    Path(String),
    Variable(String),
}

/// `Account role .role`: the record of whoever calls.
#[derive(Debug)]
pub(crate) struct Callers {
    pub(crate) record: TokenStream,
    /// The field that says which roles a caller has.
    pub(crate) role: Option<Ident>,
}

/// `5 per minute by address`
#[derive(Debug)]
pub(crate) struct RateLimit {
    pub(crate) rate: Rate,
    pub(crate) whose: Whose,
    /// `address` or `caller`.
    pub(crate) word: Ident,
}

/// For whom requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Address,
    Caller,
}

/// Who may do something: `requires role "trader"`, `allow when .owner == caller.id`.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// `role`, or the word before it.
    pub(crate) word: Option<Ident>,
    /// The roles of which the caller must have one.
    pub(crate) roles: Vec<Text>,
    /// What must hold of the record, and the word `allow`.
    pub(crate) allow: Option<(Ident, Condition)>,
}

/// What is answered when something is wrong.
#[derive(Debug)]
pub(crate) enum Shape {
    /// `rfc9457`
    Rfc9457,
    /// `shape "errors"`
    Named(Text),
}

/// A coding of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    pub(crate) const ALL: [(&'static str, Coding); 3] =
        [("gzip", Coding::Gzip), ("brotli", Coding::Brotli), ("zstd", Coding::Zstd)];
}

/// What has a path.
#[derive(Debug)]
pub(crate) enum Declaration {
    Resource(Resource),
    Route(Box<Route>),
    Events(Events),
    Files(Files),
}

/// `resource Order at "/orders" { list, read }`
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) attributes: TokenStream,
    pub(crate) record: TokenStream,
    pub(crate) path: Text,
    pub(crate) actions: Vec<Allowed>,
}

/// What may be done with the records of a resource, and by whom: `change requires if_match`.
#[derive(Debug)]
pub(crate) struct Allowed {
    pub(crate) action: Action,
    pub(crate) word: Ident,
    /// `requires if_match`: only by whoever says which state of the record was read.
    pub(crate) if_match: Option<Ident>,
    /// `page 50 up_to 500`: how many records a page has.
    pub(crate) pages: Option<Pages>,
    /// Who may.
    pub(crate) guard: Guard,
}

/// `page 50 up_to 500`
#[derive(Debug)]
pub(crate) struct Pages {
    pub(crate) word: Ident,
    /// Unless the client says another number.
    pub(crate) size: Whole,
    /// The most that a client may say.
    pub(crate) most: Whole,
}

/// What may be done with the records of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    List,
    Read,
    Create,
    Change,
    Delete,
}

impl Action {
    pub(crate) const ALL: [(&'static str, Action); 5] = [
        ("list", Action::List),
        ("read", Action::Read),
        ("create", Action::Create),
        ("change", Action::Change),
        ("delete", Action::Delete),
    ];

    pub(crate) fn of(word: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, action)| action)
    }

    pub(crate) fn verb(self) -> Verb {
        match self {
            Action::List | Action::Read => Verb::Get,
            Action::Create => Verb::Post,
            Action::Change => Verb::Patch,
            Action::Delete => Verb::Delete,
        }
    }

    /// It speaks of one record, one segment below the resource's path.
    pub(crate) fn is_of_one(self) -> bool {
        matches!(self, Action::Read | Action::Change | Action::Delete)
    }
}

/// The methods of HTTP that the language has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verb {
    Delete,
    Get,
    Patch,
    Post,
    Put,
}

impl Verb {
    pub(crate) fn of(word: &str) -> Option<Verb> {
        Some(match word {
            "get" => Verb::Get,
            "post" => Verb::Post,
            "put" => Verb::Put,
            "patch" => Verb::Patch,
            "delete" => Verb::Delete,
            _ => return None,
        })
    }

    /// As HTTP writes it.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Verb::Delete => "DELETE",
            Verb::Get => "GET",
            Verb::Patch => "PATCH",
            Verb::Post => "POST",
            Verb::Put => "PUT",
        }
    }

    /// Requests of this method carry a body.
    pub(crate) fn has_body(self) -> bool {
        matches!(self, Verb::Patch | Verb::Post | Verb::Put)
    }
}

/// `post "/orders/{id}/fill" (id: uuid) -> created Trade fails_with ExchangeError { … }`
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) attributes: TokenStream,
    pub(crate) keyword: Ident,
    pub(crate) verb: Verb,
    pub(crate) path: Text,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) result: Gives,
    /// `in "user"`: the envelope of the result.
    pub(crate) within: Option<Text>,
    pub(crate) error: Option<TokenStream>,
    /// It is a `socket`.
    pub(crate) ends: Option<Ends>,
    /// Who may call it.
    pub(crate) guard: Guard,
    /// `rate_limit 5 per minute by address`
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) body: Group,
}

/// `sends Trade from Market::Trades receives OrderDraft`
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) sends: Type,
    /// The stream whose records are sent.
    pub(crate) from: Option<TokenStream>,
    pub(crate) receives: Type,
}

/// What a route gives when all goes well.
#[derive(Debug)]
pub(crate) enum Gives {
    Value(Type),
    Created(Type),
    Nothing,
}

/// `events "/trades" from Market::Trades,`
#[derive(Debug)]
pub(crate) struct Events {
    pub(crate) attributes: TokenStream,
    pub(crate) path: Text,
    pub(crate) stream: TokenStream,
}

/// `files "/assets" from "public" kept_for 1 hour otherwise "index.html",`
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) attributes: TokenStream,
    pub(crate) path: Text,
    pub(crate) from: Text,
    /// How long a client may keep one without asking.
    pub(crate) kept_for: Option<Time>,
    /// What is shown where no file is.
    pub(crate) otherwise: Option<Text>,
}
