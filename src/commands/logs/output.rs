//! Log lines as they are printed.

use crate::cluster::{LogItem, LogLine, LogSource};
use crate::error::{Error, Result};
use crate::event::{Event, Reporter};
use crate::settings::Logs;

/// Whether anybody reads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Go on.
    Open,
    /// Standard output is closed (`| head`).
    Closed,
}

/// Prints the lines of numbered sources.
pub(super) struct Output<'a> {
    reporter: &'a dyn Reporter,
    timestamps: bool,
    with_prefix: bool,
    prefixes: Vec<String>,
    /// What was told last; many logs that fail alike say it once.
    told: Option<Event>,
}

impl<'a> Output<'a> {
    pub(super) fn new(reporter: &'a dyn Reporter, settings: &Logs, is_many: bool) -> Self {
        Self {
            reporter,
            timestamps: settings.timestamps,
            with_prefix: settings.prefix && is_many,
            prefixes: Vec::new(),
            told: None,
        }
    }

    /// Gives these sources the next numbers.
    pub(super) fn add(&mut self, sources: &[LogSource]) {
        let prefix = |source: &LogSource| format!("{} {} | ", source.pod, source.container);
        self.prefixes.extend(sources.iter().map(prefix));
    }

    /// Prints a line, tells a remark.
    pub(super) fn take(&mut self, number: usize, item: &LogItem) -> Result<Written> {
        match item {
            LogItem::Line(line) => {
                self.told = None;
                let prefix = self.with_prefix.then(|| self.prefixes[number].as_str());
                written(self.reporter.data(&printed(prefix, self.timestamps, line)))
            }
            LogItem::CaughtUp => Ok(Written::Open),
            LogItem::Note(message) => {
                self.note(message);
                Ok(Written::Open)
            }
            LogItem::Warning(message) => {
                self.warn(message);
                Ok(Written::Open)
            }
        }
    }

    /// Tells a remark.
    pub(super) fn note(&mut self, message: &str) {
        let message = message.to_owned();
        self.tell(Event::Note { message });
    }

    /// Tells that something is wrong.
    pub(super) fn warn(&mut self, message: &str) {
        let message = message.to_owned();
        self.tell(Event::Warning { message });
    }

    fn tell(&mut self, event: Event) {
        if self.told.as_ref() != Some(&event) {
            self.told = Some(event.clone());
            self.reporter.emit(event);
        }
    }
}

fn written(result: std::io::Result<()>) -> Result<Written> {
    match result {
        Ok(()) => Ok(Written::Open),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Written::Closed),
        Err(error) => Err(
            Error::failed("cannot-write", "cannot write to standard output")
                .says(error.to_string()),
        ),
    }
}

fn printed(prefix: Option<&str>, timestamps: bool, line: &LogLine) -> Vec<u8> {
    let mut bytes = prefix.unwrap_or_default().as_bytes().to_vec();
    if timestamps {
        bytes.extend_from_slice(format!("{} ", line.stamp).as_bytes());
    }
    bytes.extend_from_slice(&line.text);
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::{Error as IoError, ErrorKind, Result as IoResult};
    use std::sync::Mutex;

    use super::{Output, Written, written};
    use crate::cluster::{LogItem, LogLine, LogSource, Stamp};
    use crate::error::Result;
    use crate::event::{Event, Outcome, Question, Reporter};
    use crate::settings::{Containers, Logs};

    #[derive(Default)]
    struct Kept {
        lines: Mutex<Vec<Vec<u8>>>,
        told: Mutex<Vec<Event>>,
    }

    impl Reporter for Kept {
        fn emit(&self, event: Event) {
            self.told.lock().expect("not poisoned").push(event);
        }

        fn ask(&self, _: &Question) -> Result<bool> {
            Ok(false)
        }

        fn show(&self, _: &Outcome) -> IoResult<()> {
            Ok(())
        }

        fn data(&self, line: &[u8]) -> IoResult<()> {
            self.lines.lock().expect("not poisoned").push(line.to_vec());
            Ok(())
        }
    }

    fn settings(timestamps: bool, prefix: bool) -> Logs {
        Logs {
            app_id: "cart".into(),
            containers: Containers::Daprd,
            pod: None,
            follow: false,
            tail: None,
            since: None,
            previous: false,
            timestamps,
            prefix,
        }
    }

    fn line(text: &[u8]) -> LogItem {
        let time: jiff::Timestamp = "2026-11-23T08:20:11.5Z".parse().expect("valid");
        LogItem::Line(LogLine {
            stamp: Stamp::from(time),
            text: text.to_vec(),
            starts: true,
        })
    }

    #[test]
    fn a_line_has_its_prefix_and_time_where_wanted() {
        let source = LogSource {
            namespace: "shop".into(),
            pod: "cart-1".into(),
            uid: String::new(),
            container: "daprd".into(),
        };
        let rows: [(_, _, _, &[u8]); 5] = [
            (false, true, true, b"cart-1 daprd | \xffx "),
            (
                true,
                true,
                true,
                b"cart-1 daprd | 2026-11-23T08:20:11.500000000Z \xffx ",
            ),
            (true, false, true, b"2026-11-23T08:20:11.500000000Z \xffx "),
            (false, false, true, b"\xffx "),
            (false, true, false, b"\xffx "),
        ];
        for (timestamps, prefix, is_many, expected) in rows {
            let kept = Kept::default();
            let mut output = Output::new(&kept, &settings(timestamps, prefix), is_many);
            output.add(std::slice::from_ref(&source));
            output.take(0, &line(b"\xffx ")).expect("is written");
            assert_eq!(*kept.lines.lock().expect("not poisoned"), [expected]);
        }
    }

    #[test]
    fn many_logs_that_fail_alike_say_so_once() {
        let kept = Kept::default();
        let mut output = Output::new(&kept, &settings(false, false), true);
        output.add(&[]);
        let warning = LogItem::Warning("w".into());
        for item in [
            &warning,
            &warning,
            &LogItem::Note("n".into()),
            &warning,
            &line(b""),
            &warning,
        ] {
            output.take(0, item).expect("is told");
        }
        assert_eq!(kept.told.lock().expect("not poisoned").len(), 4);
    }

    #[test]
    fn a_closed_standard_output_is_no_error() {
        let closed = IoError::from(ErrorKind::BrokenPipe);
        assert_eq!(written(Err(closed)).expect("no error"), Written::Closed);
        assert_eq!(written(Ok(())).expect("no error"), Written::Open);
        assert!(written(Err(IoError::from(ErrorKind::StorageFull))).is_err());
    }
}
