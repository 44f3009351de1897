//! What the role of our user allows (5.2 and later). `role.get` shows every role, to a plain user, too (measured
//! on 6.0.14): which is ours tells `user.get`.

use crate::model::Said;
use serde::Deserialize;

use super::message;
use crate::systems::monitor::Deed;

/// A user, as far as his role is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct RoleOf {
    pub roleid: String,
}

/// The rules that are asked for.
pub(super) const RULES: [&str; 4] = ["actions", "api.access", "api.mode", "api"];

#[derive(Debug, Deserialize)]
pub(super) struct Role {
    pub roleid: String,
    pub name: String,
    #[serde(default)]
    pub rules: Rules,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Rules {
    #[serde(default)]
    pub actions: Vec<Action>,
    #[serde(default, rename = "api.access")]
    pub api_access: Option<String>,
    #[serde(default, rename = "api.mode")]
    pub api_mode: Option<String>,
    #[serde(default)]
    pub api: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Action {
    pub name: String,
    pub status: String,
}

/// The method that does all three.
const METHOD: &str = "event.acknowledge";

/// What is done, and the actions of the role that it takes.
const NEEDS: [(Deed, &[&str]); 3] = [
    (Deed::Acknowledge, &["acknowledge_problems", "add_problem_comments"]),
    (Deed::TakeBack, &["acknowledge_problems"]),
    (Deed::Comment, &["add_problem_comments"]),
];

impl Role {
    /// What it does not allow.
    pub fn denied(&self) -> Vec<(Deed, Said)> {
        let mut denied = Vec::new();
        for (deed, needed) in NEEDS {
            let is_off =
                |name: &&&str| self.rules.actions.iter().any(|own| own.name == ***name && own.status == "0");
            if !self.allows_method() {
                denied.push((deed, message::role_denies_method(&self.name, METHOD).said()));
            } else if let Some(action) = needed.iter().find(is_off) {
                denied.push((deed, message::role_denies_action(&self.name, action).said()));
            }
        }
        denied
    }

    fn allows_method(&self) -> bool {
        if self.rules.api_access.as_deref() == Some("0") {
            return false;
        }
        let is_listed = self.rules.api.iter().any(|pattern| {
            let (object, verb) = pattern.split_once('.').unwrap_or((pattern, "*"));
            ["*", "event"].contains(&object) && ["*", "acknowledge"].contains(&verb)
        });
        // 0: those of the list are denied; 1: only they are allowed.
        match self.rules.api_mode.as_deref() {
            Some("1") => is_listed,
            _ => !is_listed,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::*;

    fn denied(rules: serde_json::Value) -> Vec<Deed> {
        let role: Role =
            serde_json::from_value(json!({"roleid": "1", "name": "Robots", "rules": rules})).unwrap();
        role.denied().into_iter().map(|(deed, _)| deed).collect()
    }

    #[test]
    fn a_role_denies_by_action_and_by_method() {
        let on = json!([{"name": "acknowledge_problems", "status": "1"}, {"name": "add_problem_comments", "status": "1"}]);
        let mut rules = json!({"actions": on, "api.access": "1", "api.mode": "0", "api": []});
        assert_eq!(denied(rules.clone()), []);
        rules["api"] = json!(["event.*"]);
        assert_eq!(denied(rules.clone()), [Deed::Acknowledge, Deed::TakeBack, Deed::Comment]);
        rules["api.mode"] = json!("1");
        assert_eq!(denied(rules.clone()), [], "an allow list that names it");
        rules["api"] = json!(["problem.get"]);
        assert_eq!(denied(rules.clone()).len(), 3);
        rules["api"] = json!(["*"]);
        rules["actions"][0]["status"] = json!("0");
        assert_eq!(denied(rules.clone()), [Deed::Acknowledge, Deed::TakeBack]);
        rules["actions"][0]["status"] = json!("1");
        rules["actions"][1]["status"] = json!("0");
        assert_eq!(denied(rules), [Deed::Acknowledge, Deed::Comment]);
    }
}
