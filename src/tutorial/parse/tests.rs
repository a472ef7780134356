use std::time::Duration;

use super::*;
use crate::graph::{Name, View};
use crate::tutorial::Shows;

const WHOLE: &str = r"---
title: A title
teaches: a thing
minutes: 5
---
# One

Words of the chapter.

## First

Words
of a step.

```run
daprk init
daprk deploy -f a.yaml \
  --name a
```

```check 90s
deployment/a is healthy

pod/b exists
```

```question
How many?
answer: deployment/a {.spec.replicas}
```

```hint
Look **there**.
```

```undo
daprk undeploy a
```

```makes
deployment/a
```

```shows
view injection
app/a

control-plane
```

```yaml
a: 1
```

## Second

```run fails
daprk status
```

```if-made
First
```

```needs
deployment/c in dapr-system
```
";

fn told(text: &str) -> String {
    match parse("x", text) {
        Ok(_) => "no mistake".to_owned(),
        Err(wrong) => {
            let lines = wrong.iter().map(|it| format!("{}: {}", it.line, it.words));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// A tutorial with this in its only step.
fn with(text: &str) -> String {
    format!("---\ntitle: a\nteaches: b\nminutes: 1\n---\n# A\n## B\n{text}")
}

#[test]
fn a_whole_tutorial_is_read() {
    let tutorial = parse("x", WHOLE).unwrap();
    assert_eq!((tutorial.title.as_str(), tutorial.minutes), ("A title", 5));
    let [chapter] = tutorial.chapters.as_slice() else {
        panic!("one chapter");
    };
    assert_eq!(chapter.text.len(), 1);
    let [first, second] = chapter.steps.as_slice() else {
        panic!("two steps");
    };
    let parts: Vec<_> = first.parts.iter().map(kind).collect();
    assert_eq!(parts, ["text", "run", "check", "question", "text"]);
    let Part::Run(run) = &first.parts[1] else {
        panic!("commands");
    };
    assert_eq!(run.lines, ["daprk init", "daprk deploy -f a.yaml --name a"]);
    let Part::Check(checks) = &first.parts[2] else {
        panic!("checks");
    };
    assert_eq!(checks.within, Duration::from_secs(90));
    let lines: Vec<_> = checks.checks.iter().map(|check| check.line).collect();
    assert_eq!(lines, [22, 24]);
    assert_eq!(
        (first.line, first.hint.len(), first.makes.len()),
        (10, 1, 1)
    );
    assert_eq!(first.shows.view, Some(View::Injection));
    let names: Vec<_> = first.shows.names.iter().map(Name::text).collect();
    assert_eq!(names, ["app/a", "control-plane"]);
    assert_eq!(second.shows, Shows::default());
    assert_eq!(first.undo, ["daprk undeploy a"]);
    assert!(matches!(&second.parts[0], Part::Run(run) if run.fails));
    assert_eq!(second.if_made.as_deref(), Some("First"));
    assert_eq!(second.needs.len(), 1);
}

fn kind(part: &Part) -> &'static str {
    match part {
        Part::Text(_) => "text",
        Part::Run(_) => "run",
        Part::Solution(_) => "solution",
        Part::Check(_) => "check",
        Part::Question(_) => "question",
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let rows = [
        "",
        "---\ntitle: a\ncolour: b\nminutes: 0\n---\n# A\n",
        "---\ntitle: 5\nteaches: [a]\nminutes: ten\n---\n# A\n## B\n",
        "---\ntitle: yes\nteaches:\nminutes: 1.5\n---\n# A\n## B\n",
        "---\ntitle: a: b\nteaches: ''\nminutes: 1\n---\n# A\n## B\n",
        "---\ntitle: [\n---\n# A\n## B\n",
        "---\ntitle: a\nteaches: b\nminutes: 1\n---\nwords\n## B\n```run\nls\n```\n",
        &with("## B\n### C\n"),
        &with(
            "```run\n```\n```runs\nx\n```\n```run quickly\nls\n```\n```check 5h\npod/a exists\n```\n",
        ),
        &with("```run\ndaprk logs 'a\ndaprk list | wc\n```\n"),
        &with("```check\npod/a exists\npood/b exists\npod/c\n```\n"),
        &with(
            "```question\nHow many?\n```\n```question\nanswer: pod/a\n```\n```question\nWhy?\nanswer: pod\n```\n",
        ),
        &with(
            "```check\npod/a exists\nall pod with =a exists\n```\n```question\nHow many?\nanswer: count of all pod with \"app in a\" {.items}\n```\n```needs\nall pod with a,,b\n```\n",
        ),
        &with("```if-made\nC\n```\n"),
        &with("```makes\na\n```\n```yaml\na: 1\n"),
        &with("```shows\nview side\napps/cart\n\napp/my cart\n```\n"),
        &with("```shows\nview app\nview all\n```\n```shows\n```\n"),
    ];
    insta::assert_snapshot!(rows.map(told).join("\n--\n"), @r"
        1: the file has to begin with a head: a line `---`, the lines `title: Two carts`, `teaches: run an app twice and see which one answers`, `minutes: 10`, and a line `---`
        1: there is no chapter (`# …`)
        --
        1: `teaches:` is missing above: `teaches: run an app twice and see which one answers`
        1: chapter `A` has no step (`## …`)
        3: `colour` is not known here: title, teaches, minutes
        4: `minutes` is to be a whole number above 0, such as `minutes: 10`
        --
        2: `title` is to be a text, and YAML reads the number 5 there: put it in quotes
        3: `teaches` is to be a text, such as `teaches: run an app twice and see which one answers`
        4: `minutes` is to be a whole number above 0, such as `minutes: 10`
        --
        2: `title` is to be a text, and YAML reads the value true there: put it in quotes
        3: `teaches` is to be a text, such as `teaches: run an app twice and see which one answers`
        4: `minutes` is to be a whole number above 0, such as `minutes: 10`
        --
        2: this is not YAML that kubectl would read: mapping values are not allowed in this context
        title: a: b
                ^
        --
        2: this is not YAML that kubectl would read: unclosed bracket '['
        title: [
               ^
        --
        1: there is no chapter (`# …`)
        6: text before the first chapter (`# …`)
        7: a step before the first chapter (`# …`)
        8: `run` belongs into a step (`## …`)
        --
        8: there is a step `B` before
        9: a heading has one `#` for a chapter or two for a step
        --
        8: `run` is empty
        10: `runs` is no fence; did you mean `run`?
        13: `run` has no option `quickly`: it is `run` or `run fails`
        16: `check` has no option `5h`: how long it is waited for is told as in `check 90s` or `check 2m`
        --
        9: `daprk logs 'a`: a quote is not closed
        10: `|`: a daprk command stands alone in its line, without a shell
        --
        10: `pood` is no kind; did you mean `pod`?
        11: there is no condition: exists, is gone, is healthy, is not healthy, is TEXT, is not TEXT, has TEXT, has no TEXT, is at least NUMBER, grows
        --
        8: a question needs one line `answer: VALUE`, such as `answer: deployment/cart {.spec.replicas}`
        11: a question needs a text above its answer, such as `How many replicas has cart?`
        16: `pod` is nothing that can be looked at: KIND/NAME, all KIND, sidecar of APP, answer of APP PATH, state of APP KEY, log of APP, metrics of APP NAME, redis of COMPONENT KEY
        --
        10: `=a` is no label selector, such as `app=cart`: found '=', expected: !, identifier, or 'end of string'
        14: `app in a` is no label selector, such as `app=cart`: found 'a', expected: '('
        17: `a,,b` is no label selector, such as `app=cart`: found ',', expected: identifier after ','
        --
        7: there is no step `C` before this one
        --
        9: `a` is nothing that can be looked at: KIND/NAME, all KIND, sidecar of APP, answer of APP PATH, state of APP KEY, log of APP, metrics of APP NAME, redis of COMPONENT KEY
        11: this ``` is not closed
        --
        9: there is no view `side`: app, data-path, injection, control-plane, all
        10: `apps` is no kind of the picture; did you mean `app`?
        12: nothing is called `my cart`: write KIND/NAME
        --
        8: a step shows one view: one line such as `view injection`
        12: `shows` is empty
        ");
}
