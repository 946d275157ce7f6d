//! `mingjing account`: opens an account for an officer of the register, or replaces its password; with `--totp` also a second factor (RFC 6238). Who
//! holds the machine may do this; that an officer may have an account at all is an event of the registers (`OpenAccount`).

use crate::{ask, found};
use anyhow::{Context, Result, bail};
use desk::Store;
use events::OfficerId;
use pages::second_factor::{SECRET_BYTES, otpauth};
use store::Books;

/// Asks for the password and puts the account in place; prints the address an authenticator app takes when a second factor was asked for.
pub async fn put(books: &Books, officer: &str, login: Option<&str>, totp: bool) -> Result<()> {
    let id = OfficerId::from(officer);
    if books.registers().officer(&id).is_none() {
        bail!("no officer {officer} in the registers; officers are entered at the desk by the administrator");
    }
    let known = books.account(&id).await?;
    let login = match (login, &known) {
        (Some(login), _) => login.to_owned(),
        (None, Some(account)) => account.login.clone(),
        (None, None) => officer.to_owned(),
    };
    found::account(books, &id, &login, &ask::new_password()?).await?;
    eprintln!("{officer} signs in as {login}.");
    if totp {
        println!("{}", enrol(books, &id, &login).await?);
    }
    Ok(())
}

/// Gives the account a new second factor; answers its `otpauth:` address.
async fn enrol(books: &Books, officer: &OfficerId, login: &str) -> Result<String> {
    let secret: [u8; SECRET_BYTES] = rand::random();
    let url = otpauth(&secret, login);
    let mut account = books.account(officer).await?.context("the account was not kept")?;
    account.totp_secret = Some(secret.to_vec());
    books.account_put(&account).await?;
    eprintln!("Enter this into an authenticator app; it is shown once:");
    Ok(url)
}
