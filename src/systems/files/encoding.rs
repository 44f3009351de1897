//! Which encoding a text file has, and its content as a stream of UTF-8. Bytes that the encoding
//! does not have come out as a byte that UTF-8 does not have: nothing turns silently into U+FFFD.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Decoder, DecoderResult, Encoding, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
    WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

use super::languages::Bytes;
use crate::systems::shared::charset::{Charset, of_dos};

crate::model::said::words!(BadLine);

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;
/// Bytes from which a code page is guessed, counting chunks with more than ASCII in them. The guess
/// takes 150 ns a byte (100,000 rows: 6 s), and more evidence does not change it.
const EVIDENCE: usize = 2 * 1024 * 1024;
/// Never part of UTF-8: stands for what could not be decoded.
const UNDECODABLE: u8 = 0xFF;
/// One damaged sequence among so many good ones is damage, not another encoding: texts of other
/// encodings hardly ever have sequences that are good UTF-8.
const GOOD_PER_BAD: u64 = 1;
/// A domain whose language is written in Windows-1252. Without it chardetng 1.0 takes a file whose
/// only accents are those of `Bâtiment` for Baltic; with it Cyrillic or Czech text is still seen.
const WESTERN: &[u8] = b"fr";

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    /// The encoding.
    pub(super) encoding: Charset,
    /// Length of the byte order mark, in bytes.
    pub(super) mark: u64,
    /// How it was found.
    pub(super) by: ChosenBy,
    /// A guess that fits no language well.
    pub(super) is_doubtful: bool,
}

/// How an encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChosenBy {
    /// A byte order mark: it counts even against the job.
    Mark,
    /// The job says so.
    Job,
    /// Looking at the bytes.
    Guess,
}

/// Finds the encoding of a file: byte order mark, else `label`, else UTF-16 by its NUL bytes, else
/// UTF-8 when the whole file is (or nearly), else the most likely code page. Reads the whole file
/// when it has to guess.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn choose(file: &mut File, label: Option<Charset>) -> io::Result<Choice> {
    let mut head = Vec::with_capacity(4096);
    file.seek(SeekFrom::Start(0))?;
    file.take(4096).read_to_end(&mut head)?;
    if let Some((encoding, length)) = Encoding::for_bom(&head) {
        let encoding = Charset::Web(encoding);
        return Ok(Choice { encoding, mark: length as u64, by: ChosenBy::Mark, is_doubtful: false });
    }
    if let Some(encoding) = label {
        return Ok(Choice { encoding, mark: 0, by: ChosenBy::Job, is_doubtful: false });
    }
    let (encoding, sure) = match wide(&head) {
        Some(encoding) => (encoding, true),
        None => {
            file.seek(SeekFrom::Start(0))?;
            narrow(file)?
        }
    };
    Ok(Choice { encoding: Charset::Web(encoding), mark: 0, by: ChosenBy::Guess, is_doubtful: !sure })
}

/// UTF-16 without a mark: every other byte of Latin text, delimiters and line ends is zero.
pub(super) fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd) {
        (0, odd) if odd * 4 >= pairs && odd > 0 => Some(UTF_16LE),
        (even, 0) if even * 4 >= pairs && even > 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// An encoding of single bytes, or UTF-8, and whether that is sure.
fn narrow(file: &mut File) -> io::Result<(&'static Encoding, bool)> {
    let mut utf8 = Utf8Tally::default();
    let mut bytes = Bytes::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk)?;
        utf8.feed(&chunk[..length]);
        if !chunk[..length].is_ascii() {
            bytes.feed(&chunk[..length]);
        }
        if length == 0 {
            break;
        }
    }
    if utf8.bad == 0 || utf8.good >= utf8.bad * GOOD_PER_BAD {
        return Ok((UTF_8, true));
    }
    file.seek(SeekFrom::Start(0))?;
    let guess = code_page(file)?;
    // Among the code pages of Latin letters the detector knows words of few languages; letters decide.
    let is_latin = [WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258, ISO_8859_2];
    // Where one letter of a word is beyond ASCII, the text is Latin, whatever code page the detector knows
    // in which that letter is Cyrillic or Arabic: French in cp850 or Mac Roman looks like that.
    Ok(if is_latin.contains(&guess) { bytes.judge() } else { (guess, !bytes.is_latin()) })
}

/// The most likely code page of a file that is not UTF-8.
fn code_page(file: &mut File) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut chunk = vec![0; CHUNK];
    let mut fed = 0;
    while fed < EVIDENCE {
        let length = file.read(&mut chunk)?;
        let bytes = &chunk[..length];
        if length == 0 {
            break;
        }
        if !bytes.is_ascii() {
            detector.feed(bytes, false);
            fed += length;
        }
    }
    detector.feed(&[], true);
    Ok(detector.guess(Some(WESTERN), Utf8Detection::Deny))
}

