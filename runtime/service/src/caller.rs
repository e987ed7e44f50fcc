//! `authenticate_with`: who calls, by a signed token (RFC 7519) in the header `Authorization`.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use parseltongue_cores::Opening;
use parseltongue_records::{HttpMeaning, Keyed, Problem, Repository};

use crate::{Call, Refusal, Service, text};

/// The word before a token unless a service says another (RFC 6750).
pub const BEARER: &str = "Bearer";

/// `bearer_jwt env "DESK_SECRET" scheme "Token"`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The variable of the environment that holds the secret, or the public key as PEM.
    pub(crate) variable: &'static str,
    /// The word before the token.
    pub(crate) scheme: &'static str,
}

/// How a service that takes tokens knows its callers.
#[cfg(feature = "authentication")]
#[must_use]
pub const fn bearer_jwt(variable: &'static str, scheme: &'static str) -> Option<Bearer> {
    Some(Bearer { variable, scheme })
}

/// Stops the build of a service that takes tokens without the feature that can.
#[cfg(not(feature = "authentication"))]
#[must_use]
pub const fn bearer_jwt(_: &'static str, _: &'static str) -> Option<Bearer> {
    panic!("`authenticate_with` needs the feature `authentication` of parseltongue: add it in Cargo.toml")
}

/// The keys of a service, or why it has none although it wants some.
pub(crate) fn open<S: Service>(opening: &Opening) -> Result<Option<Keys>, String> {
    let Some(Bearer { variable, .. }) = S::AUTHENTICATE else { return Ok(None) };
    let text = opening.variable(variable);
    let text =
        text.ok_or_else(|| format!("`authenticate_with` wants the variable {variable}, which is not set"))?;
    // The text itself is a secret, and is never told.
    Keys::of(&text).map(Some).map_err(|reason| format!("the variable {variable} {reason}"))
}

impl<S: Service> Call<'_, S> {
    /// The record that the token of the call names.
    ///
    /// # Errors
    /// 401 when there is no token, it is not valid, or nothing has its key; 503 when the store
    /// cannot be read.
    pub async fn caller<R: Repository>(&self) -> Result<R::Record, Refusal> {
        match self.caller_if_any::<R>().await? {
            Some(caller) => Ok(caller),
            None => Err(refused::<S>("MissingToken", "the header authorization is missing")),
        }
    }

    /// The same, or none when the call has no token at all.
    ///
    /// # Errors
    /// Those of [`Call::caller`], but for the first.
    pub async fn caller_if_any<R: Repository>(&self) -> Result<Option<R::Record>, Refusal> {
        let invalid = |detail| refused::<S>("InvalidToken", detail);
        let Some(token) = token::<S>(&self.head.headers).map_err(invalid)? else { return Ok(None) };
        let keys = self.core.common.keys.as_ref();
        let keys = keys.ok_or_else(|| Refusal::internal("the service was opened without keys"))?;
        let subject = keys.subject(token).map_err(invalid)?;
        if !S::RATE_LIMITS.is_empty() || S::HAS_LIMITED_ROUTES {
            self.within_rates_of(&subject)?;
        }
        let key: Option<<R::Record as Keyed>::Key> = text::read(&subject).ok();
        let key = key.ok_or_else(|| invalid("the token names nobody"))?;
        // Whoever is gone since the token was made is nobody.
        Ok(Some(R::read(&key).await?.ok_or_else(|| invalid("the token names nobody"))?))
    }
}

/// The token, if there is one.
fn token<S: Service>(headers: &HeaderMap) -> Result<Option<&str>, &'static str> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(first) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err("the header authorization must be given only once");
    }
    let parts = first.to_str().ok().and_then(|text| text.trim().split_once(' '));
    match parts {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(scheme_of::<S>()) => Ok(Some(token.trim())),
        _ => Err("the header authorization has another scheme"),
    }
}

