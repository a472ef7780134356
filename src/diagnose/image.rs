//! Images that can't be pulled.

use super::context::{Context, Spot};
use super::event_log::count;
use super::finding::Found;
use super::words::{chain, without};
use crate::dapr::{self, control_plane::Service};
use crate::health::Doing;

/// A registry that refuses twice means it; the first time it may be a moment too early.
const TRIES: i64 = 2;

/// Whether the registry was asked often enough. The kubelet backs off after the first try already, so that tells only
/// where nobody may see how often it tried.
fn is_sure(tries: i64, backs_off: bool) -> bool {
    tries >= TRIES || (tries == 0 && backs_off)
}

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context.unready().filter_map(|spot| judge(&spot)).collect()
}

fn judge(spot: &Spot<'_, '_>) -> Option<Found> {
    let Doing::Waiting { reason, message } = spot.container.doing() else {
        return None;
    };
    let image = spot.container.image();
    match reason {
        "ErrImagePull" | "ImagePullBackOff" | "RegistryUnavailable" => {
            Some(pull(spot, reason, message))
        }
        "InvalidImageName" => Some(
            spot.place()
                .error(
                    "image-name-invalid",
                    format!("image name {image} is invalid"),
                )
                .says(chain(
                    message
                        .rsplit_once("\": ")
                        .map_or(message, |(_, words)| words),
                ))
                .hopeless(true),
        ),
        "ErrImageNeverPull" => Some(
            spot.place()
                .error(
                    "image-not-present",
                    format!("image {image} is not on the node, and is never pulled"),
                )
                .hint("load it into the node, or set imagePullPolicy to IfNotPresent")
                .hopeless(true),
        ),
        "SignatureValidationFailed" | "ImageInspectError" => Some(
            spot.place()
                .error(
                    "image-rejected",
                    format!("image {image} is rejected by the container runtime"),
                )
                .says(chain(message))
                .hopeless(reason == "SignatureValidationFailed"),
        ),
        _ => None,
    }
}

/// What the sandbox says of an image that it has no program for.
const NO_PROGRAM: &str = "no program ";

/// The sandbox runs programs in place of images: what is missing is not there at the next try.
fn no_program(spot: &Spot<'_, '_>, message: &str) -> Option<Found> {
    let at = message.find(NO_PROGRAM)?;
    let (_, advice) = message[at..].split_once(": ")?;
    let image = spot.container.image();
    let found = spot.place().error(
        "image-without-program",
        format!("no program for image {image} is on this machine"),
    );
    Some(found.hint(advice).hopeless(true))
}

fn pull(spot: &Spot<'_, '_>, reason: &str, message: &str) -> Found {
    if let Some(found) = no_program(spot, message) {
        return found;
    }
    let image = spot.container.image();
    let words = registry_words(spot, message);
    let refusal = Refusal::of(&words);
    let tries = count(&spot.events(), "Pulling");
    let is_sure = is_sure(tries, reason == "ImagePullBackOff");
    let mut found = spot
        .place()
        .error(refusal.id, format!("image {image} {}", refusal.text))
        .says(says(&words, tries))
        .hopeless(refusal.lasts && is_sure);
    let hint = hint(spot, refusal);
    if !hint.is_empty() {
        found = found.hint(hint);
    }
    found
}

fn says(words: &str, tries: i64) -> String {
    match (words.is_empty(), tries) {
        (true, _) => String::new(),
        (false, 0 | 1) => words.to_owned(),
        (false, tries) => format!("{words} ({tries} tries)"),
    }
}

/// The kubelet repeats the registry's words in the container's state since Kubernetes 1.32; before,
/// only the event of the failed try has them.
fn registry_words(spot: &Spot<'_, '_>, message: &str) -> String {
    let image = spot.container.image();
    let state = match message.strip_prefix("Back-off pulling image") {
        Some(rest) => rest
            .split_once("ErrImagePull: ")
            .map_or("", |(_, words)| words),
        None => message,
    };
    let event = spot
        .events()
        .into_iter()
        .rev()
        .find(|told| told.message.starts_with("Failed to pull image"));
    let event = event.map_or("", |told| told.message);
    let words = if state.is_empty() { event } else { state };
    let words = words
        .rsplit_once(" desc = ")
        .map_or(words, |(_, words)| words);
    let words = without(words, image);
    let words = words.trim_start_matches("Failed to pull image: ");
    chain(words.trim_start_matches("failed to pull and unpack image: "))
}

fn hint(spot: &Spot<'_, '_>, refusal: &Refusal) -> &'static str {
    let of_dapr =
        Service::of_pod(spot.pod.object).is_some() || spot.container.name == dapr::CONTAINER;
    match refusal.id {
        "image-not-found" | "image-registry-unknown" if of_dapr => {
            "check --image-registry; `daprk images` lists the images that a mirror needs"
        }
        "image-denied" if of_dapr => {
            "check --image-registry; a private registry needs global.imagePullSecrets"
        }
        _ => refusal.hint,
    }
}

