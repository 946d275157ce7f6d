//! `mingjing found`: founds a district in an empty store. Asks for the body that keeps the registers (the justice bureau, 司法局), the region and the first
//! administrator; everything else is entered afterwards by acts, at the desk.

use crate::ask;
use anyhow::{Context, Result, bail};
use desk::carry_out::Said;
use desk::founding::Founding;
use desk::{Desk, Store};
use events::OfficerId;
use store::Account;
use store::Books;

/// Whether nobody has founded this district.
pub fn is_empty(books: &Books) -> bool {
    books.registers().version == 0
}

/// Asks the questions and founds the district.
pub async fn by_asking(desk: &Desk, books: &Books) -> Result<()> {
    if !is_empty(books) {
        bail!(
            "this district has been founded already; further people are entered by its administrator at the desk"
        );
    }
    eprintln!(
        "Founding a district. The first administrator keeps the registers (名录) and enters everyone else."
    );
    let body_code = answered(
        "Unified social credit code of the justice bureau (司法局的统一社会信用代码):",
        |code| law::identifiers::uscc(code).map(|_| ()).map_err(|fault| fault.to_string()),
    )?;
    let founding = Founding {
        body_code,
        body_name: ask::question("Its name (名称):")?,
        region: answered("Region, six digits (行政区划代码):", region)?,
        administrator_name: ask::question("Name of the first administrator (姓名):")?,
        administrator: OfficerId(ask::question_or("Id in the register, a-z 0-9 -:", "admin")?),
    };
    let login = ask::question_or("Login (登录名):", &founding.administrator.0)?;
    let password = ask::new_password()?;
    found(desk, books, &founding, &login, &password).await?;
    eprintln!("Founded. {} signs in as {login}.", founding.administrator_name);
    Ok(())
}

/// Enters the founding and gives the administrator an account.
pub async fn found(
    desk: &Desk,
    books: &Books,
    founding: &Founding,
    login: &str,
    password: &str,
) -> Result<()> {
    desk.found(founding).await.map_err(|said| anyhow::anyhow!(in_words(&said)))?;
    account(books, &founding.administrator, login, password).await
}

/// Opens or replaces an account, and ends every session begun under what stood before. A second factor that is there stays: a forgotten password is no reason to do without it.
pub async fn account(books: &Books, officer: &OfficerId, login: &str, password: &str) -> Result<()> {
    let known = books.account(officer).await.with_context(|| format!("account of {officer}"))?;
    let account = Account {
        officer: officer.clone(),
        login: login.to_owned(),
        password_hash: pages::session::hash_password(password)
            .map_err(|e| anyhow::anyhow!("password: {e}"))?,
        totp_secret: known.and_then(|known| known.totp_secret),
        failed: 0,
        locked_until: None,
    };
    books.account_put(&account).await.with_context(|| format!("account of {officer}"))?;
    books.sessions_end(officer).await.with_context(|| format!("sessions of {officer}"))?;
    Ok(())
}

/// Why an act came to nothing, for the command line.
pub fn in_words(said: &Said) -> String {
    match said {
        Said::Refused(refusal) => format!("{}（{}）{}", refusal.says, refusal.article, refusal.opens),
        Said::Invalid(faults) => format!("{faults:?}"),
        Said::Fault(fault) => fault.to_string(),
        other => format!("{other:?}"),
    }
}

fn region(text: &str) -> Result<(), String> {
    let six = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    six.then_some(()).ok_or_else(|| "a region has six digits, e.g. 310105".to_owned())
}

/// Asks until the answer passes; a script gets no second chance.
fn answered(text: &str, check: impl Fn(&str) -> Result<(), String>) -> Result<String> {
    loop {
        let answer = ask::question(text)?;
        match check(&answer) {
            Ok(()) => return Ok(answer),
            Err(reason) if ask::somebody_is_there() => eprintln!("  {reason}"),
            Err(reason) => bail!("{text} {answer:?}: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_six_digits() {
        assert!(region("310105").is_ok());
        for wrong in ["", "31010", "3101055", "31010a", "三一零一零五"] {
            assert!(region(wrong).is_err(), "{wrong}");
        }
    }
}
