//! Who is logged in: sessions, active entities, and which rows they may see or write.
//! Holds no HTTP; tokens are compared by the caller.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::database::{Database, Record, Selection};
use super::rights::{Action, Profile};
use super::schema::{ItemType, schema};

/// How `active_entity_recursive` is printed: a number after the login, a boolean after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recursion {
    Granted(bool),
    Chosen(bool),
}

impl Recursion {
    pub(super) fn shown(self) -> Value {
        match self {
            Recursion::Granted(flag) => json!(i32::from(flag)),
            Recursion::Chosen(flag) => json!(flag),
        }
    }
}

/// A profile granted on an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) profile: i64,
    pub(super) entity: i64,
    pub(super) is_recursive: bool,
}

/// The entities as they were at login; later ones are not usable before the next login.
#[derive(Debug, Clone, Default)]
pub(super) struct EntityTree {
    /// Id, parent (None for the root) and full path, escaped, by id.
    pub(super) nodes: Vec<(i64, Option<i64>, String)>,
}

impl EntityTree {
    pub(super) fn load(database: &Database) -> rusqlite::Result<EntityTree> {
        let Some(kind) = schema().item_type("Entity") else {
            return Ok(EntityTree::default());
        };
        let rows = database.select(kind, &Selection::default())?;
        let nodes = rows.into_iter().map(|row| {
            let parent = row.get("entities_id").as_i64();
            (row.id, parent, row.text("completename"))
        });
        Ok(EntityTree { nodes: nodes.collect() })
    }

    fn parent(&self, id: i64) -> Option<i64> {
        let node = self.nodes.iter().find(|(each, ..)| *each == id)?;
        node.1.filter(|&parent| parent != id)
    }

    /// The entities above one, nearest first.
    pub(super) fn ancestors(&self, id: i64) -> Vec<i64> {
        let mut above = Vec::new();
        let mut next = self.parent(id);
        while let Some(parent) = next.filter(|parent| !above.contains(parent)) {
            above.push(parent);
            next = self.parent(parent);
        }
        above
    }

    /// An entity and all below it, by id.
    pub(super) fn subtree(&self, id: i64) -> Vec<i64> {
        let inside = |each: &i64| *each == id || self.ancestors(*each).contains(&id);
        self.nodes.iter().map(|node| node.0).filter(inside).collect()
    }

    pub(super) fn path(&self, id: i64) -> &str {
        let node = self.nodes.iter().find(|(each, ..)| *each == id);
        node.map_or("", |(_, _, path)| path.as_str())
    }
}

/// One open session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) user_id: i64,
    pub(super) user_name: String,
    pub(super) zone: Tz,
    pub(super) list_limit: i64,
    pub(super) profile: Profile,
    pub(super) grants: Vec<Grant>,
    pub(super) entities: EntityTree,
    pub(super) active_entity: i64,
    pub(super) recursion: Recursion,
    pub(super) active: Vec<i64>,
    ancestors: Vec<i64>,
}

impl Session {
    /// Opens a session for a user; None when the user has no profile anywhere.
    pub(super) fn open(
        database: &Database,
        profiles: &[Profile],
        user: &Record,
    ) -> rusqlite::Result<Option<Session>> {
        let grants = grants(database, user.id)?;
        let Some(first) = grants.first().copied() else {
            return Ok(None);
        };
        let Some(profile) = profiles.iter().find(|each| each.id == first.profile) else {
            return Ok(None);
        };
        let mut session = Session {
            user_id: user.id,
            user_name: user.text("name"),
            zone: user.text("timezone").parse().unwrap_or(Tz::UTC),
            list_limit: user.get("list_limit").as_i64().unwrap_or(20),
            profile: profile.clone(),
            grants,
            entities: EntityTree::load(database)?,
            active_entity: first.entity,
            recursion: Recursion::Granted(first.is_recursive),
            active: Vec::new(),
            ancestors: Vec::new(),
        };
        session.activate(first.entity, session.recursion);
        session.active = session.granted();
        session.remember_ancestors();
        Ok(Some(session))
    }

