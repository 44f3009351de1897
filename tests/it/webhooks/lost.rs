//! That messages of a webhook were given up is told by mail: each once, with the command that puts it right.

use super::*;
use crate::world::Mail;

/// The mails about webhooks since the last look; those of runs are looked at elsewhere.
fn told(world: &World) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.subject.contains("webhook")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_mail_learns_once_that_a_receiver_is_gone_and_how_to_go_on() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(410)]);
    break_it(&world);
    run(&world, 1).await;
    let mails = told(&world);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "[stocktake] webhook chat: 1 message given up");
    let text = &mails[0].text;
    assert!(text.contains("- nightly: a failed run \u{b7} "), "{text}");
    assert!(text.contains("the address is gone for good (HTTP 410)"), "{text}");
    let folder = world.folder().display().to_string();
    assert!(text.contains(&folder) && text.contains("\n    stocktake webhooks retry chat"), "{text}");
    assert!(mails[0].html.contains("<pre") && mails[0].html.contains("stocktake webhooks retry chat</pre>"));
    assert!(!text.contains("hush") && !mails[0].html.contains("hush"), "{text}");

    // Neither the same again, nor a webhook about it.
    run(&world, 1).await;
    assert_eq!((told(&world).len(), receiver.count()), (0, 1));

    // What is tried again and given up again is told again.
    receiver.answers([Reply::Status(410)]);
    assert_eq!(world.program(&["webhooks", "retry", "chat"]).await.code, Some(0));
    assert_eq!(told(&world).len(), 1);
    assert_eq!(world.program(&["webhooks", "retry", "chat"]).await.code, Some(0));
    assert_eq!((told(&world).len(), receiver.count()), (0, 3), "it is taken now");
    assert_eq!(listed(&world).await["given_up"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_stays_gone_makes_one_mail_a_day() {
    let (world, receiver) = (two_computers().await, Receiver::start().await);
    world.settings("", "language = \"fr\"\n[mail.files]\nfolder = \"var/mail\"\n");
    tells(&world, &receiver, "");
    receiver.answers([Reply::Status(410), Reply::Status(410), Reply::Status(410)]);
    break_it(&world);
    run(&world, 1).await;
    assert_eq!(told(&world).len(), 1);
    mend_it(&world);
    run(&world, 0).await;
    break_it(&world);
    run(&world, 1).await;
    assert_eq!((told(&world).len(), receiver.count()), (0, 3), "the next ones wait for a day");
    sql(
        &world,
        "UPDATE webhook_messages SET mailed_at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-1 day') \
         WHERE mailed_at IS NOT NULL",
    );
    run(&world, 1).await;
    let mails = told(&world);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "[stocktake] webhook chat\u{a0}: 2 messages abandonnés");
    let text = &mails[0].text;
    assert!(
        text.contains("- nightly\u{a0}: le rétablissement de la tâche")
            && text.contains("- nightly\u{a0}: un échec"),
        "{text}"
    );
    assert!(
        text.contains("cette adresse n'existe plus") && text.contains("stocktake webhooks retry chat"),
        "{text}"
    );
    run(&world, 1).await;
    assert_eq!(told(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_given_up_after_days_is_told_by_the_schedule() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(500), Reply::Status(500)]);
    break_it(&world);
    run(&world, 1).await;
    assert_eq!(told(&world).len(), 0, "it is tried again");
    sql(
        &world,
        "UPDATE webhook_messages SET attempts = 70, next_try_at = '2020-01-01T00:00:00.000000Z', \
         made_at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-4 days')",
    );
    let _serving = serve(&world);
    let mut mails = Vec::new();
    until("the mail", || {
        mails.extend(told(&world));
        !mails.is_empty()
    })
    .await;
    assert!(mails[0].text.contains("HTTP 500"), "{mails:?}");
}
