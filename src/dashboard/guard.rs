//! Who may look: a link that works once, then a cookie; only as 127.0.0.1, only from the page itself, only to read.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::header::{COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Method, Uri};
use rand::RngCore as _;

/// How long a link is good that nobody opens.
const GOOD_FOR: Duration = Duration::from_secs(600);

/// Keeps the page for those who have its link.
#[derive(Debug)]
pub(super) struct Guard {
    port: u16,
    /// What the browser shows after it has opened a link.
    session: String,
    link: Mutex<Option<Link>>,
}

#[derive(Debug)]
struct Link {
    token: String,
    made: Instant,
}

impl Link {
    fn is_good(&self) -> bool {
        self.made.elapsed() < GOOD_FOR
    }
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is answered.
    Welcome,
    /// It has opened the link: it gets this cookie, and is sent to the page.
    Opened(String),
    /// 403 with these words.
    Refused(&'static str),
    /// 403; the link is not good any more, and whoever reads the terminal gets a new one.
    Outdated,
    /// 405: nothing can be changed here.
    ReadOnly,
}

impl Guard {
    pub(super) fn new(port: u16) -> Self {
        Self {
            port,
            session: secret(),
            link: Mutex::new(None),
        }
    }

    /// A link that works once; an earlier one does not work any more.
    pub(super) fn link(&self) -> String {
        let token = secret();
        let address = format!("http://127.0.0.1:{}/?token={token}", self.port);
        let made = Instant::now();
        *self.kept() = Some(Link { token, made });
        address
    }

    pub(super) fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Verdict {
        if !self.is_here(headers) {
            return Verdict::Refused("This page is for 127.0.0.1 alone.");
        }
        if !self.is_own(headers) {
            return Verdict::Refused("Another page may not ask this one.");
        }
        if method != Method::GET && method != Method::HEAD {
            return Verdict::ReadOnly;
        }
        let token = uri.query().and_then(|query| {
            let mut pairs = query.split('&');
            pairs.find_map(|pair| pair.strip_prefix("token="))
        });
        match token {
            // Who is in already may open the link again.
            _ if self.has_cookie(headers) && token.is_none_or(|token| !self.takes(token)) => {
                Verdict::Welcome
            }
            Some(token) if self.open(token) => Verdict::Opened(self.cookie()),
            // A wrong guess does not take the link away from whoever has it.
            Some(_) if self.has_link() => {
                Verdict::Refused("This is not the link that daprk has printed.")
            }
            Some(_) => Verdict::Outdated,
            None => Verdict::Refused(
                "This page opens with the link that daprk has printed in the terminal.",
            ),
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Link>> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is a link that still opens.
    fn has_link(&self) -> bool {
        self.kept().as_ref().is_some_and(Link::is_good)
    }

    /// Whether it is the link's token, and in time.
    fn takes(&self, token: &str) -> bool {
        let kept = self.kept();
        let link = kept.as_ref().filter(|link| link.is_good());
        link.is_some_and(|link| same(&link.token, token))
    }

    /// Uses the link up.
    fn open(&self, token: &str) -> bool {
        let takes = self.takes(token);
        if takes {
            *self.kept() = None;
        }
        takes
    }

    /// Ports share their cookies, so that each has its own name.
    fn cookie_name(&self) -> String {
        format!("daprk-{}", self.port)
    }

    fn cookie(&self) -> String {
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie_name(),
            self.session
        )
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let texts = headers.get_all(COOKIE).into_iter();
        let mut cookies = texts
            .filter_map(|text| text.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='));
        cookies.any(|(of, value)| of == name && same(value, &self.session))
    }

    /// Names that lead to this machine and to no other: a foreign name may be made to lead here by whoever owns it.
    fn is_here(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.hosts().iter().any(|own| own == host))
    }

    /// Browsers name the page that a request comes from, unless one has typed it.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else {
            return true;
        };
        let origin = origin.to_str().unwrap_or_default();
        let host = origin.strip_prefix("http://").unwrap_or_default();
        self.hosts().iter().any(|own| own == host)
    }

