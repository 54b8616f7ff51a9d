// The pictures of the stack: a histogram for every layer over the sizes that matter, and one layer large.

const EDGES = { left: 44, right: 106, top: 26, bottom: 42, between: 44 }; // pixels; at the right the names of the lines
const HEIGHTS = { histograms: 176, sizes: 136, shares: 46 };
const BINS = 36;
const LARGE_BINS = 48;
const FILLED = 0.86; // of the large picture's height: above is the room for a name
const VALUES = { none: [-4, 4], tanh: [-1, 1], sigmoid: [0, 1] }; // of the columns' axis
const POSITIVE = [-1, 5]; // of the functions that hardly go below 0
const BOTTOMS = [-2, -4, -8, -12, -16, -20, -28]; // powers of ten at which the axis of sizes may end
const TOPS = [2, 4, 8, 12];
const LINES = [["spread", "act", "spread"], ["between", "act dashed", "between digits"], ["gradient", "grad", "gradient"]];
const LINE_HEIGHT = 15; // pixels
const NAME_RISE = 14; // pixels, of an axis' name over its axis
const COUNTED = [1, 5, 10, 15, 20]; // layers that are printed

const minus = (text) => String(text).replace("-", "−");

// All layers beside each other; `choose(layer)` takes one.
function stackPicture(activation, { width, choose }) {
  const wide = width - EDGES.left - EDGES.right;
  const step = wide / NUM_LAYERS;
  const x = (layer) => (layer - 1) * step;
  const tops = [EDGES.top, EDGES.top + HEIGHTS.histograms + EDGES.between];
  tops.push(tops[1] + HEIGHTS.sizes + EDGES.between);
  const total = tops[2] + HEIGHTS.shares;
  const parts = [columnsPart, sizesPart, sharesPart].map((part, i) => part({ activation, x, step, wide, top: tops[i] }));
  const band = svg("rect", { class: "band", y: tops[0], width: step, height: total - tops[0] });
  const hit = svg("rect", { class: "hit", x: EDGES.left, width: wide, height: total });
  const element = svg("svg", {
    width, height: total + EDGES.bottom, class: "stack", role: "slider", tabindex: 0, "aria-label": "layer, on a picture of all layers",
    "aria-valuemin": 1, "aria-valuemax": NUM_LAYERS,
  }, band, parts.map((part) => part.element), layerAxis({ x, step, wide, total }), hit);
  onDrag(hit, (event) => choose(Math.floor((event.clientX - hit.getBoundingClientRect().x) / step) + 1));

  function show(layers, chosen) {
    put(band, "x", EDGES.left + x(chosen));
    for (const part of parts) part.show(layers, chosen);
    put(element, "aria-valuenow", chosen);
    put(element, "aria-valuetext", layerInWords(chosen, layers[chosen - 1]));
  }
  return { element, show };
}

function layerAxis({ x, step, wide, total }) {
  const marks = COUNTED.map((layer) => [
    svg("path", { d: `M${x(layer) + step / 2} ${total}v5` }),
    svg("text", { x: x(layer) + step / 2, y: total + 19, "text-anchor": "middle" }, String(layer))]);
  return svg("g", { class: "ticks", transform: `translate(${EDGES.left} 0)` }, svg("path", { d: `M0 ${total}H${wide}` }), marks.flat(),
    svg("text", { x: wide / 2, y: total + 38, "text-anchor": "middle" }, "layer (count)"));
}

// A part of the picture: its place, its name, and horizontal lines at some heights with their numbers.
function partOf({ top, wide, name, marks }, ...children) {
  const grid = marks.map(([y, text, isMain]) => [
    svg("path", { class: isMain ? "grid zero" : "grid", d: `M0 ${y}H${wide}` }), svg("text", { x: -8, y: y + 4, "text-anchor": "end" }, text)]);
  return svg("g", { transform: `translate(${EDGES.left} ${top})` }, svg("text", { class: "axis", x: -EDGES.left, y: -NAME_RISE }, name),
    svg("g", { class: "ticks" }, grid.flat()), children);
}

