//! `mingjing account`: opens an account for an officer of the register, or replaces its password; with `--totp` also a second factor (RFC 6238). Who
//! holds the machine may do this; that an officer may have an account at all is an event of the registers (`OpenAccount`).

use crate::{ask, found};
use anyhow::{Context, Result, bail};
use desk::Store;
use events::OfficerId;
use store::Books;

/// Bytes of a second factor's secret: what RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

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

/// The address of a second factor as authenticator apps read it: SHA-1, six digits, thirty seconds.
fn otpauth(secret: &[u8], login: &str) -> String {
    let label: String = url::form_urlencoded::byte_serialize(login.as_bytes()).collect();
    let label = label.replace('+', "%20");
    format!(
        "otpauth://totp/Mingjing:{label}?secret={}&issuer=Mingjing&algorithm=SHA1&digits=6&period=30",
        base32(secret)
    )
}

/// RFC 4648 base 32 without padding, which is how the address wants it.
fn base32(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(SYMBOLS[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(SYMBOLS[(held << (5 - bits)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_as_in_the_standards_table() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_address_names_the_login_safely() {
        let url = otpauth(b"12345678901234567890", "张伟 a&b");
        assert!(
            url.starts_with(
                "otpauth://totp/Mingjing:%E5%BC%A0%E4%BC%9F%20a%26b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
            ),
            "{url}"
        );
    }
}
