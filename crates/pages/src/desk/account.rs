//! 我的账户: an officer changes the password and puts a second factor on or off. Each change asks for the password again and, where there is one, for a code of
//! the second factor, so that a session left open is not enough; attempts are counted and codes used up as they are at the door. Accounts lie apart from the ledger (`store::Account`), for secrets must be changeable.

use crate::attempts;
use crate::desk::acts::answer;
use crate::desk::posted::{self, Form};
use crate::page::{self, Flash, Page};
use crate::second_factor::{SECRET_BYTES, SecondFactor, base32, otpauth, qr_code};
use crate::session::{self, Again, SignedIn};
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Fault, Said};
use events::field::FieldFault;
use store::Account;

/// The fewest characters of a password; length is worth more than signs.
pub const PASSWORD_CHARS_MIN: usize = 10;
const PASSWORD_CHARS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "desk/account.html")]
struct AccountPage {
    page: Page,
    login: String,
    post: String,
    body: String,
    /// How many recovery codes are left; none without a second factor.
    factor: Option<usize>,
    /// What a new second factor would have: drawing, secret in words and as it goes with the form.
    offered: Option<Offered>,
    /// Recovery codes, shown once.
    codes: Vec<String>,
    faults: Vec<FieldFault>,
}

struct Offered {
    drawing: String,
    /// In groups of four, to be typed where nothing can be photographed.
    words: String,
    secret: String,
}

/// What came of a posted form.
enum Outcome {
    Wrong(StatusCode, Vec<FieldFault>),
    Done(&'static str, Vec<String>),
}

/// `GET /account`.
pub async fn page(State(state): State<DeskState>, who: SignedIn) -> Response {
    match state.office.books.account(who.id()).await {
        Ok(Some(account)) => show(&who, &account, StatusCode::OK, Shown::default()),
        Ok(None) => answer(&who, Said::NoSuchOfficer, "/"),
        Err(fault) => answer(&who, Said::Fault(fault), "/"),
    }
}

/// `POST /account/{change}`: `password`, `second-factor` or `removal`.
pub async fn change(
    State(state): State<DeskState>,
    who: SignedIn,
    from: attempts::From,
    Path(change): Path<String>,
    request: Request,
) -> Response {
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    match changed(&state, &who, &from, &change, &form).await {
        Ok(Some((account, Outcome::Done(says, codes)))) => {
            let flash = Flash { kind: "success", text: says.to_owned() };
            show(&who, &account, StatusCode::OK, Shown { flash: Some(flash), codes, ..Shown::default() })
        }
        Ok(Some((account, Outcome::Wrong(status, faults)))) => {
            let secret = secret_of(&form);
            show(&who, &account, status, Shown { faults, secret, ..Shown::default() })
        }
        Ok(None) => crate::desk::acts::not_found(&who),
        Err(fault) => answer(&who, Said::Fault(fault), "/account"),
    }
}

async fn changed(
    state: &DeskState,
    who: &SignedIn,
    from: &attempts::From,
    change: &str,
    form: &Form,
) -> Result<Option<(Account, Outcome)>, Fault> {
    let books = &state.office.books;
    let Some(account) = books.account(who.id()).await? else { return Ok(None) };
    let offered = secret_of(form);
    let (faults, factor) = match change {
        "password" => (password_faults(form), account.totp_secret.as_deref()),
        "second-factor" => (factor_faults(&account, offered), offered.as_ref().map(|secret| &secret[..])),
        "removal" => (removal_faults(&account), account.totp_secret.as_deref()),
        _ => return Ok(None),
    };
    if !faults.is_empty() {
        return Ok(Some((account, Outcome::Wrong(StatusCode::UNPROCESSABLE_ENTITY, faults))));
    }
    if !attempts::may_try(&account.login, from) {
        let faults = vec![fault("current", "现在的密码", "尝试过于频繁，请一分钟后再试")];
        return Ok(Some((account, Outcome::Wrong(StatusCode::TOO_MANY_REQUESTS, faults))));
    }
    let second = factor.map(|kept| (kept, value(form, "code")));
    let wrong = match session::proved_again(state, &account, value(form, "current"), second).await? {
        Again::Proved => None,
        Again::NotPassword => Some(fault("current", "现在的密码", "不正确，或者账号暂时锁定")),
        Again::NotCode => {
            let reason = "不正确，或者已经用过；核对手机时间，输入应用新显示的六位数字或者一个备用码";
            Some(fault("code", "验证码", reason))
        }
    };
    if let Some(wrong) = wrong {
        return Ok(Some((account, Outcome::Wrong(StatusCode::UNPROCESSABLE_ENTITY, vec![wrong]))));
    }
    // A recovery code used just now is gone from the second factor; what stands is read again, so that it does not come back.
    let Some(mut account) = books.account(who.id()).await? else { return Ok(None) };
    let (says, codes) = match change {
        "password" => {
            let hash = session::hash_password(value(form, "password"));
            account.password_hash = hash.map_err(|fault| Fault::Objects(fault.to_string()))?;
            ("密码已经修改。其他设备上的登录已经退出。", Vec::new())
        }
        "second-factor" => {
            let (factor, codes) = SecondFactor::new(offered.unwrap_or_else(rand::random));
            account.totp_secret = Some(factor.bytes());
            ("动态验证码已经启用，下次登录时使用。", codes)
        }
        _ => {
            account.totp_secret = None;
            ("动态验证码已经停用。", Vec::new())
        }
    };
    (account.failed, account.locked_until) = (0, None);
    books.account_put(&account).await?;
    session::end_others(state, who).await?;
    Ok(Some((account, Outcome::Done(says, codes))))
}

fn value<'a>(form: &'a Form, name: &str) -> &'a str {
    form.posted.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn fault(field: &str, label: &str, reason: impl Into<String>) -> FieldFault {
    FieldFault { field: field.to_owned(), label: label.to_owned(), reason: reason.into() }
}

