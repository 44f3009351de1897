//! What `check` finds in the names of rules, and its count of what it read.

use super::messages;

messages! { "check";
    columns_of(class) "columns of {class}";
    names_in_rules() "names in rules";
    rule_of(rule, job) "rule `{rule}` of {job}";
    link_of(company, site) "link of {company}{site}";
    all_known(rules, links) "all are known (rules: {rules}, links of companies: {links})";
    class_of_others(mapping, class)
        "mappings/{mapping}.toml: the class `{class}` is none of the product's own; a plugin may have it, and \
         `check --connect` asks the server";
    opened_without(why) "{why}; tickets are opened without it";
    mail_is_taken(n) "mail for {n} {n:recipient|recipients} would be taken; none was sent";
    mail_is_not_taken(why) "mail cannot be sent: {why}";
    acknowledges(jobs, why) "{jobs} acknowledges there, and our user may not: {why}";
    takes_back(jobs, why) "{jobs} takes acknowledgements back there, and our user may not: {why}";
    comments(jobs, why) "{jobs} comments there, and our user may not: {why}";
    warning(what) "warning: {what}";
    no_problems(jobs, mappings, systems)
        "configuration: {jobs} {jobs:job|jobs}, {mappings} {mappings:mapping|mappings}, {systems} \
         {systems:system|systems}, no problems";
}
