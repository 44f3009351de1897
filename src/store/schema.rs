//! The tables as `migrations/` makes them, for the query builder. Column types are those that mean
//! the same on SQLite and PostgreSQL.

diesel::table! {
    runs (id) {
        id -> Text,
        job -> Text,
        started_by -> Text,
        state -> Text,
        started_at -> Text,
        finished_at -> Nullable<Text>,
        node -> Text,
        alive_at -> Text,
        to_create -> BigInt,
        to_update -> BigInt,
        to_retire -> BigInt,
        to_restore -> BigInt,
        unchanged -> BigInt,
        rejected -> BigInt,
        applied -> BigInt,
        failed -> BigInt,
        moved -> BigInt,
        digest -> Nullable<Text>,
        records -> Text,
        message -> Nullable<Text>,
        reading -> Nullable<Text>,
        french -> Nullable<Text>,
        notes -> Nullable<Text>,
        notes_french -> Nullable<Text>,
    }
}

diesel::table! {
    entries (run, seq) {
        run -> Text,
        seq -> BigInt,
        class -> Text,
        operation -> Text,
        source_key -> Text,
        part -> Nullable<Text>,
        label -> Text,
        remote_id -> Nullable<BigInt>,
        fields -> Text,
        state -> Text,
        message -> Nullable<Text>,
        sent_at -> Nullable<Text>,
        proof -> Nullable<Text>,
        silent -> Nullable<Text>,
        french -> Nullable<Text>,
    }
}

diesel::table! {
    rejects (run, seq) {
        run -> Text,
        seq -> BigInt,
        source -> Text,
        sheet -> Nullable<Text>,
        source_row -> Nullable<BigInt>,
        source_key -> Nullable<Text>,
        field -> Nullable<Text>,
        reason -> Text,
        partial -> Bool,
        since -> Nullable<Text>,
        french -> Nullable<Text>,
        code -> Nullable<Text>,
        cells -> Nullable<Text>,
    }
}

diesel::table! {
    kept (run, seq) {
        run -> Text,
        seq -> BigInt,
        class -> Text,
        source_key -> Text,
        remote_id -> BigInt,
        label -> Text,
        field -> Text,
        live -> Text,
        wanted -> Text,
        reason -> Text,
        since -> Nullable<Text>,
        french -> Nullable<Text>,
    }
}

diesel::table! {
    questions (job, topic, key, since) {
        job -> Text,
        topic -> Text,
        key -> Text,
        since -> Text,
        since_run -> Text,
        class -> Nullable<Text>,
        remote_id -> Nullable<BigInt>,
        label -> Text,
        text -> Text,
        answer -> Nullable<Text>,
        due -> Nullable<Text>,
        last_seen -> Text,
        solved_at -> Nullable<Text>,
        solved_run -> Nullable<Text>,
        closed_at -> Nullable<Text>,
        closed_by -> Nullable<Text>,
        closed_until -> Nullable<Text>,
        closed_why -> Nullable<Text>,
        closed_matter -> Nullable<Text>,
        label_french -> Nullable<Text>,
        text_french -> Nullable<Text>,
        answer_french -> Nullable<Text>,
    }
}

diesel::table! {
    applied_files (job, sha256) {
        job -> Text,
        sha256 -> Text,
        path -> Text,
        run -> Text,
        applied_at -> Text,
    }
}

diesel::table! {
    bookmarks (job, feed) {
        job -> Text,
        feed -> Text,
        value -> Text,
        run -> Text,
        kept_at -> Text,
    }
}

diesel::table! {
    known_episodes (job, feed, key) {
        job -> Text,
        feed -> Text,
        key -> Text,
        over_at -> Nullable<Text>,
        seen_at -> Text,
        record -> Text,
    }
}

diesel::table! {
    probes (node) {
        node -> Text,
        at -> Text,
    }
}

diesel::table! {
    looks (job, monitor) {
        job -> Text,
        monitor -> Text,
        looked_at -> Text,
        shown_at -> Nullable<Text>,
        clearness -> Text,
        why -> Nullable<Text>,
        why_french -> Nullable<Text>,
    }
}

diesel::table! {
    listed_events (id) {
        id -> Text,
        job -> Text,
        monitor -> Text,
        event -> Text,
        since -> Text,
        severity -> Text,
        is_open -> Bool,
        reason -> Nullable<Text>,
        why -> Nullable<Text>,
        why_french -> Nullable<Text>,
        record -> Text,
    }
}

diesel::table! {
    links (system, job, class, source_key) {
        system -> Text,
        job -> Text,
        class -> Text,
        source_key -> Text,
        remote_id -> BigInt,
        ownership -> Text,
        remembered -> Text,
        absent_runs -> BigInt,
        retired_at -> Nullable<Text>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        run -> Nullable<Text>,
        subject -> Text,
        recipients -> Text,
        eml -> Binary,
        html -> Text,
        state -> Text,
        attempts -> BigInt,
        next_try_at -> Text,
        claimed_until -> Nullable<Text>,
        ended_at -> Nullable<Text>,
        error -> Nullable<Text>,
        error_french -> Nullable<Text>,
    }
}

diesel::table! {
    webhook_messages (id) {
        id -> Text,
        webhook -> Text,
        occasion -> Text,
        job -> Text,
        made_at -> Text,
        body -> Text,
        state -> Text,
        attempts -> BigInt,
        next_try_at -> Text,
        claimed_until -> Nullable<Text>,
        ended_at -> Nullable<Text>,
        error -> Nullable<Text>,
        error_french -> Nullable<Text>,
        mailed_at -> Nullable<Text>,
    }
}

