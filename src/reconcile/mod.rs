//! Pure: transform, matching, diff, plan, limits, rendering. No I/O, no clock.
