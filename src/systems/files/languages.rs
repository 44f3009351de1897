//! Which of the code pages of Latin letters a file has, by the letters of the languages that are written
//! in them: `ø` beside `ì` and `è` is no French, it is Czech in another code page.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254};

use crate::systems::shared::charset::{Charset, of_dos};

/// Below this share of letters that belong to the language the choice is told to people.
const SURE: f64 = 0.95;
/// Another code page must fit so much better to be taken before Windows-1252.
const BETTER: f64 = 0.02;

/// Letters beyond ASCII of languages, in lower case, with the code page in which they are written. Those of
/// Windows-1252 stand first: of two that fit alike the first is taken.
static LANGUAGES: [(&Encoding, &str); 14] = [
    (WINDOWS_1252, "àâæçéèêëîïôùûüÿœ"),
    (WINDOWS_1252, "äöüß"),
    (WINDOWS_1252, "áéíóúüñ¡¿"),
    (WINDOWS_1252, "áâãàçéêíóôõú"),
    (WINDOWS_1252, "àèéìíîòóùú"),
    (WINDOWS_1252, "åäöæøé"),
    (WINDOWS_1252, "áðéíóúýþæö"),
    (WINDOWS_1250, "áčďéěíňóřšťúůýž"),
    (WINDOWS_1250, "ąćęłńóśźż"),
    (WINDOWS_1250, "áéíóöőúüű"),
    (WINDOWS_1250, "áäčďéíĺľňóôŕšťúýž"),
    (WINDOWS_1250, "ăâîșțşţ"),
    (WINDOWS_1250, "čćđšž"),
    (WINDOWS_1254, "çğıiöşüâîû"),
];

/// Signs that stand in texts of every language.
const SIGNS: &str = "«»°€’‘“”–—…\u{a0}§²®©™·ºªµ±½¼";

/// How often each byte beyond ASCII stands in a file.
pub(super) struct Bytes {
    counts: [u64; 128],
    /// Runs of such bytes.
    runs: u64,
    /// Those of one byte that stand beside a letter of ASCII: the accents of a word.
    accents: u64,
}

impl Default for Bytes {
    fn default() -> Self {
        Self { counts: [0; 128], runs: 0, accents: 0 }
    }
}

impl Bytes {
    /// Counts more of the file.
    pub(super) fn feed(&mut self, chunk: &[u8]) {
        for byte in chunk.iter().filter(|byte| **byte >= 0x80) {
            self.counts[usize::from(*byte - 0x80)] += 1;
        }
        let mut rest = chunk;
        while let Some(begin) = rest.iter().position(|byte| *byte >= 0x80) {
            let before = begin.checked_sub(1).and_then(|at| rest.get(at));
            let run = &rest[begin..];
            let length = run.iter().take_while(|byte| **byte >= 0x80).count();
            let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
            self.runs += 1;
            self.accents += u64::from(length == 1 && (is_letter(before) || is_letter(run.get(length))));
            rest = &run[length..];
        }
    }

    /// True when most of these bytes are single letters in words of ASCII.
    pub(super) fn is_latin(&self) -> bool {
        self.accents * 2 > self.runs
    }

    /// The share of these bytes that a language has letters for.
    fn share(&self, encoding: &'static Encoding, letters: &str) -> f64 {
        self.share_that(Charset::Web(encoding), |sign| {
            let mut lower = sign.to_lowercase();
            lower.all(|lower| letters.contains(lower) || SIGNS.contains(lower) || lower == '\u{307}')
        })
    }

    fn share_that(&self, charset: Charset, fits: impl Fn(char) -> bool) -> f64 {
        let (mut fitting, mut all) = (0, 0);
        for (byte, count) in (0x80_u8..=0xFF).zip(self.counts).filter(|(_, count)| *count > 0) {
            all += count;
            let text: String = match charset {
                Charset::Web(encoding) => encoding.decode_without_bom_handling(&[byte]).0.into_owned(),
                Charset::Dos(page) => of_dos(page, byte).into_iter().collect(),
            };
            fitting += if text.chars().all(&fits) { count } else { 0 };
        }
        if all == 0 { 1.0 } else { as_number(fitting) / as_number(all) }
    }

