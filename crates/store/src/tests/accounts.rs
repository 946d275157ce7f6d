//! Tests of accounts and sessions: attempts are counted, locks hold, and a session ends when it should.

use crate::on_both;
use crate::testing::samples::at;
use crate::{Account, Session};
use events::OfficerId;

fn account(officer: &str, login: &str) -> Account {
    Account {
        officer: OfficerId::from(officer),
        login: login.to_owned(),
        password_hash: "$argon2id$x".to_owned(),
        totp_secret: Some(vec![1, 2, 3]),
        failed: 0,
        locked_until: None,
    }
}

on_both!(an_account_is_found_by_login_and_counts_failures, |ground| async move {
    let books = ground.open().await;
    let zhang = account("zhang-wei", "zhangwei");
    books.account_put(&zhang).await.unwrap();
    assert_eq!(books.account_by_login("zhangwei").await.unwrap(), Some(zhang.clone()));
    assert_eq!(books.account_by_login("other").await.unwrap(), None);
    assert!(books.account_put(&account("li-na", "zhangwei")).await.is_err(), "a login is one person's");
    assert_eq!(books.account_failed(&zhang.officer, None).await.unwrap(), 1);
    assert_eq!(books.account_failed(&zhang.officer, Some(at(60))).await.unwrap(), 2);
    let locked = books.account(&zhang.officer).await.unwrap().unwrap();
    assert_eq!((locked.failed, locked.locked_until), (2, Some(at(60))));
    books.account_succeeded(&zhang.officer).await.unwrap();
    assert_eq!(books.account(&zhang.officer).await.unwrap(), Some(zhang));
    assert!(!format!("{:?}", account("li-na", "x")).contains("argon2"), "no secret in a log");
});

on_both!(a_session_lasts_until_it_ends_or_expires, |ground| async move {
    let books = ground.open().await;
    let session = |n: u8| Session {
        id_hash: [n; 32],
        officer: OfficerId::from("zhang-wei"),
        created: at(0),
        seen: at(0),
        expires: at(60),
    };
    for n in 1..=3 {
        books.session_put(&session(n)).await.unwrap();
    }
    assert_eq!(books.session(&[1; 32], at(59)).await.unwrap(), Some(session(1)));
    assert_eq!(books.session(&[1; 32], at(60)).await.unwrap(), None);
    books.session_seen(&[1; 32], at(50), at(110)).await.unwrap();
    assert_eq!(books.session(&[1; 32], at(60)).await.unwrap().map(|s| s.seen), Some(at(50)));
    books.session_end(&[2; 32]).await.unwrap();
    assert_eq!(books.session(&[2; 32], at(1)).await.unwrap(), None);
    assert_eq!(books.sessions_expire(at(60)).await.unwrap(), 1);
    assert_eq!(books.sessions_end(&OfficerId::from("zhang-wei")).await.unwrap(), 1);
});