    /// The grants of the active profile.
    pub(super) fn own_grants(&self) -> impl Iterator<Item = &Grant> {
        let profile = self.profile.id;
        self.grants.iter().filter(move |grant| grant.profile == profile)
    }

    /// Every entity that the active profile reaches, by id.
    pub(super) fn granted(&self) -> Vec<i64> {
        let mut reached: Vec<i64> = Vec::new();
        for grant in self.own_grants() {
            if grant.is_recursive {
                reached.extend(self.entities.subtree(grant.entity));
            } else {
                reached.push(grant.entity);
            }
        }
        reached.sort_unstable();
        reached.dedup();
        reached
    }

    /// Makes one entity active, with or without those below it.
    pub(super) fn activate(&mut self, entity: i64, recursion: Recursion) {
        let (Recursion::Granted(deep) | Recursion::Chosen(deep)) = recursion;
        self.active_entity = entity;
        self.recursion = recursion;
        let mut active = if deep { self.entities.subtree(entity) } else { vec![entity] };
        let granted = self.granted();
        active.retain(|id| granted.contains(id));
        self.active = active;
        self.remember_ancestors();
    }

    /// Makes all granted entities active.
    pub(super) fn activate_all(&mut self, deep: bool) {
        let first = self.own_grants().next().map_or(0, |grant| grant.entity);
        self.activate(first, Recursion::Chosen(deep));
        self.active = self.granted();
        self.remember_ancestors();
    }

    fn remember_ancestors(&mut self) {
        let mut above: Vec<i64> = self.active.iter().flat_map(|&id| self.entities.ancestors(id)).collect();
        above.sort_unstable();
        above.dedup();
        above.retain(|id| !self.active.contains(id));
        self.ancestors = above;
    }

    /// Whether the profile allows an action on a type.
    pub(super) fn may(&self, kind: &ItemType, action: Action) -> bool {
        self.profile.allows(kind, action)
    }

    /// SQL condition for the rows of a type that the active entities show.
    pub(super) fn visible(&self, kind: &ItemType) -> Option<String> {
        let active = joined(&self.active);
        if kind.name == "Entity" {
            // With everything active the list is not restricted, new entities included.
            let sees_all = self.active.len() == self.entities.nodes.len();
            return (!sees_all).then(|| format!("id IN ({active})"));
        }
        if !kind.is_entity_bound() {
            return None;
        }
        let mut condition = format!("entities_id IN ({active})");
        if kind.has("is_recursive") && !self.ancestors.is_empty() {
            let above = joined(&self.ancestors);
            condition.push_str(&format!(" OR (is_recursive = 1 AND entities_id IN ({above}))"));
        }
        Some(condition)
    }

    /// Whether a row may be read: right, entity, and for tickets who asked.
    pub(super) fn can_read(&self, row: &Record) -> bool {
        if !self.may(row.kind, Action::Read) {
            return false;
        }
        if row.kind.name == "Entity" {
            return self.active.contains(&row.id);
        }
        if !row.kind.is_entity_bound() {
            return true;
        }
        let entity = row.int("entities_id");
        let is_shared = row.int("is_recursive") == 1 && self.ancestors.contains(&entity);
        self.active.contains(&entity) || is_shared
    }

    /// Whether a row may be written: the entity itself must be active.
    pub(super) fn can_write(&self, row: &Record, action: Action) -> bool {
        if !self.may(row.kind, action) {
            return false;
        }
        match row.kind.name {
            "Entity" => self.active.contains(&row.id),
            _ if row.kind.is_entity_bound() => self.active.contains(&row.int("entities_id")),
            _ => true,
        }
    }
}

fn joined(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

fn grants(database: &Database, user: i64) -> rusqlite::Result<Vec<Grant>> {
    let Some(kind) = schema().item_type("Profile_User") else {
        return Ok(Vec::new());
    };
    let rows = database.select(kind, &Selection::of([format!("users_id = {user}")]))?;
    let grants = rows.into_iter().map(|row| Grant {
        profile: row.int("profiles_id"),
        entity: row.int("entities_id"),
        is_recursive: row.int("is_recursive") == 1,
    });
    Ok(grants.collect())
}
