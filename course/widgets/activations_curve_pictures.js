// The pictures of one activation: its curve over its slope, and what many layers leave of a gradient.

const MARGIN = { left: 40, right: 14, top: 22, bottom: 44 };
const BETWEEN = 44; // pixels between curve and slope: the name of the slope stands there
const CURVE_SHARE = 0.6; // of the height of both
const SAMPLES = 240; // points of a curve
// `named`: where the flat part has its name, as a share of the height: between two grid lines, away from the curve.
const OUTPUTS = {
  bounded: { range: [-1.35, 1.35], marks: [-1, 0, 1], named: 0.73 }, free: { range: [-1.4, 6.4], marks: [0, 2, 4, 6], named: 0.47 },
};
const SLOPES = { range: [-0.22, 1.42], marks: [0, 0.5, 1] };
const REACH = 1.7; // of the tangent to each side, in inputs
const NARROWEST_NAMED = 34; // pixels: a flat part as wide as its name
const MOST_LAYERS = 20;
const POWERS = { top: 2, bottom: -12, marks: [0, -4, -8, -12] }; // of ten, on the axis of what is left
const COUNTS = [1, 5, 10, 15, 20]; // layers that are printed

const across = (activation, at) => Array.from({ length: SAMPLES + 1 }, (_, k) => {
  const x = LOWEST + ((HIGHEST - LOWEST) * k) / SAMPLES;
  return [x, at(activation, x)];
});

// One plot of a picture: scales, a ground with grid and flat parts, clipped lines, and a layer above.
function plotOf({ wide, high, x, top, marks, range, name, role }) {
  const y = (value) => ((range[1] - value) / (range[1] - range[0])) * high;
  const [flat, lines, above] = [svg("g", { class: "flat" }), svg("svg", { class: "clipped", width: wide, height: high }), svg("g")];
  const grid = marks.map((value) => [
    svg("path", { class: value === 0 ? "grid zero" : "grid", d: `M0 ${y(value)}H${wide}` }),
    svg("text", { x: -8, y: y(value) + 4, "text-anchor": "end" }, String(value).replace("-", "−"))]);
  const element = svg("g", { transform: `translate(${MARGIN.left} ${top})` },
    svg("text", { class: `axis ${role}`, x: -MARGIN.left, y: -10 }, name), flat, svg("g", { class: "ticks" }, grid.flat()), lines, above);
  const path = (points) => `M${points.map(([place, value]) => `${x(place)} ${clamp(y(value), -high, 2 * high)}`).join("L")}`;
  return { y, flat, lines, above, element, path, high };
}

// The curve above, its slope below, and one marker through both.
function curvePictureOf(activation, { width, height, choose }) {
  const [wide, high] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - BETWEEN - MARGIN.bottom];
  const x = (place) => ((place - LOWEST) / (HIGHEST - LOWEST)) * wide;
  const highs = [Math.round(CURVE_SHARE * high), high - Math.round(CURVE_SHARE * high)];
  const outputs = ["tanh", "sigmoid"].includes(activation) ? OUTPUTS.bounded : OUTPUTS.free;
  const curve = plotOf({ wide, high: highs[0], x, top: MARGIN.top, ...outputs, name: "output (no unit)", role: "act" });
  const slopes = plotOf({ wide, high: highs[1], x, top: MARGIN.top + highs[0] + BETWEEN, ...SLOPES, name: "slope (no unit)", role: "grad" });
  const [tangent, tangentName] = [svg("path", { class: "tangent-line" }), svg("text", { class: "halo name grad" })];
  const [point, own] = [svg("circle", { class: "point", r: 6 }), svg("circle", { class: "own", r: 5 })];
  drawCurves(activation, curve, valueAt);
  drawCurves(activation, slopes, slopeAt);
  curve.lines.append(tangent);
  curve.above.append(tangentName, point);
  slopes.above.append(...largestMark(activation, slopes, wide), own);
  for (const plot of [curve, slopes]) plot.flat.append(...flatParts(activation, { x, wide, high: plot.high, named: plot === curve ? outputs.named : null }));
  const marker = svg("path", { class: "marker" });
  const total = MARGIN.top + high + BETWEEN;
  const hit = svg("rect", { class: "hit", x: MARGIN.left, width: wide, height: total });
  const element = svg("svg", {
    width, height, class: "plot", role: "slider", tabindex: 0, "aria-label": "input, on a picture of the curve over its slope",
    "aria-valuemin": LOWEST, "aria-valuemax": HIGHEST,
  }, curve.element, slopes.element, inputAxis({ x, wide, total }), marker, hit);
  element.append(...[curve, slopes].map((plot) => svg("g", { transform: plot.element.getAttribute("transform") }, plot.above)));
  onDrag(hit, (event) => choose(LOWEST + ((event.clientX - hit.getBoundingClientRect().x) / wide) * (HIGHEST - LOWEST)));

  function show({ input, output, slope }) {
    put(tangent, "d", curve.path([[input - REACH, output - REACH * slope], [input + REACH, output + REACH * slope]]));
    const [px, py] = [x(input), curve.y(output)];
    nameTangent(tangentName, `slope ${slope > 0 ? "+" : ""}${briefly(slope)}`, { px, py, slope, wide, high: curve.high });
    [[point, py], [own, slopes.y(slope)]].forEach(([circle, cy]) => [put(circle, "cx", px), put(circle, "cy", cy)]);
    put(marker, "d", `M${MARGIN.left + px} ${MARGIN.top}V${total}`);
    put(element, "aria-valuenow", input);
    put(element, "aria-valuetext", `input ${shortly(input)}: output ${number(output, 4)}, slope ${briefly(slope)}`);
  }
  return { element, show };
}

