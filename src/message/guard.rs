//! Why a plan is refused, and what is unusual about its source.

use super::messages;

messages! { "guard";
    empty_source() "empty source";
    no_records(mapping) "the source of {mapping} has no records";
    shrank(mapping, before, now, share, percent)
        "the source of {mapping} shrank from {before} to {now} records, by {share} %; {percent} % is the \
         limit";
    percent_exceeded(count, of, class, word, share, percent)
        "{count} of {of} {class} would be {word}d, that is {share} %; {percent} % is the limit";
    count_exceeded(count, class, word, most) "{count} {class} would be {word}d; {most} is the limit";
    unusual_count(mapping, records, usual, width)
        "the source of {mapping} has {records} records, and usually has {usual} (at most {width} more or \
         fewer are taken for usual, limits.band_percent)";
    unusual_fill(field, filled, mapping, usual)
        "{field} is filled in {filled} % of the records of {mapping}, and usually is in {usual} % \
         (limits.fill_drop_percent)";
    unusual_files(mapping, n, usual)
        "{mapping} was read from {n} {n:file|files}, and usually is from {usual} (limits.band_percent)";
}
