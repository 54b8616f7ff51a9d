// Codes of nine floating-point formats: decoded and encoded with integers alone, so that a typed number is
// rounded once. The same arithmetic as `course.numerics.floats`.

// Name, exponent bits, fraction bits, and what the last codes stand for, as in `course.numerics.formats`.
const NUMBER_FORMATS = Object.fromEntries([
  ["FP32", 8, 23, "ieee"], ["TF32", 8, 10, "ieee"], ["FP16", 5, 10, "ieee"], ["BF16", 8, 7, "ieee"], ["FP8_E5M2", 5, 2, "ieee"],
  ["FP8_E4M3", 4, 3, "one nan"], ["FP6_E3M2", 3, 2, "none"], ["FP6_E2M3", 2, 3, "none"], ["FP4_E2M1", 2, 1, "none"],
].map((row) => [row[0], formatOf(...row)]));

function formatOf(name, exponentBits, fractionBits, specials) {
  const [bits, bias] = [1 + exponentBits + fractionBits, 2 ** (exponentBits - 1) - 1];
  const sign = 1n << BigInt(bits - 1);
  const fractions = 1n << BigInt(fractionBits);
  const special = specials === "ieee" ? (2n ** BigInt(exponentBits) - 1n) * fractions : sign - (specials === "none" ? 0n : 1n);
  const nan = { ieee: special + fractions / 2n, "one nan": special, none: null }[specials];
  return { name, label: name.replace("_", " "), exponentBits, fractionBits, specials, bits, bias, sign, fractions, special, nan, smallest: 1 - bias };
}

/**
 * What a code stands for: {kind, negative, exponent, fraction, significand, power, exact}.
 * kind: "zero", "subnormal", "normal", "infinity" or "nan". exponent and fraction are what the bits say; the
 * value of a finite one is significand × 2^power.
 */
function decoded(format, code) {
  const magnitude = code & (format.sign - 1n);
  const negative = code !== magnitude;
  const [exponent, fraction] = [magnitude / format.fractions, magnitude % format.fractions];
  const parts = { negative, exponent: Number(exponent), fraction };
  if (magnitude >= format.special) {
    const kind = format.specials === "ieee" && magnitude === format.special ? "infinity" : "nan";
    return { ...parts, kind, exact: { kind, negative: kind === "infinity" && negative } };
  }
  const significand = exponent === 0n ? fraction : fraction + format.fractions;
  const power = Math.max(parts.exponent, 1) - format.bias - format.fractionBits;
  const kind = magnitude === 0n ? "zero" : exponent === 0n ? "subnormal" : "normal";
  return { ...parts, kind, significand, power, exact: dyadic(negative, significand, power) };
}

/** The code that an exact number is rounded to: to the nearest, of two equally near ones to the even code. */
function encoded(format, exact) {
  const sign = exact.negative ? format.sign : 0n;
  if (exact.kind === "nan") return format.nan ?? format.sign;
  const magnitude = exact.kind === "infinity" ? format.special : roundedMagnitude(format, exact);
  return sign + (magnitude < format.special ? magnitude : beyond(format));
}

// The code without a sign, as if the exponents had no end.
function roundedMagnitude(format, { top, bottom }) {
  if (top === 0n) return 0n;
  const exponent = Math.max(exponentOf({ top, bottom }), format.smallest);
  const unit = exponent - format.fractionBits;
  const [over, under] = unit < 0 ? [top << BigInt(-unit), bottom] : [top, bottom << BigInt(unit)];
  const [kept, rest] = [over / under, over % under];
  const isUp = 2n * rest > under || (2n * rest === under && kept % 2n === 1n);
  return BigInt(exponent - format.smallest) * format.fractions + kept + (isUp ? 1n : 0n);
}

/** The code of what is too large: infinity, else NaN, else the largest number. */
const beyond = (format) => (format.specials === "none" ? format.special - 1n : format.special);

/** The code of the next larger or smaller number (step 1 or −1), or null where there is none. */
function neighbour(format, code, step) {
  const magnitude = code & (format.sign - 1n);
  const moved = (code === magnitude ? magnitude : -magnitude) + BigInt(step);
  const size = moved < 0n ? -moved : moved;
  return magnitude >= format.special || size >= format.special ? null : size + (moved < 0n ? format.sign : 0n);
}

/** What one format makes of an exact number; `code` is given where it is more than the number says (a NaN's). */
function holding(format, exact, code = encoded(format, exact)) {
  const value = decoded(format, code);
  const isFinite = exact.kind === "finite" && value.exact.kind === "finite";
  const error = isFinite ? difference(value.exact, exact) : null;
  const isBeyond = exact.kind === "finite" && roundedMagnitude(format, exact) >= format.special;
  const spacing = value.power ?? null;
  return {
    format, code, value, error, exact, spacing, isBeyond, isExact: isFinite ? error.top === 0n : exact.kind === value.kind,
    isLost: isFinite && exact.top > 0n && value.kind === "zero",
  };
}

/** The numbers round about: two below, the two that enclose the typed one, two above; nulls where none is. */
function around({ format, code, error }) {
  const isAbove = error && !error.negative && error.top > 0n; // the number that stands for it lies above it
  const start = isAbove ? neighbour(format, code, -1) : code;
  const above = start === null ? code : neighbour(format, start, 1);
  const beside = (each, step) => (each === null ? null : neighbour(format, each, step));
  const codes = [beside(start, -1), start, above, beside(above, 1)];
  return codes.map((each) => (each === null ? null : decoded(format, each).exact));
}

export { NUMBER_FORMATS, decoded, encoded, neighbour };
