// What was found in Python, looked up: a setting, a score's place, what it reads, and where that differs.

const SIZE = 8; // pixels along each side of the image
const WINDOW = 3; // pixels along each side of the window
const ALLOWED = 1e-4; // of a change: as in Python

/** The setting that was chosen. */
export function settingOf(settings, stride, padding) {
  return settings.find((setting) => setting.stride === stride && setting.padding === padding);
}

/** A place kept on the map, {row, column}, and its index in reading order. */
export function placeOn({ places: [rows, columns] }, { row, column }) {
  const kept = { row: clamp(row, 0, rows - 1), column: clamp(column, 0, columns - 1) };
  return { ...kept, index: kept.row * columns + kept.column };
}

/** The same place's index on a right map, or null if that is smaller. */
export function rightIndex({ right: { places: [rows, columns] } }, { row, column }) {
  return row < rows && column < columns ? row * columns + column : null;
}

/** How much a score changes with each of the 64 pixels, from pairs [pixel, change]; null is no number. */
export function readsOf(pairs) {
  const reads = Array(SIZE * SIZE).fill(0);
  for (const [pixel, change] of pairs) reads[pixel] = change;
  return reads;
}

/** The pixels, counted from 0 in reading order, that change two scores differently. */
export function differing(own, wanted) {
  return own.flatMap((change, pixel) => (change !== null && Math.abs(change - wanted[pixel]) <= ALLOWED ? [] : [pixel]));
}

/** Whether a score reads other pixels than its window's, whatever the weights. */
export function isElsewhere({ own, right }) {
  return Boolean(own && right) && own.some((change, pixel) => (change === 0) !== (right[pixel] === 0));
}

/** Whether a setting has its map, and each score its window, weights and bias. */
export function isRight({ problem, verdicts }) {
  return !problem && verdicts.every(([, right]) => right);
}

/** The outline of a set of pixels as a path: each edge between one of them and one that is none. */
function outlineOf(pixels, side) {
  const has = (row, column) => row >= 0 && row < SIZE && column >= 0 && column < SIZE && pixels.has(row * SIZE + column);
  const edges = [...pixels].flatMap((pixel) => {
    const [row, column] = [Math.floor(pixel / SIZE), pixel % SIZE];
    const [x, y] = [column * side - 0.5, row * side - 0.5];
    return [
      !has(row - 1, column) && `M${x} ${y}h${side}`, !has(row + 1, column) && `M${x} ${y + side}h${side}`,
      !has(row, column - 1) && `M${x} ${y}v${side}`, !has(row, column + 1) && `M${x + side} ${y}v${side}`,
    ].filter(Boolean);
  });
  return edges.join("");
}

/** The pixels round the image that repeat its edge, each {row, column, pixel}: 36 of them. */
function borderOf() {
  const steps = Array.from({ length: SIZE + 2 }, (_, i) => i - 1);
  const all = steps.flatMap((row) => steps.map((column) => ({ row, column })));
  const inside = (step) => clamp(step, 0, SIZE - 1);
  return all
    .filter(({ row, column }) => inside(row) !== row || inside(column) !== column)
    .map(({ row, column }) => ({ row, column, pixel: inside(row) * SIZE + inside(column) }));
}
