//! Tests of the way through pages.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn offset(total: Option<&str>) -> Paging {
    Paging::Offset(Offset {
        limit: 3,
        limit_name: "limit".to_owned(),
        offset_name: "offset".to_owned(),
        first: 0,
        total: total.map(DottedPath::new),
    })
}

fn number(total: Option<&str>, pages: Option<&str>) -> Paging {
    Paging::Number(Number {
        size: Some(3),
        size_name: "per_page".to_owned(),
        page_name: "page".to_owned(),
        first: 1,
        total: total.map(DottedPath::new),
        pages: pages.map(DottedPath::new),
    })
}

fn cursor(is_in_last_row: bool, more: Option<&str>, until_empty: bool) -> Paging {
    let next = DottedPath::new(if is_in_last_row { "id" } else { "next" });
    Paging::Cursor(Cursor {
        name: "cursor".to_owned(),
        next,
        is_in_last_row,
        more: more.map(DottedPath::new),
        until_empty,
        is_posted: false,
    })
}

/// Walks through what a server answers at each position; the ids in the order in which they came.
fn walk(
    paging: &Paging,
    has_key: bool,
    mut serve: impl FnMut(u64, &Position) -> (Vec<u64>, String),
) -> Result<(Vec<u64>, u64), String> {
    let base = url("https://api.example.org/list");
    let mut walk = Walk::new(paging, &base, has_key);
    let mut ids: Vec<u64> = Vec::new();
    for turn in 0..100 {
        let at = walk.position().clone();
        let (page, answer) = serve(turn, &at);
        let rows: Vec<String> = page.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
        let tree: Box<RawValue> = serde_json::from_str(&answer).unwrap();
        let mut fresh = 0;
        for id in &page {
            if !has_key || !ids.contains(id) {
                ids.push(*id);
                fresh += 1;
            }
        }
        let count = rows.len() as u64;
        let place = at.url.clone().unwrap_or_else(|| base.clone());
        let seen = Seen { tree: Some(&tree), rows: &rows, count, fresh, url: &place, link: None };
        if !walk.advance(&seen).map_err(|error| error.to_string())? {
            return Ok((ids, walk.pages()));
        }
    }
    panic!("it does not end");
}

fn cut(all: &[u64], from: u64, most: usize) -> Vec<u64> {
    all.iter().copied().skip(usize::try_from(from).unwrap()).take(most).collect()
}

#[test]
fn a_server_that_gives_fewer_than_asked_for_is_read_to_its_end() {
    let all: Vec<u64> = (1..=7).collect();
    // It is asked for 3 and gives 2, as Snipe-IT gives 500 of 1,000.
    for total in [Some("total"), None] {
        let (ids, _) =
            walk(&offset(total), false, |_, at| (cut(&all, at.offset, 2), "{\"total\": 7}".to_owned()))
                .unwrap();
        assert_eq!(ids, all, "{total:?}");
    }
    let paged = |_: u64, at: &Position| (cut(&all, (at.page - 1) * 2, 2), "{\"total\": 7}".to_owned());
    assert_eq!(walk(&number(Some("total"), None), false, paged).unwrap().0, all);
    assert_eq!(walk(&number(None, None), false, paged).unwrap().0, all);
}

#[test]
fn an_empty_page_in_the_middle_is_no_end() {
    let serve = |_: u64, at: &Position| {
        (if at.offset == 0 { vec![1, 2, 3] } else { Vec::new() }, "{\"total\": 5}".to_owned())
    };
    let error = walk(&offset(Some("total")), true, serve).unwrap_err();
    assert!(error.contains('3') && error.contains('5'), "{error}");
    let pages = |_: u64, at: &Position| {
        (if at.page == 1 { vec![1, 2, 3] } else { Vec::new() }, "{\"pages\": 3, \"total\": 8}".to_owned())
    };
    assert!(walk(&number(None, Some("pages")), false, pages).is_err());
    assert!(walk(&number(Some("total"), None), false, pages).is_err());
    // Microsoft Graph gives pages without rows that have a next one.
    let by_url = Paging::NextUrl(NextUrl { next: DottedPath::new("@odata.nextLink"), own_host: false });
    let graph = |turn: u64, _: &Position| match turn {
        0 => (vec![1], "{\"@odata.nextLink\": \"https://api.example.org/x?a\"}".to_owned()),
        1 => (vec![], "{\"@odata.nextLink\": \"https://api.example.org/x?b\"}".to_owned()),
        _ => (vec![2], "{}".to_owned()),
    };
    assert_eq!(walk(&by_url, false, graph).unwrap(), (vec![1, 2], 3));
}

#[test]
fn rows_that_go_away_while_it_is_read_hide_none() {
    // Between the first and the second page two of the first go away.
    let serve = |turn: u64, at: &Position| {
        let all: Vec<u64> = if turn == 0 { (1..=8).collect() } else { (3..=8).collect() };
        (cut(&all, at.offset, 3), format!("{{\"total\": {}}}", all.len()))
    };
    let sorted = |(mut ids, _): (Vec<u64>, u64)| {
        ids.sort_unstable();
        ids
    };
    let found = walk(&offset(Some("total")), true, serve).unwrap();
    assert_eq!(sorted(found), (1..=8).collect::<Vec<_>>());
    let error = walk(&offset(Some("total")), false, serve).unwrap_err();
    assert!(error.contains("key ="), "{error}");
    let by_page = |turn: u64, at: &Position| {
        let all: Vec<u64> = if turn == 0 { (1..=8).collect() } else { (3..=8).collect() };
        (cut(&all, (at.page - 1) * 3, 3), format!("{{\"total\": {}}}", all.len()))
    };
    let found = walk(&number(Some("total"), None), true, by_page).unwrap();
    assert_eq!(sorted(found), (1..=8).collect::<Vec<_>>());
}

