// The line with all numbers of a format in sight, and the ways of rounding between the two beside x.

const LINE_MARGIN = 20; // pixels, at both ends
const [LINE_TOP, TICK, POWER_TICK, LINE_HEIGHT] = [34, 34, 48, 132];
const FEWEST_BETWEEN_NAMES = 62; // pixels
const ROUND_WIDTH = 240;

/** The line: `choose(x)` where it is clicked or dragged, `zoom(step)` by the wheel once it has the focus. */
function numberLine({ choose, zoom }) {
  const [ticks, powers, axis] = [svg("path", { class: "tick" }), svg("path", { class: "tick power" }), svg("g", { class: "ticks" })];
  const [mark, name, held, missed] = [svg("path", { class: "typed" }), svg("text", { class: "err name halo" }), svg("circle", { class: "held", r: 5.5 }), svg("path", { class: "missed" })];
  const hit = svg("rect", { class: "hit", height: LINE_HEIGHT });
  const element = svg("svg", { class: "number-line plot", height: LINE_HEIGHT, role: "slider", tabindex: 0, "aria-label": "x, on the line of all numbers" },
    ticks, powers, axis, missed, mark, name, held, hit);
  let scale = null;
  onPointer(hit, (event) => choose(scale.value(event.clientX - hit.getBoundingClientRect().x)));
  element.addEventListener("wheel", (event) => {
    if (document.activeElement !== element) return;
    event.preventDefault();
    zoom(Math.sign(event.deltaY));
  }, { passive: false });

  function show(found, { width, view, reach, mode }) {
    scale = scaleOf(found.format, { width, view, reach });
    const base = LINE_TOP + POWER_TICK;
    put(element, "width", width);
    put(hit, "width", width);
    const places = placesOf(found.format, scale);
    put(ticks, "d", places.plain.map((x) => `M${x} ${base}v${-TICK}`).join(""));
    put(powers, "d", places.powers.map((x) => `M${x} ${base}v${-POWER_TICK}`).join(""));
    axis.replaceChildren(svg("path", { d: `M${LINE_MARGIN} ${base}H${width - LINE_MARGIN}` }), ...namesOf(scale, base),
      svg("text", { x: width / 2, y: LINE_HEIGHT - 4, "text-anchor": "middle" }, scale.unit));
    const [at, result] = [scale.at(found.x), found.results[mode]];
    const place = scale.isLog ? Math.abs(found.x) : found.x; // which shows sizes
    const isOff = place > scale.high || (found.x !== 0 && place < scale.low);
    const to = Number.isFinite(result) && !isOff ? scale.at(result) : null;
    const arrow = place > scale.high ? `M${at + 8} ${LINE_TOP - 9}l-10 -6v12Z` : `M${at - 8} ${LINE_TOP - 9}l10 -6v12Z`;
    put(mark, "d", isOff ? arrow : `M${at} ${LINE_TOP - 4}l-6 -9h12Z M${at} ${LINE_TOP - 4}V${base}`);
    write(name, `x = ${textOfNumber(found.x)}`);
    put(name, "x", at);
    put(name, "y", LINE_TOP - 20);
    put(name, "text-anchor", at < 60 ? "start" : at > width - 60 ? "end" : "middle");
    put(held, "visibility", to === null ? "hidden" : null);
    put(missed, "d", to === null || to === at ? "" : `M${at} ${base}H${to}`);
    if (to !== null) [put(held, "cx", to), put(held, "cy", base)];
    put(element, "aria-valuemin", -(2 ** FARTHEST_REACH));
    put(element, "aria-valuemax", 2 ** FARTHEST_REACH);
    put(element, "aria-valuenow", found.x);
    put(element, "aria-valuetext", `${textOfNumber(found.x)}, becomes ${textOfNumber(result)}`);
  }
  return { element, show };
}

function onPointer(element, go) {
  element.addEventListener("pointerdown", (event) => (element.setPointerCapture(event.pointerId), go(event)));
  element.addEventListener("pointermove", (event) => event.buttons && go(event));
}

