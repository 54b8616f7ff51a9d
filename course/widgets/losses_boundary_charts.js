// Beside the plane: the errors or the losses over the steps, and how many weights are how large.

const STEP_SCALES = [200, 500, 1000, 2000, 3000];
const LOSS_SCALES = [1, 2, 4, 8, 16];
const LABEL_HIGH = 17; // pixels: two labels at the lines' ends keep this distance

// Error or mean loss over the steps, in training dashed, in the test solid. `go(step)` moves along it.
function curveChart({ width, height, go }) {
  const [left, top, right, bottom] = [34, 14, 108, 42];
  const [wide, high] = [width - left - right, height - top - bottom];
  const axes = svg("g", { class: "ticks" });
  const changes = svg("g", { class: "changes" });
  const lines = { train: svg("path", { class: "curve train" }), test: svg("path", { class: "curve test" }) };
  const ahead = { train: svg("path", { class: "curve train ahead" }), test: svg("path", { class: "curve test ahead" }) };
  const dots = { train: svg("circle", { r: 3.5, class: "end" }), test: svg("circle", { r: 4, class: "end" }) };
  const names = { train: svg("text", { class: "halo end-name" }), test: svg("text", { class: "halo end-name test" }) };
  const marker = svg("path", { class: "marker" });
  const element = svg("svg", { width, height, class: "curves", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-label": "step" },
    svg("rect", { width, height, class: "hit" }), svg("g", { transform: `translate(${left} ${top})` },
      axes, changes, marker, Object.values(ahead), Object.values(lines), Object.values(dots), Object.values(names)));
  let most = STEP_SCALES[0];
  const seek = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    go(((event.clientX - element.getBoundingClientRect().x - left) / wide) * most);
  };
  element.addEventListener("pointerdown", seek);
  element.addEventListener("pointermove", seek);

  function show({ records, record, schedule, curves, words }) {
    most = STEP_SCALES.find((steps) => steps >= records.at(-1).step);
    const valueOf = (of, which) => (curves === "error" ? 100 * of[which].error : of[which].loss);
    const highest = Math.max(...records.map((of) => Math.max(of.train.loss, of.test.loss)));
    const scale = curves === "error" ? 60 : (LOSS_SCALES.find((loss) => loss >= highest) ?? LOSS_SCALES.at(-1));
    const x = (step) => (step / most) * wide;
    const y = (value) => high * (1 - Math.min(value / scale, 1));
    axes.replaceChildren(...chartTicks({ x, y, most, scale, wide, high, curves }));
    changes.replaceChildren(...changesOf(schedule, records.at(-1).step, { x, high }));
    put(marker, "d", `M${x(record.step)} 0V${high}`);
    const ends = ["train", "test"].map((which) => y(valueOf(record, which)));
    const rows = keptApart(ends, high);
    const now = records.indexOf(record);
    ["train", "test"].forEach((which, i) => {
      const places = records.map((of) => `${x(of.step).toFixed(1)} ${y(valueOf(of, which)).toFixed(1)}`);
      put(lines[which], "d", "M" + places.slice(0, now + 1).join("L"));
      put(ahead[which], "d", "M" + places.slice(now).join("L"));
      put(dots[which], "cx", x(record.step));
      put(dots[which], "cy", ends[i]);
      put(names[which], "x", x(record.step) + 10);
      put(names[which], "y", rows[i] + 4);
      const value = curves === "error" ? percent(record[which].error) : number(record[which].loss, 3);
      write(names[which], `${which === "test" ? "test" : "training"} ${value}`);
    });
    put(element, "aria-valuenow", record.step);
    put(element, "aria-valuemax", records.at(-1).step);
    put(element, "aria-valuetext", words);
  }
  return { element, show };
}

function chartTicks({ x, y, most, scale, wide, high, curves }) {
  const values = curves === "error" ? [0, 20, 40, 60] : [0, scale / 2, scale];
  const grid = values.flatMap((value) => [
    svg("path", { class: "grid", d: `M0 ${y(value)}H${wide}` }), svg("text", { x: -8, y: y(value) + 4, "text-anchor": "end" }, String(value))]);
  const across = [0, most / 2, most].flatMap((step) => [
    svg("path", { d: `M${x(step)} ${high}v5` }), svg("text", { x: x(step), y: high + 19, "text-anchor": "middle" }, number(step, 0))]);
  return [...grid, ...across, svg("text", { x: wide / 2, y: high + 36, "text-anchor": "middle" }, "step (count)")];
}

