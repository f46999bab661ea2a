// A text as it is searched in: small letters without the marks over and under them (Latin and Greek accents, Hebrew and
// Arabic vowels, the long stroke of Arabic), and without signs that nobody sees. Vowels of Hindi and marks of kana stay.
const MARKS = /[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f]/g;
const SAME = { "ک": "ك", "ی": "ي", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ى": "ي", "ة": "ه" };
const fold = (text) => text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(/[ßæœøłđðþıىةکی]/g, (c) => SAME[c]).normalize("NFC");
