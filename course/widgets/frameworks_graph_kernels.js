// Which kernels run, and what each reads and writes, by the rules of frameworks_graph_kernels.py.

const BYTES_PER_NUMBER = 4;
const MATRIX_ELEMENTS = 1_000_000;

/** One kernel for each operation, in the order of the expression. */
function eager(nodes) {
  return nodes.flatMap((node, place) => (isOperation(node) ? [{ ops: [place], reads: [...new Set(node.args)], writes: [place] }] : []));
}

/** [the graph with equal subexpressions as one node, for each old place its new one]; products stay apart. */
function shared(nodes) {
  const [merged, placeOf, seen] = [[], [], new Map()];
  for (const node of nodes) {
    const mapped = { ...node, args: node.args.map((arg) => placeOf[arg]) };
    const key = node.op === "matmul" ? `product ${merged.length}` : JSON.stringify(mapped);
    if (!seen.has(key)) seen.set(key, merged.push(mapped) - 1);
    placeOf.push(seen.get(key));
  }
  return [merged, placeOf];
}

/** The kernels of a graph without equal subexpressions, in an order in which they can run. */
function compiled(nodes) {
  const calls = callsOf(nodes);
  return withTraffic(nodes, loopsOf(nodes, calls));
}

/** The matrix products: the place of a result to the places of what one library call computes. */
function callsOf(nodes) {
  const calls = new Map();
  nodes.forEach(({ op }, place) => op === "matmul" && calls.set(place, [place]));
  nodes.forEach(({ op, args }, place) => {
    const users = (arg) => nodes.flatMap((node, user) => (node.args.includes(arg) ? [user] : []));
    const absorbed = args.filter((arg) => nodes[arg].op === "matmul" && String(users(arg)) === String(place)).at(-1);
    if (op !== "add" || new Set(args).size !== 2 || absorbed === undefined) return;
    calls.set(place, [calls.get(absorbed)[0], place]);
    calls.delete(absorbed);
  });
  return calls;
}

function loopsOf(nodes, calls) {
  const ready = readyAt(nodes, calls);
  const stored = storedOf(nodes, calls);
  const ends = [...stored].filter((place) => !calls.has(place) && !isTail(nodes[place])).sort((a, b) => a - b);
  const groups = [...ends.map((place) => needed(nodes, place, stored)), ...[...calls.values()].map((ops) => new Set(ops))];
  const stage = (group) => Math.max(...[...group].map((place) => ready[place]));
  const sorted = groups.sort((a, b) => stage(a) - stage(b));
  for (let pair; (pair = mergeable(nodes, sorted, calls)); ) {
    const [other] = sorted.splice(pair[1], 1);
    other.forEach((place) => sorted[pair[0]].add(place));
  }
  return withTail(nodes, sorted.map((group) => [...group].sort((a, b) => a - b)));
}

const isReduction = ({ op }) => REDUCTIONS.includes(op);
const isTail = (node) => node.size === "one" && !isReduction(node);

/** The arithmetic on single numbers that ends the expression, in the loop whose number comes last. */
function withTail(nodes, groups) {
  const last = nodes.length - 1;
  if (!isTail(nodes[last])) return groups;
  const reductions = new Set(groups.flat().filter((place) => isReduction(nodes[place])));
  const tail = needed(nodes, last, reductions);
  const closing = String(withTraffic(nodes, groups).at(-1).ops);
  return groups.map((group) => (String(group) === closing ? [...new Set([...group, ...tail])].sort((a, b) => a - b) : group));
}

/** How many kernels must have ended, one after another, before each place can be computed. */
function readyAt(nodes, calls) {
  const absorbed = new Set([...calls.values()].flat());
  const ready = [];
  nodes.forEach((node, place) => {
    const waits = node.args.map((arg) => ready[arg] + Number(isReduction(nodes[arg]) || calls.has(arg)));
    if (absorbed.has(place)) waits.push(...node.args.filter((arg) => isOperation(nodes[arg]) && !absorbed.has(arg)).map((arg) => ready[arg] + 1));
    ready.push(Math.max(0, ...waits));
  });
  return ready;
}

/** What ends a kernel: the result, reductions, library calls and the arrays that they take. */
function storedOf(nodes, calls) {
  const taken = [...calls.values()].flatMap((ops) => ops.flatMap((op) => nodes[op].args.filter((arg) => !ops.includes(arg))));
  const ends = nodes.flatMap((node, place) => (isReduction(node) ? [place] : []));
  return new Set([...taken, ...ends, ...calls.keys(), nodes.length - 1].filter((place) => isOperation(nodes[place])));
}

