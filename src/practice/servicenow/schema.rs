//! Tables, what they extend, and the columns that are more than a text.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text of so many characters at most; more is cut without a word.
    Text(usize),
    /// A value with a label in `sys_choice`.
    Choice,
    /// A sys_id of a row of another table.
    Reference(&'static str),
    /// `YYYY-MM-DD HH:MM:SS`, UTC.
    Time,
    /// Append-only: reads as "".
    Journal,
}

/// A table: name, the one it extends, prefix of its numbers, own columns.
type Table = (&'static str, Option<&'static str>, &'static str, &'static [(&'static str, Kind)]);

const NAME: (&str, Kind) = ("name", Kind::Text(100));

/// Columns of every table.
const EVERY: [(&str, Kind); 7] = [
    ("sys_id", Kind::Text(32)),
    ("sys_created_on", Kind::Time),
    ("sys_created_by", Kind::Text(40)),
    ("sys_updated_on", Kind::Time),
    ("sys_updated_by", Kind::Text(40)),
    ("sys_mod_count", Kind::Text(40)),
    ("sys_class_name", Kind::Text(80)),
];

const TABLES: &[Table] = &[
    (
        "task",
        None,
        "TASK",
        &[
            ("number", Kind::Text(40)),
            ("short_description", Kind::Text(160)),
            ("description", Kind::Text(4000)),
            ("state", Kind::Choice),
            ("active", Kind::Text(40)),
            ("impact", Kind::Choice),
            ("urgency", Kind::Choice),
            ("priority", Kind::Choice),
            ("contact_type", Kind::Choice),
            ("assigned_to", Kind::Reference("sys_user")),
            ("assignment_group", Kind::Reference("sys_user_group")),
            ("opened_by", Kind::Reference("sys_user")),
            ("opened_at", Kind::Time),
            ("closed_at", Kind::Time),
            ("company", Kind::Reference("core_company")),
            ("cmdb_ci", Kind::Reference("cmdb_ci")),
            ("business_service", Kind::Reference("cmdb_ci_service")),
            ("service_offering", Kind::Reference("service_offering")),
            ("contract", Kind::Reference("ast_contract")),
            ("correlation_id", Kind::Text(100)),
            ("correlation_display", Kind::Text(100)),
            ("close_notes", Kind::Text(4000)),
            ("parent", Kind::Reference("task")),
            ("work_notes", Kind::Journal),
            ("comments", Kind::Journal),
        ],
    ),
    (
        "incident",
        Some("task"),
        "INC",
        &[
            ("incident_state", Kind::Choice),
            ("caller_id", Kind::Reference("sys_user")),
            ("category", Kind::Choice),
            ("subcategory", Kind::Choice),
            ("severity", Kind::Choice),
            ("close_code", Kind::Choice),
            ("hold_reason", Kind::Choice),
            ("resolved_at", Kind::Time),
            ("resolved_by", Kind::Reference("sys_user")),
            ("reopen_count", Kind::Text(40)),
        ],
    ),
    // A table of one's own, as companies make them: it extends the incident.
    ("u_alarm", Some("incident"), "ALM", &[("u_site", Kind::Text(40))]),
    // One that extends the task.
    ("u_outage", Some("task"), "OUT", &[("u_shop", Kind::Reference("core_company"))]),
    (
        "problem",
        Some("task"),
        "PRB",
        &[
            ("problem_state", Kind::Choice),
            ("category", Kind::Choice),
            ("subcategory", Kind::Choice),
            ("resolution_code", Kind::Choice),
            ("cause_notes", Kind::Text(4000)),
            ("fix_notes", Kind::Text(4000)),
            ("resolved_at", Kind::Time),
        ],
    ),
    (
        "change_request",
        Some("task"),
        "CHG",
        &[
            ("type", Kind::Choice),
            ("category", Kind::Choice),
            ("requested_by", Kind::Reference("sys_user")),
            ("close_code", Kind::Choice),
        ],
    ),
    (
        "sc_request",
        Some("task"),
        "REQ",
        &[("requested_for", Kind::Reference("sys_user")), ("request_state", Kind::Choice)],
    ),
    (
        "sc_req_item",
        Some("task"),
        "RITM",
        &[("request", Kind::Reference("sc_request")), ("requested_for", Kind::Reference("sys_user"))],
    ),
    (
        "sc_task",
        Some("task"),
        "SCTASK",
        &[("request_item", Kind::Reference("sc_req_item")), ("request", Kind::Reference("sc_request"))],
    ),
    (
        "sys_data_policy2",
        None,
        "",
        &[
            ("model_table", Kind::Text(80)),
            ("short_description", Kind::Text(160)),
            ("active", Kind::Text(40)),
            ("conditions", Kind::Text(4000)),
            ("inherit", Kind::Text(40)),
            ("apply_soap", Kind::Text(40)),
        ],
    ),
    (
        "sys_data_policy_rule",
        None,
        "",
        &[
            ("sys_data_policy", Kind::Reference("sys_data_policy2")),
            ("table", Kind::Text(80)),
            ("field", Kind::Text(80)),
            ("mandatory", Kind::Text(40)),
        ],
    ),
    (
        "sys_user",
        None,
        "",
        &[
            ("user_name", Kind::Text(40)),
            NAME,
            ("email", Kind::Text(100)),
            ("active", Kind::Text(40)),
            ("time_zone", Kind::Choice),
            ("preferred_language", Kind::Choice),
            ("date_format", Kind::Text(40)),
            ("company", Kind::Reference("core_company")),
        ],
    ),
    (
        "sys_user_group",
        None,
        "",
        &[
            NAME,
            ("active", Kind::Text(40)),
            ("email", Kind::Text(100)),
            ("parent", Kind::Reference("sys_user_group")),
        ],
    ),
    ("sys_user_role", None, "", &[NAME]),
    (
        "sys_dictionary",
        None,
        "",
        &[
            NAME,
            ("element", Kind::Text(80)),
            ("column_label", Kind::Text(80)),
            ("internal_type", Kind::Text(40)),
            ("max_length", Kind::Text(40)),
            ("reference", Kind::Text(80)),
            ("mandatory", Kind::Text(40)),
            ("choice", Kind::Text(40)),
        ],
    ),
    ("sys_db_object", None, "", &[NAME, ("super_class", Kind::Reference("sys_db_object"))]),
    (
        "sys_user_has_role",
        None,
        "",
        &[("user", Kind::Reference("sys_user")), ("role", Kind::Reference("sys_user_role"))],
    ),
    (
        "core_company",
        None,
        "",
        &[NAME, ("stock_symbol", Kind::Text(40)), ("parent", Kind::Reference("core_company"))],
    ),
    (
        "cmdb_ci",
        None,
        "",
        &[
            NAME,
            ("serial_number", Kind::Text(100)),
            ("asset_tag", Kind::Text(100)),
            ("company", Kind::Reference("core_company")),
            ("install_status", Kind::Text(40)),
        ],
    ),
    ("cmdb_ci_hardware", Some("cmdb_ci"), "", &[]),
    ("cmdb_ci_computer", Some("cmdb_ci_hardware"), "", &[]),
    ("cmdb_ci_server", Some("cmdb_ci_computer"), "", &[]),
    ("cmdb_ci_service", Some("cmdb_ci"), "", &[("number", Kind::Text(40))]),
    ("service_offering", Some("cmdb_ci_service"), "", &[("parent", Kind::Reference("cmdb_ci_service"))]),
    (
        "ast_contract",
        None,
        "",
        &[
            ("number", Kind::Text(40)),
            ("short_description", Kind::Text(160)),
            ("state", Kind::Choice),
            ("company", Kind::Reference("core_company")),
            ("parent_contract", Kind::Reference("ast_contract")),
        ],
    ),
    (
        "sys_choice",
        None,
        "",
        &[
            NAME,
            ("element", Kind::Text(80)),
            ("value", Kind::Text(60)),
            ("label", Kind::Text(120)),
            ("dependent_value", Kind::Text(60)),
            ("inactive", Kind::Text(40)),
            ("language", Kind::Text(3)),
            ("sequence", Kind::Text(40)),
        ],
    ),
    (
        "sys_journal_field",
        None,
        "",
        &[
            NAME,
            ("element", Kind::Text(80)),
            ("element_id", Kind::Text(32)),
            ("value", Kind::Text(1_000_000)),
        ],
    ),
    (
        "sys_attachment",
        None,
        "",
        &[
            ("table_name", Kind::Text(80)),
            ("table_sys_id", Kind::Text(32)),
            ("file_name", Kind::Text(100)),
            ("content_type", Kind::Text(100)),
            ("size_bytes", Kind::Text(40)),
            ("download_link", Kind::Text(255)),
        ],
    ),
    ("task_ci", None, "", &[("task", Kind::Reference("task")), ("ci_item", Kind::Reference("cmdb_ci"))]),
];

impl Kind {
    /// The table that a column points at.
    pub(super) fn target(self) -> &'static str {
        match self {
            Kind::Reference(table) => table,
            Kind::Text(_) | Kind::Choice | Kind::Time | Kind::Journal => "",
        }
    }

    /// The longest text that a column takes.
    pub(super) fn length(self) -> usize {
        match self {
            Kind::Text(length) => length,
            Kind::Choice | Kind::Time => 40,
            Kind::Reference(_) => 32,
            Kind::Journal => 4_000,
        }
    }

    /// The word of the dictionary for a column.
    pub(super) fn internal_type(self, column: &str) -> &'static str {
        match (self, column) {
            (Kind::Time, _) => "glide_date_time",
            (Kind::Reference(_), _) => "reference",
            (Kind::Journal, _) => "journal_input",
            (Kind::Choice, "state" | "impact" | "urgency" | "priority" | "severity") => "integer",
            (Kind::Text(_), "active") => "boolean",
            (Kind::Text(_), "reopen_count" | "sys_mod_count") => "integer",
            (Kind::Text(_) | Kind::Choice, _) => "string",
        }
    }
}

/// The columns that a table adds to the one that it extends.
pub(super) fn own_columns(name: &str) -> impl Iterator<Item = (&'static str, Kind)> {
    let own = table(name).map_or(&[][..], |(_, _, _, own)| *own);
    own.iter().copied()
}

/// Every table with the one that it extends, those above first.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    TABLES.iter().map(|(name, above, ..)| (*name, *above))
}

fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|(known, ..)| *known == name)
}

/// Whether there is such a table.
pub(super) fn exists(name: &str) -> bool {
    table(name).is_some()
}

/// Whether a table is another one or extends it.
pub(super) fn is_a(name: &str, other: &str) -> bool {
    name == other || table(name).and_then(|(_, above, ..)| *above).is_some_and(|above| is_a(above, other))
}

/// A table and those that it extends, itself first.
pub(super) fn above(name: &str) -> Vec<&str> {
    let mut names = vec![name];
    while let Some(next) = names.last().and_then(|name| table(name)).and_then(|(_, above, ..)| *above) {
        names.push(next);
    }
    names
}

/// Prefix of its numbers; "" for a table without.
pub(super) fn prefix(name: &str) -> &'static str {
    table(name).map_or("", |(_, _, prefix, _)| prefix)
}

/// The columns of a table, inherited ones too.
pub(super) fn columns(name: &str) -> Vec<(&'static str, Kind)> {
    let mut found = EVERY.to_vec();
    let mut next = table(name);
    while let Some((_, above, _, own)) = next {
        found.extend(own.iter().copied());
        next = above.and_then(table);
    }
    found
}

/// Whether every table has a column: nobody but the instance writes it.
pub(super) fn is_of_every_table(column: &str) -> bool {
    EVERY.iter().any(|(known, _)| *known == column)
}

/// What a column of a table holds; None when it has no such column.
pub(super) fn kind(name: &str, column: &str) -> Option<Kind> {
    columns(name).into_iter().find(|(known, _)| *known == column).map(|(_, kind)| kind)
}

/// The column by which people name a row.
pub(super) fn display_column(name: &str) -> &'static str {
    if is_a(name, "task") {
        "number"
    } else if name == "ast_contract" {
        "short_description"
    } else {
        "name"
    }
}