// A histogram a layer, lying on its side; what is zero is a bar of its own, as long as its share of the column.
function columnsPart({ activation, x, step, wide, top }) {
  const [low, high] = VALUES[activation] ?? POSITIVE;
  const tall = HEIGHTS.histograms;
  const y = (value) => ((high - value) / (high - low)) * tall;
  const isOpen = !["tanh", "sigmoid"].includes(activation);
  const marks = [low, 0, high].filter((value, i, all) => all.indexOf(value) === i).map((value) =>
    [y(value), isOpen && value ? `${value < 0 ? "≤" : "≥"} ${minus(value)}` : minus(value), value === 0]);
  const columns = Array.from({ length: NUM_LAYERS }, () => [svg("path", { class: "column" }), svg("path", { class: "zeros" })]);
  const element = partOf({ top, wide, marks, name: "activation (no unit)" }, columns);
  const room = step - 3;
  let drawn = null;
  function show(layers) {
    if (drawn === layers) return; // only another layer was chosen
    drawn = layers;
    layers.forEach(({ outputs, zero, nothing }, i) => {
      const bins = histogramOf(outputs, nothing, [low, high], BINS);
      const most = Math.max(...bins, 1);
      const [from, thick] = [x(i + 1) + 1.5, tall / BINS];
      const bars = bins.map((count, bin) => (count ? `M${from} ${tall - (bin + 1) * thick}h${(room * count) / most}v${thick}h${(-room * count) / most}Z` : ""));
      put(columns[i][0], "d", bars.join("") || null);
      put(columns[i][1], "d", zero ? `M${from} ${y(0)}h${room * zero}` : null);
    });
  }
  return { element, show };
}

// Spread, spread between digits and gradient of every layer, logarithmic.
function sizesPart({ x, step, wide, top }) {
  const tall = HEIGHTS.sizes;
  const lines = LINES.map(([key, role, text]) => ({
    key, text, path: svg("path", { class: `size ${role}` }), dot: svg("circle", { class: role, r: 4.5 }),
    name: svg("text", { class: `halo ${role.split(" ")[0]}`, x: wide + 10 }),
  }));
  const axis = svg("g", { class: "ticks" });
  const element = partOf({ top, wide, marks: [], name: "size, logarithmic (no unit)" }, axis, lines.map((line) => [line.path, line.dot, line.name]).flat());
  function show(layers, chosen) {
    const [bottom, most] = powersRound(layers);
    const y = (size) => clamp(((most - Math.log10(size)) / (most - bottom)) * tall, -2, tall);
    const isClear = (power) => power === 0 || Math.abs(y(10 ** power) - y(1)) >= LINE_HEIGHT;
    axis.replaceChildren(...[bottom, 0, most].filter(isClear).flatMap((power) => [
      svg("path", { class: power === 0 ? "grid zero" : "grid", d: `M0 ${y(10 ** power)}H${wide}` }),
      svg("text", { x: -8, y: y(10 ** power) + 4, "text-anchor": "end" }, power === 0 ? "1" : powerOfTen(power))]));
    const heights = lines.map(({ key }) => layers.map((layer) => y(layer[key])));
    const names = apartFrom(heights.map((own) => own.at(-1) + 4), tall);
    lines.forEach(({ path, dot, name, text }, i) => {
      put(path, "d", `M${heights[i].map((height, k) => `${x(k + 1) + step / 2} ${height}`).join("L")}`);
      put(dot, "cx", x(chosen) + step / 2);
      put(dot, "cy", heights[i][chosen - 1]);
      put(name, "y", names[i]);
      write(name, text);
    });
  }
  return { element, show };
}

// The powers of ten between which all sizes lie: from a short list, so that the axis stands still under most moves.
function powersRound(layers) {
  const sizes = layers.flatMap((layer) => LINES.map(([key]) => layer[key])).filter((size) => size > 0);
  const [least, most] = [Math.log10(Math.min(...sizes)), Math.log10(Math.max(...sizes))];
  return [BOTTOMS.find((power) => power <= least) ?? BOTTOMS.at(-1), TOPS.find((power) => power >= most) ?? TOPS.at(-1)];
}