diesel::table! {
    webhook_jobs (webhook, job) {
        webhook -> Text,
        job -> Text,
        health -> Text,
        since -> Text,
    }
}

diesel::table! {
    due (job) {
        job -> Text,
        last_tick -> Nullable<Text>,
        claimed_by -> Nullable<Text>,
        claimed_at -> Nullable<Text>,
        dead_man_sent_at -> Nullable<Text>,
    }
}

diesel::table! {
    counted (job, what, outcome) {
        job -> Text,
        what -> Text,
        outcome -> Text,
        times -> BigInt,
    }
}

diesel::table! {
    tickets (key) {
        key -> Text,
        job -> Text,
        desk -> Text,
        rule -> Text,
        event_group -> Text,
        phase -> Text,
        state -> Text,
        number -> Nullable<Text>,
        title -> Text,
        remote_class -> Nullable<Text>,
        remote_id -> Nullable<Text>,
        intended_at -> Text,
        changed_at -> Text,
        record -> Text,
    }
}

diesel::table! {
    episodes (ticket, monitor, event) {
        ticket -> Text,
        monitor -> Text,
        event -> Text,
        place -> BigInt,
        let_go_at -> Nullable<Text>,
        record -> Text,
    }
}

diesel::table! {
    moments (ticket, seq) {
        ticket -> Text,
        seq -> BigInt,
        at -> Text,
        what -> Text,
        detail -> Text,
        run -> Nullable<Text>,
        detail_french -> Nullable<Text>,
    }
}

diesel::table! {
    acts (run, seq) {
        run -> Text,
        seq -> BigInt,
        deed -> Text,
        system -> Text,
        ticket -> Text,
        label -> Text,
        mark -> Text,
        started_at -> Text,
        state -> Text,
        message -> Nullable<Text>,
        sent_at -> Nullable<Text>,
        proof -> Nullable<Text>,
        silent -> Nullable<Text>,
        french -> Nullable<Text>,
    }
}

diesel::table! {
    steady_times (run, boot) {
        run -> Text,
        boot -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    ticket_reports (run) {
        run -> Text,
        report -> Text,
        french -> Nullable<Text>,
    }
}

diesel::table! {
    refs (system, kind, qualifier, id) {
        system -> Text,
        kind -> Text,
        qualifier -> Text,
        id -> Text,
        record -> Text,
        first_seen -> Text,
        last_seen -> Text,
        gone_at -> Nullable<Text>,
    }
}

diesel::table! {
    pulls (system, kind) {
        system -> Text,
        kind -> Text,
        at -> Text,
        entries -> BigInt,
    }
}

diesel::table! {
    company_links (company, site, desk) {
        company -> Text,
        site -> Text,
        desk -> Text,
        target -> Nullable<Text>,
        changed_at -> Text,
    }
}

diesel::table! {
    link_changes (id) {
        id -> Text,
        changed_at -> Text,
        changed_by -> Text,
        why -> Nullable<Text>,
        system -> Text,
        job -> Nullable<Text>,
        class -> Nullable<Text>,
        name -> Text,
        site -> Nullable<Text>,
        was -> Nullable<Text>,
        becomes -> Nullable<Text>,
    }
}

diesel::table! {
    tokens (system) {
        system -> Text,
        sealed -> Nullable<Text>,
        version -> BigInt,
        held_by -> Nullable<Text>,
        held_until -> Nullable<Text>,
        kept_at -> Nullable<Text>,
    }
}

diesel::table! {
    web_sessions (digest) {
        digest -> Text,
        name -> Text,
        made_at -> Text,
        seen_at -> Text,
        ends_at -> Text,
        confirmed_until -> Nullable<Text>,
        door -> Text,
        issuer -> Nullable<Text>,
        subject -> Nullable<Text>,
        roles -> Nullable<Text>,
    }
}

diesel::table! {
    api_tokens (digest) {
        digest -> Text,
        name -> Text,
        roles -> Text,
        made_at -> Text,
        made_by -> Nullable<Text>,
        ends_at -> Text,
        used_at -> Nullable<Text>,
        used_from -> Nullable<Text>,
    }
}

diesel::table! {
    run_requests (id) {
        id -> Text,
        job -> Text,
        asked_by -> Text,
        idempotency_key -> Text,
        asked_at -> Text,
        run -> Nullable<Text>,
        refused -> Nullable<Text>,
        refused_french -> Nullable<Text>,
        not_before -> Nullable<Text>,
    }
}

diesel::table! {
    inboxes (job) {
        job -> Text,
        heard_at -> Nullable<Text>,
        expected_from -> Nullable<Text>,
        listening_from -> Nullable<Text>,
        watched_at -> Nullable<Text>,
        silent_from -> Nullable<Text>,
    }
}

diesel::table! {
    pushes (id) {
        id -> Text,
        job -> Text,
        pushed_by -> Text,
        idempotency_key -> Nullable<Text>,
        digest -> Text,
        bytes -> BigInt,
        pushed_at -> Text,
        outcome -> Nullable<Text>,
        run -> Nullable<Text>,
        ended_at -> Nullable<Text>,
        body -> Text,
    }
}

diesel::table! {
    security_log (place) {
        place -> BigInt,
        at -> Text,
        kind -> Text,
        who -> Nullable<Text>,
        address -> Nullable<Text>,
        job -> Nullable<Text>,
        detail -> Nullable<Text>,
        former -> Text,
        digest -> Text,
    }
}

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

diesel::joinable!(entries -> runs (run));
diesel::joinable!(acts -> runs (run));
diesel::allow_tables_to_appear_in_same_query!(runs, entries, acts);
diesel::allow_tables_to_appear_in_same_query!(tickets, episodes);
