-- Our memory of tickets. Nothing here refers to runs but acts and reports: a ticket is known as long as
-- the database, whatever was pruned. Columns are what is asked for; the whole stands in `record`, as JSON.
CREATE TABLE tickets (
    "key" TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    desk TEXT NOT NULL,
    rule TEXT NOT NULL,
    event_group TEXT NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    -- In lower case and without a leading #, as it is looked for.
    number TEXT,
    title TEXT NOT NULL,
    remote_class TEXT,
    remote_id TEXT,
    intended_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX tickets_living ON tickets (phase) WHERE phase <> 'ended';
CREATE INDEX tickets_by_change ON tickets (changed_at);
CREATE INDEX tickets_by_start ON tickets (intended_at);
CREATE INDEX tickets_by_number ON tickets (number);

CREATE TABLE episodes (
    ticket TEXT NOT NULL REFERENCES tickets ("key") ON DELETE CASCADE,
    monitor TEXT NOT NULL,
    event TEXT NOT NULL,
    place BIGINT NOT NULL,
    -- A person took the event from the ticket; a run never changes it.
    let_go_at TEXT,
    record TEXT NOT NULL,
    PRIMARY KEY (ticket, monitor, event)
);
CREATE INDEX episodes_by_event ON episodes (monitor, event);

-- No reference to tickets: what became of a ticket that never came to be stays known.
CREATE TABLE moments (
    ticket TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    run TEXT,
    PRIMARY KEY (ticket, seq)
);

CREATE TABLE acts (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    deed TEXT NOT NULL,
    system TEXT NOT NULL,
    ticket TEXT NOT NULL,
    label TEXT NOT NULL,
    mark TEXT NOT NULL,
    started_at TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    PRIMARY KEY (run, seq)
);
CREATE INDEX acts_open ON acts (run) WHERE state = 'started';
CREATE INDEX acts_mark ON acts (mark);

CREATE TABLE ticket_reports (
    run TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    report TEXT NOT NULL
);

CREATE TABLE refs (
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Class, and the column of a choice: ids are unique within it.
    qualifier TEXT NOT NULL,
    id TEXT NOT NULL,
    record TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone_at TEXT,
    PRIMARY KEY (system, kind, qualifier, id)
);

CREATE TABLE pulls (
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    entries BIGINT NOT NULL,
    PRIMARY KEY (system, kind)
);

CREATE TABLE company_links (
    company TEXT NOT NULL,
    -- Empty: the company itself.
    site TEXT NOT NULL,
    desk TEXT NOT NULL,
    -- Null: none, a site that does not inherit the link of its company.
    target TEXT,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (company, site, desk)
);
