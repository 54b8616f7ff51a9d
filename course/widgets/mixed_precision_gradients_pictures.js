// Two histograms by power of two: gradients over a format's range, and updates over the spacing of their weights.

const BAR_EDGES = { left: 36, right: 12, top: 40, bottom: 42 }; // pixels
const [GRADIENT_POWERS, UPDATE_POWERS] = [[-46, 20], [-50, 28]]; // the axes' ends, powers of two: what lies beyond is drawn there
const [GRADIENT_TALL, UPDATE_TALL] = [132, 84];
const ZONE_NAME_ROOM = 7; // pixels a letter
const FEWEST_BETWEEN_TICKS = 36;

/** A histogram over powers of two: bars of `fates`, whose first lies at the bottom; zones behind it with their names. */
function powerHistogram({ label, unit, powers: [low, high], tall, fates, isSlider }) {
  const [bars, zones, axis, count] = [fates.map((fate) => svg("path", { class: `bar ${fate}` })), svg("g", { class: "zones" }), svg("g", { class: "ticks" }), svg("text", { class: "axis", y: 12 })];
  const hit = svg("rect", { class: "hit", height: tall + BAR_EDGES.top });
  const plot = svg("g", { transform: `translate(${BAR_EDGES.left} ${BAR_EDGES.top})` }, zones, bars, axis);
  const element = svg("svg", {
    height: tall + BAR_EDGES.top + BAR_EDGES.bottom, class: isSlider ? "gradients" : "updates", role: isSlider ? "slider" : "img", "aria-label": label, tabindex: isSlider ? 0 : null,
  }, count, plot, hit);
  let step = 1;

  function show(entries, { width, areas, marks }) {
    const wide = width - BAR_EDGES.left - BAR_EDGES.right;
    step = wide / (high - low);
    const x = (power) => Math.min(Math.max(power - low, 0), high - low) * step;
    put(element, "width", width);
    put(hit, "width", width);
    const counts = countsOf(entries, { low, high, fates });
    const most = Math.max(1, ...counts.map((column) => column.reduce((a, b) => a + b)));
    bars.forEach((bar, fate) => put(bar, "d", counts.map((column, i) => {
      const [start, own] = [column.slice(0, fate).reduce((a, b) => a + b, 0), column[fate]];
      return own ? rectangle(i * step, (step * 7) / 8, tall * (1 - (start + own) / most), (tall * own) / most) : "";
    }).join("") || null));
    zones.replaceChildren(...areas.flatMap((area) => zoneOf(area, x, tall)));
    axis.replaceChildren(svg("path", { d: `M0 ${tall}H${wide}` }), ...ticksOf(marks, x, tall, { low, high }),
      svg("text", { x: -6, y: 9, "text-anchor": "end" }, String(most)), svg("text", { x: -6, y: tall + 4, "text-anchor": "end" }, "0"), svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, unit));
    write(count, "how many (count)");
  }
  return { element, hit, show, step: () => step };
}

const rectangle = (x, width, y, height) => `M${x.toFixed(2)} ${y.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h${(-width).toFixed(2)}Z`;

/** How many of each fate lie from each power to the next: one column a power, the outermost hold what lies beyond. */
function countsOf(entries, { low, high, fates }) {
  const columns = Array.from({ length: high - low }, () => fates.map(() => 0));
  for (const [power, fate] of entries) columns[Math.min(Math.max(power - low, 0), high - low - 1)][fates.indexOf(fate)]++;
  return columns;
}

// A ground from one power to another, with its name over it where there is room, and a line where it begins.
function zoneOf({ from, to, name, kind }, x, tall) {
  const [start, end] = [x(from), x(to)];
  if (end <= start) return [];
  const room = end - start >= name.length * ZONE_NAME_ROOM;
  return [
    svg("rect", { class: kind, x: start, y: -4, width: end - start, height: tall + 4 }), start > 0 && svg("path", { d: `M${start} -4V${tall}` }),
    room && svg("text", { class: kind, x: (start + end) / 2, y: -10, "text-anchor": "middle" }, name),
  ].filter(Boolean);
}

