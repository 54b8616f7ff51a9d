// The pictures of the gains: every activation's size over the layers, and what one layer does to a size.

const EDGES = { left: 44, right: 88, top: 26, bottom: 42 }; // pixels; at the right the names of the lines
const LINE_HEIGHT = 15; // pixels
const COUNTED = [1, 5, 10, 15, 20]; // layers that are printed
const RATIOS = [0.2, 5]; // the ends of the second picture's axis
const RATIO_NAMES = [[0.25, "¼"], [0.5, "½"], [1, "1"], [2, "2"], [4, "4"]];
const LONG_NAME = 14; // letters: more need both sides of the point
const REACH = 2; // powers of ten to each side of a size of 1

// A path through points; those that are none are gaps.
function pathThrough(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

// ---- All activations, layer after layer

// `choose(name)` takes the line nearest to where the picture is pressed.
function layersPicture({ width, height, choose }) {
  const [wide, tall] = [width - EDGES.left - EDGES.right, height - EDGES.top - EDGES.bottom];
  const x = (layer) => ((layer - 1) / (NUM_LAYERS - 1)) * wide;
  const [band, range, axis] = [svg("rect", { class: "band", width: wide }), svg("path", { class: "range" }), svg("g", { class: "ticks" })];
  const lines = CHOICES.map((name) => ({
    name, path: svg("path", { class: "size" }), text: svg("text", { class: "name", x: wide + 8 }),
  }));
  const dots = svg("path", { class: "dots" });
  const hit = svg("rect", { class: "hit", width: wide + EDGES.right, height: tall });
  const top = svg("g", {});
  const element = svg("svg", { width, height, class: "layers", role: "img" },
    svg("text", { class: "axis", x: 0, y: 12 }, "size of the scores, logarithmic (no unit)"),
    svg("g", { transform: `translate(${EDGES.left} ${EDGES.top})` }, band, axis, layerAxis({ x, wide, tall }), range,
      lines.map(({ path }) => path), lines.map(({ text }) => text), top, dots, hit));
  let heights = {};
  hit.addEventListener("pointerdown", (event) => {
    const box = hit.getBoundingClientRect();
    const layer = clamp(Math.round(((event.clientX - box.x) / wide) * (NUM_LAYERS - 1)), 0, NUM_LAYERS - 1);
    const away = (name) => Math.abs(heights[name][layer] - (event.clientY - box.y));
    const names = Object.keys(heights);
    if (names.length) choose(names.reduce((best, name) => (away(name) < away(best) ? name : best)));
  });

  function show(found, { name: chosen, factor }) {
    const index = nearestFactor(factor);
    const spans = Object.fromEntries(CHOICES.filter((name) => name in found.gains).map((name) => [name, spansOf(found, name, index)]));
    const powers = powersRound(Object.values(spans).flatMap(([, middle]) => middle));
    const y = (size) => clamp(((powers[1] - Math.log10(size)) / (powers[1] - powers[0])) * tall, 0, tall);
    heights = Object.fromEntries(Object.entries(spans).map(([name, [, middle]]) => [name, middle.map(y)]));
    put(band, "y", y(BAND[1]));
    put(band, "height", y(BAND[0]) - y(BAND[1]));
    axis.replaceChildren(...powersAxis({ powers, y, wide }));
    const drawn = Object.keys(heights);
    const tops = apartFrom(drawn.map((name) => heights[name].at(-1) + 4), tall, LINE_HEIGHT);
    for (const { name, path, text } of lines) {
      const role = name === chosen ? "chosen" : "";
      put(path, "class", `size ${role}`);
      put(path, "d", heights[name] ? pathThrough(heights[name].map((height, i) => [x(i + 1), height])) : null);
      put(text, "class", `halo name ${role}`);
      put(text, "y", heights[name] ? tops[drawn.indexOf(name)] : 0);
      write(text, heights[name] ? SHORT[name] : "");
      if (role) top.replaceChildren(path); // over the others
      else top.before(path);
    }
    drawRange(spans[chosen], y);
    put(element, "aria-label", `size of the scores in each of ${NUM_LAYERS} layers, one line an activation, each with your gain for it`);
  }
  function drawRange(span, y) {
    if (!span) return [put(range, "d", null), put(dots, "d", null)];
    const edge = (sizes) => sizes.map((size, i) => [x(i + 1), y(size)]);
    put(range, "d", `${pathThrough([...edge(span[0]), ...edge(span[2]).reverse()])}Z`);
    put(dots, "d", edge(span[1]).map(([px, py]) => `M${px.toFixed(1)} ${py.toFixed(1)}h0`).join(""));
  }
  return { element, show };
}

function powersAxis({ powers: [low, high], y, wide }) {
  return [low, low / 2, 0, high / 2, high].map((power) => [
    svg("path", { class: power === 0 ? "grid zero" : "grid", d: `M0 ${y(10 ** power)}H${wide}` }),
    svg("text", { x: -8, y: y(10 ** power) + 4, "text-anchor": "end" }, power === 0 ? "1" : powerOfTen(power))])
    .filter(([, text], i, all) => i === 2 || Math.abs(text.getAttribute("y") - all[2][1].getAttribute("y")) >= LINE_HEIGHT).flat();
}

function layerAxis({ x, wide, tall }) {
  const marks = COUNTED.map((layer) => [
    svg("path", { d: `M${x(layer)} ${tall}v5` }), svg("text", { x: x(layer), y: tall + 19, "text-anchor": "middle" }, String(layer))]);
  return svg("g", { class: "ticks" }, svg("path", { d: `M0 ${tall}H${wide}` }), marks.flat(),
    svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, "layer (count)"));
}