fn scheme_of<S: Service>() -> &'static str {
    S::AUTHENTICATE.map_or(BEARER, |bearer| bearer.scheme)
}

/// 401, with the scheme that would have been right.
fn refused<S: Service>(case: &str, detail: &str) -> Refusal {
    let problem = Problem::new(HttpMeaning::Unauthenticated, case).with_detail(detail);
    Refusal::new(problem).with_challenge(scheme_of::<S>())
}

#[cfg(feature = "authentication")]
pub(crate) use signed::Keys;
#[cfg(feature = "authentication")]
pub use signed::token_for;

#[cfg(not(feature = "authentication"))]
pub(crate) use unsigned::Keys;

#[cfg(feature = "authentication")]
mod signed {
    use std::fmt::{self, Display};
    use std::time::Duration;

    use jsonwebtoken::crypto::verify;
    use jsonwebtoken::errors::ErrorKind;
    use jsonwebtoken::{
        Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation, decode, encode,
        get_current_timestamp,
    };
    use parseltongue_cores::World;
    use serde::{Deserialize, Serialize};

    use crate::Service;
    use crate::core::Common;

    /// Bytes of a secret, at least: as long as what it signs with (RFC 7518, section 3.2).
    const SECRET_BYTES_MIN: usize = 32;

    /// Bytes of an RSA key, at least: 2048 bits (RFC 7518, section 3.3).
    const RSA_BYTES_MIN: usize = 256;

    /// Bytes of a public key of Ed25519.
    const ED25519_BYTES: usize = 32;

    /// Texts that begin a public key in PEM; a private key or a certificate is not checked with.
    const PEM_PUBLIC: [&str; 2] = ["-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----"];

    /// What public keys begin with in OpenSSH's form and as JWK, and what stands in those of RSA,
    /// elliptic curves and Ed25519 whose PEM has lost its frame.
    const KEY_BEGINNINGS: [&str; 3] = ["ssh-", "ecdsa-sha2-", "{"];
    const KEY_KINDS: [&str; 3] = ["BgkqhkiG9w0BAQ", "KoZIzj0", "MCowBQYDK2Vw"];

    /// What a token of ours says.
    #[derive(Serialize)]
    struct Claims {
        sub: String,
        exp: u64,
    }

    /// What is wanted of any token, after the rules have looked at its times.
    #[derive(Deserialize)]
    struct Named {
        sub: String,
    }

    /// What tokens are checked with, and signed with if that is a secret.
    pub(crate) struct Keys {
        check: DecodingKey,
        rules: Validation,
        sign: Option<EncodingKey>,
    }

