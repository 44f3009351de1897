//! What is wrong today without being told, each with its reason. The list only gets shorter.

const TOTAL: &str = "a total whose label stands in the column of the first key is taken for an item";
const FORMAT: &str = "XLS: the number format is not looked at";
const ERROR: &str = "ODS: an error cell is read as a blank one";

/// `file sheet:row column`, and why it is so.
pub const KNOWN: &[(&str, &str)] = &[
    ("bon-livraison.xlsx BL:15 no record", TOTAL),
    ("bon-livraison.xlsx BL:16 no record", TOTAL),
    ("flotte-mobile.xls Lignes:4 N° d'appel", FORMAT),
    ("flotte-mobile.xls Lignes:5 N° d'appel", FORMAT),
    ("schul-inventar.ods Geräteliste:9 Seriennummer", ERROR),
];
