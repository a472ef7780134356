//! Ticks, parts and texts of a small tour.

use serde_json::{Value as Json, json};

use super::Tour;
use super::look::{Sight, silence};
use crate::tutorial::check::{Found, Of, Subject};
use crate::tutorial::{Source, parse};

const FILE: &str = r"---
title: A shop
teaches: b
minutes: 1
---
# One

Of the *chapter*.

## Make it

```shows
app/cart
```

```run
daprk deploy -f cart.yaml --name cart
```

```check
configmap/cart exists
configmap/cart {.data.n} is 1
```

```question
How many?
answer: configmap/cart {.data.n}
```

# Two

## Break it

```check
configmap/cart {.data.n} is 2
```

## Mend it

```check
configmap/cart {.data.n} is 1
```

# Three

## It grows

```check
configmap/count {.data.n} grows
```
";

fn tour() -> Tour {
    Tour::of(&parse("shop", FILE).unwrap())
}

/// Looks at a cluster where `ConfigMaps` hold these numbers.
fn look(tour: &mut Tour, maps: &Json) {
    tour.judge(&|subject: &Subject| {
        let Of::Object { name, .. } = &subject.of else {
            panic!("an object");
        };
        Ok(match maps.get(name) {
            Some(n) => Found::Values(vec![json!({"data": {"n": n}})]),
            None => Found::Nothing(format!("there is no {name}")),
        })
    });
}

fn done(tour: &Tour) -> Vec<&str> {
    let done = tour.stops.iter().filter(|stop| stop.done);
    done.map(|stop| stop.number.as_str()).collect()
}

#[test]
fn stops_are_done_in_the_order_of_their_chapter_and_stay_so() {
    let mut tour = tour();
    let looks: [(Json, &[&str]); 6] = [
        (json!({}), &[]),
        // What 2.2 asks for is so, too, and 2.1 was not yet.
        (json!({"cart": 1, "count": 5}), &["1.1"]),
        (json!({"cart": 2, "count": 3}), &["1.1", "2.1"]),
        (json!({"count": 3}), &["1.1", "2.1"]),
        // More than the smallest of before.
        (
            json!({"cart": 1, "count": 4}),
            &["1.1", "2.1", "2.2", "3.1"],
        ),
        (json!({}), &["1.1", "2.1", "2.2", "3.1"]),
    ];
    for (maps, expected) in looks {
        look(&mut tour, &maps);
        assert_eq!(done(&tour), expected, "{maps}");
    }
}

#[test]
fn what_is_not_done_says_why() {
    let mut tour = tour();
    look(&mut tour, &json!({"cart": 3, "count": 1}));
    let why: Vec<&str> = tour.stops.iter().map(|stop| stop.why.as_str()).collect();
    assert_eq!(
        why,
        [
            "configmap/cart {.data.n} is 1: it is 3",
            "configmap/cart {.data.n} is 2: it is 3",
            "2.1 comes first",
            "configmap/count {.data.n} grows: it was 1 and is 1",
        ]
    );
    assert!(tour.has_to_grow());
    tour.judge(&|_| Err("the cluster cannot be reached".to_owned()));
    let first = &tour.stops[0].checks[0];
    assert!(!first.done);
    assert_eq!(first.why, "not known: the cluster cannot be reached");
}

