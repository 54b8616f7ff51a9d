// The numbers round about a typed one on a line, and the same number in every format, a row each.

const AROUND = { width: 300, height: 62, inset: 8, line: 30 };
const SMALL = { width: 132, height: 26, inset: 4, line: 17 };
const AROUND_DIGITS = 7;
const [BIT_WIDTH, BIT_HEIGHT, FIELD_GAP] = [8, 18, 4]; // pixels, of a row's bits
const MOST_BITS = 32;

/** Places of numbers on a line from one number below the enclosing two to one above: {at, ticks, left, right}. */
function lineOf(row) {
  if (row.exact.kind !== "finite" || (row.value.exact.kind !== "finite" && !row.isBeyond)) return null;
  const isOver = row.value.exact.kind !== "finite";
  const around4 = around(isOver ? { ...row, code: row.format.special - 1n + (row.exact.negative ? row.format.sign : 0n), error: null } : row);
  const known = around4.filter((each) => each !== null);
  const enclosing = around4[1] && around4[2] ? [around4[1], around4[2]] : known;
  const unit = difference(enclosing[1], enclosing[0]); // where others lie further apart, they are cut off
  const [start, offset] = around4[1] ? [around4[1], 0] : [around4[2], 1];
  const share = (exact) => {
    const way = difference(exact, start);
    return offset + asFloat({ negative: way.negative, top: way.top * unit.bottom, bottom: way.bottom * unit.top });
  };
  return {
    share: (exact) => Math.min(Math.max(share(exact), -1), 2), isOff: Math.abs(share(row.exact) - 0.5) > 1.5, isOver,
    known: known.filter((exact) => Math.abs(share(exact) - 0.5) <= 1.5), named: [around4[1], around4[2]],
  };
}

// The line with its ticks, the miss as a bar, the typed number as a triangle, the number that stands for it as a dot.
function marksOf(row, { width, inset, line }) {
  const found = lineOf(row);
  if (!found) return { marks: [], x: null };
  const x = (exact) => inset + ((found.share(exact) + 1) / 3) * (width - 2 * inset);
  const at = x(row.exact);
  const value = found.isOver ? null : x(row.value.exact);
  const marks = [
    svg("path", { class: "axis", d: `M${inset} ${line}H${width - inset}` }),
    ...found.known.map((exact) => svg("path", { class: "axis", d: `M${x(exact)} ${line - 6}v12` })),
    value !== null && !row.isExact && svg("path", { class: "missed", d: `M${at} ${line}H${value}` }),
    svg("path", { class: row.isExact ? "typed exact" : "typed", d: found.isOff ? arrowAt(at, line - 10, at > width / 2 ? 1 : -1) : `M${at} ${line - 5}l-5 -8h10Z` }),
    value !== null && svg("circle", { class: "held", cx: value, cy: line, r: inset > 4 ? 5 : 4 }),
  ];
  return { marks: marks.filter(Boolean), x, at, found };
}

const arrowAt = (x, y, side) => `M${x + 4 * side} ${y}l${-8 * side} -5v10Z`;

/** The line of the chosen format, with its numbers' names. */
function aroundPicture(row, name) {
  const { marks, x, at, found } = marksOf(row, AROUND);
  const { width, height, line } = AROUND;
  const root = svg("svg", { width, height, class: "line", role: "img" }, marks);
  if (!x) {
    put(root, "aria-label", "no place on a number line");
    root.append(svg("text", { class: "muted", x: 0, y: line + 4 }, "has no place on a number line"));
    return root;
  }
  const anchor = (place) => (place > width - 60 ? "end" : place < 60 ? "start" : "middle");
  const names = found.named.map((exact, i) => {
    if (!exact) return null;
    const isHeld = !found.isOver && difference(exact, row.value.exact).top === 0n;
    const text = shortText(exact, AROUND_DIGITS);
    return svg("text", { class: isHeld ? "name" : "muted", x: x(exact) + (i ? -20 : 20), y: line + 24, "text-anchor": i ? "start" : "end" }, text);
  });
  root.append(...names.filter(Boolean), svg("text", { class: row.isExact ? "name" : "err name", x: at, y: line - 18, "text-anchor": anchor(at) }, name));
  if (found.isOver) root.append(svg("text", { class: "name", x: row.exact.negative ? 0 : width, y: line + 24, "text-anchor": row.exact.negative ? "start" : "end" }, shortText(row.value.exact, 2)));
  put(root, "aria-label", `${name} between its neighbours ${found.named.map((exact) => (exact ? shortText(exact, AROUND_DIGITS) : "none")).join(" and ")}`);
  return root;
}

/** One row a format: a choice of one of them, told `go(name)`. */
function formatRows({ go }) {
  const rows = Object.values(NUMBER_FORMATS).map((format) => rowOf(format, () => go(format.name)));
  const roam = roving(rows.map((row) => row.element), { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }, (index) => go(rows[index].format.name));
  const heading = ["format", "bits", "the number it holds", "error", "neighbours"].map((text) => html("span", { class: "unit" }, text));
  const list = html("div", { class: "list", role: "radiogroup", "aria-label": "the number in every format" }, rows.map((row) => row.element));
  onKeys(list, roam.keys);
  function show({ rows: found, chosen }) {
    rows.forEach((row, i) => row.show(found[i], found[i] === chosen));
    roam.rest(found.indexOf(chosen));
  }
  return { element: html("div", { class: "formats" }, html("div", { class: "row headings", "aria-hidden": "true" }, heading), list), show };
}

function rowOf(format, click) {
  const [value, error, line] = [html("span", { class: "holds" }), html("span", { class: "off" }), html("span", { class: "small" })];
  const bits = svg("svg", { width: widthOfBits(format), height: BIT_HEIGHT, "aria-hidden": "true" });
  const element = html("div", { class: "row", role: "radio", click },
    html("span", { class: "name" }, format.label, html("small", { class: "unit" }, `${format.bits} bits`)), html("span", { class: "small-bits" }, bits), value, error, line);
  const cells = Array.from({ length: format.bits }, (_, i) => {
    const role = i === 0 ? "sign" : i <= format.exponentBits ? "exp" : "frac";
    const gaps = (i > 0) + (i > format.exponentBits);
    const cell = svg("rect", { x: i * BIT_WIDTH + gaps * FIELD_GAP, width: BIT_WIDTH - 1.5, height: BIT_HEIGHT, rx: 1.5, class: role });
    bits.append(cell);
    return { cell, role };
  });
  function show(row, isChosen) {
    const text = row.code.toString(2).padStart(format.bits, "0");
    cells.forEach(({ cell, role }, i) => put(cell, "class", text[i] === "1" ? `${role} on` : role));
    const [held, off] = [shortText(row.value.exact, VALUE_DIGITS), errorText(row)];
    write(value, held);
    write(error, off);
    put(error, "class", row.isExact ? "off exact" : "off");
    line.replaceChildren(svg("svg", { width: SMALL.width, height: SMALL.height, class: "line", "aria-hidden": "true" }, marksOf(row, SMALL).marks));
    put(element, "aria-checked", String(isChosen));
    put(element, "aria-label", `${format.label}: ${held}, ${row.isExact ? off : `error ${off}`}`);
  }
  return { format, element, show };
}

const widthOfBits = (format) => format.bits * BIT_WIDTH + 2 * FIELD_GAP;
