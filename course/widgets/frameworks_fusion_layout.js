// Where everything stands: a row for each line, memory in a lane on the left, kernels as boxes on the right.

const SIZE = { row: 42, head: 26, square: 26, pill: 26, air: 5, lane: 46, op: 128, inside: 10, arcs: 22, name: 70, aside: 8 };
const GAP = { least: 40, most: 112 };

const isInput = (lines, line) => lines[line]?.[0] === "input";

/** What stands in each row, from above: {line, kernel}; kernel is null for an input and for a line in none. */
export function rowsOf(lines, kernels) {
  const [rows, placed] = [[], new Set(kernels.flatMap((kernel) => kernel.lines.filter((line) => !isInput(lines, line))))];
  const bring = (until, inputsOnly) => lines.forEach((_, line) => {
    if (line > until || placed.has(line) || (inputsOnly && !isInput(lines, line))) return;
    placed.add(line);
    rows.push({ line, kernel: null });
  });
  kernels.forEach((kernel, k) => {
    if (!kernel.lines.length) rows.push({ line: null, kernel: k });
    else bring(Math.min(...kernel.lines), false);
    for (const line of kernel.lines) {
      bring(line, true);
      rows.push({ line, kernel: k });
    }
  });
  bring(lines.length, false);
  return rows;
}

/** {rows, boxes, squares, arrows, threads, width, height}: arrows go through memory, threads stay in a box. */
export function layoutOf(lines, kernels, width) {
  const gap = Math.min(Math.max(width - SIZE.lane - SIZE.square - 2 * SIZE.inside - SIZE.op - SIZE.arcs - SIZE.name, GAP.least), GAP.most);
  const left = SIZE.lane + SIZE.square + gap;
  const wide = SIZE.inside + SIZE.op + SIZE.arcs;
  const rows = rowsOf(lines, kernels).map((row, i) => ({ ...row, x: left + SIZE.inside, y: SIZE.head + SIZE.row * (i + 0.5) }));
  const boxes = kernels.map((_, k) => {
    const ys = rows.filter(({ kernel }) => kernel === k).map(({ y }) => y);
    const [high, low] = [Math.min(...ys), Math.max(...ys)];
    return { k, x: left, y: high - SIZE.pill / 2 - SIZE.air, width: wide, height: low - high + SIZE.pill + 2 * SIZE.air };
  });
  const squares = squaresOf(lines, kernels, rows);
  const place = { rows, squares, left, lines };
  const arrows = kernels.flatMap((kernel, k) => [
    ...kernel.reads.map((array) => readArrow(place, kernel, k, array)),
    ...kernel.writes.map((array) => writeArrow(place, k, array)),
  ]);
  return { rows, boxes, squares, arrows, threads: kernels.flatMap((_, k) => threadsOf(place, k)), width, height: SIZE.head + SIZE.row * rows.length };
}

/** A square for each array in memory, level with its line; `lost` if something reads it that nobody writes. */
function squaresOf(lines, kernels, rows) {
  const written = new Set(kernels.flatMap(({ writes }) => writes));
  const read = new Set(kernels.flatMap(({ reads }) => reads));
  return lines.flatMap((_, array) => {
    const given = isInput(lines, array);
    if (!given && !written.has(array) && !read.has(array)) return [];
    const row = rows.find(({ line, kernel }) => line === array && (given ? kernel === null : true));
    return [{ array, given, lost: !given && !written.has(array), x: SIZE.lane + SIZE.square / 2, y: row.y + (given ? 0 : SIZE.aside) }];
  });
}

/** From a square to the row that uses it first. */
function readArrow({ rows, squares, left, lines }, { reads }, k, array) {
  const { x, y, lost } = squares.find((square) => square.array === array);
  const row = rows.find(({ line, kernel }) => kernel === k && lines[line]?.slice(1).includes(array));
  const here = reads.filter((other) => rows.find(({ line, kernel }) => kernel === k && lines[line]?.slice(1).includes(other)) === row);
  const level = row.y - SIZE.aside + 7 * here.indexOf(array);
  return { kernel: k, array, kind: lost ? "read lost" : "read", points: [[x + SIZE.square / 2 + 2, y], [left - 1, level]], inner: [[left, level], [row.x, level]] };
}

function writeArrow({ rows, squares, left }, k, array) {
  const { x, y } = squares.find((square) => square.array === array);
  const row = rows.find(({ line, kernel }) => kernel === k && line === array);
  const level = row.y + SIZE.aside;
  return { kernel: k, array, kind: "write", points: [[left - 1, level], [x + SIZE.square / 2 + 2, y]], inner: [[row.x, level], [left, level]] };
}

/** What a line hands to another of its kernel: straight down to the next row, else round on the right. */
function threadsOf({ rows, lines }, k) {
  const own = rows.filter(({ kernel, line }) => kernel === k && line in lines && !isInput(lines, line));
  return own.flatMap((row, i) => own.slice(0, i).filter(({ line }) => lines[row.line].slice(1).includes(line)).map((from) => {
    const next = own.indexOf(from) === i - 1;
    return { kernel: k, from: from.line, to: row.line, ...(next ? { x: row.x + 20, down: true } : { x: row.x + SIZE.op }), y: [from.y, row.y] };
  }));
}