// The others faint behind, the chosen one before them.
function drawCurves(activation, plot, at) {
  const others = Object.keys(ACTIVATIONS).filter((other) => other !== activation && other !== "none");
  const names = [...others, activation];
  plot.lines.append(...names.map((name) => svg("path", {
    class: `${name === activation ? "curve" : "other"} ${at === valueAt ? "act" : "grad"}`, d: plot.path(withKink(name, at)),
  })));
}

// A curve's points; a jump of the slope at 0 is drawn upright.
function withKink(name, at) {
  const points = across(name, at);
  const after = points.findIndex(([x]) => x > 0);
  const jumps = at === slopeAt && Math.abs(points[after][1] - points[after - 1][1]) > 0.5;
  return jumps ? points.toSpliced(after, 0, [0, points[after][1]]) : points;
}

function largestMark(activation, plot, wide) {
  const height = plot.y(shapeOf(activation).largest);
  return [svg("path", { class: "largest", d: `M0 ${height}H${wide}` }),
    svg("text", { class: "halo", x: 4, y: height - 6 }, `largest ${number(shapeOf(activation).largest, 2)}`)];
}

function flatParts(activation, { x, wide, high, named }) {
  const { left, right } = shapeOf(activation);
  return [[0, x(Math.max(left, LOWEST))], [x(Math.min(right, HIGHEST)), wide]].filter(([from, to]) => to > from).map(([from, to]) => [
    svg("rect", { x: from, width: to - from, height: high }),
    named && to - from > NARROWEST_NAMED && svg("text", { x: (from + to) / 2, y: named * high, "text-anchor": "middle" }, "flat")].filter(Boolean)).flat();
}

function inputAxis({ x, wide, total }) {
  const marks = [-6, -4, -2, 0, 2, 4, 6].map((place) => [
    svg("path", { d: `M${x(place)} ${total}v5` }),
    svg("text", { x: x(place), y: total + 19, "text-anchor": "middle" }, String(place).replace("-", "−"))]);
  return svg("g", { class: "ticks", transform: `translate(${MARGIN.left} 0)` }, svg("path", { d: `M0 ${total}H${wide}` }), marks.flat(),
    svg("text", { x: wide / 2, y: total + 38, "text-anchor": "middle" }, "input x (no unit)"));
}

// The tangent's name on the side of the point that the curve leaves free.
function nameTangent(element, text, { px, py, slope, wide, high }) {
  const isLeft = px > 0.72 * wide;
  const isBelow = slope >= 0 !== isLeft;
  write(element, text);
  put(element, "text-anchor", isLeft ? "end" : "start");
  put(element, "x", px + (isLeft ? -12 : 12));
  put(element, "y", clamp(py + (isBelow ? 26 : -16), 14, high - 6));
}

