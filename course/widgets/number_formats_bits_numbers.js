// Numbers without rounding: a typed text as a fraction of two integers, and a fraction as a text.
// An exact number is {kind: "finite", negative, top, bottom} with BigInts, or {kind: "infinity" | "nan", negative}.

const MOST_LETTERS = 120; // of a typed number
const DIGITS_AS_DECIMAL = 30; // a number of more is told as an integer times a power of two
const [SMALLEST_PLAIN, LARGEST_PLAIN] = [-4, 9]; // powers of ten that are printed without a power
const FACTOR = /^(?:((?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,3}))?|(2|10)(?:\^|\*\*)([+-]?\d{1,3}))$/;

/** The number of a text as an exact fraction, or null if it is none: 0.1, −1e-8, 1/3, 3 × 2^-24, inf, nan. */
function exactOf(text) {
  const plain = text.toLowerCase().replaceAll("−", "-").replaceAll("×", "*").replace(/\s/g, "");
  const [, sign, rest] = /^([+-]?)(.*)$/.exec(plain);
  const negative = sign === "-";
  if (text.length > MOST_LETTERS || rest === "") return null;
  if (["inf", "infinity", "∞"].includes(rest)) return { kind: "infinity", negative };
  if (rest === "nan") return { kind: "nan", negative: false };
  const parts = /^(.*[^*])(?:(\/)|\*(?!\*))([^*].*)$/.exec(rest);
  const factors = (parts ? [parts[1], parts[3]] : [rest]).map(factorOf);
  if (factors.includes(null)) return null;
  const [[top, bottom], [more, below]] = [factors[0], factors[1] ?? [1n, 1n]];
  const found = parts?.[2] ? [top * below, bottom * more] : [top * more, bottom * below];
  return found[1] === 0n ? null : { kind: "finite", negative, top: found[0], bottom: found[1] };
}

// A decimal or a power as [top, bottom].
function factorOf(text) {
  const found = FACTOR.exec(text);
  if (!found) return null;
  const [, decimal, tens, base, exponent] = found;
  if (base) return scaled(1n, BigInt(base), Number(exponent));
  const [whole, fraction = ""] = decimal.replaceAll(",", "").split(".");
  return scaled(BigInt(whole + fraction), 10n, Number(tens ?? 0) - fraction.length);
}

// integer × base^exponent as [top, bottom].
function scaled(integer, base, exponent) {
  const power = base ** BigInt(Math.abs(exponent));
  return exponent < 0 ? [integer, power] : [integer * power, 1n];
}

/** significand × 2^power with its sign, as an exact number. */
function dyadic(negative, significand, power) {
  const [top, bottom] = scaled(significand, 2n, power);
  return { kind: "finite", negative, top, bottom };
}

/** one − other, for two finite numbers. */
function difference(one, other) {
  const [a, b] = [one, other].map(({ negative, top }) => (negative ? -top : top));
  const top = a * other.bottom - b * one.bottom;
  return { kind: "finite", negative: top < 0n, top: top < 0n ? -top : top, bottom: one.bottom * other.bottom };
}

/** The floor of the logarithm to the base 2 of a positive fraction. */
function exponentOf({ top, bottom }) {
  const guess = top.toString(2).length - bottom.toString(2).length;
  const isBelow = guess < 0 ? top << BigInt(-guess) < bottom : top < bottom << BigInt(guess);
  return isBelow ? guess - 1 : guess;
}

/** A fraction as a float64, to draw it: 60 binary digits are kept. */
function asFloat({ negative, top, bottom }) {
  if (top === 0n) return 0;
  const exponent = exponentOf({ top, bottom });
  const shift = 60 - exponent;
  const kept = shift < 0 ? top / (bottom << BigInt(-shift)) : (top << BigInt(shift)) / bottom;
  const size = Number(kept) * 2 ** -30 * 2 ** (exponent - 30);
  return negative ? -size : size;
}

// ---- As texts

/** The exact decimal of significand × 2^power, without a sign and without groups: it always ends. */
function decimalOf(significand, power) {
  if (power >= 0) return String(significand << BigInt(power));
  const digits = String(significand * 5n ** BigInt(-power)).padStart(1 - power, "0");
  return `${digits.slice(0, power)}.${digits.slice(power)}`.replace(/\.?0+$/, "");
}

/** What stands in the field for significand × 2^power: short, and exact when it is read again. */
function typedText(negative, significand, power) {
  const decimal = decimalOf(significand, power);
  if (decimal.replace(/^[0.]+|\.|0+$/g, "").length <= DIGITS_AS_DECIMAL && decimal.length <= DIGITS_AS_DECIMAL + 6) return (negative ? "-" : "") + decimal;
  while (significand % 2n === 0n) [significand, power] = [significand / 2n, power + 1];
  return `${negative ? "-" : ""}${significand === 1n ? "" : `${significand} * `}2^${power}`;
}

/** A decimal as people read it: thousands with commas, behind the point groups of three. */
function grouped(decimal) {
  const [whole, fraction = ""] = decimal.split(".");
  const behind = fraction.replace(/(\d{3})(?=\d)/g, "$1\u2009");
  return withCommas(whole).replaceAll(",", ",\u200b") + (fraction && `.${behind}`); // where a line may break
}

const withCommas = (digits) => String(digits).replace(/\B(?=(\d{3})+$)/g, ",");

/** A fraction in at most so many digits: 0.09997559, 65,504, 6.0 × 10⁻⁸; its sign is left to the caller. */
function inDigits({ top, bottom }, digits) {
  if (top === 0n) return "0";
  let tens = Math.floor((exponentOf({ top, bottom }) * Math.log10(2)));
  const at = (power) => scaled(top, 10n, power);
  const rounded = () => {
    const [over, ten] = at(digits - 1 - tens);
    return (2n * over + ten * bottom) / (2n * ten * bottom);
  };
  while (rounded() >= 10n ** BigInt(digits)) tens++;
  const kept = String(rounded());
  if (tens < SMALLEST_PLAIN || tens > LARGEST_PLAIN) {
    const short = kept.replace(/0+$/, "").padEnd(2, "0");
    return `${short[0]}.${short.slice(1)} × ${powerOfTen(tens)}`;
  }
  const plain = tens < 0 ? `0.${"0".repeat(-tens - 1)}${kept}` : `${kept.slice(0, tens + 1).padEnd(tens + 1, "0")}.${kept.slice(tens + 1)}`;
  const [whole, fraction = ""] = plain.split(".");
  const behind = fraction.replace(/0+$/, "");
  return withCommas(whole) + (behind && `.${behind}`);
}

/** A typed number as people read it: 65,520 and 2⁻²⁴ and 1 × 10⁻⁸. */
function readable(typed) {
  const plain = typed.replace(/\s/g, "").replace(/\*\*/g, "^").replaceAll("×", "*");
  const raised = plain.replace(/\^\+?(-?\d+)/g, (_, power) => powerOfTen(power).slice(2)).replace(/e\+?(-?\d+)/i, (_, power) => ` × ${powerOfTen(Number(power))}`);
  return raised.replace("-", "−").replace("*", " × ").replace(/^([−+]?)(\d+)/, (_, sign, digits) => sign + withCommas(digits));
}

/** A number with its sign: `inDigits` for finite ones, else a word. */
function shortText(exact, digits) {
  const sign = exact.negative ? "−" : "";
  if (exact.kind === "nan") return "NaN";
  return sign + (exact.kind === "infinity" ? "∞" : inDigits(exact, digits));
}

export { exactOf, typedText, decimalOf, asFloat, shortText };
