// Where everything stands: kernels in the order they run, memory between them, lines of them like lines of music.

const SIZE = { row: 56, op: 17, square: 26, pitch: 54, least: 48, turn: 12, pad: 28, gap: 24, head: 30, between: 12 };

/** {kernels, squares, arrows, height}: `arrows` are {kernel, kind: "read", "write" or "inner", points}. */
export function layoutOf(plan, width) {
  const columns = memoryColumns(plan);
  const blocks = plan.kernels.map((kernel, k) => ({ k, ...layersOf(plan, kernel, columns[k]) }));
  const room = width - 2 * (Math.max(...columns.flat().map((place) => squareWidth(plan, place))) + SIZE.gap);
  blocks.forEach((block) => fold(block, room));
  const lines = linesOf(plan, blocks, columns, width);
  const drawn = { kernels: [], squares: [], arrows: [], height: 0 };
  for (const line of lines) placeLine(plan, line, columns, width, drawn);
  return drawn;
}

/** A kernel too deep for one line is folded into bands, which are read like lines of text. */
function fold(block, room) {
  const depth = block.layers.length - 1;
  const fits = (pad) => Math.max(1, 1 + Math.floor((room - 2 * pad) / SIZE.least));
  block.pad = depth > fits(SIZE.pad) ? SIZE.pad + SIZE.turn : SIZE.pad;
  const fitting = fits(block.pad);
  block.bands = Math.ceil(depth / fitting);
  block.perBand = Math.ceil(depth / block.bands);
  block.pitch = Math.min(SIZE.pitch, (room - 2 * block.pad) / Math.max(block.perBand - 1, 1));
  block.rows = Math.max(...block.layers.slice(1).map((layer) => layer.length));
  if (block.bands > 1) block.rows = Math.max(block.rows, block.layers[0].length);
}

/** How far band `band` stands below the middle of its kernel. */
const bandShift = ({ bands, rows }, band) => (band - (bands - 1) / 2) * rows * SIZE.row;

/** The buffers that stand before each kernel, and behind the last: what was written just now, what is read next. */
function memoryColumns({ kernels }) {
  return [...kernels, null].map((kernel, k) => {
    const [written, read] = [kernels[k - 1]?.writes ?? [], kernel?.reads ?? []];
    return [...read, ...written.filter((place) => !read.includes(place))];
  });
}

/** The kernel's operations in layers behind its reads; a line that skips a layer gets a slot there. */
function layersOf({ nodes }, { ops, reads, writes }, column) {
  const depth = new Map(reads.map((place) => [place, 0]));
  for (const op of ops) depth.set(op, 1 + Math.max(...nodes[op].args.map((arg) => depth.get(arg))));
  const end = 1 + Math.max(...ops.map((op) => depth.get(op)));
  const layers = Array.from({ length: end + 1 }, () => []);
  layers[0] = column.map((place) => ({ place, sources: [] }));
  const slots = new Map(column.map((place, i) => [place, [layers[0][i]]]));
  const slotAt = (place, layer) => {
    const chain = slots.get(place);
    while (chain.length <= layer - depth.get(place)) {
      const at = depth.get(place) + chain.length;
      const slot = { place, sources: [chain.at(-1)], passing: true };
      layers[at].push(slot);
      chain.push(slot);
    }
    return chain[layer - depth.get(place)];
  };
  for (const op of ops) {
    const sources = [...new Set(nodes[op].args)].map((arg) => slotAt(arg, depth.get(op) - 1));
    const slot = { place: op, sources };
    slots.set(op, [slot]);
    layers[depth.get(op)].push(slot);
  }
  writes.forEach((place) => slotAt(place, end - 1));
  layers.pop();
  order(layers);
  return { layers, writes: writes.map((place) => ({ place, slot: slots.get(place).at(-1) })) };
}

/** Each layer in the order of what it takes and of what takes it: fewer lines cross. */
function order(layers) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const number = (layer) => layer.forEach((slot, i) => (slot.y = i - (layer.length - 1) / 2));
  layers.forEach(number);
  for (let sweep = 0; sweep < 4; sweep++) {
    for (let l = 1; l < layers.length; l++) {
      sortBy(layers[l], (slot) => mean(slot.sources.map(({ y }) => y)));
      number(layers[l]);
    }
    for (let l = layers.length - 2; l > 0; l--) {
      const takers = (slot) => layers[l + 1].filter(({ sources }) => sources.includes(slot)).map(({ y }) => y);
      sortBy(layers[l], (slot) => (takers(slot).length ? mean(takers(slot)) : slot.y));
      number(layers[l]);
    }
  }
}

function sortBy(list, key) {
  const keys = new Map(list.map((one) => [one, key(one)]));
  list.sort((a, b) => keys.get(a) - keys.get(b));
}

function squareWidth({ nodes }, place) {
  return Math.max(SIZE.square, 12 + 7.5 * labelOf(nodes, place).length);
}

/** The short name of a buffer: an input's own, "out" of the result, or t and its number. */
function labelOf(nodes, place) {
  if (!isOperation(nodes[place])) return nodes[place].name;
  if (place === nodes.length - 1) return "out";
  return indexed("t", nodes.slice(0, place + 1).filter(isOperation).length);
}

