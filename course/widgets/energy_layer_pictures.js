// The lines of the four parts over the batch, and the stacked bar of one batch.

const LAYER_ROLES = { multiply: "act", add: "act light", weights: "comm", activations: "mem" };
const PLOT = { top: 26, left: 52, right: 104, bottom: 44 }; // pixels; at the right the names of the lines
const NAME_HEIGHT = 16; // pixels, between the names of lines
const MARK_PATHS = {
  multiply: "M3 3l8 8M11 3l-8 8", add: "M7 2v10M2 7h10", weights: "M1 5h2v4h-2ZM5 5h2v4h-2ZM8 2l6 5l-6 5Z", activations: "M2 2h10v10h-10Z",
};

/** The sign of a part, 14 pixels wide. */
function markOf(part, attributes = {}) {
  return svg("svg", { width: 14, height: 14, class: `mark ${LAYER_ROLES[part]} of-${part}`, "aria-hidden": "true", ...attributes }, svg("path", { d: MARK_PATHS[part] }));
}

/** Energy for one example over the batch, both axes logarithmic; `choose(batch)` where the pointer is. */
function linesPicture({ width, height, decades, choose }) {
  const [wide, tall] = [width - PLOT.left - PLOT.right, height - PLOT.top - PLOT.bottom];
  const [lowest, highest] = decades;
  const x = (index) => (index / (BATCHES.length - 1)) * wide;
  const y = (energy) => (energy > 0 ? ((highest - Math.max(Math.log10(energy), lowest)) / (highest - lowest)) * tall : tall);
  const [lines, names, dots] = [svg("g"), svg("g", { class: "names" }), svg("g")];
  const [chosen, rug] = [svg("path", { class: "chosen" }), svg("path", { class: "rug" })];
  const hit = svg("rect", { class: "hit", width: wide, height: tall });
  const plot = svg("g", { transform: `translate(${PLOT.left} ${PLOT.top})` }, axesOf({ x, wide, tall, decades }), chosen, rug, lines, dots, names, hit);
  const element = svg("svg", { width, height, class: "lines", role: "img" }, svg("text", { class: "axis", x: 0, y: 12 }, "energy of one example (joules), both axes logarithmic"), plot);
  onDragAcross(hit, (share) => choose(BATCHES[Math.round(share * (BATCHES.length - 1))]));

  function show(found) {
    const total = { name: "all four", role: "ink", values: found.totals, asked: BATCHES.map(() => null), isWrong: false };
    const series = [total, ...found.parts.map((part) => ({ ...part, role: LAYER_ROLES[part.name] }))];
    put(chosen, "d", `M${x(found.at)} 0V${tall}`);
    put(rug, "d", found.totals.map((sum, i) => (sum === null ? `M${(x(i) - 6).toFixed(1)} ${tall}h12` : "")).join("") || null);
    lines.replaceChildren(...series.flatMap((line) => lineOf(line, x, y)));
    dots.replaceChildren(...series.flatMap((line) => dotsOf(line, found.at, x, y)));
    names.replaceChildren(...namesOf(series, y, tall).flatMap(({ name, role, isWrong, at }) => [
      svg("text", { class: isWrong ? "err" : role, x: wide + 12, y: at + 4 }, `${name}${isWrong ? " ✗" : ""}`)]));
    put(element, "aria-label", `lines over the batch: ${series.map(({ name, values }) => `${name} ${joulesText(values[0])} alone, ${joulesText(values.at(-1))} at a batch of ${batchText(BATCHES.at(-1))}`).join("; ")}`);
  }
  return { element, show };
}

// A path through the points that are there; what the laws ask for is dashed, the line in red where it breaks them.
function lineOf({ role, values, asked }, x, y) {
  const path = (numbers) => numbers.map((value, i) => (value === null ? "" : `${i === 0 || numbers[i - 1] === null ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`)).join("") || null;
  const red = values.map((value, i) => (asked[i] !== null ? value : null));
  const dashed = values.map((value, i) => asked[i] ?? (asked[i - 1] != null || asked[i + 1] != null ? value : null)); // it parts where both are the same
  const joined = values.map((value, i) => red[i] ?? (red[i + 1] != null || red[i - 1] != null ? value : null));
  return [svg("path", { class: `line ${role}`, d: path(values) }), path(red) && svg("path", { class: "line asked", d: path(dashed) }), path(red) && svg("path", { class: "line err", d: path(joined) })].filter(Boolean);
}