/// A sidecar whose Redis is gone may be silent for a minute before it answers with an error.
#[test]
fn silence_of_an_app_is_no_answer_and_of_the_cluster_nothing_known() {
    let rows = [
        ("pod/a", false),
        ("all pod", false),
        ("log of nodeapp", false),
        ("answer of nodeapp /order", true),
        ("sidecar of nodeapp", true),
        ("state of nodeapp order", true),
        ("redis of statestore order", true),
        ("metrics of nodeapp calls", true),
    ];
    for (subject, is_known) in rows {
        let subject = Subject::parse(subject).unwrap();
        assert_eq!(silence(&subject).is_ok(), is_known, "{subject}");
    }
    let tutorial = Source::bundled("understanding-dapr")
        .unwrap()
        .read()
        .unwrap();
    let mut tour = Tour::of(&tutorial);
    tour.stops.retain(|stop| stop.number == "9.4");
    tour.judge(&|subject| match &subject.of {
        Of::Object { name, .. } if name == "nodeapp" => Ok(Found::Object {
            values: vec![json!({})],
            unready: None,
        }),
        Of::Object { .. } => Ok(Found::Nothing("gone".to_owned())),
        // The cluster has its log all the time.
        Of::Log { .. } => Ok(Found::Values(vec![json!("500 ERR_STATE_SAVE")])),
        _ => silence(subject),
    });
    assert!(tour.stops[0].done, "{:#?}", tour.stops);
}

/// An app that is asked every two seconds would be seen to read its store every two seconds.
#[test]
fn an_app_is_asked_only_for_the_last_thing_that_a_stop_lacks() {
    const FILE: &str = r"---
title: A shop
teaches: b
minutes: 1
---
# One

## Make it

```check
configmap/cart exists
answer of cart /n {.n} grows
```

## Keep it

```check
state of cart n is 1
```

# Two

## Mend it

```check
state of mended n is 1
```
";
    let mut tour = Tour::of(&parse("shop", FILE).unwrap());
    let of = |text: &str| Subject::parse(text).unwrap();
    let loud = || ["answer of cart /n", "state of cart n", "state of mended n"].map(of);
    let asked = |tour: &Tour, found: Found| {
        let sight = Sight(vec![(of("configmap/cart"), Ok(found))]);
        let asked = tour.last(loud().to_vec(), &sight);
        asked.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let gone = || Found::Nothing("there is none".to_owned());
    let there = || Found::Values(vec![json!({})]);
    let (answer, kept, mended) = (
        "the answer of cart to /n",
        "the state of cart under n",
        "the state of mended under n",
    );
    assert_eq!(asked(&tour, gone()), [mended]);
    assert_eq!(asked(&tour, there()), [answer, mended]);
    tour.stops[0].done = true;
    assert_eq!(asked(&tour, there()), [kept, mended]);
    tour.stops[1].done = true;
    tour.stops[2].done = true;
    assert!(asked(&tour, there()).is_empty());
}

#[test]
fn a_page_gets_all_of_it() {
    let mut tour = tour();
    look(&mut tour, &json!({"cart": 3}));
    insta::assert_json_snapshot!(tour.stops[0], @r#"
    {
      "number": "1.1",
      "chapter": "One",
      "title": "Make it",
      "text": [
        {
          "type": "paragraph",
          "spans": [
            {
              "text": "Of the "
            },
            {
              "strong": "chapter"
            },
            {
              "text": "."
            }
          ]
        }
      ],
      "commands": [
        "daprk deploy -f cart.yaml --name cart"
      ],
      "shows": {
        "view": "app",
        "nodes": []
      },
      "checks": [
        {
          "words": "configmap/cart exists",
          "done": true,
          "why": ""
        },
        {
          "words": "configmap/cart {.data.n} is 1",
          "done": false,
          "why": "it is 3"
        }
      ],
      "questions": [
        {
          "text": "How many?"
        }
      ],
      "done": false,
      "why": "configmap/cart {.data.n} is 1: it is 3"
    }
    "#);
}

#[test]
fn a_log_gets_a_list() {
    let mut tour = tour();
    look(&mut tour, &json!({"cart": 1, "count": 1}));
    insta::assert_snapshot!(tour.text(), @r"
    A shop: 1 of 4 stops done

    1  One
    ✔ 1.1  Make it

    2  Two
    · 2.1  Break it
           · configmap/cart {.data.n} is 2: it is 1
    · 2.2  Mend it
           ✔ configmap/cart {.data.n} is 1
           2.1 comes first

    3  Three
    · 3.1  It grows
           · configmap/count {.data.n} grows: it was 1 and is 1

    Questions
      1.1  How many?
    ");
}
