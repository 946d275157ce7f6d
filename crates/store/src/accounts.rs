//! Accounts: what proves that a person is the officer. Kept apart from the ledger, because secrets must be changeable and forgettable;
//! that an account was opened is an event of the registers.

use crate::books::Books;
use crate::fault::database;
use crate::history::instant;
use crate::sql::{self, Got, Row, row};
use desk::Fault;
use events::OfficerId;
use jiff::Timestamp;

/// An account. The password is hashed by the caller; the secret of the second factor lies as it is, since codes are worked out from it: whoever
/// reads the database holds it, and rights on the database are set accordingly.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub officer: OfficerId,
    /// What the person types; unique.
    pub login: String,
    /// PHC string.
    pub password_hash: String,
    pub totp_secret: Option<Vec<u8>>,
    /// Failed attempts since the last success.
    pub failed: u32,
    pub locked_until: Option<Timestamp>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("officer", &self.officer).finish_non_exhaustive()
    }
}

const SELECT: &str = "SELECT officer, login, password_hash, totp_secret, failed, locked_until FROM accounts";

impl Books {
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, Fault> {
        self.account_where("login = $1", row![login]).await
    }

    pub async fn account(&self, officer: &OfficerId) -> Result<Option<Account>, Fault> {
        self.account_where("officer = $1", row![officer]).await
    }

    /// Opens an account or replaces the officer's; sessions go on until [`Books::sessions_end`]. A login in use by another is a fault.
    pub async fn account_put(&self, account: &Account) -> Result<(), Fault> {
        let sql = "INSERT INTO accounts (officer, login, password_hash, totp_secret, failed, locked_until) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (officer) DO UPDATE SET login = excluded.login, \
                   password_hash = excluded.password_hash, totp_secret = excluded.totp_secret, \
                   failed = excluded.failed, locked_until = excluded.locked_until";
        let locked = account.locked_until.map(|at| at.as_millisecond());
        let cells = row![
            &account.officer,
            &account.login,
            &account.password_hash,
            account.totp_secret.clone(),
            account.failed,
            locked
        ];
        self.write(sql, cells).await.map(|_| ())
    }

    /// Puts what is left of a second factor in the place of what stood, and forgets the attempts: `false` when it stands no longer, because its code
    /// was used at the same moment.
    pub async fn account_factor_spent(
        &self,
        officer: &OfficerId,
        stood: &[u8],
        left: &[u8],
    ) -> Result<bool, Fault> {
        let sql = "UPDATE accounts SET totp_secret = $3, failed = 0, locked_until = NULL \
                   WHERE officer = $1 AND totp_secret = $2";
        self.write(sql, row![officer, stood.to_vec(), left.to_vec()]).await.map(|changed| changed == 1)
    }

    /// Counts an attempt before it is judged, so that attempts made at the same moment are all counted: `false` when the account is locked. The attempt
    /// that reaches `limit` locks the account until `lock_until`, unless it succeeds; when a lock has run out, counting begins anew.
    pub async fn account_attempted(
        &self,
        officer: &OfficerId,
        now: Timestamp,
        limit: u32,
        lock_until: Timestamp,
    ) -> Result<bool, Fault> {
        let sql = "UPDATE accounts SET \
                   failed = CASE WHEN locked_until IS NULL THEN failed + 1 ELSE 1 END, \
                   locked_until = CASE WHEN locked_until IS NULL AND failed + 1 >= $3 THEN $4 ELSE NULL END \
                   WHERE officer = $1 AND (locked_until IS NULL OR locked_until <= $2)";
        let cells = row![officer, now.as_millisecond(), limit, lock_until.as_millisecond()];
        self.write(sql, cells).await.map(|changed| changed == 1)
    }

    /// Forgets the attempts after one that was right, and spends the step of its code: `false` when that step or a later one was spent before.
    pub async fn account_succeeded(
        &self,
        officer: &OfficerId,
        totp_step: Option<u64>,
    ) -> Result<bool, Fault> {
        let sql = "UPDATE accounts SET failed = 0, locked_until = NULL, totp_step = COALESCE($2, totp_step) \
                   WHERE officer = $1 AND ($2 IS NULL OR totp_step IS NULL OR totp_step < $2)";
        let step = totp_step.map(|step| i64::try_from(step).unwrap_or(i64::MAX));
        self.write(sql, row![officer, step]).await.map(|changed| changed == 1)
    }

    async fn account_where(&self, condition: &str, cells: Row) -> Result<Option<Account>, Fault> {
        let sql = format!("{SELECT} WHERE {condition}");
        let Some(found) = sql::one(&self.shared.database.reader, &sql, cells).await.map_err(database)? else {
            return Ok(None);
        };
        let locked: Option<i64> = found.try_get("", "locked_until").map_err(database)?;
        Ok(Some(Account {
            officer: OfficerId(found.text("officer").map_err(database)?),
            login: found.text("login").map_err(database)?,
            password_hash: found.text("password_hash").map_err(database)?,
            totp_secret: found.try_get("", "totp_secret").map_err(database)?,
            failed: u32::try_from(found.int("failed").map_err(database)?).unwrap_or(u32::MAX),
            locked_until: locked.map(instant).transpose()?,
        }))
    }

    /// One statement outside the ledger.
    pub(crate) async fn write(&self, sql: &str, cells: Row) -> Result<u64, Fault> {
        sql::run(&self.shared.database.writer, sql, cells).await.map_err(database)
    }
}