/// Counts the sequences of UTF-8 beyond ASCII, good and bad, over chunks.
#[derive(Default)]
struct Utf8Tally {
    good: u64,
    bad: u64,
    tail: Vec<u8>,
}

impl Utf8Tally {
    /// Takes the next chunk; an empty one is the end.
    fn feed(&mut self, chunk: &[u8]) {
        if self.tail.is_empty() && !chunk.is_empty() && chunk.is_ascii() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.tail);
        bytes.extend_from_slice(chunk);
        let mut rest = bytes.as_slice();
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.good += count_wide(text);
                    return;
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    self.good += std::str::from_utf8(valid).map_or(0, count_wide);
                    match error.error_len() {
                        Some(length) => {
                            self.bad += 1;
                            rest = &after[length..];
                        }
                        None if chunk.is_empty() => {
                            self.bad += 1;
                            return;
                        }
                        None => {
                            self.tail = after.to_vec();
                            return;
                        }
                    }
                }
            }
        }
    }
}

fn count_wide(text: &str) -> u64 {
    // Each such character has one byte that begins it.
    text.bytes().filter(|byte| *byte >= 0xC0).count() as u64
}

/// How bytes become UTF-8.
enum Decoding {
    Web(Box<Decoder>),
    Dos(u16),
}

/// The content of a file from behind its byte order mark, as UTF-8 in a window that moves on.
pub(super) struct Stream {
    file: File,
    /// `None`: the file is UTF-8 and is not touched.
    decoder: Option<Decoding>,
    raw: Vec<u8>,
    window: Vec<u8>,
    start: usize,
    ended: bool,
}

impl Stream {
    /// Goes to the first byte behind the mark.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn open(mut file: File, choice: Choice) -> io::Result<Self> {
        file.seek(SeekFrom::Start(choice.mark))?;
        let decoder = match choice.encoding {
            encoding if encoding == Charset::UTF_8 => None,
            Charset::Web(encoding) => {
                Some(Decoding::Web(Box::new(encoding.new_decoder_without_bom_handling())))
            }
            Charset::Dos(page) => Some(Decoding::Dos(page)),
        };
        Ok(Self { file, decoder, raw: Vec::new(), window: Vec::new(), start: 0, ended: false })
    }

    /// What has been read and not been consumed.
    pub(super) fn window(&self) -> &[u8] {
        &self.window[self.start..]
    }

    /// Gives up the first bytes of the window.
    pub(super) fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.window.len());
    }

    /// The file has no more than the window.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Makes the window longer, unless the file has ended.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn fill(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        if self.start > 0 {
            self.window.drain(..self.start);
            self.start = 0;
        }
        match &mut self.decoder {
            None => self.ended = append(&mut self.file, &mut self.window)? == 0,
            Some(decoder) => {
                self.raw.clear();
                self.ended = append(&mut self.file, &mut self.raw)? == 0;
                match decoder {
                    Decoding::Web(decoder) => decode(decoder, &self.raw, &mut self.window, self.ended),
                    Decoding::Dos(page) => decode_dos(*page, &self.raw, &mut self.window),
                }
            }
        }
        Ok(())
    }

    /// Makes the window at least this long, or the whole rest of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn fill_to(&mut self, length: usize) -> io::Result<()> {
        while !self.ended && self.window().len() < length {
            self.fill()?;
        }
        Ok(())
    }
}

/// Reads the next bytes of a file behind those that are there; 0 at the end.
fn append(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let begin = bytes.len();
    bytes.resize(begin + CHUNK, 0);
    let read = loop {
        match file.read(&mut bytes[begin..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other,
        }
    };
    bytes.truncate(begin + read.as_ref().copied().unwrap_or(0));
    read
}

fn decode_dos(page: u16, raw: &[u8], window: &mut Vec<u8>) {
    for byte in raw {
        match of_dos(page, *byte) {
            _ if byte.is_ascii() => window.push(*byte),
            Some(sign) => window.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes()),
            None => window.push(UNDECODABLE),
        }
    }
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], window: &mut Vec<u8>, last: bool) {
    loop {
        let begin = window.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len()).unwrap_or(CHUNK);
        window.resize(begin + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(raw, &mut window[begin..], last);
        window.truncate(begin + written);
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => window.push(UNDECODABLE),
        }
    }
}

/// The encoding of JSON: its mark, UTF-16 by its NUL bytes, UTF-8 otherwise.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn of_json(file: &mut File) -> io::Result<Choice> {
    let choice = choose(file, Some(Charset::UTF_8))?;
    let mut head = Vec::with_capacity(4096);
    file.seek(SeekFrom::Start(0))?;
    file.take(4096).read_to_end(&mut head)?;
    Ok(match wide(&head) {
        Some(encoding) if choice.mark == 0 => Choice { encoding: Charset::Web(encoding), ..choice },
        _ => choice,
    })
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.fill_to(1)?;
        let length = self.window().len().min(into.len());
        into[..length].copy_from_slice(&self.window()[..length]);
        self.consume(length);
        Ok(length)
    }
}

