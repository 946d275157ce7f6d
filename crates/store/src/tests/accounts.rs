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
    let attempt = |now: i64| books.account_attempted(&zhang.officer, at(now), 3, at(now + 60));
    assert!(attempt(0).await.unwrap() && attempt(1).await.unwrap() && attempt(2).await.unwrap());
    let locked = books.account(&zhang.officer).await.unwrap().unwrap();
    assert_eq!((locked.failed, locked.locked_until), (3, Some(at(62))));
    assert!(
        !attempt(3).await.unwrap() && !attempt(61).await.unwrap(),
        "locked, and not for longer by trying"
    );
    assert!(
        attempt(62).await.unwrap() && attempt(63).await.unwrap(),
        "counted anew when the lock has run out"
    );
    assert!(books.account_succeeded(&zhang.officer, None).await.unwrap());
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

on_both!(attempts_made_at_the_same_moment_are_all_counted, |ground| async move {
    let books = ground.open().await;
    let zhang = account("zhang-wei", "zhangwei");
    books.account_put(&zhang).await.unwrap();
    let attempts = (0..20).map(|_| books.account_attempted(&zhang.officer, at(0), 5, at(900)));
    let judged = futures::future::join_all(attempts).await;
    assert_eq!(judged.into_iter().filter(|attempt| *attempt.as_ref().unwrap()).count(), 5);
});

on_both!(the_code_of_a_second_factor_is_worth_something_once, |ground| async move {
    let books = ground.open().await;
    let zhang = account("zhang-wei", "zhangwei");
    books.account_put(&zhang).await.unwrap();
    let spend = |step: u64| books.account_succeeded(&zhang.officer, Some(step));
    assert!(spend(10).await.unwrap());
    assert!(!spend(10).await.unwrap() && !spend(9).await.unwrap());
    assert!(spend(11).await.unwrap());
    let used = || books.account_factor_spent(&zhang.officer, &[1, 2, 3], &[1, 2]);
    assert!(used().await.unwrap() && !used().await.unwrap(), "nor is a recovery code");
});