// ---- What is left of a gradient of 1, layer after layer

function leftPictureOf(activation, { width, height, choose }) {
  const [wide, high] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  const x = (layers) => ((layers - 1) / (MOST_LAYERS - 1)) * (wide - 16) + 8;
  const y = (share) => ((POWERS.top - Math.log10(Math.abs(share))) / (POWERS.top - POWERS.bottom)) * high;
  const best = Array.from({ length: MOST_LAYERS }, (_, k) => [x(k + 1), y(shapeOf(activation).largest ** (k + 1))]);
  const [dots, own, value] = [svg("g", { class: "dots" }), svg("circle", { class: "own", r: 5.5 }), svg("text", { class: "halo name grad" })];
  const [marker, hit] = [svg("path", { class: "marker" }), svg("rect", { class: "hit", width: wide, height: high })];
  const nameHeight = Math.min(best[11][1], best[19][1]) - 10; // above the line from where the name begins
  const bestName = svg("text", { class: "halo grad", x: wide, y: nameHeight, "text-anchor": "end" }, "where it is steepest");
  const bestLine = svg("path", { class: "best", d: `M${best.map((at) => at.join(" ")).join("L")}` });
  const clipped = svg("svg", { class: "clipped", width: wide, height: high }, bestLine);
  const element = svg("svg", {
    width, height, class: "plot", role: "slider", tabindex: 0, "aria-label": "layers, on a picture of what is left of a gradient",
    "aria-valuemin": 1, "aria-valuemax": MOST_LAYERS,
  }, svg("text", { class: "axis grad", x: 0, y: 12 }, "left of 1, logarithmic (no unit)"), svg("g", { transform: `translate(${MARGIN.left} ${MARGIN.top})` },
    leftAxes({ x, y, wide, high }), marker, clipped, dots, bestName, own, value, hit));
  onDrag(hit, (event) => choose(Math.round(1 + ((event.clientX - hit.getBoundingClientRect().x - 8) / (wide - 16)) * (MOST_LAYERS - 1))));

  function show({ slope, layers, remaining }) {
    const heights = Array.from({ length: MOST_LAYERS }, (_, k) => (slope === 0 ? Infinity : y(slope ** (k + 1))));
    const dotAt = (k) => svg("circle", { cx: x(k + 1), cy: heights[k], r: k < layers ? 3 : 2, class: k < layers ? "past" : "ahead" });
    dots.replaceChildren(...heights.flatMap((cy, k) => (cy <= high ? [dotAt(k)] : [])));
    const [px, py] = [x(layers), Math.min(heights[layers - 1], high)];
    const isOff = heights[layers - 1] > high;
    [put(own, "cx", px), put(own, "cy", py), put(own, "class", isOff ? "own off" : "own")];
    const isLate = layers > MOST_LAYERS / 2;
    write(value, isOff && remaining ? `${briefly(remaining)} ↓` : briefly(remaining));
    put(value, "text-anchor", isLate ? "end" : "start");
    put(value, "x", px + (isLate ? -10 : 10));
    put(value, "y", clamp(isLate ? py + 20 : py - 10, 14, high - 8));
    put(marker, "d", `M${px} 0V${high}`);
    put(element, "aria-valuenow", layers);
    put(element, "aria-valuetext", `${layersText(layers)}: ${briefly(remaining)} is left`);
  }
  return { element, show };
}

function leftAxes({ x, y, wide, high }) {
  const up = POWERS.marks.map((power) => [
    svg("path", { class: power === 0 ? "grid zero" : "grid", d: `M0 ${y(10 ** power)}H${wide}` }),
    svg("text", { x: -8, y: y(10 ** power) + 4, "text-anchor": "end" }, power === 0 ? "1" : powerOfTen(power))]);
  const along = COUNTS.map((count) => [
    svg("path", { d: `M${x(count)} ${high}v5` }), svg("text", { x: x(count), y: high + 19, "text-anchor": "middle" }, String(count))]);
  return svg("g", { class: "ticks" }, up.flat(), along.flat(), svg("path", { d: `M0 ${high}H${wide}` }),
    svg("text", { x: wide / 2, y: high + 38, "text-anchor": "middle" }, "layers (count)"));
}
