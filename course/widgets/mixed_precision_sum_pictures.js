// The tree of additions with the error of each rounding, and the errors of all accumulators as the sum grows.

const [TREE_TOP, TREE_LEVEL, ERROR_TALL] = [28, 30, 34]; // pixels
const TREE_EDGE = 24;
const FEW = 16; // products, up to which numbers are printed on them
const GROWTH = { left: 44, right: 52, top: 22, bottom: 42, tall: 130 };
const ERROR_POWERS = [-20, 0]; // of the logarithmic axis: errors are multiples of 2⁻²⁰

/** Products below, the sums of them above, joined; beside each sum a bar: what its rounding added or took. */
function treePicture({ go }) {
  const [joins, leaves, sums, errors, axis] = [svg("g", { class: "joins" }), svg("g", { class: "leaves" }), svg("g", { class: "sums" }), svg("g", { class: "errors" }), svg("g", { class: "ticks" })];
  const element = svg("svg", { class: "tree", role: "slider", tabindex: 0, "aria-label": "addition, on the tree", "aria-valuemin": 0 }, axis, joins, errors, leaves, sums);
  function show(found, width) {
    const { products, additions, step } = found;
    const levels = Math.max(...additions.map((each) => each.level));
    const rows = levels > 1 ? levels : 2;
    const bottom = TREE_TOP + ERROR_TALL + rows * TREE_LEVEL;
    const gap = (width - 2 * TREE_EDGE) / products.length;
    const x = ({ from, to }) => TREE_EDGE + ((from + to) / 2) * gap;
    const y = ({ level }) => bottom - (levels > 1 ? level : 2) * TREE_LEVEL;
    const most = Math.max(0, ...additions.slice(0, step).map(({ lost }) => Math.abs(lost)));
    put(element, "width", width);
    put(element, "height", bottom + 34);
    const state = (i) => (i + 1 < step ? "done" : i + 1 === step ? "now" : "ahead");
    joins.replaceChildren(...additions.flatMap((each, i) => joinsOf(each, additions, { x, y, bottom, gap }).map((d) => svg("path", { class: state(i), d }))));
    leaves.replaceChildren(...products.flatMap((product, i) => {
      const at = { from: i, to: i + 1 };
      return [svg("circle", { class: "leaf", cx: x(at), cy: bottom, r: products.length > FEW ? 2.5 : 4 }),
        width / products.length > 38 && svg("text", { x: x(at), y: bottom + 20, "text-anchor": "middle" }, number(product, 2))].filter(Boolean);
    }));
    sums.replaceChildren(...additions.map((each, i) => svg("circle", { class: `sum ${state(i)}`, cx: x(each), cy: y(each), r: i + 1 === step ? 6 : products.length > FEW ? 3 : 4.5, click: () => go(i + 1) })));
    errors.replaceChildren(...additions.flatMap((each, i) => {
      const tall = most ? (Math.abs(each.lost) / most) * (levels > 1 ? TREE_LEVEL / 2 - 4 : ERROR_TALL) : 0;
      return i < step && tall ? [svg("rect", { class: "lost", x: x(each) - 2 + Math.min(8, (gap * (each.to - each.from)) / 2), width: 4, y: each.lost > 0 ? y(each) - tall : y(each), height: tall })] : [];
    }));
    axis.replaceChildren(svg("text", { x: 0, y: 12 }, `bars: error of each rounding; the longest so far is ${errorText(most).slice(most ? 1 : 0)}`));
    put(element, "aria-valuemax", additions.length);
    put(element, "aria-valuenow", step);
    put(element, "aria-valuetext", stepInWords(found));
  }
  return { element, show };
}

// From the products, and from the sums before, up to one sum.
function joinsOf(each, additions, { x, y, bottom, gap }) {
  const [top, left] = [y(each), x(each)];
  const products = Array.from({ length: each.level === 1 ? each.to - each.from : 0 }, (_, i) => `M${TREE_EDGE + (each.from + i + 0.5) * gap} ${bottom}L${left} ${top}`);
  return [...products, ...each.parts.map((part) => `M${x(additions[part])} ${y(additions[part])}L${left} ${top}`)];
}

