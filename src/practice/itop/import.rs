//! `webservices/import.php`, rehearsed only: the report of an import that changes nothing.

use super::rest::{RestRequest, logged_in};
use super::state::State;
use super::write::own_name;

/// The report of a rehearsal, or why there is none.
pub(super) fn answer(state: &State, asked: &RestRequest) -> String {
    let user = match logged_in(state, asked) {
        Ok(user) => user,
        Err(refusal) => return format!("#{}\n", refusal.message.trim_start_matches("Error: ")),
    };
    let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
    if parameter("simulate") != "1" {
        return "ERROR: the practice iTop only rehearses imports: simulate=1\n".to_owned();
    }
    let mut lines = parameter("csvdata").lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split(';').collect();
    let rows: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let mut report = format!(
        "#Output format: details\n#Class: {}\n#Separator: ;\n#Simulate: 1\n#Columns: {}\n#Issues: {}\n\
         #Warnings: 0\n#Created: 0\n#Updated: 0\n#Unchanged: 0\nLine;Status;Object Class;Object Id;{}\n",
        parameter("class"),
        columns.join(", "),
        rows.len(),
        columns.join(";"),
    );
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .zip(row.split(';'))
            .map(|(column, cell)| match *column {
                "private_log" | "public_log" => format!(
                    "\"\n========== {} : {} ({}) ============\n\n<p>{cell}</p>\"",
                    state.now(),
                    own_name(state, &user),
                    user.id
                ),
                _ => format!("\"{cell}\""),
            })
            .collect();
        report.push_str(&format!(
            "{number};Issue: Unexpected attribute value(s);n/a;n/a;{}\n",
            cells.join(";")
        ));
    }
    report
}
