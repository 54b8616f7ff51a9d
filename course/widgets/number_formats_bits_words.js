// The bits in words: the title that the number allows, the sentence under it, and what a code means.

const LONGEST_NAME = 16; // letters of a typed number that is called by its own text
const [NAME_DIGITS, VALUE_DIGITS, ERROR_DIGITS] = [7, 10, 2];
const MOST_PARTS = 10n ** 12n; // of a miss told as one part in so many

/** What all formats make of the typed number: {typed, name, exact, rows, chosen, held}. */
function findingOfBits(typed, format, code) {
  const exact = exactOf(typed);
  const rows = Object.values(NUMBER_FORMATS).map((each) => holding(each, exact, each.name === format ? BigInt(code) : undefined));
  const chosen = rows.find((row) => row.format.name === format);
  const name = typed.length <= LONGEST_NAME ? readable(typed) : shortText(exact, NAME_DIGITS);
  return { typed, name: name.replaceAll(" ", "\u00a0"), exact, rows, chosen, held: rows.filter((row) => row.isExact).length };
}

function titleOfBits({ name, exact, rows, chosen, held }) {
  const { label } = chosen.format;
  if (exact.kind !== "finite") return titleOfSpecial(exact, rows);
  if (exact.top === 0n) return exact.negative ? "−0 has a code of its own in every format, and equals 0" : "Zero is a code of nothing but zeros in every format";
  if (chosen.isBeyond) return `${name} is too large for ${label}: it becomes ${becomes(chosen)}`;
  if (chosen.isLost) return `${name} is too small for ${label}: it becomes ${chosen.value.negative ? "−0" : "0"}`;
  if (held === rows.length) return `Every format holds ${name} exactly`;
  if (held === 0) return `No format holds ${name}; ${label} misses it by ${unbrokenText({ ...chosen.error, negative: false }, ERROR_DIGITS)}`;
  if (!chosen.isExact) return `${label} cannot hold ${name}: it becomes ${unbrokenText(chosen.value.exact, VALUE_DIGITS)}`;
  return `${label} holds ${name} exactly, ${rows.length - held === 1 ? "one format does" : `${inWords(rows.length - held)} of ${inWords(rows.length)} formats do`} not`;
}

function titleOfSpecial({ kind }, rows) {
  const have = rows.filter(({ format }) => (kind === "nan" ? format.nan !== null : format.specials === "ieee")).length;
  const what = kind === "nan" ? "have a NaN; the others make it −0" : `have an infinity, ${inWords(rows.length - have)} have none`;
  return `${capitalized(inWords(have))} of ${inWords(rows.length)} formats ${what}`;
}

const unbrokenText = (exact, digits) => shortText(exact, digits).replaceAll(" ", "\u00a0");
const inWords = (count) => ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][count] ?? String(count);

function sentenceOfBits({ exact, name }) {
  const parts = ["Every format keeps a ", word("sign", "sign"), ", a power of two in the ", word("exp", "exponent"), " and a ", word("frac", "fraction"), " of it."];
  const isNumber = exact.kind === "finite" && exact.top > 0n;
  return isNumber ? [...parts, " The ", word("err", "error"), ` is the way from ${name} to the nearest number there is.`] : parts;
}

// What a number that is too large becomes.
function becomes({ format, value }) {
  const sign = value.negative ? "−" : "";
  if (value.kind === "infinity") return `${sign}infinity`;
  return value.kind === "nan" ? "NaN, for there is no infinity" : `its largest number, ${sign}${inDigits(value.exact, VALUE_DIGITS)}`;
}

/** What kind of code it is, and why. */
function kindInWords({ format, value, isBeyond, isLost }) {
  const largest = inDigits(decoded(format, format.special - 1n).exact, VALUE_DIGITS);
  const end = `the largest number is ${largest}`;
  if (value.kind === "infinity") return isBeyond ? `Overflow: ${end}; beyond lies infinity, the exponent all 1, the fraction 0.` : "Infinity: the exponent’s bits are all 1, the fraction’s all 0.";
  if (value.kind === "nan" && isBeyond) return `Overflow: ${end}; the only code left is NaN.`;
  if (value.kind === "nan") return format.specials === "ieee" ? "Not a number: the exponent’s bits are all 1, the fraction’s not all 0." : "Not a number: all bits behind the sign are 1.";
  if (isBeyond) return `Overflow: ${end}, and this format has no infinity.`;
  const smallest = inDigits(dyadic(false, 1n, format.smallest - format.fractionBits), 3);
  if (isLost) return `Underflow: the smallest number above zero is ${smallest}; half of it or less becomes 0.`;
  if (value.kind === "zero") return `Zero${value.negative ? " with a minus" : ""}: exponent and fraction are all 0; the sign is kept.`;
  if (value.kind === "subnormal") return "Subnormal: the exponent’s bits are all 0, so the leading digit is 0 instead of 1.";
  return "Normal: the leading 1 is not stored, the fraction stands behind its point.";
}

/** What the exponent's bits say, and the fraction's. */
function captionsOf({ format, value }) {
  const { exponent, fraction, kind } = value;
  const signedText = (integer) => String(integer).replace("-", "−");
  const shown = Math.max(exponent, 1);
  const sum = `${shown} − ${format.bias} = ${signedText(shown - format.bias)}`;
  const isSpecial = kind === "infinity" || kind === "nan";
  return {
    sign: value.negative ? "−" : "+",
    exp: isSpecial ? "all 1" : exponent === 0 ? `0: ${sum}` : sum,
    frac: `${withCommas(fraction)} / ${withCommas(format.fractions)}`,
  };
}

/** "one part in 4,096", or nothing where there is no error or too small a one. */
function partsText({ error, exact }) {
  if (!error || error.top === 0n || exact.top === 0n) return "";
  const parts = (2n * exact.top * error.bottom + exact.bottom * error.top) / (2n * exact.bottom * error.top);
  return parts < 2n || parts > MOST_PARTS ? "" : `one part in ${withCommas(parts)}`;
}

/** The error with its sign, "exact", or what became of the number. */
function errorText({ error, isExact, exact, value }) {
  if (isExact) return exact.kind === "finite" ? "exact" : "kept";
  if (!error) return value.kind === "finite" || exact.kind === "finite" ? "overflow" : "no such code";
  const whole = String(error.top / error.bottom).length;
  return (error.negative ? "" : "+") + shortText(error, whole < VALUE_DIGITS ? Math.max(ERROR_DIGITS, whole) : ERROR_DIGITS);
}

function statusOfBits({ name, chosen }) {
  const { format, value } = chosen;
  const captions = captionsOf(chosen);
  return `${name} in ${format.label}: ${shortText(value.exact, VALUE_DIGITS)}, ${chosen.isExact ? errorText(chosen) : `error ${errorText(chosen)}`}. ` +
    `Sign ${captions.sign}, exponent ${captions.exp}, fraction ${captions.frac}. ${kindInWords(chosen)}`;
}

export { findingOfBits, titleOfBits, kindInWords, statusOfBits };
