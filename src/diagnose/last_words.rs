//! What of a container's last lines tells why it ended.

use super::words::{chain, line};
use crate::dapr::LogRecord;

/// Lines of a container's output that are shown.
const LINES: usize = 3;

/// The lines that tell most. Dapr's own logs say in one line why they end; Node, Go and Java name the error above
/// a stack that is longer than what can be shown; others say it last.
pub(super) fn last_words(lines: &[String]) -> String {
    if let Some(fatal) = fatal_error(lines) {
        return chain(&fatal);
    }
    let told: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| !line.trim().is_empty())
        .collect();
    let tail = told.len().saturating_sub(LINES);
    let named = (0..tail).rfind(|at| names_an_error(told[*at]) && is_of_stack(told[at + 1]));
    let told = match named {
        Some(at) => &told[at..=at],
        None => &told[tail..],
    };
    let told: Vec<_> = told.iter().map(|text| line(text)).collect();
    told.join("\n")
}

/// `TypeError: x is not a function`, `panic: …`, `Exception in thread "main" …`.
fn names_an_error(line: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$');
    let is_error = |word: &str| word.ends_with("Error") || word.ends_with("Exception");
    let is_class = |word: &str| word.bytes().all(is_word) && is_error(word);
    let starts = ["panic: ", "Exception in thread ", "Unhandled exception"];
    starts.iter().any(|start| line.starts_with(start))
        || line
            .split_once(": ")
            .is_some_and(|(word, _)| is_class(word))
}

fn is_of_stack(line: &str) -> bool {
    let starts = [" ", "\t", "goroutine ", "[signal "];
    starts.iter().any(|start| line.starts_with(start))
}

/// The last fatal error in the log of a Dapr program.
pub(super) fn fatal_error(lines: &[String]) -> Option<String> {
    lines.iter().rev().find_map(|line| fatal(line))
}

fn fatal(line: &str) -> Option<String> {
    let record = LogRecord::read(line).filter(|record| record.level() == "fatal")?;
    Some(record.message().to_owned())
}

#[cfg(test)]
mod tests {
    use super::last_words;

    const NODE: &str = "\
node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module '/app/start.js'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at Module._load (node:internal/modules/cjs/loader:1038:27) {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v20.20.2";
    const GO: &str = "\
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4551f5]

goroutine 1 [running]:
main.main()
\t/src/main.go:7 +0x15
exit status 2";
    const JAVA: &str = "\
Exception in thread \"main\" java.lang.IllegalStateException: no port
\tat Main.listen(Main.java:3)
\tat Main.start(Main.java:2)
\tat Main.main(Main.java:1)";
    const PYTHON: &str = "\
Traceback (most recent call last):
  File \"/app.py\", line 1, in <module>
    import flask
ModuleNotFoundError: No module named 'flask'";

    #[test]
    fn the_lines_that_tell_most() {
        let rows = [
            ("a\nb\n\nc\nd", "b\nc\nd"),
            ("", ""),
            ("a\n{\"level\":\"fatal\",\"msg\":\"stop\"}", "stop"),
            (
                "a\ntime=\"2026\" level=fatal msg=\"no \\\"daprsystem\\\": stop\" scope=dapr.sentry\nb",
                "no \"daprsystem\": stop",
            ),
            (NODE, "Error: Cannot find module '/app/start.js'"),
            (
                GO,
                "panic: runtime error: invalid memory address or nil pointer dereference",
            ),
            (
                JAVA,
                "Exception in thread \"main\" java.lang.IllegalStateException: no port",
            ),
            (
                PYTHON,
                "File \"/app.py\", line 1, in <module>\nimport flask\nModuleNotFoundError: No module named 'flask'",
            ),
            (
                "Error: early\nretrying\nup\nwarning: late\nbye",
                "up\nwarning: late\nbye",
            ),
        ];
        for (log, words) in rows {
            let lines: Vec<String> = log.lines().map(str::to_owned).collect();
            assert_eq!(last_words(&lines), words, "{log}");
        }
    }
}
