//! One Identity as the master: what becomes of a request is told in its ticket, and the ticket decides nothing.

use stocktake::practice::vendors::Deed;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e08_each_status_of_a_request_is_told_in_its_ticket_and_the_ticket_decides_nothing() {
    let shop = Shop::of(MASTER).await;
    shop.run(0).await;
    // Those in the manager's approval and the cancellation, too.
    assert_eq!(shop.tickets("incident").len(), 35);
    let number = shop.ticket("ITS-00034")["number"].clone();
    assert_eq!(shop.request("ITS-00034")["OrderDetail1"], number.as_str());
    shop.asked();
    shop.written_there();
    shop.run(0).await;
    shop.wrote_nothing();
    // Another step is a note.
    let id = shop.id("ITS-00034");
    assert!(shop.identity.control().act(&Deed::new("approve", &id, "")));
    shop.run(0).await;
    let notes = shop.notes("ITS-00034");
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains(" UTC] One Identity: "), "{notes:?}");
    // What is done with the ticket changes nothing there.
    shop.set("ITS-00020", "6");
    shop.set("ITS-00021", "8");
    shop.set("ITS-00022", "2");
    shop.asked();
    shop.run(0).await;
    assert_eq!(shop.decided(), []);
    for document in ["ITS-00020", "ITS-00021", "ITS-00022"] {
        assert_eq!(shop.state(document), "OrderProduct");
    }
    // How each ended stands in its ticket, which ends.
    for (document, deed, state, ended) in [
        ("ITS-00023", "grant", "Assigned", "6"),
        ("ITS-00024", "dismiss", "Dismissed", "8"),
        ("ITS-00025", "cancel", "Aborted", "8"),
    ] {
        let id = shop.id(document);
        assert!(shop.identity.control().act(&Deed::new(deed, &id, "so")));
        shop.run(0).await;
        shop.run(0).await;
        let told = format!("UTC] One Identity: {state}");
        let (notes, ticket) = (shop.notes(document), shop.ticket(document));
        let said = notes.iter().chain([&ticket["close_notes"]]).filter(|text| text.contains(&told));
        let request = shop.request(document);
        let reason = request["ReasonHead"].as_str().unwrap_or_default();
        assert!(said.clone().all(|text| text.contains(reason)), "{document}: {ticket:?}");
        assert_eq!(said.count(), 1, "{document}: {notes:?} {ticket:?}");
        assert_eq!(ticket["state"], ended, "{document}");
    }
    shop.asked();
    shop.written_there();
    shop.run(0).await;
    shop.wrote_nothing();
}
