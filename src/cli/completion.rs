//! `daprk completion`

use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  echo 'source <(daprk completion bash)' >> ~/.bashrc
  echo 'source <(daprk completion zsh)' >> ~/.zshrc
  echo 'daprk completion fish | source' >> ~/.config/fish/config.fish
  echo 'eval (daprk completion elvish | slurp)' >> ~/.elvish/rc.elv
  'daprk completion powershell | Out-String | iex' >> $PROFILE";

/// Print the script that makes a shell complete daprk
///
/// It completes contexts, namespaces, app ids and pods besides flags, by asking daprk; so load it
/// at the start of each shell rather than keeping a copy.
#[derive(Debug, Args)]
#[command(before_long_help = EXAMPLES)]
pub struct Completion {
    /// bash, zsh, fish, powershell or elvish
    #[arg(value_enum, hide_possible_values = true)]
    pub shell: Shell,
}

/// A shell that can complete daprk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish
    Elvish,
}
