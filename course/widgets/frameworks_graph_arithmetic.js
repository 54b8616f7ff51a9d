// Reads a typed expression as array operations, by the rules of frameworks_graph_expression.py.

const FUNCTION_NAMES = ["relu", "tanh", "sigmoid", "exp", "log", "sqrt", "abs", "gelu"];
const REDUCTIONS = ["sum", "mean", "max"];
const OPERATOR_NAMES = { "+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "@": "matmul" };
const MOST_LETTERS = 120;
const MOST_OPERATIONS = 16;
const KEPT = new Set(("False None True and as assert async await break class continue def del elif else except finally for from " +
  "global if import in is lambda nonlocal not or pass raise return try while with yield").split(" "));
const TOKEN = /( +)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|([A-Za-z]\w{0,7}(?!\w))|\*\*|[-+*/@()]/y;

class ExpressionError extends Error {
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

/** The nodes of an expression, {op, args, size, name, number, number_first}, each after what it takes. */
function read(text) {
  const tree = parse(wordsOf(text), text.length);
  const nodes = [];
  const value = valueOf(tree, nodes);
  if (typeof value === "object") throw new ExpressionError("this is a number: a vector's name is needed, such as x", tree.at);
  if (!isOperation(nodes[value])) throw new ExpressionError("nothing is computed: this lies in memory already", tree.at);
  return nodes;
}

/** {nodes} of a text, or {message, position} of what is wrong with it. */
export function readOrError(text) {
  try {
    return { nodes: read(text) };
  } catch (error) {
    if (error instanceof ExpressionError) return { message: error.message, position: error.position };
    throw error;
  }
}

const isOperation = ({ op }) => op !== "input" && op !== "matrix";

/** Words and signs with their places: [{text, kind, at}]. */
function wordsOf(text) {
  if (text.length > MOST_LETTERS) throw new ExpressionError(`${MOST_LETTERS} characters are the most`, MOST_LETTERS);
  if (!text.replace(/ /g, "")) throw new ExpressionError("type an expression, such as relu(x * w + b)", 0);
  const words = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [whole, space, digits, name] = TOKEN.exec(text) ?? [];
    if (!whole) throw new ExpressionError("names have at most 8 letters, numbers look like 0.5, signs are + − * / ** @ ( )", at);
    if (KEPT.has(name)) throw new ExpressionError(`${name} cannot be a name`, at);
    if (/^0\d+$/.test(digits ?? "")) throw new ExpressionError("a number does not start with 0 and a digit", at);
    TOKEN.lastIndex = at + whole.length;
    if (!space) words.push({ text: whole, kind: digits ? "number" : name ? "name" : "sign", at });
  }
  return words;
}

// ---- The grammar: Python's, as far as it goes

/** The tree of an expression; `at` is where a part begins. */
function parse(words, end) {
  let next = 0;
  const here = () => words[next]?.at ?? end;
  const sees = (...signs) => words[next]?.kind === "sign" && signs.includes(words[next].text);
  const fail = () => { throw new ExpressionError("this cannot be read as an expression", here()); };
  const close = () => (sees(")") ? next++ : fail());

  function chain(operand, signs) {
    const at = here();
    let left = operand();
    while (sees(...signs)) left = { kind: "binary", op: OPERATOR_NAMES[words[next++].text], left, right: operand(), at };
    return left;
  }
  const sum = () => chain(product, ["+", "-"]);
  const product = () => chain(unary, ["*", "/", "@"]);
  function unary() {
    const at = here();
    if (!sees("-")) return power();
    next++;
    return { kind: "minus", inner: unary(), at };
  }
  function power() {
    const at = here();
    const left = atom();
    if (!sees("**")) return left;
    next++;
    return { kind: "binary", op: "pow", left, right: unary(), at };
  }
  function atom() {
    const word = words[next];
    if (word?.kind === "number") return next++, { kind: "number", value: Number(word.text), at: word.at };
    if (word?.kind === "name") return next++, sees("(") ? call(word) : { kind: "name", name: word.text, at: word.at };
    if (!sees("(")) fail();
    next++;
    const inner = sum();
    close();
    return inner;
  }
  function call({ text, at }) {
    next++;
    const inner = sees(")") ? null : sum();
    close();
    return { kind: "call", name: text, inner, at };
  }
  const tree = sum();
  return next < words.length ? fail() : tree;
}

// ---- The graph: a value is the place of a node, or {number}

function valueOf(tree, nodes) {
  const fail = (message, at = tree.at) => { throw new ExpressionError(message, at); };
  const finite = (value) => (Number.isFinite(value) ? { number: value } : fail("this is no finite number"));
  const add = (op, args, constant = {}) => {
    const arrays = !REDUCTIONS.includes(op) && args.some((arg) => nodes[arg].size === "n");
    nodes.push(nodeOf(op, args, arrays ? "n" : "one", constant));
    if (nodes.filter(isOperation).length > MOST_OPERATIONS) fail(`${MOST_OPERATIONS} operations are the most`);
    return nodes.length - 1;
  };
  const input = (op, name, size) => {
    const known = nodes.findIndex((node) => node.op === op && node.name === name);
    return known >= 0 ? known : nodes.push(nodeOf(op, [], size, { name })) - 1;
  };
  const isNumber = (value) => typeof value === "object";

  const kinds = {
    number: () => finite(tree.value),
    name() {
      if ([...FUNCTION_NAMES, ...REDUCTIONS].includes(tree.name)) fail(`${tree.name} needs its argument: ${tree.name}(x)`);
      if (isCapital(tree.name)) fail(`${tree.name} is a matrix: it stands right of @, as in x @ ${tree.name}`);
      return input("input", tree.name, "n");
    },
    minus() {
      const inner = valueOf(tree.inner, nodes);
      return isNumber(inner) ? { number: -inner.number } : add("neg", [inner]);
    },
    binary() {
      if (tree.op === "matmul") return matmul();
      const [left, right] = [valueOf(tree.left, nodes), valueOf(tree.right, nodes)];
      if (isNumber(left) && isNumber(right)) return finite(combined(tree.op, left.number, right.number));
      if (isNumber(right)) return add(tree.op, [left], { number: right.number });
      if (!isNumber(left)) return add(tree.op, [left, right]);
      if (tree.op === "div") return add("mul", [add("reciprocal", [right])], { number: left.number });
      return add(tree.op, [right], { number: left.number, number_first: true });
    },
    call() {
      const { name } = tree;
      const known = [...FUNCTION_NAMES, ...REDUCTIONS];
      if (!known.includes(name)) fail(`${name} is not known; there are ${known.join(", ")}`);
      if (!tree.inner) fail(`${name} takes one argument: ${name}(x)`);
      const inner = valueOf(tree.inner, nodes);
      if (isNumber(inner)) fail(`${name} of a number: give it a vector, as in ${name}(x)`);
      if (REDUCTIONS.includes(name) && nodes[inner].size === "one") fail(`${name} of one number: nothing is left to reduce`);
      return add(name, [inner]);
    },
  };
  function matmul() {
    const left = valueOf(tree.left, nodes);
    if (isNumber(left) || nodes[left].size !== "n") fail("the left of @ takes a vector, not one number", tree.left.at);
    const { kind, name, at } = tree.right;
    if (kind !== "name" || !isCapital(name)) fail("the right of @ takes a matrix, a name with a capital: x @ W", at);
    return add("matmul", [left, input("matrix", name, "matrix")]);
  }
  return kinds[tree.kind]();
}

function nodeOf(op, args, size, { name = "", number: constant = null, number_first = false }) {
  return { op, args, size, name, number: constant, number_first };
}

const isCapital = (name) => /^[A-Z]/.test(name);

function combined(op, a, b) {
  return { add: a + b, sub: a - b, mul: a * b, div: a / b, pow: a ** b }[op];
}
