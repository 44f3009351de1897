//! The documents that the project comes from, sentence by sentence: a test bears the numbers of the sentences that
//! it shows. Here are those of ServiceNav's inventory in GLPI and of its tickets in iTop, and the look at the table
//! of all of them in the manual (`docs/src/seeds.md`).

mod folder;
mod inventory_a;
mod inventory_a_logins;
mod sources_f;
mod table;
mod tickets_b;
mod tickets_b_carry;
