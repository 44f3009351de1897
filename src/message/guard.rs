//! Why a plan is refused, and what is unusual about its source.

use super::messages;

messages! { "guard";
    empty_source() "empty source"
        = "source vide";
    no_records(mapping) [EmptySource] "the source of {mapping} has no records"
        = "la source de {mapping} ne contient aucun enregistrement";
    shrank(mapping, before, now, share, percent) [SourceShrank]
        "the source of {mapping} shrank from {before} to {now} records, by {share} %; {percent} % is the \
         limit"
        = "la source de {mapping} est passée de {before} à {now} {now:enregistrement|enregistrements}, \
           soit {share}\u{a0}% de moins\u{a0}; la limite est de {percent}\u{a0}%";
    percent_exceeded(count, of, class, word, share, percent) [LimitExceeded]
        "{count} of {of} {class} would be {word}d, that is {share} %; {percent} % is the limit"
        = "{class}\u{a0}: {count} sur {of} {word}, soit {share}\u{a0}%\u{a0}; la limite est de {percent}\u{a0}%";
    count_exceeded(count, class, word, most) [LimitExceeded] "{count} {class} would be {word}d; {most} is the limit"
        = "{class}\u{a0}: {count} {word}\u{a0}; la limite est de {most}";
    unusual_count(mapping, records, usual, width)
        "the source of {mapping} has {records} records, and usually has {usual} (at most {width} more or \
         fewer are taken for usual, limits.band_percent)"
        = "la source de {mapping} contient {records} {records:enregistrement|enregistrements}, contre \
           {usual} d'habitude (un écart de {width} au plus passe pour habituel, limits.band_percent)";
    unusual_fill(field, filled, mapping, usual)
        "{field} is filled in {filled} % of the records of {mapping}, and usually is in {usual} % \
         (limits.fill_drop_percent)"
        = "{field} est rempli dans {filled}\u{a0}% des enregistrements de {mapping}, contre {usual}\u{a0}% \
           d'habitude (limits.fill_drop_percent)";
    unusual_files(mapping, n, usual)
        "{mapping} was read from {n} {n:file|files}, and usually is from {usual} (limits.band_percent)"
        = "{mapping} a été lu dans {n} {n:fichier|fichiers}, contre {usual} d'habitude (limits.band_percent)";
}
