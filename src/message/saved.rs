//! Plans that are kept in files, and their approval.

use super::messages;

messages! { "saved";
    apply_with(command) "saved; apply it with: {command}"
        = "plan enregistré\u{a0}; pour l'appliquer\u{a0}: {command}";
    not_approved(path, digest, approved) [PlanNotUsable]
        "{path} has the digest {digest}, not {approved}: it is not the plan that was approved"
        = "{path} a l'empreinte {digest}, et non {approved}\u{a0}: ce n'est pas le plan qui a été approuvé";
    other_system(planned, job, now) [PlanNotUsable]
        "the plan is for the system `{planned}`, the job {job} writes to `{now}` now"
        = "le plan est pour le système `{planned}`, la tâche {job} écrit maintenant dans `{now}`";
    applied_before(run) [PlanNotUsable] "this plan was applied before, by run {run}: make a new one"
        = "ce plan a déjà été appliqué, par l'exécution {run}\u{a0}: faites-en un nouveau";
    cannot_write(path) "cannot write the plan to {path}"
        = "impossible d'écrire le plan dans {path}";
    no_file_name() "the plan needs a file name"
        = "il faut un nom de fichier pour le plan";
    cannot_read(path) "cannot read the plan {path}"
        = "impossible de lire le plan {path}";
    no_plan(path) [PlanNotUsable] "{path} is not a plan of stocktake"
        = "{path} n'est pas un plan de stocktake";
    other_form(path, form, ours) [PlanNotUsable] "{path} has plan format {form}; this program reads 1 to {ours}"
        = "{path} est au format de plan {form}\u{a0}; ce programme lit les formats 1 à {ours}";
    changed(path, digest, stated) [PlanNotUsable]
        "{path} was changed after it was saved: its content has the digest {digest}, it says {stated}"
        = "{path} a été modifié après son enregistrement\u{a0}: son contenu a l'empreinte {digest}, alors \
           qu'il annonce {stated}";
    wait_for_approval(n, approve) "{n} {n:change waits|changes wait} for approval: {approve}"
        = "{n} {n:changement attend|changements attendent} une approbation\u{a0}: {approve}";
}
