//! Plans that are kept in files, and their approval.

use super::messages;

messages! { "saved";
    apply_with(path, digest) "saved; apply it with: stocktake run --plan {path} --expect {digest}";
    not_approved(path, digest, approved)
        "{path} has the digest {digest}, not {approved}: it is not the plan that was approved";
    other_system(planned, job, now)
        "the plan is for the system `{planned}`, the job {job} writes to `{now}` now";
    applied_before(run) "this plan was applied before, by run {run}: make a new one";
    cannot_write(path) "cannot write the plan to {path}";
    no_file_name() "the plan needs a file name";
    cannot_read(path) "cannot read the plan {path}";
    no_plan(path) "{path} is not a plan of stocktake";
    other_form(path, form, ours) "{path} has plan format {form}; this program reads 1 to {ours}";
    changed(path, digest, stated)
        "{path} was changed after it was saved: its content has the digest {digest}, it says {stated}";
    wait_for_approval(n, run) "{n} {n:change waits|changes wait} for approval: stocktake approve {run}";
}
