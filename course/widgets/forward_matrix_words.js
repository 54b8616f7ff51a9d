// The fully connected layer in words: the title that the state allows, and the names of things.

const DIGITS = ["a zero", "a one", "a two", "a three", "a four", "a five", "a six", "a seven", "an eight", "a nine"];

const placeText = (index) => `row ${1 + Math.floor(index / SIZE)}, column ${1 + (index % SIZE)}`;
const count = (many, thing) => `${many} ${thing}${many === 1 ? "" : "s"}`;

/** A weight with its sign and two decimals: they were trained, and rounded to hundredths. */
function weightText(weight) {
  return weight === 0 ? "0" : (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(2);
}

function titleOf({ pixels, weights, scores, highest, digit, repainted, row, at, best, hasBias }) {
  if (pixels.every((pixel) => pixel === 0)) {
    return hasBias ? "Of an empty image nothing is left but the biases" : "Without biases an empty image scores zero ten times";
  }
  if (repainted && highest !== digit) return `${count(repainted, "pixel")} repainted, and the highest score says ${highest}, no longer ${digit}`;
  const difference = asPrinted(scores[highest], 2) - asPrinted(scores[row], 2); // of the two that the reader sees
  if (row !== highest) return `Row ${row} scores ${number(difference)} less than row\u00a0${highest}: ${reasonOf(at, best)}`;
  const { onPositive, onNegative } = inkOn(pixels, weights[row]);
  return `Row ${row} scores highest: ${onPositive > onNegative ? "most ink lies on its positive weights" : "every other row fits worse"}`;
}

function sentenceOf({ repainted, digit, pixels }) {
  const isEmpty = pixels.every((pixel) => pixel === 0);
  const state = repainted ? `with ${count(repainted, "pixel")} repainted` : "that the layer never trained on";
  return [`Here is ${isEmpty ? "an image without ink" : `${DIGITS[digit]} ${state}`}. Each `, word("act", "score"), " is one row of ", word("weight", "weights"),
    " times all 64 pixels, plus a bias. Paint pixels: all ten scores answer."];
}

/** One pixel's product, for the line under the pictures. */
function productText({ pixels, at, weights }, row, index) {
  const [pixel, weight] = [pixels[index], weights[row][index]];
  const decimals = decimalsOfTerms([pixel, weight], ([p, w]) => p * w);
  return [`${placeText(index)}: `, word("act", Number.isInteger(pixel) ? String(pixel) : pixel.toFixed(Math.min(decimals, 4))), " × ", word(weight < 0 ? "neg" : weight > 0 ? "pos" : "", weightText(weight)),
    " = ", signed(at.products[index])];
}

function spoken({ row, at, highest }) {
  const rank = row === highest ? ", the highest" : `; the highest is that of ${highest}`;
  return `score of ${row}: ${signed(at.above)} and ${signed(at.below)} and bias ${signed(at.bias)} give ${signed(at.score)}${rank}`;
}

/** What the switch does, told by what would be without it. */
function biasEffect({ hasBias, scores, biases, highest }) {
  const other = largestOf(scores.map((score, i) => score + (hasBias ? -biases[i] : biases[i])));
  const changes = other === highest ? `${highest} stays highest` : `${other} would be highest`;
  return `${hasBias ? "added; without" : "left out; with"}: ${changes}`;
}
