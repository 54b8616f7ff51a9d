// The arithmetic of a fully connected layer: 64 pixels times ten rows of weights, plus ten biases.

const SIZE = 8; // pixels along each side of the image
const CLASSES = 10;

/** What each pixel brings to one score: weight × ink, 64 numbers in reading order. */
export function productsOf(pixels, weights) {
  return pixels.map((pixel, i) => pixel * weights[i]);
}

/** One score in three parts: what positive weights bring, what negative ones take, and the bias. */
export function scoreOf(pixels, weights, bias) {
  const products = productsOf(pixels, weights);
  const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
  const [above, below] = [total(products.filter((term) => term > 0)), total(products.filter((term) => term < 0))];
  return { products, above, below, bias, score: above + below + bias };
}

/** How much ink lies on positive weights, and how much on negative ones. */
export function inkOn(pixels, weights) {
  const ink = (isWanted) => pixels.reduce((sum, pixel, i) => sum + (isWanted(weights[i]) ? pixel : 0), 0);
  return { onPositive: ink((weight) => weight > 0), onNegative: ink((weight) => weight < 0) };
}

/** What most of the distance between two scores comes from, in its own words. */
export function reasonOf(lower, higher) {
  const reasons = [
    [higher.above - lower.above, "its positive weights bring less"],
    [higher.below - lower.below, "its negative weights take more"],
    [higher.bias - lower.bias, "its bias is smaller"],
  ];
  return reasons.reduce((best, reason) => (reason[0] > best[0] ? reason : best))[1];
}

/** All ten scores. */
export function scoresOf(pixels, weights, biases) {
  return weights.map((row, i) => scoreOf(pixels, row, biases[i]).score);
}

/** The image after one pixel is painted; rows of the image, as in the trait. */
export function painted(pixels, index, value) {
  return pixels.map((row, r) => row.map((pixel, c) => (r * SIZE + c === index ? value : pixel)));
}

/** What a click makes of a pixel: full ink of a pale one, nothing of a dark one. */
export function toggled(pixel) {
  return pixel < 0.5 ? 1 : 0;
}

/** Which of some numbers is the largest; the first of equal ones. */
export function largestOf(numbers) {
  return numbers.indexOf(Math.max(...numbers));
}