    fn hosts(&self) -> [String; 2] {
        ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port))
    }
}

/// 128 bits that nobody guesses.
fn secret() -> String {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Takes as long for a wrong text as for the right one.
fn same(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    one.len() == other.len() && pairs.fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        headers
    }

    fn judged(guard: &Guard, path: &str, pairs: &[(&'static str, String)]) -> Verdict {
        let mut all = vec![("host", "127.0.0.1:8080".to_owned())];
        all.extend_from_slice(pairs);
        guard.judge(&Method::GET, &path.parse().unwrap(), &headers(&all))
    }

    fn path_of(link: &str) -> &str {
        link.strip_prefix("http://127.0.0.1:8080").unwrap()
    }

    #[test]
    fn a_link_opens_once_and_the_cookie_from_then_on() {
        let guard = Guard::new(8080);
        let link = guard.link();
        let Verdict::Opened(cookie) = judged(&guard, path_of(&link), &[]) else {
            panic!("a new link opens");
        };
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        assert_eq!(judged(&guard, path_of(&link), &[]), Verdict::Outdated);
        let pair = cookie.split(';').next().unwrap().to_owned();
        let with = [("cookie", format!("other=1; {pair}"))];
        assert_eq!(judged(&guard, "/", &with), Verdict::Welcome);
        assert_eq!(judged(&guard, path_of(&link), &with), Verdict::Welcome);
        assert_eq!(
            judged(&guard, "/", &[("cookie", "daprk-8080=guess".to_owned())]),
            judged(&guard, "/", &[])
        );
        assert!(matches!(judged(&guard, "/", &[]), Verdict::Refused(_)));
    }

    #[test]
    fn only_the_last_link_works_and_only_in_time() {
        let guard = Guard::new(8080);
        let (first, second) = (guard.link(), guard.link());
        let wrong = judged(&guard, path_of(&first), &[]);
        assert!(matches!(wrong, Verdict::Refused(_)), "{wrong:?}");
        assert!(guard.has_link(), "a wrong guess takes nothing away");
        if let Some(link) = guard.kept().as_mut() {
            link.made = Instant::now().checked_sub(GOOD_FOR).unwrap();
        }
        assert_eq!(judged(&guard, path_of(&second), &[]), Verdict::Outdated);
    }

    #[test]
    fn foreign_names_pages_and_methods_are_refused() {
        let guard = Guard::new(8080);
        let link = guard.link();
        let path: Uri = path_of(&link).parse().unwrap();
        let rows = [
            ("evil.example:8080", None, Method::GET, false),
            ("127.0.0.1", None, Method::GET, false),
            ("127.0.0.1:9090", None, Method::GET, false),
            (
                "127.0.0.1:8080",
                Some("http://evil.example"),
                Method::GET,
                false,
            ),
            ("127.0.0.1:8080", Some("null"), Method::GET, false),
            (
                "127.0.0.1:8080",
                Some("http://127.0.0.1:9090"),
                Method::GET,
                false,
            ),
            (
                "127.0.0.1:8080",
                Some("https://127.0.0.1:8080"),
                Method::GET,
                false,
            ),
            ("127.0.0.1:8080", None, Method::POST, false),
            (
                "localhost:8080",
                Some("http://localhost:8080"),
                Method::GET,
                true,
            ),
        ];
        for (host, origin, method, opens) in rows {
            let mut pairs = vec![("host", host.to_owned())];
            pairs.extend(origin.map(|origin| ("origin", origin.to_owned())));
            let verdict = guard.judge(&method, &path, &headers(&pairs));
            assert_eq!(
                matches!(verdict, Verdict::Opened(_)),
                opens,
                "{host} {origin:?} {method}: {verdict:?}"
            );
        }
    }
}
