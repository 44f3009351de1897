//! The least that brings the same rows into GLPI: bulks of 50, two in flight, class after class. No
//! matching, no journal, no look at what was there.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use futures::{StreamExt, TryStreamExt};
use serde_json::{Map, Value, json};

use super::Desk;
use super::rows::{DROPDOWNS, PLAIN, Rows};

/// Rows of one call.
const BULK: usize = 50;

/// Calls in flight.
const IN_FLIGHT: usize = 2;

/// Rows of one page.
const PAGE: u64 = 2000;

/// A session.
pub struct Bare {
    client: reqwest::Client,
    url: String,
    app_token: Option<String>,
    session: String,
}

impl Bare {
    /// Logs in.
    pub async fn open(desk: &Desk) -> anyhow::Result<Self> {
        let client =
            reqwest::Client::builder().pool_idle_timeout(std::time::Duration::from_secs(4)).build()?;
        let url = desk.url.trim_end_matches('/').to_owned();
        let mut call = client
            .get(format!("{url}/initSession"))
            .header("Authorization", format!("user_token {}", desk.user_token));
        if let Some(token) = &desk.app_token {
            call = call.header("App-Token", token);
        }
        let answer: Value = call.send().await?.json().await?;
        let session =
            answer["session_token"].as_str().with_context(|| format!("no session: {answer}"))?.to_owned();
        Ok(Self { client, url, app_token: desk.app_token.clone(), session })
    }

    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let call = self
            .client
            .request(method, format!("{}/{path}", self.url))
            .header("Session-Token", &self.session)
            .header("X-GLPI-Sanitized-Content", "false");
        match &self.app_token {
            Some(token) => call.header("App-Token", token),
            None => call,
        }
    }

    /// Posts everything: names, computers, operating systems, contracts, links, financial data.
    pub async fn post(&self, rows: &Rows) -> anyhow::Result<()> {
        let mut names: HashMap<&str, Vec<i64>> = HashMap::new();
        for (class, column, _, count) in DROPDOWNS {
            let inputs = (0..count).map(|number| {
                let mut input = json!({ "name": rows.name(class, number) });
                if matches!(class, "State" | "Location") {
                    input["entities_id"] = json!(0);
                    input["is_recursive"] = json!(1);
                }
                input
            });
            names.insert(column, self.add(class, inputs.collect()).await?);
        }
        let input = |n: u64, table: &str, start: Value| {
            let mut input: Map<String, Value> = start.as_object().cloned().unwrap_or_default();
            for (_, column) in PLAIN.iter().filter(|(of, _)| *of == table) {
                input.insert((*column).to_owned(), rows.plain(n, table, column).into());
            }
            for (_, column, _, count) in DROPDOWNS.iter().filter(|(_, _, of, _)| *of == table) {
                let chosen = usize::try_from(rows.chosen(n, *count)).unwrap_or_default();
                input.insert((*column).to_owned(), names[column][chosen].into());
            }
            Value::Object(input)
        };
        let all = || 0..rows.count;
        let computers = all().map(|n| input(n, "field", json!({ "entities_id": 0 }))).collect();
        let computers = self.add("Computer", computers).await?;
        let of_computer = |n: u64| -> Value {
            json!({ "itemtype": "Computer", "items_id": computers[usize::try_from(n).unwrap_or_default()] })
        };
        self.add("Item_OperatingSystem", all().map(|n| input(n, "os", of_computer(n))).collect()).await?;
        let contracts = all().map(|n| input(n, "contract", json!({ "entities_id": 0 }))).collect();
        let contracts = self.add("Contract", contracts).await?;
        let links = all().zip(&contracts).map(|(n, contract)| {
            let mut link = of_computer(n);
            link["contracts_id"] = json!(contract);
            link
        });
        self.add("Contract_Item", links.collect()).await?;
        self.add("Infocom", all().map(|n| input(n, "infocom", of_computer(n))).collect()).await?;
        Ok(())
    }

    /// Adds rows and returns their ids.
    async fn add(&self, class: &str, rows: Vec<Value>) -> anyhow::Result<Vec<i64>> {
        let bulks = rows.chunks(BULK).map(<[Value]>::to_vec).collect::<Vec<_>>();
        let calls = bulks.into_iter().map(|bulk| async move {
            let call = self.request(reqwest::Method::POST, class).json(&json!({ "input": bulk }));
            let answer: Value = call.send().await?.json().await?;
            let added: Option<Vec<i64>> =
                answer.as_array().and_then(|rows| rows.iter().map(|row| row["id"].as_i64()).collect());
            added.with_context(|| format!("{class} was answered with {answer}"))
        });
        let ids: Vec<Vec<i64>> = futures::stream::iter(calls).buffered(IN_FLIGHT).try_collect().await?;
        Ok(ids.concat())
    }

    /// Reads the same lists again, whole, and expects so many computers at least.
    pub async fn read(&self, computers: u64) -> anyhow::Result<()> {
        let big = ["Computer", "Item_OperatingSystem", "Contract", "Contract_Item", "Infocom"];
        let classes: Vec<&str> =
            big.into_iter().chain(DROPDOWNS.iter().map(|(class, _, _, _)| *class)).collect();
        let lists =
            classes.into_iter().map(|class| async move { anyhow::Ok((class, self.list(class).await?)) });
        let lists: Vec<(&str, u64)> = futures::stream::iter(lists).buffered(IN_FLIGHT).try_collect().await?;
        ensure!(lists.iter().all(|(class, rows)| !big.contains(class) || *rows >= computers), "{lists:?}");
        Ok(())
    }

    async fn list(&self, class: &str) -> anyhow::Result<u64> {
        let mut rows = 0;
        loop {
            let call = self.request(reqwest::Method::GET, class).query(&[
                ("range", format!("{rows}-{}", rows + PAGE - 1)),
                ("get_hateoas", "false".to_owned()),
            ]);
            let answer = call.send().await?;
            let total = answer.headers().get("content-range").and_then(|range| range.to_str().ok());
            let total = total.and_then(|range| range.rsplit('/').next()?.parse::<u64>().ok());
            let page: Vec<Value> = answer.json().await.with_context(|| format!("{class} is no list"))?;
            rows += page.len() as u64;
            if page.is_empty() || total.is_none_or(|total| rows >= total) {
                return Ok(rows);
            }
        }
    }
}
