// The sum in words: the title that the setting allows, what the addition in hand does, and errors as texts.

/** An error in two digits with its sign: +0.0031, −2.4 × 10⁻⁷, 0. */
function errorText(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-3 ? scientific(size) : size < 0.995 ? size.toPrecision(2) : number(size, 1);
  return (value < 0 ? "−" : "+") + text.replaceAll(" ", "\u00a0");
}

/** A partial sum or a product in six digits at most. */
const sumText = (value) => `${value < 0 ? "−" : ""}${String(Number(Math.abs(value).toPrecision(6)))}`;

const placeOf = ({ accumulator, order }) => ({ row: Object.keys(SUM_FORMATS).indexOf(accumulator), column: SUM_ORDERS.indexOf(order) });

function titleOfSum(found) {
  const { accumulator, order, length, error, table } = found;
  const wide = table[2][placeOf(found).column];
  const opening = `${accumulator}, ${order}: ${length} products are off by ${errorText(error)}`;
  if (accumulator === "FP32") return opening;
  if (wide === 0) return `${opening}, in FP32 by 0`;
  if (error === 0) return `${opening}, by luck; in FP32 by ${errorText(wide)}`;
  const times = Math.abs(error / wide);
  return times >= 2 ? `${opening}, ${number(Number(times.toPrecision(2)), 0)} times FP32’s` : `${opening}, no worse than FP32’s`;
}

function sentenceOfSum({ length, exact, additions, order }) {
  const model = order === "blocks of four" ? " Four products join the sum at once, as in a tensor core; but that cuts its FP32 sums, and here each is rounded to the nearest." : "";
  return ["Two vectors of ", `${length} `, word("act", "FP16 numbers"), ", multiples of 1/1024: their products are exact, but each of ", `${additions.length} sums is rounded and makes an `, word("err", "error"), `. Exactly the products add up to ${sumText(exact)}.${model}`];
}

/** What the errors of one example are worth: "over 100 seeds, the median error …". */
function typicalInWords({ accumulator, length, medians }) {
  const [single, blocks, pairs] = medians.map((median) => (median ? errorText(median).slice(1) : "0"));
  return `One example proves little. Over ${SEEDS_OF_SUM} seeds, the median error of ${length} products in ${accumulator} is ${single} one by one, ${blocks} in blocks of four, ${pairs} pairwise.`;
}

/** What the addition in hand does: "addition 5 of 16: 3.25 → 3.5, rounding adds +0.25". */
function stepInWords({ step, additions, products }) {
  if (step === 0) return `${products.length} exact products, nothing added yet`;
  const { sum, lost } = additions[step - 1];
  return `addition ${step} of ${additions.length}: ${sumText(sum - lost)} is rounded to ${sumText(sum)}, error ${errorText(lost)}`;
}

export { titleOfSum, errorText, stepInWords };
