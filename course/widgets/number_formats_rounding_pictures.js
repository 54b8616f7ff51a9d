// The staircase over all codes, and one code between its two steps.

const STAIR = { top: 30, right: 12, bottom: 46 }; // pixels; at the left as much as the names of the steps need
const [SHORT_NAMES, LONG_NAMES] = [34, 74]; // pixels
const FEWEST_BETWEEN_STEPS = 20; // pixels, of printed names
const [POINT, RING] = [3.2, 5]; // radii
const [LINE_BASE, LINE_HIGH, LINE_SIDE] = [62, 108, 46]; // of the line between two steps, pixels

/** All codes: `choose(code)` where the pointer is. */
function stairPicture({ width, height, choose }) {
  const tall = height - STAIR.top - STAIR.bottom;
  const parts = Object.fromEntries(["stairs", "missed", "rings", "right", "wrong", "beyond", "chosen"].map((name) => [name, svg("path", { class: name })]));
  const [axes, goal, point] = [svg("g", { class: "ticks" }), svg("circle", { class: "goal", r: 8 }), svg("circle", { class: "point", r: 5 })];
  const hit = svg("rect", { class: "hit", y: -STAIR.top / 2, height: tall + STAIR.top / 2 + 10 });
  const plot = svg("g", {}, axes, parts.chosen, parts.stairs, parts.missed, parts.rings, parts.right, parts.wrong, parts.beyond, goal, point, hit);
  const name = svg("text", { class: "axis", x: 0, y: 12 });
  const element = svg("svg", { width, height, class: "stair", role: "img" }, name, plot);
  let codeAt = () => 0;
  hit.addEventListener("pointermove", (event) => choose(codeAt(event)));
  hit.addEventListener("pointerdown", (event) => choose(codeAt(event)));

  function show(found, chosen) {
    const left = found.isLong ? LONG_NAMES : SHORT_NAMES;
    const wide = width - left - STAIR.right;
    const top = CODES_REACH / 2 ** found.dropped + 1;
    const x = (code) => ((code + CODES_REACH) / (2 * CODES_REACH)) * wide;
    const y = (step) => ((top - clamp(step, -top, top)) / (2 * top)) * tall;
    codeAt = (event) => CODES[clamp(Math.round(((event.clientX - hit.getBoundingClientRect().x) / wide) * (CODES.length - 1)), 0, CODES.length - 1)];
    put(plot, "transform", `translate(${left} ${STAIR.top})`);
    put(hit, "width", wide);
    write(name, "rounded code; heavy lines: even");
    axes.replaceChildren(...stepAxis({ found, y, wide, top }), ...codeAxis({ found, x, wide, tall }));
    put(parts.stairs, "d", stairs(found, x, y));
    const seen = found.codes.filter(({ sent }) => sent !== null);
    const inside = ({ sent }) => Math.abs(sent) <= top;
    const [wrong, beyond] = [seen.filter((code) => code.isWrong && inside(code)), seen.filter((code) => code.isWrong && !inside(code))];
    put(parts.right, "d", dots(seen.filter(({ isWrong }) => !isWrong), x, y));
    put(parts.wrong, "d", dots(wrong, x, y));
    put(parts.missed, "d", [...wrong, ...beyond].map(({ code, place, sent }) => `M${x(code).toFixed(1)} ${y(place).toFixed(1)}V${y(sent).toFixed(1)}`).join("") || null);
    put(parts.beyond, "d", beyond.map(({ code, sent }) => `M${x(code)} ${y(sent)}l-4 ${sent > 0 ? 7 : -7}h8Z`).join("") || null);
    put(parts.rings, "d", found.ties.map(({ code, place }) => ringAt(x(code), y(place))).join("") || null);
    put(parts.chosen, "d", `M${x(chosen.code)} 0V${tall}`);
    for (const [part, value] of [["cx", x(chosen.code)], ["cy", y(chosen.place)]]) put(goal, part, value);
    const isDrawn = chosen.sent !== null;
    put(point, "visibility", isDrawn ? null : "hidden");
    put(point, "class", chosen.isWrong ? "point err" : "point");
    put(point, "cx", x(chosen.code));
    put(point, "cy", isDrawn ? y(chosen.sent) : 0);
    put(element, "aria-label", `where each of ${found.codes.length} codes is sent: ${found.problem ? "nothing to draw but the right steps" : `${found.wrong.length} elsewhere`}`);
  }
  return { element, show };
}

const dots = (codes, x, y) => codes.map(({ code, sent }) => `M${x(code).toFixed(1)} ${y(sent).toFixed(1)}h0`).join("") || null;
const ringAt = (x, y) => `M${(x - RING).toFixed(1)} ${y.toFixed(1)}a${RING} ${RING} 0 1 0 ${2 * RING} 0a${RING} ${RING} 0 1 0 ${-2 * RING} 0`;

