//! The texts of a new project.

use super::{Answers, SystemAnswer};

/// Folder of the JSON Schemas.
pub(super) const SCHEMA_FOLDER: &str = ".schemas";
/// Name of the mapping.
pub(super) const MAPPING_NAME: &str = "computer";

/// Keeps state and secrets out of version control.
pub(super) const GITIGNORE: &str =
    "# State and practice data, and secrets: never commit them.\n/var/\n/secrets/\n";

/// The example that the job reads: the columns of a usual export.
pub(super) const EXAMPLE: &str = "\
Name;Serial number;Manufacturer;Model;Type;Location;Status;Purchase date
PC-0001;5CG1234ABC;HP;EliteBook 840 G8;Laptop;Head office > Floor 1;In use;2023-04-17
PC-0002;5CG1234ABD;HP;EliteBook 840 G8;Laptop;Head office > Floor 2;In use;2023-04-17
PC-0003;PF2X9K7L;Lenovo;ThinkCentre M70q;Desktop;Head office > Reception;In use;2022-11-02
PC-0004;JH7Q2R3;Dell;OptiPlex 7090;Desktop;Warehouse;In stock;2021-09-30
SRV-0001;CZJ1020ABC;HPE;ProLiant DL380 Gen10;Server;Head office > Server room;In use;2020-02-14
";

/// A mapping of computers that fits most exports.
pub(super) const MAPPING: &str = r#"#:schema ../.schemas/mapping.schema.json

# How the rows of a source become computers of GLPI.
class = "Computer"
description = "Computers from a table"

# A computer is found by its serial number, else by its name.
match = [["serial"], ["name"]]

# [field.X]: X is the column of GLPI, `column` is the one of the source. With a list, the first that
# the source has is used.
[field.name]
column = ["Name", "Hostname", "Computer"]
required = true

[field.serial]
column = ["Serial number", "Serial", "S/N"]
case = "upper"

[field.manufacturers_id]
column = ["Manufacturer", "Vendor"]
values = { "Hewlett Packard" = "HP", "Hewlett-Packard" = "HP", "Dell Inc." = "Dell" }

[field.computermodels_id]
column = ["Model"]

[field.computertypes_id]
column = ["Type"]

[field.locations_id]
column = ["Location", "Site"]

[field.states_id]
column = ["Status", "State"]

# A table of its own in GLPI: financial data.
[infocom.buy_date]
column = ["Purchase date"]
"#;

/// Path of the example, relative to the project folder.
pub(super) fn example_path(job: &str) -> String {
    format!("jobs/{job}/example.csv")
}

/// `stocktake.toml`.
pub(super) fn stocktake(answers: &Answers) -> String {
    let job = &answers.job;
    let mut text = format!(
        "#:schema ./{SCHEMA_FOLDER}/stocktake.schema.json\n\n\
         # A stocktake project. How to go on:\n\
         #   stocktake check          reads these files and shows every problem\n\
         #   stocktake plan {job}\n\
         #                            shows what the job would write, and writes nothing\n\
         #   stocktake run {job}\n\
         #                            writes it\n\n"
    );
    match &answers.system {
        SystemAnswer::Practice => text.push_str(
            "# The practice GLPI inside this program: rehearse here before you write to a real one.\n\
             [system.practice.sandbox]\n\n\
             # A real GLPI. Secrets stand elsewhere: env:NAME or file:PATH.\n\
             # [system.glpi.glpi]\n\
             # url = \"https://glpi.example.org/apirest.php\"\n\
             # user_token = \"env:GLPI_USER_TOKEN\"\n\
             # app_token = \"env:GLPI_APP_TOKEN\"\n\n",
        ),
        SystemAnswer::Glpi { url, user_token, app_token } => {
            text.push_str("# Secrets stand elsewhere: env:NAME or file:PATH.\n[system.glpi.glpi]\n");
            text.push_str(&format!("url = {}\nuser_token = {}\n", quoted(url), quoted(user_token)));
            if let Some(token) = app_token {
                text.push_str(&format!("app_token = {}\n", quoted(token)));
            }
            text.push_str(
                "\n# The practice GLPI inside this program, to rehearse.\n[system.practice.sandbox]\n\n",
            );
        }
    }
    text.push_str(
        "# Reports by mail, here as files; [mail.smtp] sends them.\n\
         # [mail]\n\
         # from = \"stocktake@example.org\"\n\
         # to = [\"admin@example.org\"]\n\
         # [mail.files]\n\
         # folder = \"var/mail\"\n",
    );
    text
}

/// `jobs/NAME.toml`.
pub(super) fn job(answers: &Answers) -> String {
    let path = quoted(&example_path(&answers.job));
    let system = match answers.system {
        SystemAnswer::Practice => "practice",
        SystemAnswer::Glpi { .. } => "glpi",
    };
    format!(
        "#:schema ../{SCHEMA_FOLDER}/job.schema.json\n\n\
         description = \"Computers from a CSV file\"\n\
         system = \"{system}\"\n\n\
         # What is read, and the mapping that makes computers of it. Put your own export here.\n\
         [[feed]]\n\
         mapping = \"{MAPPING_NAME}\"\n\
         path = {path}\n\n\
         # Without a schedule the job runs by hand.\n\
         # [schedule]\n\
         # cron = \"30 2 * * *\"\n\
         # zone = \"Europe/Paris\"\n\n\
         # What is done about computers that the source no longer has: keep, flag or trash.\n\
         [missing]\n\
         action = \"keep\"\n"
    )
}

/// A TOML text.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
