// The budget of one inference: the model of `course.hardware.energy` and `devices`, on the figures that Python hands over.

const PICOJOULE = 1e-12;
const JOULES_PER_WATT_HOUR = 3600;
const PART_NAMES = { arithmetic: "arithmetic", weights: "weights moved", activations: "activations moved" };
const PARTS = Object.keys(PART_NAMES);
const CHOICE = ["network", "format", "sparsity", "skips", "memory", "device"];

/** What one inference has to do; zeros are work, unless they are skipped. */
function workOf(table, { network, format, sparsity, skips }) {
  const [counts, { bits }] = [table.networks[network], table.formats[format]];
  const skipped = skips ? sparsity : 0;
  const kept = 1 - skipped;
  return {
    multiplyAdds: kept * counts.multiply_adds,
    bytes: (kept * counts.parameters * (bits + (skipped ? table.index_bits : 0))) / 8,
    activationBytes: (2 * counts.activations * bits) / 8,
  };
}

/**
 * All that is shown of a choice: the work, {joules, parts, shares, dominant}, {computing, fetching, seconds, bound},
 * passes for a battery's charge (null with a plug), watts at full speed, and whether the weights fit where they live.
 */
function budgetOf(table, choice) {
  const work = workOf(table, choice);
  const [format, device] = [table.formats[choice.format], table.devices[choice.device]];
  const parts = {
    arithmetic: work.multiplyAdds * (format.multiply.picojoules + format.add.picojoules) * PICOJOULE,
    weights: work.bytes * table.memories[choice.memory].picojoules * PICOJOULE,
    activations: work.activationBytes * table.memories[table.chip].picojoules * PICOJOULE,
  };
  const joules = PARTS.reduce((sum, part) => sum + parts[part], 0);
  const shares = Object.fromEntries(PARTS.map((part) => [part, parts[part] / joules]));
  const dominant = PARTS.reduce((most, part) => (parts[part] > parts[most] ? part : most));
  const rate = (device.operations_per_second * 32) / format.bits;
  const computing = (2 * work.multiplyAdds) / rate;
  const fetching = choice.memory === "DRAM" ? work.bytes / device.bytes_per_second : 0;
  const seconds = Math.max(computing, fetching);
  return {
    choice, ...work, joules, parts, shares, dominant, rate, computing, fetching, seconds, bound: fetching > computing ? "memory" : "compute",
    passes: device.watt_hours === null ? null : (device.watt_hours * JOULES_PER_WATT_HOUR) / joules, watts: joules / seconds,
    fits: work.bytes <= (choice.memory === table.chip ? table.chip_bytes : device.memory_bytes),
  };
}

/** The steps from a network as it was trained to one that needs little. */
const DIET = [
  { format: "FP32", sparsity: 0, skips: false, memory: "DRAM" },
  { format: "FP16", sparsity: 0, skips: false, memory: "DRAM" },
  { format: "INT8", sparsity: 0, skips: false, memory: "DRAM" },
  { format: "INT8", sparsity: 0.9, skips: false, memory: "DRAM" },
  { format: "INT8", sparsity: 0.9, skips: true, memory: "DRAM" },
  { format: "INT8", sparsity: 0.9, skips: true, memory: "1 MiB cache" },
];

/** Where on that way a choice stands; −1 beside it. Without zeros it makes no difference whether they are skipped. */
function stepOfDiet({ format, sparsity, skips, memory }) {
  return DIET.findIndex((step) =>
    step.format === format && step.sparsity === sparsity && step.memory === memory && (sparsity === 0 || step.skips === skips));
}

export { budgetOf, stepOfDiet };
