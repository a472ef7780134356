//! Branches of a drawn tree that are wider than the screen.

use unicode_width::UnicodeWidthStr as _;

/// The lines that a branch goes on in stand so much further in.
const FURTHER: usize = 4;

/// A text in which branches are broken between words. Other lines stay as they are: a command that is copied from the
/// screen has to be one line.
pub(super) fn folded(text: &str, room: usize) -> String {
    let fits = |line: &str| line.width() <= room || !is_branch(line);
    let line = |line: &str| {
        if fits(line) {
            line.to_owned()
        } else {
            broken(line, room)
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn is_branch(line: &str) -> bool {
    line.trim_start_matches([' ', '│']).starts_with(['├', '└'])
}

fn broken(line: &str, room: usize) -> String {
    let lead = below(line);
    let (mut out, mut column, mut is_first) = (String::new(), 0, true);
    for word in line.split_inclusive(' ') {
        if !is_first && column + word.trim_end().width() > room {
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.push_str(&lead);
            column = lead.width();
        }
        out.push_str(word);
        column += word.width();
        is_first = false;
    }
    out
}

/// What stands before a line below a branch: the bars of those that go on.
fn below(line: &str) -> String {
    let bars = line
        .chars()
        .take_while(|letter| " │├└".contains(*letter))
        .map(|letter| if letter == '├' { '│' } else { letter })
        .map(|letter| if letter == '└' { ' ' } else { letter });
    bars.chain(std::iter::repeat_n(' ', FURTHER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_broken_between_words() {
        let text = "\
nodeapp  port 3000, ready 1/1, daprd 1.18.3, and more
├══ sets 3 in all ══▶ statestore  state.redis, loaded ✔
│  └┄┄ connects ┄┄▶ redis  Service 6379, 1 endpoint ✔
└── short
fix  kubectl get component statestore -o yaml | sed s/a/b/
";
        let expected = "\
nodeapp  port 3000, ready 1/1, daprd 1.18.3, and more
├══ sets 3 in all ══▶ statestore
│    state.redis, loaded ✔
│  └┄┄ connects ┄┄▶ redis  Service
│       6379, 1 endpoint ✔
└── short
fix  kubectl get component statestore -o yaml | sed s/a/b/
";
        assert_eq!(folded(text, 34), expected);
        assert_eq!(folded(text, 80), text);
    }

    #[test]
    fn a_word_that_is_wider_than_the_screen_stays_whole() {
        let text = "└── abcdefghijklmnop qrs";
        assert_eq!(folded(text, 10), "└──\n     abcdefghijklmnop\n     qrs");
        assert_eq!(folded(text, 0), "└──\n     abcdefghijklmnop\n     qrs");
    }
}
