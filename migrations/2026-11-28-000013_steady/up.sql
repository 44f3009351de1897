-- When a run last sent something, or a machine first came to know of what a run left open, by a clock that
-- nobody sets: milliseconds since that machine was started. `boot` names the start. A wait counts by it, so that
-- a wall clock that was behind or jumps ends no wait early. What earlier programs left open has no row: its wait
-- begins when it is looked at.
CREATE TABLE steady_times (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    boot TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (run, boot)
);