// Heights of names at least a line apart, in the order of their lines, kept inside.
function apartFrom(heights, tall) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  order.forEach((i, k) => k && (placed[i] = Math.max(placed[i], placed[order[k - 1]] + LINE_HEIGHT)));
  let limit = tall + 4;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i], limit);
    limit = placed[i] - LINE_HEIGHT;
  }
  return placed;
}

// How much of each layer is flat, and how many of its units are dead.
function sharesPart({ x, step, wide, top }) {
  const tall = HEIGHTS.shares;
  const bars = ["flat", "dead"].map((key) => ({ key, path: svg("path", { class: key }), name: svg("text", { x: wide + 10, y: key === "flat" ? 14 : 32 }) }));
  const element = partOf({ top, wide, marks: [[0, "100"], [tall, "0"]], name: "share of the layer (%)" }, bars.map(({ path, name }) => [path, name]).flat());
  function show(layers, chosen) {
    for (const { key, path, name } of bars) {
      const [inset, room] = key === "flat" ? [1.5, step - 3] : [step / 2 - 2.5, 5];
      const bar = (share, i) => (share ? `M${x(i + 1) + inset} ${tall}v${-tall * share}h${room}v${tall * share}Z` : "");
      put(path, "d", layers.map((layer, i) => bar(layer[key], i)).join("") || null);
      write(name, `${key} ${percent(layers[chosen - 1][key])}`);
    }
  }
  return { element, show };
}

// ---- One layer, large, on a scale of its own

function layerPicture({ width, height }) {
  const [wide, tall] = [width - 16, height - EDGES.top - EDGES.bottom];
  const [bars, zeros, zerosName] = [svg("path", { class: "column" }), svg("path", { class: "zeros" }), svg("text", { class: "halo" })];
  const axis = svg("g", { class: "ticks" });
  const element = svg("svg", { width, height, class: "large", role: "img" }, svg("text", { class: "axis", x: 0, y: 12 }, "how many (count)"),
    svg("g", { transform: `translate(8 ${EDGES.top})` }, axis, bars, zeros, zerosName));
  function show({ outputs, zero, nothing }, layer) {
    const [low, high] = rangeOfAll(outputs);
    const bins = histogramOf(outputs, nothing, [low, high], LARGE_BINS);
    const [most, thick] = [Math.max(...bins, 1), wide / LARGE_BINS];
    const x = (value) => ((value - low) / (high - low)) * wide;
    const bar = (count, bin) => (count ? `M${bin * thick} ${tall}v${(-FILLED * tall * count) / most}h${thick - 0.5}V${tall}Z` : "");
    put(bars, "d", bins.map(bar).join("") || null);
    const isRight = x(0) < wide / 2;
    put(zeros, "d", zero ? `M${x(0)} ${tall}V0` : null);
    write(zerosName, zero ? `${percent(zero)} zero` : "");
    put(zerosName, "x", x(0) + (isRight ? 8 : -8));
    put(zerosName, "y", 10);
    put(zerosName, "text-anchor", isRight ? "start" : "end");
    axis.replaceChildren(...largeAxis({ low, high, x, wide, tall }));
    put(element, "aria-label", `histogram of the activations of layer ${layer}, from ${briefly(low)} to ${briefly(high)}`);
  }
  return { element, show };
}

function rangeOfAll(outputs) {
  let [low, high] = [0, 0];
  for (const value of outputs) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high > low ? [low, high] : [-1, 1];
}

// The ends, and zero where it is not one of them or next to one.
function largeAxis({ low, high, x, wide, tall }) {
  const isClear = x(0) > 0.3 * wide && x(0) < 0.7 * wide;
  const marks = [[low, "start", 0], [high, "end", wide], ...(isClear ? [[0, "middle", x(0)]] : [])];
  return [svg("path", { d: `M0 ${tall}H${wide}` }), ...marks.flatMap(([value, anchor, place]) => [
    svg("path", { d: `M${place} ${tall}v5` }), svg("text", { x: place, y: tall + 19, "text-anchor": anchor }, briefly(value))]),
  svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, "activation (no unit)")];
}
