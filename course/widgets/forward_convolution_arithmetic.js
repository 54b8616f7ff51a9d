// The arithmetic of a 3x3 filter on an 8x8 image: windows, products, scores, and the layer as a matrix.

const SIZE = 8; // pixels along each side of the image
const WINDOW = 3; // pixels along each side of the window
const PLACES = SIZE - WINDOW + 1; // of the window, along each side

/** The places of the window in reading order, each {row, column}: also the rows of the matrix. */
export const WINDOWS = Array.from({ length: PLACES * PLACES }, (_, i) => ({ row: Math.floor(i / PLACES), column: i % PLACES }));

/** The nine pixels, counted from 0 in reading order, that the window sees: also the columns of the matrix. */
export function seen({ row, column }) {
  return Array.from({ length: WINDOW * WINDOW }, (_, i) => (row + Math.floor(i / WINDOW)) * SIZE + column + (i % WINDOW));
}

/** What one place costs and gives: the nine products, their sum, and the sum with the bias. */
export function scoreAt(pixels, weights, bias, place) {
  const flat = weights.flat();
  const products = seen(place).map((pixel, i) => pixels[pixel] * flat[i]);
  const sum = products.reduce((total, product) => total + product, 0);
  return { products, sum, score: sum + bias };
}

/** The map: a score for each place, in reading order. */
export function scoresOf(pixels, weights, bias) {
  return WINDOWS.map((place) => scoreAt(pixels, weights, bias, place).score);
}

/** The same layer as 36 rows of 64 numbers: each row is the filter, laid where its window sees. */
export function matrixOf(weights) {
  const flat = weights.flat();
  return WINDOWS.map((place) => {
    const row = Array(SIZE * SIZE).fill(0);
    seen(place).forEach((pixel, i) => (row[pixel] = flat[i]));
    return row;
  });
}

/** How many entries the matrix has, how many are not zero, how many of those differ, and the layer's products. */
export function countsOf(weights) {
  const filled = weights.flat().filter((weight) => weight !== 0);
  return {
    entries: PLACES ** 2 * SIZE ** 2,
    filled: PLACES ** 2 * filled.length,
    different: new Set(filled).size,
    products: PLACES ** 2 * WINDOW ** 2,
  };
}

/** The decimals of the printed sum and score, and those of the nine products, with which both sums come out. */
function decimalsOfScore({ products, sum }, bias) {
  const total = (terms) => terms.reduce((all, term) => all + term, 0);
  const ofSum = decimalsThatAddUp([sum, bias], total);
  return { ofSum, ofProducts: decimalsOfTerms(products, total, ofSum) };
}

/** The place after a move, kept on the image. */
export function movedBy({ row, column }, rows, columns) {
  const kept = (value) => Math.min(Math.max(value, 0), PLACES - 1);
  return { row: kept(row + rows), column: kept(column + columns) };
}