/** From numbers to pixels and back: {at, value, isLog, low, high, unit}; the logarithmic one shows sizes. */
function scaleOf(format, { width, view, reach }) {
  const wide = width - 2 * LINE_MARGIN;
  const clip = (share) => LINE_MARGIN + Math.min(Math.max(share, 0), 1) * wide;
  if (view === "linear") {
    const end = 2 ** reach;
    return {
      isLog: false, low: -end, high: end, unit: "value (no unit)",
      at: (value) => clip((value + end) / (2 * end)), value: (pixel) => ((pixel - LINE_MARGIN) / wide) * 2 * end - end,
    };
  }
  const [low, high] = [octaveOf(format.numbers[1]) - 0.5, Math.log2(format.largest) + 0.5];
  return {
    isLog: true, low: 2 ** low, high: 2 ** high, unit: "size, logarithmic (no unit): equal ways are equal factors",
    at: (value) => clip((Math.log2(Math.max(Math.abs(value), Number.MIN_VALUE)) - low) / (high - low)),
    value: (pixel) => 2 ** (low + ((pixel - LINE_MARGIN) / wide) * (high - low)),
  };
}

/** Where ticks stand, to half a pixel, each once: {plain, powers}; powers of two are the tall ones. */
function placesOf(format, scale) {
  const inSight = format.numbers.filter((value) => value <= scale.high && (value > 0 || !scale.isLog));
  const isPower = (value) => value === 0 || (!format.isFixed && value === 2 ** octaveOf(value) && value >= format.smallestNormal);
  const pixels = (values) => [...new Set(values.map((value) => Math.round(2 * scale.at(value)) / 2))];
  const both = (values) => (scale.isLog ? values : [...values, ...values.map((value) => -value)]);
  const last = format.isFixed && !scale.isLog && scale.low <= format.least ? [format.least] : []; // −2^m has no counterpart
  return { plain: pixels([...both(inSight.filter((value) => !isPower(value))), ...last]), powers: pixels(both(inSight.filter(isPower))) };
}

// Names under the axis: powers of two, the outermost first, as far apart as they need.
function namesOf(scale, base) {
  const values = [];
  for (let octave = Math.floor(Math.log2(scale.high)); octave >= Math.log2(scale.isLog ? scale.low : scale.high / 16); octave--) values.push(2 ** octave);
  const candidates = scale.isLog ? [1, ...values] : [0, ...values.flatMap((value) => [value, -value])];
  const taken = [];
  return candidates.flatMap((value) => {
    const x = scale.at(value);
    if (taken.some((other) => Math.abs(other - x) < FEWEST_BETWEEN_NAMES)) return [];
    taken.push(x);
    const text = Math.log2(Math.abs(value) || 1) < -6 || Math.abs(value) > 2 ** 9 ? (value < 0 ? "−" : "") + powerText(Math.abs(value)) : textOfNumber(value);
    return [svg("path", { d: `M${x} ${base}v5` }), svg("text", { x, y: base + 19, "text-anchor": "middle" }, text)];
  });
}

// ---- The five ways of rounding