    impl fmt::Debug for Keys {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Keys")
        }
    }

    impl Keys {
        pub(crate) fn of(text: &str) -> Result<Keys, String> {
            let text = text.trim();
            // Whatever stands before it: a public key must never be taken for a secret.
            if let Some(at) = text.find("-----BEGIN") {
                return Ok(Keys::with(public_key(&text[at..])?, None));
            }
            let is_key = KEY_BEGINNINGS.iter().any(|it| text.starts_with(it))
                || KEY_KINDS.iter().any(|it| text.contains(it));
            if is_key {
                return Err("holds a key in another form than PEM".to_owned());
            }
            if text.len() < SECRET_BYTES_MIN {
                return Err(format!(
                    "holds {} bytes, and a secret has at least {SECRET_BYTES_MIN}",
                    text.len()
                ));
            }
            let secret = text.as_bytes();
            Ok(Keys::with(DecodingKey::from_secret(secret), Some(EncodingKey::from_secret(secret))))
        }

        /// A token is signed as the key says, not as the token says: a public key must never be
        /// taken for a secret. It must say when it ends; one for somebody else (`aud`) is refused.
        fn with(check: DecodingKey, sign: Option<EncodingKey>) -> Keys {
            let mut rules = Validation::new_for_family(check.family());
            if check.family() == AlgorithmFamily::Hmac {
                rules.algorithms = vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
            }
            rules.validate_nbf = true;
            rules.set_required_spec_claims(&["exp", "sub"]);
            Keys { check, rules, sign }
        }

        /// Whom a token names.
        pub(crate) fn subject(&self, token: &str) -> Result<String, &'static str> {
            match decode::<Named>(token, &self.check, &self.rules) {
                // What must be understood (RFC 7515, section 4.1.11) is not.
                Ok(token) if token.header.crit.is_some() => Err("the token is not valid"),
                Ok(token) => Ok(token.claims.sub),
                Err(error) if *error.kind() == ErrorKind::ExpiredSignature => Err("the token has expired"),
                Err(_) => Err("the token is not valid"),
            }
        }

        fn sign(&self, sub: String, lifetime: Duration) -> Option<String> {
            let claims = Claims { sub, exp: get_current_timestamp().saturating_add(lifetime.as_secs()) };
            encode(&Header::new(Algorithm::HS256), &claims, self.sign.as_ref()?).ok()
        }
    }

    /// The public key of that PEM.
    fn public_key(pem: &str) -> Result<DecodingKey, String> {
        let is_public = PEM_PUBLIC.iter().any(|begin| pem.starts_with(begin));
        let bytes = pem.as_bytes();
        let read = DecodingKey::from_rsa_pem(bytes)
            .or_else(|_| DecodingKey::from_ec_pem(bytes))
            .or_else(|_| DecodingKey::from_ed_pem(bytes));
        let key = read.ok().filter(|key| is_public && checks(key));
        let key = key.ok_or("holds no public key of RSA, P-256, P-384 or Ed25519")?;
        let is_short = key.try_get_as_bytes().is_ok_and(|bytes| bytes.len() < RSA_BYTES_MIN);
        if key.family() == AlgorithmFamily::Rsa && is_short {
            return Err("holds a key of RSA that has less than 2048 bits".to_owned());
        }
        Ok(key)
    }

    /// Whether there is a way to check a token with the key: other curves have frames as well.
    fn checks(key: &DecodingKey) -> bool {
        let is_whole = |bytes: &[u8]| key.family() != AlgorithmFamily::Ed || bytes.len() == ED25519_BYTES;
        let algorithms = Validation::new_for_family(key.family()).algorithms;
        key.try_get_as_bytes().is_ok_and(is_whole)
            && algorithms.iter().any(|algorithm| verify("", b"", key, *algorithm).is_ok())
    }

    /// A token for the record with that key, which the service `S` of the current world takes for
    /// so long: what a login answers with.
    ///
    /// # Panics
    /// When the service is not open in this world, or checks tokens with a public key: then
    /// somebody else makes them.
    #[must_use]
    pub fn token_for<S: Service>(key: &impl Display, lifetime: Duration) -> String {
        const { assert!(S::AUTHENTICATE.is_some(), "the service has no `authenticate_with`") }
        let common = World::current().part::<Common<S>>().expect("the service is open in this world");
        let keys = common.keys.as_ref().expect("a service that authenticates has keys");
        keys.sign(key.to_string(), lifetime).expect("the service has a secret to sign with")
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const SECRET: &str = "0123456789abcdef0123456789abcdef";
        // Ed25519's from RFC 8410, sections 10.3 and 10.1.
        const THEIRS: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----";
        const THEIRS_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----";
        // Made for these tests; the short one has 1024 bits.
        const P256: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpg88LyN8lxZ1cikcoQSGmrnG14BWKSjVHInOK6n0DdcnJwEXzizsi+Y1wdbeWvRKQ8KyekQBB1ssJ7BrQuCpHQ==";
        const RSA: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs5mXUTz3aaCQyfkdRHPKHn3aS5p92uzl/KDYchVMJgRWoUwYN5mN2VQmAvX0Z++Lbki4Qs6xuhy04kMsgqyxInkQ1GnBjEMvaDXPwsE+BRLhgmBth8vqHIE4kK/oERUrdk7BoA6S0K9faNCvphV+aVTGv78kEISljIaHABK3d/2pJYB+qArdMxrdE4ogg7RlQjgKGR16fM+GPgZku6bEacJw2PpcKvxVqdIIvEEmGPvS8omZ57CFxd7bdpYouQnqTfYD8KldnSCHrfJyEC2JSG9tbZFSqq5Mes5ILimIUAUDXZn00eH0NXxoMbGPztL74pIGZQaVMoG18PfR1ADlWwIDAQAB";
        const P521: &str = "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBrdJUiG53YN6fqlt0Jr18+p/6njqb0emTWrOf028u8TVBw1CILB9n/KbAdUjozPZHNowU9ZryVu7OZUDgb+QfKrwBpmfxzgU99Gn/+JKp+g9WYwZkI3o3hyq6TYoQwohmjciVM7GRucL505dYR1VKln+ITlL4kOaOKJg2Ao4i8Qkyfjo=";
        const SHORT_RSA: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC9tEx9qHEPNcw2VKchOoVTqJ0US/+8N3nI5GmN+Q6/u6Dplc70nIa+H9CdbyhK3BQirK/jFulkNj85JIbi3yPDRPSH0HzuOQOCWHHZ64M1xYe13TiyyqhJjmETD1c9frBMZy8YHpfkGIK/IpN2sTIw/1iIg/b8TI9d8ylEOckZfwIDAQAB";

        /// Whom a token with that head and those claims names.
        fn named(head: &Header, claims: &serde_json::Value) -> Result<String, &'static str> {
            let keys = Keys::of(SECRET).unwrap();
            keys.subject(&encode(head, claims, keys.sign.as_ref().unwrap()).unwrap())
        }

        #[test]
        fn a_token_is_taken_only_as_a_whole() {
            let now = get_current_timestamp();
            let (head, later) = (Header::default(), now + 60);
            let plain = serde_json::json!({ "sub": "7", "exp": later });
            assert_eq!(named(&head, &plain).as_deref(), Ok("7"));
            // A time may have a fraction (RFC 7519, section 2).
            let fraction = serde_json::json!({ "sub": "7", "exp": later as f64 + 0.5 });
            assert_eq!(named(&head, &fraction).as_deref(), Ok("7"));
            // What must be understood is not.
            let critical = Header { crit: Some(vec!["exp".to_owned()]), ..Header::default() };
            assert_eq!(named(&critical, &plain), Err("the token is not valid"));
            for claims in [
                serde_json::json!({ "sub": "7" }),
                serde_json::json!({ "exp": later }),
                serde_json::json!({ "sub": 7, "exp": later }),
                serde_json::json!({ "sub": "7", "exp": "later" }),
                serde_json::json!({ "sub": "7", "exp": later, "nbf": now + 3600 }),
                serde_json::json!({ "sub": "7", "exp": later, "nbf": "now" }),
                serde_json::json!({ "sub": "7", "exp": later, "aud": "others" }),
            ] {
                assert_eq!(named(&head, &claims), Err("the token is not valid"), "{claims}");
            }
        }

        #[test]
        fn a_public_key_is_one_whatever_stands_around_it() {
            let keys = Keys::of(&format!("# the key of the house\n{THEIRS_PUBLIC}")).unwrap();
            assert!(keys.sign.is_none());
            let unframed = THEIRS_PUBLIC.lines().nth(1).unwrap();
            let openssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh";
            let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"}"#;
            for other in [unframed, openssh, jwk] {
                assert_eq!(Keys::of(other).unwrap_err(), "holds a key in another form than PEM", "{other}");
            }
        }

        #[test]
        fn keys_of_each_kind_check() {
            for key in [P256, RSA] {
                let pem = format!("-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----");
                assert!(Keys::of(&pem).is_ok_and(|keys| keys.sign.is_none()), "{pem}");
                assert!(Keys::of(key).is_err());
            }
        }

        #[test]
        fn a_key_that_must_not_or_cannot_check_is_refused() {
            let said = "holds no public key of RSA, P-256, P-384 or Ed25519";
            let framed =
                |kind: &str, text: &str| format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----");
            // With the key that signs beside the services, everybody who reads it could sign.
            for private in [THEIRS.to_owned(), framed("RSA PRIVATE KEY", SHORT_RSA)] {
                assert_eq!(Keys::of(&private).unwrap_err(), said, "{private}");
            }
            // Nothing checks a token with P-521, so it would never be valid.
            assert_eq!(Keys::of(&framed("PUBLIC KEY", P521)).unwrap_err(), said);
            let said = "holds a key of RSA that has less than 2048 bits";
            assert_eq!(Keys::of(&framed("PUBLIC KEY", SHORT_RSA)).unwrap_err(), said);
        }

        #[test]
        fn only_what_was_signed_with_the_secret_names_anybody() {
            let keys = Keys::of(SECRET).unwrap();
            let token = keys.sign("7".to_owned(), Duration::from_secs(60)).unwrap();
            assert_eq!(keys.subject(&token).as_deref(), Ok("7"));
            let other = Keys::of(&SECRET.to_uppercase()).unwrap();
            assert_eq!(other.subject(&token), Err("the token is not valid"));
            let (head, rest) = token.split_once('.').unwrap();
            // `{"typ":"JWT","alg":"none"}`
            let unsigned =
                format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{}.", rest.split_once('.').unwrap().0);
            for forged in [unsigned, format!("{head}x.{rest}"), format!("{token}x"), String::new()] {
                assert_eq!(keys.subject(&forged), Err("the token is not valid"), "{forged}");
            }
        }

        #[test]
        fn a_token_ends() {
            let keys = Keys::of(SECRET).unwrap();
            let claims = Claims { sub: "7".to_owned(), exp: get_current_timestamp() - 3600 };
            let token = encode(&Header::default(), &claims, keys.sign.as_ref().unwrap()).unwrap();
            assert_eq!(keys.subject(&token), Err("the token has expired"));
        }

        #[test]
        fn a_short_secret_and_a_broken_key_are_refused() {
            assert_eq!(Keys::of("short").unwrap_err(), "holds 5 bytes, and a secret has at least 32");
            assert!(Keys::of("-----BEGIN PUBLIC KEY-----\nnone\n-----END PUBLIC KEY-----").is_err());
        }

        #[test]
        fn a_public_key_is_never_a_secret() {
            let pem = THEIRS_PUBLIC;
            let keys = Keys::of(pem).unwrap();
            assert!(keys.sign("7".to_owned(), Duration::from_secs(60)).is_none());
            let claims = Claims { sub: "7".to_owned(), exp: get_current_timestamp() + 60 };
            let theirs = EncodingKey::from_ed_pem(THEIRS.as_bytes()).unwrap();
            let signed = encode(&Header::new(Algorithm::EdDSA), &claims, &theirs).unwrap();
            assert_eq!(keys.subject(&signed).as_deref(), Ok("7"));
            let forged =
                encode(&Header::default(), &claims, &EncodingKey::from_secret(pem.as_bytes())).unwrap();
            assert_eq!(keys.subject(&forged), Err("the token is not valid"));
        }
    }
}

/// What stands there in a program that cannot check tokens: nothing ever makes one.
#[cfg(not(feature = "authentication"))]
mod unsigned {
    use std::convert::Infallible;

    #[derive(Debug)]
    pub(crate) struct Keys(Infallible);

    impl Keys {
        pub(crate) fn of(_: &str) -> Result<Keys, String> {
            Err("cannot be used: this program was built without the feature `authentication`".to_owned())
        }

        pub(crate) fn subject(&self, _: &str) -> Result<String, &'static str> {
            match self.0 {}
        }
    }
}