/// A way in which registries and nodes refuse.
struct Refusal {
    /// Any of these in the message, in lower case, tells it.
    signs: &'static [&'static str],
    id: &'static str,
    /// Goes after `image x `.
    text: &'static str,
    /// Whether the next try will end the same way.
    lasts: bool,
    hint: &'static str,
}

impl Refusal {
    fn of(words: &str) -> &'static Self {
        let words = words.to_lowercase();
        let known = REFUSALS
            .iter()
            .find(|refusal| refusal.signs.iter().any(|sign| words.contains(sign)));
        known.unwrap_or(&UNKNOWN)
    }
}

const UNKNOWN: Refusal = Refusal {
    signs: &[],
    id: "image-pull-failed",
    text: "cannot be pulled",
    lasts: false,
    hint: "",
};

/// Those that may pass stand first: what a registry says when it is overloaded can contain the
/// words of the others.
const REFUSALS: &[Refusal] = &[
    Refusal {
        signs: &["429 too many", "toomanyrequests", "rate limit"],
        id: "image-throttled",
        text: "cannot be pulled: the registry's rate limit is reached",
        lasts: false,
        hint: "log in to the registry (imagePullSecrets), or use a mirror",
    },
    Refusal {
        signs: &["500 internal", "502 bad", "503 service", "504 gateway"],
        id: "image-registry-failing",
        text: "cannot be pulled: the registry fails",
        lasts: false,
        hint: "",
    },
    Refusal {
        signs: &["no such host", "name resolution", "server misbehaving"],
        id: "image-registry-unknown",
        text: "cannot be pulled: the registry's name does not resolve",
        lasts: false,
        hint: "check the registry's name, and that nodes reach a name server that knows it",
    },
    Refusal {
        signs: &["i/o timeout", "deadline exceeded", "handshake timeout"],
        id: "image-registry-unreachable",
        text: "cannot be pulled: the registry does not answer",
        lasts: false,
        hint: "check that nodes reach the registry (proxy, firewall)",
    },
    Refusal {
        signs: &[
            "connection refused",
            "connection reset",
            "unreachable",
            "no route to host",
            "eof",
        ],
        id: "image-registry-unreachable",
        text: "cannot be pulled: the registry cannot be reached",
        lasts: false,
        hint: "check the registry's address, and that nodes reach it",
    },
    Refusal {
        signs: &["no space left"],
        id: "image-no-space",
        text: "cannot be pulled: the node's disk is full",
        lasts: false,
        hint: "",
    },
    Refusal {
        signs: &["x509", "http response to https"],
        id: "image-registry-untrusted",
        text: "cannot be pulled: the node does not trust the registry",
        lasts: true,
        hint: "give the nodes the registry's certificate, or allow plain HTTP for it in their container runtime",
    },
    Refusal {
        signs: &["no match for platform", "no matching manifest"],
        id: "image-wrong-platform",
        text: "is not there for the node's processor",
        lasts: true,
        hint: "",
    },
    Refusal {
        signs: &[
            "denied",
            "unauthorized",
            "authorization",
            "authentication",
            "403 forbidden",
        ],
        id: "image-denied",
        text: "cannot be pulled: the registry refuses access",
        lasts: true,
        hint: "check the image's name; a private registry needs imagePullSecrets",
    },
    Refusal {
        signs: &["not found", "manifest unknown", "does not exist"],
        id: "image-not-found",
        text: "not found",
        lasts: true,
        hint: "check the image's name and tag",
    },
];

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn refusals_by_their_words() {
        let rows = [
            (
                "manifest unknown: manifest unknown",
                "image-not-found",
                true,
            ),
            (
                "toomanyrequests: access denied for now",
                "image-throttled",
                false,
            ),
            (
                "Head \"https://r.example/v2/\": x509: certificate signed by unknown authority",
                "image-registry-untrusted",
                true,
            ),
            (
                "http: server gave HTTP response to HTTPS client",
                "image-registry-untrusted",
                true,
            ),
            (
                "no match for platform in manifest: not found",
                "image-wrong-platform",
                true,
            ),
            (
                "dial tcp 10.0.0.1:443: i/o timeout",
                "image-registry-unreachable",
                false,
            ),
            (
                "net/http: TLS handshake timeout",
                "image-registry-unreachable",
                false,
            ),
            (
                "unexpected status code 502 Bad Gateway",
                "image-registry-failing",
                false,
            ),
            (
                "write /var/lib/x: no space left on device",
                "image-no-space",
                false,
            ),
            ("something new", "image-pull-failed", false),
        ];
        for (words, id, lasts) in rows {
            let refusal = Refusal::of(words);
            assert_eq!((refusal.id, refusal.lasts), (id, lasts), "{words}");
        }
    }
}
