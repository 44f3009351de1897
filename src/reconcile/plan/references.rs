//! The reference rows of a plan: only those that something needs, in an order that does not
//! depend on that of the records.

use crate::model::{Kind, Plan, Reference, Schema, Value};
use crate::reconcile::names::Names;

/// Leaves out references that nothing needs (a record that asked for one may have been rejected)
/// and sorts the others: entities first, then by class, parents before children, by path.
pub fn sort_needed(schema: &Schema, plan: &mut Plan) {
    let needed = needed(plan);
    let mut order: Vec<usize> = (0..plan.references.len()).filter(|at| needed[*at]).collect();
    order.sort_by_cached_key(|at| rank(schema.entity_class, &plan.references, &plan.references[*at]));
    arrange(plan, &order);
}

/// Puts the names of the existing entities in which references are created into the plan.
pub fn name_entities(schema: &Schema, names: &Names, plan: &mut Plan) {
    for reference in plan.references.iter().chain(&plan.held_references) {
        if let Some(entity @ Value::Ref(id)) = &reference.entity {
            let of_class = plan.linked.entry(schema.entities()).or_default();
            of_class.entry(*id).or_insert_with(|| names.show(&Kind::Entity, entity));
        }
    }
}

/// Leaves out references that nothing needs any more, of a plan in which they are sorted.
pub fn keep_needed(plan: &mut Plan) {
    let needed = needed(plan);
    let order: Vec<usize> = (0..plan.references.len()).filter(|at| needed[*at]).collect();
    arrange(plan, &order);
}

/// Puts the references in an order of their positions; those that are not in it go.
fn arrange(plan: &mut Plan, order: &[usize]) {
    let mut numbers = vec![0; plan.references.len()];
    for (number, at) in (0u32..).zip(order) {
        numbers[*at] = number;
    }
    let renumber = |value: &mut Value| {
        if let Value::NewRef(index) = value {
            *index = numbers[*index as usize];
        }
    };
    plan.references = order.iter().map(|at| plan.references[*at].clone()).collect();
    for reference in &mut plan.references {
        renumber(&mut reference.parent);
        reference.entity.iter_mut().chain(reference.more.values_mut()).for_each(renumber);
    }
    for change in &mut plan.changes {
        let children = change.children.iter_mut().flat_map(|child| &mut child.fields);
        change.fields.iter_mut().chain(children).for_each(|field| renumber(&mut field.to));
    }
}

fn needed(plan: &Plan) -> Vec<bool> {
    let mut needed = vec![false; plan.references.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut mark = |value: &Value, open: &mut Vec<usize>| {
        if let Value::NewRef(index) = value
            && let Some(flag) = needed.get_mut(*index as usize)
            && !std::mem::replace(flag, true)
        {
            open.push(*index as usize);
        }
    };
    for change in &plan.changes {
        let children = change.children.iter().flat_map(|child| &child.fields);
        change.fields.iter().chain(children).for_each(|field| mark(&field.to, &mut open));
    }
    while let Some(at) = open.pop() {
        plan.references[at].needs().for_each(|value| mark(value, &mut open));
    }
    needed
}

/// Not an entity, class, depth, path, entity and parent: by id, or by path when they are new.
type Rank = (bool, String, usize, String, Place, Place);

/// Id, and path of a row that is new.
type Place = (i64, String);

fn rank(entities: &str, all: &[Reference], reference: &Reference) -> Rank {
    let place = |value: &Value| match value {
        Value::Ref(id) => (*id, String::new()),
        Value::NewRef(index) => {
            (-1, all.get(*index as usize).map_or_else(String::new, |row| row.path.clone()))
        }
        _ => (-1, String::new()),
    };
    let depth = reference.path.matches(" > ").count();
    let entity = reference.entity.as_ref().map_or_else(Place::default, place);
    let class = reference.class.to_string();
    (class != entities, class, depth, reference.path.clone(), entity, place(&reference.parent))
}
