// The student's energies for one example of a batch. The Python class finds the same; a test compares.

const BATCHES = Array.from({ length: 11 }, (_, power) => 2 ** power);
const LAYER_FORMATS = ["FP32", "FP16", "INT8"];
const LAYER_PARTS = ["multiply", "add", "weights", "activations"];
const MOST_DECADES = 8; // of the axis: what is smaller stands on its floor

/**
 * All that is drawn of a format and a batch: {parts, totals, total, alone, faults}. A part is {name, values,
 * asked, energy, share, wanted, isWrong}: `values` for one example at each batch, `asked` what the laws ask for where
 * they are broken, both null elsewhere.
 */
function layerFound({ energies, lawful, faults, problem }, format, batch) {
  const at = BATCHES.indexOf(batch);
  const each = (values) => values.map((value, i) => (value === null ? null : value / BATCHES[i]));
  const series = LAYER_PARTS.map((name) => ({ name, values: each(energies[format][name]), asked: each(lawful[format][name]) }));
  const totals = BATCHES.map((_, i) => sumOrNull(series.map(({ values }) => values[i])));
  const parts = series.map((part) => ({
    ...part, energy: part.values[at], wanted: part.asked[at], share: totals[at] ? part.values[at] / totals[at] : null,
    isWrong: faults.some((fault) => fault.part === part.name && fault.formats.includes(format)),
  }));
  return { format, batch, at, parts, totals, total: totals[at], alone: totals[0], faults, problem };
}

const sumOrNull = (values) => (values.includes(null) ? null : values.reduce((a, b) => a + b, 0));

/** The largest part by its kind: {kind: "arithmetic", "weights" or "activations", share}; null without shares. */
function dominantOf({ parts }) {
  if (parts.some(({ share }) => share === null)) return null;
  const [multiply, add, weights, activations] = parts.map(({ share }) => share);
  const kinds = [["weights", weights], ["arithmetic", multiply + add], ["activations", activations]];
  const [kind, share] = kinds.reduce((most, next) => (next[1] > most[1] ? next : most));
  return { kind, share };
}

/** Whole powers of ten that hold all energies for one example in all formats, [lowest, highest]; what is zero has no place. */
function decadesOf(state) {
  const found = LAYER_FORMATS.map((format) => layerFound(state, format, 1));
  const all = found.flatMap(({ parts, totals }) => [...totals, ...parts.flatMap(({ values, asked }) => [...values, ...asked])]).filter((value) => value > 0);
  if (!all.length) return [4, 9];
  const highest = Math.ceil(Math.log10(Math.max(...all)) + 1e-9);
  const lowest = Math.floor(Math.log10(Math.min(...all)) - 1e-9);
  return [Math.max(Math.min(lowest, highest - 2), highest - MOST_DECADES), highest];
}

export { layerFound, dominantOf, decadesOf };