/** The place and all that is computed again for it, back to inputs and to what is stored. */
function needed(nodes, place, stored) {
  const [found, waiting] = [new Set(), [place]];
  while (waiting.length) {
    const one = waiting.pop();
    found.add(one);
    waiting.push(...nodes[one].args.filter((arg) => isOperation(nodes[arg]) && !stored.has(arg) && !found.has(arg)));
  }
  return found;
}

/** Two loops that share an array, neither of which waits for the other: their places among the groups. */
function mergeable(nodes, groups, calls) {
  const inCalls = new Set([...calls.values()].flat());
  const isLoop = (group) => ![...group].some((place) => inCalls.has(place));
  for (let one = 0; one < groups.length; one++) {
    for (let other = one + 1; other < groups.length; other++) {
      const [first, second] = [groups[one], groups[other]];
      if (!isLoop(first) || !isLoop(second) || !share(nodes, first, second)) continue;
      if (!waits(nodes, groups, first, second) && !waits(nodes, groups, second, first)) return [one, other];
    }
  }
  return null;
}

function share(nodes, first, second) {
  const touched = (group) => new Set([...group, ...[...group].flatMap((place) => nodes[place].args.filter((arg) => nodes[arg].size === "n"))]);
  const other = touched(second);
  return [...touched(first)].some((place) => other.has(place));
}

/** Whether the group `late` needs a whole result of `early`, on its own or through other groups. */
function waits(nodes, groups, late, early) {
  const [reached, waiting] = [new Set(), [late]];
  while (waiting.length) {
    const group = waiting.pop();
    const args = new Set([...group].flatMap((place) => nodes[place].args).filter((arg) => !group.has(arg)));
    for (const arg of args) {
      if (nodes[arg].size === "n" && early.has(arg) && group === late) continue; // elementwise: the same loop hands it on
      for (const other of groups) {
        if (!other.has(arg) || reached.has(other)) continue;
        reached.add(other);
        waiting.push(other);
      }
    }
  }
  return reached.has(early);
}

/** The groups as kernels {ops, reads, writes}, each after those whose results it reads. */
function withTraffic(nodes, groups) {
  const readsOf = (ops) => [...new Set(ops.flatMap((place) => nodes[place].args.filter((arg) => !ops.includes(arg))))];
  const kernels = groups.map((ops, index) => {
    const elsewhere = new Set(groups.flatMap((other, i) => (i === index ? [] : readsOf(other))));
    return { ops, reads: readsOf(ops), writes: ops.filter((place) => elsewhere.has(place) || place === nodes.length - 1) };
  });
  const [ordered, waiting] = [[], [...kernels]];
  while (waiting.length) {
    const unwritten = new Set(waiting.flatMap(({ writes }) => writes));
    const first = waiting.findIndex(({ reads }) => !reads.some((place) => unwritten.has(place)));
    ordered.push(...waiting.splice(first, 1));
  }
  return ordered;
}

// ---- The counts

/** All that follows from a text's nodes and the mode: {nodes, kernels, places, counts}; places lead from eager's. */
export function planOf(nodes, mode) {
  const [graph, places] = mode === "compiled" ? shared(nodes) : [nodes, nodes.map((_, place) => place)];
  const kernels = mode === "compiled" ? compiled(graph) : eager(graph);
  const passes = kernels.flatMap(({ reads, writes }) => [...reads, ...writes]).filter((place) => graph[place].size === "n").length;
  const matrices = kernels.flatMap(({ reads }) => reads).filter((place) => graph[place].size === "matrix").length;
  const live = kernels.map((_, step) => liveAt(graph, kernels, step));
  const peak = Math.max(...live.map((places) => places.filter((place) => isIntermediate(graph, place)).length));
  return { nodes: graph, kernels, places, live, counts: { kernels: kernels.length, passes, matrices, peak } };
}

/** An array that is neither an input nor the result. */
const isIntermediate = (nodes, place) => isOperation(nodes[place]) && nodes[place].size === "n" && place !== nodes.length - 1;

/** The buffers in memory while kernel `step` runs: inputs, what is written by then and still read, the result. */
function liveAt(nodes, kernels, step) {
  return nodes.flatMap((node, place) => {
    if (!isOperation(node)) return [place];
    const born = kernels.findIndex(({ writes }) => writes.includes(place));
    const last = place === nodes.length - 1 ? kernels.length : kernels.findLastIndex(({ reads }) => reads.includes(place));
    return born >= 0 && born <= step && step <= last ? [place] : [];
  });
}

/** The bytes that `passes` of n numbers and `matrices` matrices move. */
function bytesOf({ passes, matrices }, n) {
  return BYTES_PER_NUMBER * (passes * n + matrices * MATRIX_ELEMENTS);
}