const boxWidth = (block) => 2 * block.pad + block.pitch * (block.perBand - 1);
const columnWidth = (plan, column) => Math.max(...column.map((place) => squareWidth(plan, place)));

/** The kernels in lines no wider than the picture. */
function linesOf(plan, blocks, columns, width) {
  const lines = [];
  let used = Infinity;
  for (const block of blocks) {
    const own = columnWidth(plan, columns[block.k]) + 2 * SIZE.gap + boxWidth(block);
    const last = columnWidth(plan, columns[block.k + 1]);
    if (used + own + last > width) lines.push({ blocks: [], used: (used = 0) });
    used += own;
    lines.at(-1).blocks.push(block);
    lines.at(-1).used = used + last;
  }
  return lines;
}

function placeLine(plan, { blocks, used }, columns, width, drawn) {
  const first = blocks[0].k;
  const ends = first + blocks.length;
  // A line that starts anew repeats only what its kernel reads; one that ends shows only what was written.
  const shown = Array.from({ length: blocks.length + 1 }, (_, i) => {
    if (i === 0) return plan.kernels[first].reads;
    return first + i === ends ? plan.kernels[ends - 1].writes : columns[first + i];
  });
  // What a kernel reads stands level with it; what it leaves aside hangs below.
  const level = shown.map((column, i) => (blocks[i] ? plan.kernels[first + i].reads.length : column.length));
  const tallest = Math.max(...blocks.map((block) => block.bands * block.rows), ...level);
  const lowest = Math.max(tallest / 2, ...shown.map((column, i) => column.length - level[i] / 2));
  const middle = drawn.height + SIZE.head + (tallest * SIZE.row) / 2;
  const spare = Math.max(0, (width - used - 10) / blocks.reduce((sum, { perBand }) => sum + perBand + 1, 0));
  const gap = SIZE.gap + Math.min(30, spare);
  for (const block of blocks) block.pitch += Math.min(16, spare);
  let x = 5;
  let arriving = [];
  shown.forEach((column, i) => {
    const wide = columnWidth(plan, column);
    const at = new Map();
    const centre = middle + (blocks[i] ? bandShift(blocks[i], 0) : bandShift(blocks[i - 1], blocks[i - 1].bands - 1));
    column.forEach((place, row) => {
      const square = { place, x: x + wide / 2, y: centre + SIZE.row * (row - (level[i] - 1) / 2), width: squareWidth(plan, place) };
      drawn.squares.push(square);
      at.set(place, square);
    });
    for (const { place, kernel, edge } of arriving) {
      const to = at.get(place);
      drawn.arrows.push({ kernel, place, kind: "write", points: [edge, [to.x - to.width / 2 - 2, to.y]] });
    }
    x += wide + gap;
    if (!blocks[i]) return;
    arriving = placeKernel(plan, blocks[i], { x, middle, at }, drawn);
    x += boxWidth(blocks[i]) + gap;
  });
  drawn.height = middle + lowest * SIZE.row + SIZE.between;
}

/** One kernel's box, its operations, and the lines into and inside it; returns what it writes. */
function placeKernel(plan, block, { x, middle, at }, drawn) {
  const [width, k] = [boxWidth(block), block.k];
  const height = Math.max(plan.kernels[k].reads.length, block.bands * block.rows) * SIZE.row + 14;
  const box = { k, x, width, y: middle - height / 2, height, ops: [] };
  const bandOf = (layer) => Math.floor((layer - 1) / block.perBand);
  const point = (slot, layer) => [x + block.pad + block.pitch * ((layer - 1) % block.perBand), middle + bandShift(block, bandOf(layer)) + SIZE.row * slot.y];
  const inner = (place, ...points) => drawn.arrows.push({ kernel: k, place, kind: "inner", points });
  for (const place of plan.kernels[k].reads) {
    const square = at.get(place);
    drawn.arrows.push({ kernel: k, place, kind: "read", points: [[square.x + square.width / 2 + 2, square.y], [x - 1, square.y]] });
  }
  block.layers.slice(1).forEach((slots, l) => slots.forEach((slot) => {
    const [px, py] = point(slot, l + 1);
    if (!slot.passing) box.ops.push({ place: slot.place, x: px, y: py });
    for (const source of slot.sources) {
      const from = l === 0 ? [x, at.get(source.place).y] : point(source, l);
      const turns = l > 0 && bandOf(l) < bandOf(l + 1) ? turnBack(x, width, from[1], middle + bandShift(block, bandOf(l) + 0.5) + 4 * source.y, py, 3 * source.y) : [];
      inner(source.place, from, ...turns, [px, py]);
    }
  }));
  drawn.kernels.push(box);
  return block.writes.map(({ place, slot }) => {
    const from = point(slot, block.layers.length - 1);
    const edge = [x + width, from[1]];
    inner(place, from, edge);
    return { place, kernel: k, edge: [edge[0] + 1, edge[1]] };
  });
}

/** From the end of a band to the start of the next: right, down, back to the left, down. */
function turnBack(x, width, from, between, to, aside) {
  const [right, left] = [x + width - 12 - aside, x + 12 + aside];
  return [[right, from], [right, between], [left, between], [left, to]];
}