    /// How well the text fits as one of a DOS console or of an old Mac, in a western language. Capitals with
    /// accents are rare; in the wrong code page they stand in the middle of words.
    fn share_of_rivals(&self) -> f64 {
        let western = || LANGUAGES.iter().filter(|(encoding, _)| *encoding == WINDOWS_1252);
        let rivals = [Charset::Web(MACINTOSH), Charset::Dos(850), Charset::Dos(437)];
        let fits = |letters: &str, sign: char| letters.contains(sign) || SIGNS.contains(sign);
        let shares = rivals.iter().flat_map(|rival| {
            western().map(|(_, letters)| self.share_that(*rival, |sign| fits(letters, sign)))
        });
        shares.fold(0.0, f64::max)
    }

    /// The code page whose language fits best, and whether that is sure.
    pub(super) fn judge(&self) -> (&'static Encoding, bool) {
        let mut best = (WINDOWS_1252, 0.0);
        for (encoding, letters) in LANGUAGES {
            let share = self.share(encoding, letters);
            let least = if encoding == best.0 { 0.0 } else { BETTER };
            if share > best.1 + least {
                best = (encoding, share);
            }
        }
        let (encoding, share) = best;
        let together: String = LANGUAGES.iter().filter(|(of, _)| *of == encoding).map(|(_, l)| *l).collect();
        // A list of names has letters of several languages.
        let is_mixed = share > 0.7 && self.share(encoding, &together) >= SURE;
        // German of an old Mac has the bytes of `š` and `ź`, which no one language has.
        let rivals = self.share_of_rivals();
        (encoding, (share >= SURE && share + BETTER > rivals) || (is_mixed && share > rivals + BETTER))
    }
}

fn as_number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(bytes: &[u8]) -> (&'static str, bool) {
        let mut counted = Bytes::default();
        counted.feed(bytes);
        let (encoding, sure) = counted.judge();
        (encoding.name(), sure)
    }

    fn written(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text}");
        bytes.into_owned()
    }

    #[test]
    fn the_letters_of_a_language_tell_its_code_page() {
        for (encoding, text) in [
            (WINDOWS_1250, "Příbram, Žďár, České Budějovice, Ústí, kancelář"),
            (WINDOWS_1250, "Łódź, Kraków, Gdańsk, Święta Góra, księgowość"),
            (WINDOWS_1250, "Győr, Székesfehérvár, könyvelés, műhely, főépület"),
            (WINDOWS_1254, "İstanbul, Beşiktaş, Eskişehir, Muğla, çağrı, bölüm, müdür"),
            (WINDOWS_1252, "Bâtiment Relève, Forêt, Île-de-France, préfecture, Alençon"),
            (WINDOWS_1252, "Gebäude, Straße, Größe, Köln, Büro"),
            (WINDOWS_1252, "São Paulo, informações, câmara, órgão"),
            (WINDOWS_1252, "Ångström, Malmö, Tromsø, Århus"),
            (WINDOWS_1252, "España, Málaga, Córdoba, año, camión"),
        ] {
            assert_eq!(judged(&written(encoding, text)), (encoding.name(), true), "{text}");
        }
    }

    #[test]
    fn a_code_page_of_no_language_here_is_doubtful() {
        // cp850: é is 0x82, è 0x8A, ê 0x88, ç 0x87.
        assert!(!judged(b"pr\x82fecture Rel\x8ave For\x88t Alen\x87on \x82tage").1);
        // Mac Roman: é is 0x8E, è 0x8F, ê 0x90.
        assert!(!judged(b"pr\x8efecture Rel\x8fve For\x90t \x8etage").1);
    }
}
