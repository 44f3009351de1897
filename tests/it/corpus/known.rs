//! What is wrong today without being told, each with its reason. The list only gets shorter.

const TOTAL: &str = "a total whose label stands in the column of the first key is taken for an item";
const BELOW: &str = "what stands below the table in the same sheet is taken for its rows";
const HEADER_AGAIN: &str = "a header that is repeated for the next page is taken for an item";
const FORMAT: &str = "XLS: the number format is not looked at";
const ERROR: &str = "ODS: an error cell is read as a blank one";
const SWALLOWED: &str = "rows that a quote has swallowed are told by their first one";

/// `file sheet:row column`, and why it is so.
pub const KNOWN: &[(&str, &str)] = &[
    ("contrats.csv 10 no record", TOTAL),
    ("hospital.csv 10 no record", TOTAL),
    ("hospital.csv 12 no record", TOTAL),
    ("schul-inventar.ods Geräteliste:10 no record", TOTAL),
    ("bon-livraison.xlsx BL:15 no record", TOTAL),
    ("bon-livraison.xlsx BL:16 no record", TOTAL),
    ("colonnes-vides.xlsx Export:11 no record", BELOW),
    ("two-tables.xlsx Branch office:2+8 no record", BELOW),
    ("two-tables.xlsx Branch office:2+9 no record", BELOW),
    ("two-tables.xlsx Branch office:2+10 no record", BELOW),
    ("two-tables.xlsx Branch office:2+11 no record", BELOW),
    ("two-tables.xlsx Branch office:2+13 no record", BELOW),
    ("two-tables.xlsx Branch office:9+13 no record", BELOW),
    ("colonnes-vides.xlsx Export:7 no record", HEADER_AGAIN),
    ("flotte-mobile.xls Lignes:4 N° d'appel", FORMAT),
    ("flotte-mobile.xls Lignes:5 N° d'appel", FORMAT),
    ("schul-inventar.ods Geräteliste:9 Seriennummer", ERROR),
    ("inventaire-main.csv 4 told", SWALLOWED),
];