/** A choice of five rows, told `go(mode)`; `redraw()` draws a new random number. */
function roundingRows({ go, redraw }) {
  const rows = MODES_OF_ROUNDING.map((mode) => rowOfMode(mode, () => go(mode)));
  const roam = roving(rows.map((row) => row.element), { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }, (index) => go(MODES_OF_ROUNDING[index]));
  const names = svg("svg", { width: ROUND_WIDTH, height: 18, "aria-hidden": "true" });
  const list = html("div", { class: "list", role: "radiogroup", "aria-label": "rounding" }, rows.map((row) => row.element));
  const again = html("button", { type: "button", class: "again", click: redraw }, "draw again");
  const drawn = html("p", { class: "unit drawn" });
  onKeys(list, roam.keys);
  const element = html("div", { class: "roundings" }, html("div", { class: "row headings", "aria-hidden": "true" }, html("span", { class: "unit" }, "rounding"), html("span", { class: "between" }, names), html("span", { class: "unit" }, "becomes")),
    list, html("div", { class: "chance" }, drawn, again));
  function show(found, mode) {
    const [left, right] = [28, ROUND_WIDTH - 28];
    const places = found.lower === found.upper ? [[found.lower, ROUND_WIDTH / 2]] : [[found.lower, left], [found.upper, right]];
    names.replaceChildren(...places.map(([value, x]) => {
      const isNumber = fits(found.format, value);
      return svg("text", { x, y: 13, "text-anchor": "middle", class: isNumber ? null : "muted" }, isNumber ? textOfNumber(value) : "beyond");
    }));
    rows.forEach((row) => row.show(found, row.mode === mode));
    roam.rest(MODES_OF_ROUNDING.indexOf(mode));
    write(drawn, `stochastic: the random number drawn is ${number(found.draw, 2)}; below ${number(found.share, 2)} it goes to ${textOfNumber(found.far, 5)}`);
    const isDrawn = found.share > 0 && !found.isBeyond;
    put(drawn, "hidden", isDrawn ? null : "");
    put(again, "hidden", isDrawn ? null : "");
  }
  return { element, show };
}

function rowOfMode(mode, click) {
  const [picture, value, words] = [svg("svg", { width: ROUND_WIDTH, height: 30, class: "line", "aria-hidden": "true" }), html("b", { class: "holds" }), html("small", { class: "unit" })];
  const name = { nearest: "nearest", "toward zero": "toward zero", up: "up", down: "down", stochastic: "stochastic" }[mode];
  const element = html("div", { class: "row", role: "radio", click }, html("span", { class: "name" }, name, words), html("span", { class: "between" }, picture), value);
  function show(found, isChosen) {
    const result = found.results[mode];
    picture.replaceChildren(...marksBetween(found, mode, result));
    write(value, textOfNumber(result));
    write(words, modeInWords(mode, found));
    put(element, "aria-checked", String(isChosen));
    put(element, "aria-label", `${name}: becomes ${textOfNumber(result)}${mode === "stochastic" ? `, ${modeInWords(mode, found)}` : ""}`);
  }
  return { mode, element, show };
}

// The way from the lower number to the upper one, x on it, and the number it becomes; for chance a bar in two parts.
function marksBetween(found, mode, result) {
  const [left, right, line] = [28, ROUND_WIDTH - 28, 17];
  const span = found.upper - found.lower;
  const place = (value) => (span ? left + Math.min(Math.max((value - found.lower) / span, 0), 1) * (right - left) : (left + right) / 2);
  const x = place(found.x);
  const isOnLine = Number.isFinite(result) && result >= found.lower && result <= found.upper;
  const chance = mode === "stochastic" && span > 0 && !found.isBeyond ? chanceMarks(found, left, right, line) : [];
  return [
    svg("path", { class: "axis", d: `M${left} ${line}H${right}M${place(found.lower)} ${line - 6}v12M${place(found.upper)} ${line - 6}v12` }), ...chance,
    mode !== "stochastic" && isOnLine && x !== place(result) && svg("path", { class: "missed", d: `M${x} ${line}H${place(result)}` }),
    svg("path", { class: found.isExact ? "typed exact" : "typed", d: `M${x} ${line - 5}l-5 -8h10Z` }),
    isOnLine ? svg("circle", { class: "held", cx: place(result), cy: line, r: 5 }) : svg("path", { class: "held", d: `M${result < found.lower ? left - 20 : right + 20} ${line}l${result < found.lower ? 9 : -9} -6v12Z` }),
  ].filter(Boolean);
}

// A bar as long as the chance to go to the farther number, and the drawn number: within the bar it goes there.
function chanceMarks({ far, upper, share, draw }, left, right, line) {
  const [from, way] = far === upper ? [left, right - left] : [right, left - right];
  const end = from + share * way;
  return [
    svg("rect", { class: "chance-far", x: Math.min(from, end), y: line - 4, width: Math.abs(end - from), height: 8 }),
    svg("path", { class: "draw", d: `M${from + draw * way} ${line - 8}v16` }),
  ];
}