// The right steps: flat from half-way to half-way, a riser at each.
function stairs({ codes, dropped }, x, y) {
  const unit = 2 ** dropped;
  const [first, last] = [codes[0].place, codes.at(-1).place];
  const edge = (step) => x(clamp((step + 0.5) * unit, -CODES_REACH, CODES_REACH));
  let path = `M${x(-CODES_REACH)} ${y(first)}`;
  for (let step = first; step <= last; step++) path += `V${y(step).toFixed(1)}H${edge(step).toFixed(1)}`;
  return path;
}

function stepAxis({ found, y, wide, top }) {
  const most = Math.floor(top - 1);
  const gap = y(0) - y(1);
  const every = [1, 2, 4, 8].find((step) => step * gap >= FEWEST_BETWEEN_STEPS) ?? 8;
  return Array.from({ length: 2 * most + 1 }, (_, i) => i - most).flatMap((step) => [
    svg("path", { class: step % 2 === 0 ? "grid even" : "grid", d: `M0 ${y(step)}H${wide}` }),
    step % every === 0 && svg("text", { x: -8, y: y(step) + 4, "text-anchor": "end" }, stepText(step, found)),
  ].filter(Boolean));
}

function codeAxis({ found, x, wide, tall }) {
  const named = found.isLong ? [-32, 0, 32] : [-32, -16, 0, 16, 32];
  const anchor = (code) => (found.isLong && code > 0 ? "end" : found.isLong && code < 0 ? "start" : "middle");
  const marks = named.map((code) => [svg("path", { d: `M${x(code)} ${tall}v5` }),
    svg("text", { x: x(code), y: tall + 19, "text-anchor": anchor(code) }, codeText(code, found.isLong))]);
  const ties = found.ties.map(({ code }) => `M${x(code).toFixed(1)} ${tall}v-6`).join("");
  return [svg("path", { d: `M0 ${tall}H${wide}` }), svg("path", { class: "half", d: ties }), ...marks.flat(),
    svg("text", { x: wide / 2, y: tall + 40, "text-anchor": "middle" }, "code (an integer); short marks: half-way")];
}

// ---- One code between the step below and the step above

function betweenPicture({ width }) {
  const [ticks, arrows] = [svg("g", { class: "ticks" }), svg("g", { class: "arrows" })];
  const element = svg("svg", { width, height: LINE_HIGH, class: "between", role: "img" }, ticks, arrows);
  const wide = width - 2 * LINE_SIDE;

  function show(found, code) {
    const { below, rest, unit, place, sent, isWrong, isTie } = code;
    const x = (share) => LINE_SIDE + share * wide; // of the way from the step below to the one above
    const at = x(rest / unit);
    ticks.replaceChildren(
      svg("path", { class: "way", d: `M${x(0)} ${LINE_BASE}H${x(1)}` }),
      svg("path", { class: "way", d: Array.from({ length: unit + 1 }, (_, i) => `M${x(i / unit).toFixed(1)} ${LINE_BASE - 5}v10`).join("") }),
      svg("path", { class: "half", d: `M${x(0.5)} ${LINE_BASE - 11}v22` }),
      svg("text", { x: x(0.5), y: LINE_BASE + 26, "text-anchor": "middle" }, "half"),
      ...[below, below + 1].flatMap((step, i) => stepName(step, x(i), found, step === place && (rest !== 0 || i === 0))));
    const isFar = sent !== null && (sent < below || sent > below + 1);
    const share = sent === null ? null : clamp(sent - below, -0.1, 1.1);
    arrows.replaceChildren(...[
      isWrong && arrowTo("wish", at, x(place - below), LINE_BASE - 14),
      share !== null && arrowTo(isWrong ? "err" : "mine", at, x(share), LINE_BASE - (isWrong ? 32 : 14)),
      isFar && svg("text", { class: "err", x: sent < below ? 0 : width, y: LINE_BASE - 42, "text-anchor": sent < below ? "start" : "end" }, `beyond: ${stepText(sent, found)}`),
      svg("circle", { class: isTie ? "code tie" : "code", cx: at, cy: LINE_BASE, r: 5.5 }),
    ].filter(Boolean));
    put(element, "aria-label", `the code lies ${rest} of ${unit} parts above ${stepText(below, found)}`);
  }
  return { element, show };
}

function stepName(step, x, found, isPlace) {
  return [svg("text", { class: isPlace ? "step place" : "step", x, y: LINE_BASE + 24, "text-anchor": "middle" }, stepText(step, found)),
    svg("text", { x, y: LINE_BASE + 40, "text-anchor": "middle" }, step % 2 === 0 ? "even" : "odd")];
}

// An arrow beside the line; where nothing moves, a short mark.
function arrowTo(role, from, to, y) {
  if (Math.abs(to - from) < 1) return svg("path", { class: `arrow ${role}`, d: `M${from} ${y - 6}v10m-4 -5l4 5l4 -5` });
  const way = Math.sign(to - from);
  return svg("path", { class: `arrow ${role}`, d: `M${from} ${y}H${to}m${-7 * way} -4l${7 * way} 4l${-7 * way} 4` });
}
