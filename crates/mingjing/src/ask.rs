//! Asking on the command line: questions go to standard error, answers come from standard input, so that a script can answer too. A password typed at a
//! terminal is not shown, and none is ever taken from the arguments, where every user of the machine could read it.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, IsTerminal, Write};

/// Fewest characters of a password.
pub const PASSWORD_CHARACTERS_MIN: usize = pages::desk::account::PASSWORD_CHARS_MIN;
/// The longest answer that is read.
const ANSWER_BYTES_MAX: u64 = 4_096;

/// Whether somebody sits there who can answer.
pub fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks until there is an answer; at the end of the input it gives up.
pub fn question(text: &str) -> Result<String> {
    loop {
        eprint!("{text} ");
        std::io::stderr().flush()?;
        let answer = line()?;
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
}

/// Asks, and takes `usual` for an empty answer.
pub fn question_or(text: &str, usual: &str) -> Result<String> {
    eprint!("{text} [{usual}] ");
    std::io::stderr().flush()?;
    let answer = line()?;
    Ok(if answer.is_empty() { usual.to_owned() } else { answer })
}

/// Asks for a new password: twice at a terminal, once from a script.
pub fn new_password() -> Result<String> {
    let password = if somebody_is_there() {
        let first = rpassword::prompt_password("Password (密码): ")?;
        if rpassword::prompt_password("The same again (再输一次): ")? != first {
            bail!("the two passwords are not the same");
        }
        first
    } else {
        eprint!("Password (密码): ");
        line()?
    };
    good_enough(&password)?;
    Ok(password)
}

fn good_enough(password: &str) -> Result<()> {
    let characters = password.chars().count();
    if characters < PASSWORD_CHARACTERS_MIN {
        bail!("the password has {characters} characters; at least {PASSWORD_CHARACTERS_MIN} are needed");
    }
    Ok(())
}

fn line() -> Result<String> {
    let mut answer = String::new();
    let mut stdin = std::io::Read::take(std::io::stdin().lock(), ANSWER_BYTES_MAX);
    let count = stdin.read_line(&mut answer).context("the answer does not read")?;
    if count == 0 {
        bail!("the input ended before every question was answered");
    }
    if !answer.ends_with('\n') && count as u64 >= ANSWER_BYTES_MAX {
        bail!("an answer has more than {ANSWER_BYTES_MAX} bytes");
    }
    Ok(answer.trim_end_matches(['\n', '\r']).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert!(good_enough("十个汉字也是一个密码").is_ok());
        assert!(good_enough("九个汉字不够长的").is_err());
        assert!(good_enough("short").unwrap_err().to_string().contains("5 characters"));
    }
}