// ---- One layer: the size after it over the size before it

function passedPicture({ width, height }) {
  const [left, right] = [24, 12];
  const [wide, tall] = [width - left - right, height - EDGES.top - EDGES.bottom];
  const x = (power) => ((power + REACH) / (2 * REACH)) * wide;
  const y = (ratio) => (Math.log(RATIOS[1] / ratio) / Math.log(RATIOS[1] / RATIOS[0])) * tall;
  const isInside = ([power, ratio]) => Math.abs(power) <= REACH && ratio >= RATIOS[0] && ratio <= RATIOS[1];
  const [curve, dots, span] = ["curve", "dots", "span"].map((name) => svg("path", { class: name }));
  const goal = svg("circle", { class: "goal", r: 7, cx: x(0), cy: y(1) });
  const point = svg("circle", { class: "point", r: 5, cx: x(0) });
  const name = svg("text", { class: "halo name" });
  const clipped = svg("svg", { class: "clipped", width: wide, height: tall }, curve);
  const element = svg("svg", { width, height, class: "passed", role: "img" },
    svg("text", { class: "axis", x: 0, y: 12 }, "size after ÷ size before (no unit)"),
    svg("g", { transform: `translate(${left} ${EDGES.top})` }, passedAxes({ x, y, wide, tall }), clipped, span, dots, goal, point, name));
  function show(found, finding) {
    const { name: chosen, factor, problem, off, isRight, bend } = finding;
    for (const part of [curve, dots, span, point, name]) put(part, "visibility", problem ? "hidden" : null);
    put(element, "aria-label", problem ? "one layer: nothing to draw" : `one layer with this gain multiplies a size of 1 by ${briefly(1 + off)}`);
    if (problem) return write(name, "");
    const ratios = passedWith(found, chosen, factor);
    const shown = (ratio) => clamp(y(clamp(ratio, 1e-9, 1e9)), -tall, 2 * tall);
    put(curve, "d", pathThrough(ratios.map((ratio, i) => [x(POWERS[i]), shown(ratio)])));
    const steps = stepsOf(spansOf(found, chosen, nearestFactor(factor))[1]).filter(isInside);
    put(dots, "d", steps.map(([power, ratio]) => `M${x(power).toFixed(1)} ${y(ratio).toFixed(1)}h0`).join("") || null);
    const height = clamp(y(1 + off), 0, tall);
    put(point, "cy", height);
    put(span, "d", isRight ? null : `M${x(0)} ${y(1)}V${height}`);
    put(name, "class", `halo name ${isRight ? "" : "err"}`);
    put(name, "y", clamp(bend === "falling" ? height - 8 : height + 20, 26, tall - 14)); // beside the curve
    const text = isRight ? "size 1 stays 1" : `size 1: ${times(1 + off)}`;
    const isLong = text.length > LONG_NAME;
    put(name, "x", x(0) + (isLong ? 0 : 12));
    put(name, "text-anchor", isLong ? "middle" : "start");
    write(name, text);
  }
  return { element, show };
}

function passedAxes({ x, y, wide, tall }) {
  const up = RATIO_NAMES.map(([ratio, text]) => [
    svg("path", { class: ratio === 1 ? "grid zero" : "grid", d: `M0 ${y(ratio)}H${wide}` }),
    svg("text", { x: -8, y: y(ratio) + 4, "text-anchor": "end" }, text)]);
  const across = [-2, -1, 0, 1, 2].map((power) => [svg("path", { d: `M${x(power)} ${tall}v5` }),
    svg("text", { x: x(power), y: tall + 19, "text-anchor": "middle" }, String(10 ** power))]);
  return svg("g", { class: "ticks" }, up.flat(), across.flat(), svg("path", { d: `M0 ${tall}H${wide}` }),
    svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, "size before, logarithmic (no unit)"));
}