/// A stream that must be UTF-8 to its end. What is not is an error that has its line, see
/// [`BadLine::of`].
pub(super) struct Utf8 {
    stream: Stream,
    line: u64,
}

/// The line on which a text ceases to be UTF-8, from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct BadLine(pub(super) u64);

impl std::fmt::Display for BadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for BadLine {}

impl BadLine {
    /// The line that an error of [`Utf8`] has.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl Utf8 {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, line: 1 }
    }
}

impl Read for Utf8 {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // A sign of four bytes is seen whole.
        self.stream.fill_to(4)?;
        let window = self.stream.window();
        let window = &window[..window.len().min(into.len())];
        let length = match std::str::from_utf8(window) {
            Ok(text) => text.len(),
            Err(error) if error.valid_up_to() > 0 => error.valid_up_to(),
            Err(_) => return Err(io::Error::other(BadLine(self.line))),
        };
        into[..length].copy_from_slice(&window[..length]);
        self.line += window[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.stream.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write;

    use encoding_rs::WINDOWS_1252;

    use super::*;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn guess(bytes: &[u8]) -> String {
        choose(&mut file(bytes), None).unwrap().encoding.name()
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn encodings_are_found_without_being_told() {
        assert_eq!(guess(b"name;serial\n"), "UTF-8");
        assert_eq!(guess("nom;étage\n".as_bytes()), "UTF-8");
        assert_eq!(guess(b"\xEF\xBB\xBFnom\n"), "UTF-8");
        assert_eq!(guess(&utf16("nom;lieu\n", u16::to_le_bytes)), "UTF-16LE");
        assert_eq!(guess(&utf16("nom;lieu\n", u16::to_be_bytes)), "UTF-16BE");
        assert_eq!(guess(&utf16("\u{feff}nom\n", u16::to_be_bytes)), "UTF-16BE");
        for western in [
            &b"nom;lieu\nPC1;B\xe2timent 2\n"[..],
            b"nom;\xe9tage\n",
            b"Num\xe9ro de s\xe9rie;Pr\xeat\xe9 \xe0\nX1;Fran\xe7ois\n",
            b"Ger\xe4t;Geb\xe4ude\nPC;Stra\xdfe\n",
            b"name;price\nPC;12 \x80\n",
        ] {
            assert_eq!(guess(western), "windows-1252", "{}", western.escape_ascii());
        }
    }

    #[test]
    fn few_accents_are_western_and_another_script_is_seen() {
        for text in ["Bâtiment 2", "à", "œuvre d’Église", "Ångström", "Grüße", "Préfecture – été"]
        {
            let (bytes, ..) = WINDOWS_1252.encode(text);
            assert_eq!(guess(&[b"name;serial\nPC1;", &*bytes].concat()), "windows-1252", "{text}");
        }
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode("Сервер;Москва");
        assert_eq!(guess(&[b"name;serial\nPC1;", &*bytes].concat()), "windows-1251");
    }

    #[test]
    fn a_late_accent_counts_and_little_damage_is_not_another_encoding() {
        let mut late = b"name;serial\n".repeat(20_000);
        late.extend(b"Andr\xe9;1\n");
        assert_eq!(guess(&late), "windows-1252");
        let mut damaged = "éèàçê\n".repeat(40_000).into_bytes();
        damaged.extend(b"\xe9\n");
        assert_eq!(guess(&damaged), "UTF-8");
    }

    #[test]
    fn a_mark_counts_against_the_job() {
        let choice = choose(&mut file(b"\xFF\xFEa\0"), Some(Charset::UTF_8)).unwrap();
        assert_eq!((choice.encoding, choice.by, choice.mark), (Charset::Web(UTF_16LE), ChosenBy::Mark, 2));
    }

    #[test]
    fn half_a_character_is_seen() {
        let mut bytes = utf16("ab", u16::to_le_bytes);
        bytes.push(b'c');
        let choice =
            Choice { encoding: Charset::Web(UTF_16LE), mark: 0, by: ChosenBy::Job, is_doubtful: false };
        let mut stream = Stream::open(file(&bytes), choice).unwrap();
        stream.fill_to(100).unwrap();
        assert_eq!(stream.window(), b"ab\xFF");
    }

    #[test]
    fn a_long_file_comes_out_as_it_went_in() {
        let text = "é€;x\r\n".repeat(50_000);
        let choice =
            Choice { encoding: Charset::Web(UTF_16LE), mark: 0, by: ChosenBy::Job, is_doubtful: false };
        let mut stream = Stream::open(file(&utf16(&text, u16::to_le_bytes)), choice).unwrap();
        let mut read = Vec::new();
        while !(stream.has_ended() && stream.window().is_empty()) {
            read.extend_from_slice(stream.window());
            stream.consume(stream.window().len());
            stream.fill().unwrap();
        }
        assert_eq!(read, text.as_bytes());
    }
}