function dotsOf({ role, values, asked }, at, x, y) {
  return values.flatMap((value, i) => (value === null ? [] : [
    i === at && asked[i] !== null && svg("path", { class: "missed", d: `M${x(i).toFixed(1)} ${y(value).toFixed(1)}V${y(asked[i]).toFixed(1)}` }),
    i === at && asked[i] !== null && svg("circle", { class: "goal", cx: x(i), cy: y(asked[i]), r: 5 }),
    svg("circle", { class: `dot ${asked[i] === null ? role : "err"}`, cx: x(i), cy: y(value), r: i === at ? 5.5 : 2.5 }),
  ].filter(Boolean)));
}

// Names stand at the ends of their lines, pushed apart where they would cover one another.
function namesOf(series, y, tall) {
  const named = series.flatMap((line) => {
    const last = line.values.findLast((value) => value !== null);
    return last === undefined ? [] : [{ ...line, at: y(last) }];
  }).sort((a, b) => a.at - b.at);
  named.forEach((name, i) => i && (name.at = Math.max(name.at, named[i - 1].at + NAME_HEIGHT)));
  for (let i = named.length - 1; i >= 0; i--) named[i].at = Math.min(named[i].at, i === named.length - 1 ? tall : named[i + 1].at - NAME_HEIGHT);
  return named;
}

function axesOf({ x, wide, tall, decades: [lowest, highest] }) {
  const every = highest - lowest > 5 ? 2 : 1;
  const levels = Array.from({ length: highest - lowest + 1 }, (_, i) => highest - i);
  const named = BATCHES.map((batch, i) => [batch, i]).filter(([, i]) => wide > 300 || i % 2 === 0);
  return svg("g", { class: "ticks" },
    levels.map((level) => [svg("path", { class: "grid", d: `M0 ${((highest - level) / (highest - lowest)) * tall}H${wide}` }),
      (highest - level) % every === 0 && svg("text", { x: -8, y: ((highest - level) / (highest - lowest)) * tall + 4, "text-anchor": "end" }, decadeText(level))]),
    svg("path", { d: `M0 ${tall}H${wide}` }),
    named.map(([batch, i]) => [svg("path", { d: `M${x(i)} ${tall}v5` }), svg("text", { x: x(i), y: tall + 19, "text-anchor": "middle" }, batchText(batch))]),
    svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, "batch: examples that are computed together"));
}

/** 10 µJ for ten to the seventh picojoules. */
function decadeText(level) {
  const held = clamp(Math.floor(level / 3), 0, JOULES.length - 1);
  const power = level - 3 * held;
  return power >= 0 && power < 3 ? `${10 ** power} ${JOULES[held]}` : `${powerOfTen(power)} ${JOULES[held]}`;
}

/** The parts of one batch as shares of one bar. */
function stackedBar({ width }) {
  const element = svg("svg", { width, height: 30, class: "stack", role: "img" });
  function show({ parts, total }) {
    let left = 0;
    element.replaceChildren(...(total ? parts : []).map(({ name, share }) => {
      const wide = share * width;
      left += wide;
      return svg("rect", { class: LAYER_ROLES[name], x: (left - wide).toFixed(1), y: 0, width: Math.max(wide - 1, 0.5).toFixed(1), height: 30 });
    }), total ? "" : svg("rect", { class: "empty", x: 0.5, y: 0.5, width: width - 1, height: 29 }));
    put(element, "aria-label", `bar of ${joulesText(total)}: ${parts.map(({ name, share }) => `${name} ${share === null ? "nothing" : roundPercent(share)}`).join(", ")}`);
  }
  return { element, show };
}

export { decadeText };
