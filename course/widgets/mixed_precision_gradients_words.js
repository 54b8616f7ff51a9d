// The gradients in words: the title that the setting allows, the sentence under it, and numbers as texts.

/** 0.31 → "31 %", 0.0042 → "0.42 %"; what is not 0 is never printed as 0, what is not all never as 100. */
function sharePercent(share) {
  if (share === 0 || share === 1) return `${100 * share}\u00a0%`;
  const value = 100 * share;
  return `${value < 0.995 ? number(value, 2) : value < 9.95 || value > 99.5 ? number(value, 1) : number(value, 0)}\u00a0%`;
}

const nameOfLayer = (layer) => (layer === "all" ? "all layers" : `layer ${layer}`);

function titleOfRange({ format: { label }, scale, vanished, overflowed, before, saving, lost, master }) {
  const factor = powerOf(2, scale);
  if (overflowed) return `A loss scale of ${factor} is too much: ${sharePercent(overflowed)} of the gradients overflow in ${label}`;
  if (!before && !master) return `No gradient vanishes in ${label}, yet ${sharePercent(lost)} of the updates are lost`;
  if (!before) return `No gradient vanishes in ${label}; FP32 weights lose ${sharePercent(lost)} of the updates`;
  const all = sharePercent(before);
  if (scale) return vanished < before ? `A loss scale of ${factor}: ${sharePercent(vanished)} of the gradients vanish in ${label}, not ${all}` : `A loss scale of ${factor} saves nothing: ${all} of the gradients vanish in ${label}`;
  const way = saving ? `${powerOf(2, saving)} saves nine in ten` : "no scale saves nine in ten";
  return `At scale 1, ${all} of the gradients vanish in ${label}; ${way}`;
}

function sentenceOfRange({ count, zeros, step, layer }) {
  const left = zeros ? `, ${number(zeros, 0)} more are exactly 0` : "";
  return ["A network of 64 → 24 → 16 → 10 learns digits in FP32. Of step ", `${number(step, 0)}, ${nameOfLayer(layer)}, `, word("grad", `${number(count, 0)} gradients`), ` of weights are drawn${left}.`];
}

/** The heading over the updates: what of them the weights feel. */
function headingOfUpdates({ lost, vanished, keeper, overflowed }) {
  if (overflowed) return "One gradient that overflows, and the whole step is skipped";
  const most = `${sharePercent(lost)} of the updates are lost in weights kept in ${keeper.label}`;
  return vanished ? `${most}; ${sharePercent(vanished)} had vanished before` : most;
}

const statusOfRange = (found) => `${titleOfRange(found)}; ${headingOfUpdates(found)}`;

/** The scale for ears: "2 to the 10, 0.42 % vanish, none overflows". */
function scaleInWords({ scale, vanished, overflowed, format }) {
  return `2 to the ${scale}: ${sharePercent(vanished)} vanish in ${format.label}, ${sharePercent(overflowed)} overflow`;
}

export { titleOfRange, headingOfUpdates, sharePercent };