// A line where another penalty or strength began, the last with its name.
function changesOf(schedule, last, { x, high }) {
  const begun = schedule.slice(1).filter(([first]) => first <= last);
  return begun.flatMap(([first, penalty, strength], i) => [
    svg("path", { d: `M${x(first)} 0V${high}` }),
    i === begun.length - 1 && svg("text", { class: "halo", x: x(first), y: -3, "text-anchor": x(first) < 30 ? "start" : "middle" }, settingOf([penalty, strength])),
  ]).filter(Boolean);
}

// The heights of two labels at their points: pushed apart where they would touch, and kept inside.
function keptApart([first, second], high) {
  const gap = LABEL_HIGH - Math.abs(first - second);
  const up = first <= second ? 1 : -1;
  const rows = gap <= 0 ? [first, second] : [first - (up * gap) / 2, second + (up * gap) / 2];
  const over = Math.max(...rows, high) - high;
  return rows.map((row) => row - over);
}

// ---- How many weights are how large

const BIN = 0.25;
const WIDEST = 4; // beyond it the outermost bins collect
const NUM_BINS = (2 * WIDEST) / BIN;
const COUNTS = [10, 100, 300];

// A bar a bin, blue below zero and orange above, and between them one of ink: the weights that are exactly zero.
function histogram({ width, height }) {
  const [left, top, right, bottom] = [34, 16, 16, 42];
  const [wide, high] = [width - left - right, height - top - bottom];
  const gap = 14; // in the middle, for the zeros
  const bar = (wide - gap) / NUM_BINS;
  const x = (bin) => bin * bar + (bin >= NUM_BINS / 2 ? gap : 0);
  const y = (count) => high * (1 - Math.sqrt(count / NUM_WEIGHTS));
  const bars = Array.from({ length: NUM_BINS }, (_, bin) =>
    svg("rect", { class: bin < NUM_BINS / 2 ? "bar neg" : "bar pos", x: x(bin) + 0.5, width: bar - 1 }));
  const zeros = svg("rect", { class: "bar zero", x: wide / 2 - 4, width: 8 });
  const zerosName = svg("text", { class: "halo zeros", y: 0 });
  const across = [-WIDEST, -WIDEST / 2, 0, WIDEST / 2, WIDEST].flatMap((value) => {
    const at = wide / 2 + (value / WIDEST) * ((wide - gap) / 2) + Math.sign(value) * (gap / 2);
    const name = Math.abs(value) === WIDEST ? (value < 0 ? `≤ −${WIDEST}` : `≥ +${WIDEST}`) : signed(value, 0);
    return [svg("path", { d: `M${at} ${high}v5` }), svg("text", { x: at, y: high + 19, "text-anchor": "middle" }, name)];
  });
  const grid = COUNTS.flatMap((count) => [
    svg("path", { class: "grid", d: `M0 ${y(count)}H${wide}` }), svg("text", { x: -8, y: y(count) + 4, "text-anchor": "end" }, String(count))]);
  const element = svg("svg", { width, height, class: "histogram", role: "img" }, svg("g", { transform: `translate(${left} ${top})` },
    svg("g", { class: "ticks" }, grid, across, svg("path", { d: `M0 ${high}H${wide}` }),
      svg("text", { x: wide / 2, y: high + 36, "text-anchor": "middle" }, "weight (no unit)")),
    bars, zeros, zerosName));

  function show(weights) {
    const counts = binned(weights);
    const numZero = weights.filter((w) => w === 0).length;
    const stand = (rect, count) => (put(rect, "y", y(count)), put(rect, "height", high - y(count)));
    bars.forEach((rect, bin) => stand(rect, counts[bin]));
    stand(zeros, numZero);
    write(zerosName, numZero ? `${numZero} exactly 0` : "");
    put(zerosName, "x", wide / 2 + 12);
    put(zerosName, "y", Math.max(y(numZero) + 6, 6));
    put(element, "aria-label", `histogram of ${weights.length} weights: ${numZero} exactly zero, the largest ${number(largestOf(weights), 2)} in size`);
  }
  return { element, show };
}

function binned(weights) {
  const counts = Array(NUM_BINS).fill(0);
  for (const weight of weights) {
    if (weight === 0) continue;
    const bin = weight < 0 ? Math.ceil((weight + WIDEST) / BIN) - 1 : Math.floor((weight + WIDEST) / BIN);
    counts[Math.min(Math.max(bin, 0), NUM_BINS - 1)]++;
  }
  return counts;
}

function largestOf(weights) {
  return weights.reduce((largest, w) => Math.max(largest, Math.abs(w)), 0);
}
