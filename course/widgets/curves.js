// What the pictures of a student's curve are drawn with: scales, axes, lines with gaps, and room for words.

const ALLOWED = 1e-4; // what two slopes may be apart, in units of the larger of 1 and the nudged ones
const REACH = 0.3; // of the picture's width: how far a line goes to each side of its point
const FARTHEST = 1e4; // pixels: what lies beyond is drawn there
const LETTER = 7.4; // pixels, of the widest face at 12 px
const LARGEST = 1e300; // of a number; beyond, differences overflow

// ---- Numbers as they are printed

/** A number with just these decimals, zeros too: what stands in a column does not change its form; null is a dot. */
function fixed(value, decimals) {
  if (value === null) return "·";
  return Math.abs(value) < 0.5 * 10 ** -decimals ? (0).toFixed(decimals) : number(value, decimals);
}

/** The same with its sign; what is printed as zero has none. */
function signedFixed(value, decimals) {
  return (value >= 0.5 * 10 ** -decimals ? "+" : "") + fixed(value, decimals);
}

// ---- Scales and axes

/** Round values between two ends, at most so many: a step of 1, 2 or 5 times a power of ten. */
function ticksBetween(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * (1 - 1e-9));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, k) => ({ value: (first + k) * step, text: number((first + k) * step, decimals) }));
}

/** The range of some numbers with a share of it as air at both ends, [low, high]; nulls do not count. */
function rangeOf(numbers, air) {
  const known = numbers.filter((value) => value !== null).map((value) => clamp(value, -LARGEST, LARGEST));
  if (!known.length) return [-1, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const more = high > low ? air * (high - low) : Math.max(1, Math.abs(high));
  return [low - more, high + more];
}

/** Scales from places and numbers to pixels, the ticks of the numbers, and the space inside the axes. */
function scalesOf(places, numbers, { width, height, right, air }) {
  const range = rangeOf(numbers, air);
  const marks = numbers.every((value) => value === null) ? [] : ticksBetween(...range, 4);
  const [left, top, bottom] = [16 + LETTER * Math.max(3, ...marks.map(({ text }) => text.length)), 24, 44];
  const [wide, high] = [width - left - right, height - top - bottom];
  const [low, last] = [places[0], places.at(-1)];
  const x = (place) => ((place - low) / (last - low)) * wide;
  const y = (value) => clamp(((range[1] - value) / (range[1] - range[0])) * high, -FARTHEST, FARTHEST);
  return { left, top, wide, high, x, y, marks, low, last, unit: high / (range[1] - range[0]) };
}

/** Both axes; the one of the places has a name. */
function axesOf({ x, y, wide, high, marks, low, last }, name) {
  const up = marks.map(({ value, text }) => [
    svg("path", { class: value === 0 ? "grid zero" : "grid", d: `M0 ${y(value)}H${wide}` }),
    svg("text", { x: -8, y: y(value) + 4, "text-anchor": "end" }, text)]);
  const across = ticksBetween(low, last, 6).map(({ value, text }) => [
    svg("path", { d: `M${x(value)} ${high}v5` }), svg("text", { x: x(value), y: high + 19, "text-anchor": "middle" }, text)]);
  const title = svg("text", { x: wide / 2, y: high + 38, "text-anchor": "middle" }, `${name} (no unit)`);
  return svg("g", { class: "ticks" }, up.flat(), across.flat(), svg("path", { d: `M0 ${high}H${wide}` }), title);
}

// ---- Lines, and what they leave free

/** A line through points [x, y]; null is a gap. */
function pathThrough(points) {
  let pen = "M";
  return points.map((point) => {
    const step = point ? `${pen}${point[0]} ${point[1]}` : "";
    pen = point ? "L" : "M";
    return step;
  }).join("");
}

/** Some points of a stretch between two. */
function between([ax, ay], [bx, by], count = 24) {
  return Array.from({ length: count + 1 }, (_, k) => [ax + ((bx - ax) * k) / count, ay + ((by - ay) * k) / count]);
}

/** Which share of a way there is room for, in a picture of this size. */
function roomFor(way, from, size) {
  return way === 0 ? 1 : (way > 0 ? size - from : from) / Math.abs(way);
}

/** Points all over a word that stands at its middle and baseline. */
function groundOf(text, [x, y]) {
  const half = (LETTER * text.length) / 2;
  return [-10, -4, 2].flatMap((dy) => between([x - half, y + dy], [x + half, y + dy], 12));
}