// Marks under the axis, the first ones first, as far apart as they need; [power, text].
function ticksOf(marks, x, tall, { low, high }) {
  const taken = [];
  return marks.filter(([power]) => power >= low && power <= high).flatMap(([power, text]) => {
    const at = x(power);
    if (taken.some((other) => Math.abs(other - at) < FEWEST_BETWEEN_TICKS)) return [];
    taken.push(at);
    return [svg("path", { d: `M${at} ${tall}v5` }), svg("text", { x: at, y: tall + 19, "text-anchor": "middle" }, text)];
  });
}

/** The gradients over the range of the format; drag it, and `slide(scale)` is told. */
function gradientPicture({ scale, slide }) {
  const histogram = powerHistogram({
    label: "loss scale, on the gradients over the format's range", unit: "gradient × loss scale, logarithmic (no unit)", powers: GRADIENT_POWERS, tall: GRADIENT_TALL,
    fates: ["held", "vanished", "overflowed"], isSlider: true,
  });
  let grip = null;
  histogram.hit.addEventListener("pointerdown", (event) => {
    histogram.hit.setPointerCapture(event.pointerId);
    grip = { x: event.clientX, scale: scale() };
  });
  histogram.hit.addEventListener("pointermove", (event) => event.buttons && grip && slide(grip.scale + Math.round((event.clientX - grip.x) / histogram.step())));

  function show(found, width) {
    const { format } = found;
    const [gone, normal, end] = [powerBelow(format.smallest) - 1, format.exponent, powerBelow(format.largest) + 1];
    const areas = [
      { from: GRADIENT_POWERS[0], to: gone, name: "vanish", kind: "gone" }, { from: gone, to: normal, name: "subnormal", kind: "thin" },
      { from: normal, to: end, name: `normal numbers of ${format.label}`, kind: "all" }, { from: end, to: GRADIENT_POWERS[1], name: "overflow", kind: "gone" },
    ];
    const marks = [[gone + 1, powerOf(2, gone + 1)], [normal, powerOf(2, normal)], [0, "1"], [end, powerOf(2, end)], ...[-45, -30, -15, 15].map((power) => [power, powerOf(2, power)])];
    histogram.show(found.gradients, { width, areas, marks });
    put(histogram.element, "aria-valuemin", 0);
    put(histogram.element, "aria-valuemax", MOST_SCALE);
    put(histogram.element, "aria-valuenow", found.scale);
    put(histogram.element, "aria-valuetext", scaleInWords(found));
  }
  return { element: histogram.element, show };
}

/** The updates, measured in the distance from their weight to the next number. */
function updatePicture() {
  const histogram = powerHistogram({
    label: "updates", unit: "update ÷ spacing at its weight, logarithmic (no unit)", powers: UPDATE_POWERS, tall: UPDATE_TALL, fates: ["felt", "lost"], isSlider: false,
  });
  function show(found, width) {
    const areas = [{ from: UPDATE_POWERS[0], to: -1, name: "less than half of it: rounded away", kind: "gone" }, { from: -1, to: UPDATE_POWERS[1], name: "the weight moves", kind: "all" }];
    const marks = [[-1, "½"], ...[-40, -30, -20, -10, 10, 20].map((power) => [power, powerOf(2, power)]), [UPDATE_POWERS[0] + 0.5, "0"]];
    histogram.show(found.updates, { width, areas, marks });
    put(histogram.element, "aria-label", `histogram of the updates over the spacing of their weights: ${headingOfUpdates(found)}`);
  }
  return { element: histogram.element, show };
}

/** Numbers over their meaning: `facts([["vanish", "err"], ...])`, then `show([text, ...])`. */
function rangeFacts(meanings) {
  const facts = meanings.map(([meaning, role, isLarge]) => {
    const value = html("dd", { class: isLarge ? `answer ${role}` : role });
    const words = html("dt", { class: "unit" }, meaning);
    return { value, words, element: html("div", {}, words, value) };
  });
  const show = (texts) => facts.forEach(({ value, words }, i) => (write(value, texts[i][0]), write(words, texts[i][1])));
  return { element: html("dl", { class: "facts" }, facts.map((fact) => fact.element)), show };
}

export { countsOf };