fn password_faults(form: &Form) -> Vec<FieldFault> {
    let (password, again) = (value(form, "password"), value(form, "again"));
    let mut faults = Vec::new();
    let chars = password.chars().count();
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&chars) {
        let reason = format!("有{chars}个字符；至少{PASSWORD_CHARS_MIN}个，至多{PASSWORD_CHARS_MAX}个");
        faults.push(fault("password", "新密码", reason));
    } else if password == value(form, "current") {
        faults.push(fault("password", "新密码", "与现在的密码相同"));
    }
    if again != password {
        faults.push(fault("again", "再输一次", "两次输入不一致"));
    }
    faults
}

fn factor_faults(account: &Account, offered: Option<[u8; SECRET_BYTES]>) -> Vec<FieldFault> {
    if account.totp_secret.is_some() {
        return vec![fault("code", "验证码", "已经启用；要换一部手机，先停用再启用")];
    }
    if offered.is_none() {
        return vec![fault("code", "验证码", "页面上的密钥不全；请重新打开本页，再扫描一次")];
    }
    Vec::new()
}

fn removal_faults(account: &Account) -> Vec<FieldFault> {
    match account.totp_secret {
        Some(_) => Vec::new(),
        None => vec![fault("code", "验证码", "没有启用动态验证码")],
    }
}

/// The secret that went with the page; it is the person's own, and counts only with a code made from it.
fn secret_of(form: &Form) -> Option<[u8; SECRET_BYTES]> {
    hex::decode(value(form, "secret")).ok()?.try_into().ok()
}

#[derive(Default)]
struct Shown {
    flash: Option<Flash>,
    codes: Vec<String>,
    faults: Vec<FieldFault>,
    secret: Option<[u8; SECRET_BYTES]>,
}

fn show(who: &SignedIn, account: &Account, status: StatusCode, shown: Shown) -> Response {
    let factor = account.totp_secret.as_deref().map(SecondFactor::read);
    let offered = factor.is_none().then(|| offer(shown.secret.unwrap_or_else(rand::random), &account.login));
    let page = Page::of(who, "").with_flash(shown.flash);
    let person = page.person.clone();
    let (post, body) = person.map(|person| (person.post, person.body)).unwrap_or_default();
    let template = AccountPage {
        page,
        login: account.login.clone(),
        post,
        body,
        factor: factor.map(|factor| factor.codes_left()),
        offered,
        codes: shown.codes,
        faults: shown.faults,
    };
    page::render(status, &template)
}

fn offer(secret: [u8; SECRET_BYTES], login: &str) -> Offered {
    let text = base32(&secret);
    let groups: Vec<&str> =
        (0..text.len()).step_by(4).filter_map(|at| text.get(at..(at + 4).min(text.len()))).collect();
    Offered {
        drawing: qr_code(&otpauth(&secret, login)).unwrap_or_default(),
        words: groups.join(" "),
        secret: hex::encode(secret),
    }
}
