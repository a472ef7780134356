//! Commands that somebody runs in a container, and who is attached to one.

use std::io;
use std::os::fd::OwnedFd;

use futures::future::BoxFuture;

use super::cell::State;
use super::note::Asked;
use super::worker::Worker;
use crate::pty::Terminal;
use crate::sandbox::node::{Ended, Session, Streams};
use crate::sandbox::runtime::keeper::Keeper;
use crate::sandbox::runtime::launch::plan;
use crate::sandbox::runtime::streams::{FromProcess, from_process, keyboard_of, to_process};
use crate::sandbox::runtime::supervisor::Launch;

impl Worker {
    pub(super) fn asked(&self, asked: Asked) {
        let Asked {
            container,
            command,
            streams,
            reply,
        } = asked;
        let (session, ready) = match command {
            Some(command) => (self.exec(&container, &command, streams), None),
            None => match self.attach(&container, streams) {
                Ok((session, ready)) => (Ok(session), Some(ready)),
                Err(words) => (Err(words), None),
            },
        };
        tokio::spawn(async move {
            if let Some(ready) = ready {
                ready.await;
            }
            // Whoever has gone meanwhile drops the session, and what runs in it is killed.
            let _ = reply.send(session);
        });
    }

    fn exec(
        &self,
        container: &str,
        command: &[String],
        streams: Streams,
    ) -> Result<Session, String> {
        let running = self.running(container);
        let index = running.ok_or_else(|| format!("container not found ({container:?})"))?;
        let keeper = self.keeper_of(index)?;
        match self.with_scene(index, |scene| plan::command(scene, command)) {
            Ok(launch) => self
                .run_beside(keeper, launch, streams)
                .map_err(|error| error.to_string()),
            Err(words) => Ok(Session::over(Ended::Failed(words))),
        }
    }

    fn run_beside(&self, keeper: &Keeper, launch: Launch, streams: Streams) -> io::Result<Session> {
        if streams.tty {
            return self.run_on_terminal(keeper, launch, streams);
        }
        let mut files = Vec::new();
        let mut session = Session::over(Ended::Code(0));
        if streams.stdin {
            let (ours, theirs) = to_process()?;
            files.push(theirs);
            session.stdin = Some(Box::new(ours));
        }
        if let Some(output) = output(streams.stdout, &mut files)? {
            session.stdout = Some(Box::new(output));
        }
        if let Some(output) = output(streams.stderr, &mut files)? {
            session.stderr = Some(Box::new(output));
        }
        session.ended = self.execs.start(keeper, launch, streams, files);
        Ok(session)
    }

    fn run_on_terminal(
        &self,
        keeper: &Keeper,
        mut launch: Launch,
        streams: Streams,
    ) -> io::Result<Session> {
        let (terminal, program) = Terminal::open()?;
        self.put_on_terminal(&mut launch);
        let mut session = Session::over(Ended::Code(0));
        if streams.stdin {
            session.stdin = Some(Box::new(keyboard_of(&terminal)?));
        }
        session.stdout = Some(Box::new(terminal.screen()?));
        session.resize = Some(Box::new(move |size| terminal.resize(size)));
        session.ended = self.execs.start(keeper, launch, streams, vec![program]);
        Ok(session)
    }

    /// A program that is started on a terminal has to make it its own first.
    pub(super) fn put_on_terminal(&self, launch: &mut Launch) {
        launch.argv.splice(0..0, self.shared.terminal.clone());
        if launch.env.iter().all(|(name, _)| name != "TERM") {
            launch.env.push(("TERM".to_owned(), "xterm".to_owned()));
        }
    }

    /// A session, and when it may be used: what is sent before would be answered unheard.
    fn attach(
        &self,
        container: &str,
        streams: Streams,
    ) -> Result<(Session, BoxFuture<'static, ()>), String> {
        let index = self.running(container).ok_or_else(|| {
            let namespace = self.pod.namespace().unwrap_or_default();
            let pod = self.pod.name();
            format!("container {container} not found in pod {pod}_{namespace}")
        })?;
        let keeper = self.keeper_of(index)?;
        let lost = || format!("container not found ({container:?})");
        let console = self.consoles.get(&index).ok_or_else(lost)?;
        let mut files = Vec::new();
        let mut session = Session::over(Ended::Code(0));
        session.ended = console.over();
        if streams.stdin {
            session.stdin = console.stdin().map_err(|error| error.to_string())?;
            session.ends_with_stdin = console.ends_with_stdin();
        }
        session.resize = console.resize();
        let mut output = |wanted| output(wanted, &mut files).map_err(|error| error.to_string());
        if let Some(output) = output(streams.stdout)? {
            session.stdout = Some(Box::new(output));
        }
        if let Some(output) = output(streams.stderr)? {
            session.stderr = Some(Box::new(output));
        }
        let run = self.cells[index].run();
        let ready = self.execs.attach(keeper, run, streams, files);
        Ok((session, ready))
    }

    fn running(&self, container: &str) -> Option<usize> {
        let runs = |cell: &super::cell::Cell| {
            cell.name() == container && matches!(cell.state, State::Running(_))
        };
        self.cells.iter().position(runs)
    }

    /// The supervisor of a container that is a process.
    fn keeper_of(&self, index: usize) -> Result<&Keeper, String> {
        let keeper = self.keeper.as_ref();
        let keeper = keeper.filter(|_| !self.stand_ins.contains_key(&index));
        keeper.ok_or_else(|| {
            let name = self.cells[index].name();
            format!("container {name:?} is built into the sandbox: there is no process of it")
        })
    }
}

fn output(wanted: bool, files: &mut Vec<OwnedFd>) -> io::Result<Option<FromProcess>> {
    if !wanted {
        return Ok(None);
    }
    let (ours, theirs) = from_process()?;
    files.push(theirs);
    Ok(Some(ours))
}