#[test]
fn rows_that_come_while_it_is_read_are_read_too() {
    // The newest stands first, as Snipe-IT sorts when nothing is said.
    let serve = |turn: u64, at: &Position| {
        let all: Vec<u64> = if turn == 0 { (1..=6).rev().collect() } else { (1..=7).rev().collect() };
        (cut(&all, at.offset, 3), format!("{{\"total\": {}}}", all.len()))
    };
    let (mut ids, _) = walk(&offset(Some("total")), true, serve).unwrap();
    ids.sort_unstable();
    assert_eq!(ids, (1..=7).collect::<Vec<_>>());
}

#[test]
fn a_list_that_never_comes_to_its_total_is_no_short_list() {
    // Sorted by nothing: one row comes on two pages, another on none.
    let serve = |_: u64, at: &Position| (cut(&[1, 2, 3, 3, 5, 6], at.offset, 3), "{\"total\": 6}".to_owned());
    let error = walk(&offset(Some("total")), true, serve).unwrap_err();
    assert!(error.contains("5 of 6"), "{error}");
}

#[test]
fn a_list_that_runs_in_a_circle_is_told() {
    let same = |_: u64, _: &Position| (vec![1, 2, 3], "{\"next\": \"a\"}".to_owned());
    assert!(walk(&offset(None), false, same).unwrap_err().contains("page 2"));
    assert!(walk(&cursor(false, None, false), false, same).is_err());
    let turning = |turn: u64, _: &Position| (vec![turn], format!("{{\"next\": \"{}\"}}", turn % 2));
    assert!(walk(&cursor(false, None, false), false, turning).is_err());
}

#[test]
fn marks_end_in_each_of_their_ways() {
    let serve = |turn: u64, at: &Position| {
        assert_eq!(at.cursor.as_deref(), [None, Some("m1"), Some("m2")][usize::try_from(turn).unwrap()]);
        let rows = if turn < 2 { vec![turn + 1] } else { Vec::new() };
        (rows, format!("{{\"next\": \"m{}\", \"more\": {}}}", turn + 1, turn < 1))
    };
    assert_eq!(walk(&cursor(false, None, true), false, serve).unwrap(), (vec![1, 2], 3));
    assert_eq!(walk(&cursor(false, Some("more"), false), false, serve).unwrap(), (vec![1, 2], 2));
    let last_row = |turn: u64, at: &Position| {
        let from = at.cursor.as_ref().map_or(0, |id| id.parse().unwrap());
        (cut(&[1, 2, 3], from, 2), format!("{{\"more\": {}}}", turn == 0))
    };
    assert_eq!(walk(&cursor(true, Some("more"), false), false, last_row).unwrap().0, [1, 2, 3]);
    let promising = |_: u64, _: &Position| (vec![1], "{\"more\": true, \"next\": null}".to_owned());
    assert!(walk(&cursor(false, Some("more"), false), false, promising).is_err());
}

#[test]
fn a_slip_in_the_name_of_the_next_page_is_no_short_list() {
    let by_url = Paging::NextUrl(NextUrl { next: DottedPath::new("@odata.nextlink"), own_host: false });
    let serve =
        |_: u64, _: &Position| (vec![1], "{\"@odata.nextLink\": \"https://x.example.org\"}".to_owned());
    let error = walk(&by_url, false, serve).unwrap_err();
    assert!(error.contains("@odata.nextLink"), "{error}");
}

#[test]
fn only_the_next_page_of_a_link_is_followed() {
    let servicenow = "<https://x/api?sysparm_offset=-1>;rel=\"prev\",<https://x/api?a=1,2&sysparm_offset=2>;rel=\"next\",\
                      <https://x/api?sysparm_offset=9>;rel=\"last\"";
    assert_eq!(next_of_link(servicenow).as_deref(), Some("https://x/api?a=1,2&sysparm_offset=2"));
    assert_eq!(
        next_of_link("<a>; rel=prev; title=\"rel=next, x\", </b?c>; rel=\"last next\"").as_deref(),
        Some("/b?c")
    );
    assert_eq!(next_of_link("<a>; rel=\"previous\""), None);
    assert_eq!(next_of_link(""), None);
}

#[test]
fn a_system_behind_a_proxy_names_another_host() {
    let by_url = Paging::NextUrl(NextUrl { next: DottedPath::new("next"), own_host: true });
    let serve = |turn: u64, at: &Position| match turn {
        0 => (vec![1], "{\"next\": \"http://netbox/api/dcim/devices/?limit=1&offset=1\"}".to_owned()),
        _ => {
            let url = at.url.as_ref().unwrap().as_str();
            assert_eq!(url, "https://api.example.org/api/dcim/devices/?limit=1&offset=1");
            (vec![2], "{\"next\": null}".to_owned())
        }
    };
    assert_eq!(walk(&by_url, false, serve).unwrap().0, [1, 2]);
}