/** The final error of each accumulator over the number of products, logarithmic; 0 stands on the axis. */
function growthPicture() {
  const names = Object.keys(SUM_FORMATS);
  const [axis, lines] = [svg("g", { class: "ticks" }), svg("g")];
  const { left, right, top, bottom, tall } = GROWTH;
  const element = svg("svg", { class: "growth", height: top + tall + bottom, role: "img" }, svg("text", { class: "axis", y: 12 }, "size of the error, logarithmic (no unit)"), svg("g", { transform: `translate(${left} ${top})` }, axis, lines));
  function show({ growth, accumulator, order, length }, width) {
    const wide = width - left - right;
    const [low, high] = ERROR_POWERS;
    const x = (i) => (i / (SUM_LENGTHS.length - 1)) * wide;
    const y = (error) => (error ? tall * 0.9 * Math.min(Math.max((high - Math.log2(Math.abs(error))) / (high - low), 0), 1) : tall);
    put(element, "width", width);
    axis.replaceChildren(...[-20, -10, 0].flatMap((power) => [svg("path", { class: "grid", d: `M0 ${y(2 ** power)}H${wide}` }), svg("text", { x: -8, y: y(2 ** power) + (power === low ? 0 : 4), "text-anchor": "end" }, power ? powerOfTen(power).replace("10", "2") : "1")]),
      svg("path", { d: `M0 ${tall}H${wide}` }), svg("text", { x: -8, y: tall + 6, "text-anchor": "end" }, "0"),
      ...SUM_LENGTHS.flatMap((long, i) => [svg("path", { d: `M${x(i)} ${tall}v5` }), svg("text", { x: x(i), y: tall + 19, "text-anchor": "middle" }, String(long))]),
      svg("text", { x: wide / 2, y: tall + 38, "text-anchor": "middle" }, "products (count)"));
    const ends = spread(growth.map((errors) => y(errors.at(-1))));
    lines.replaceChildren(...growth.flatMap((errors, row) => {
      const own = names[row] === accumulator ? "own" : "";
      return [svg("path", { class: `line ${own}`, d: `M${errors.map((error, i) => `${x(i)} ${y(error)}`).join("L")}` }),
        svg("text", { class: `err ${own}`, x: wide + 10, y: ends[row] + 4 }, names[row]),
        own && svg("circle", { class: "here", r: 4.5, cx: x(SUM_LENGTHS.indexOf(length)), cy: y(errors[SUM_LENGTHS.indexOf(length)]) })].filter(Boolean);
    }));
    put(element, "aria-label", `final errors ${order}, for ${SUM_LENGTHS.join(", ")} products: ${names.map((name, row) => `${name} ${growth[row].map(errorText).join(", ")}`).join("; ")}`);
  }
  return { element, show };
}

// Heights at least a line apart, in their order, the lowest inside.
function spread(heights) {
  const placed = [...heights];
  const order = heights.map((_, i) => i).sort((a, b) => heights[b] - heights[a]);
  order.forEach((i, k) => k && (placed[i] = Math.min(placed[i], placed[order[k - 1]] - 15)));
  return placed;
}

/** The nine errors, accumulator by order, the chosen one marked. */
function errorTable() {
  const body = html("tbody");
  const element = html("table", { class: "nine" }, html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "error"), SUM_ORDERS.map((order) => html("th", { scope: "col" }, order)))), body);
  function show(found) {
    const chosen = placeOf(found);
    body.replaceChildren(...found.table.map((row, i) => html("tr", {}, html("th", { scope: "row" }, Object.keys(SUM_FORMATS)[i]),
      row.map((error, k) => html("td", { class: i === chosen.row && k === chosen.column ? "chosen" : null }, errorText(error))))));
  }
  return { element, show };
}
