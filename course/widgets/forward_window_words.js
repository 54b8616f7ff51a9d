// The window in words: the title that the state allows, the sentence under it, and the numbers in small cells.

const placeText = ({ row, column }) => `row ${row + 1}, column ${column + 1}`;

function titleOf({ setting, place, verdict }) {
  if (setting.problem) return capitalized(setting.problem);
  return `Your score at ${placeText(place)} ${verdict[0]}`;
}

function sentenceOf(facts) {
  const { setting, place, verdict } = facts;
  if (!setting.isDrawn) return ["There is nothing of yours to draw here yet; the second digit shows what a right function reads.", othersOf(facts)];
  const here = setting.problem ? `The one at ${placeText(place)} ${verdict[0]}. ` : "";
  return [here, "Each pixel was nudged in turn: framed are those that change your score, ", word("pos", "up"), " or ", word("neg", "down"), ".",
    countOf(setting), othersOf(facts)];
}

/** How many scores of this setting are right. */
function countOf({ problem, verdicts }) {
  const wrong = verdicts.filter(([, right]) => !right).length;
  if (problem) return "";
  if (!wrong) return ` All ${verdicts.length} scores here are right.`;
  if (wrong === verdicts.length) return ` All ${wrong} scores here are wrong.`;
  return ` Here ${wrong} of ${verdicts.length} scores ${wrong === 1 ? "is" : "are"} wrong.`;
}

/** Which of the other settings are wrong, and whether any is. */
function othersOf({ settings, setting }) {
  const wrong = settings.filter((other) => other !== setting && !isRight(other));
  if (!wrong.length) return isRight(setting) ? " So are those of the other three settings." : " The other three settings are right.";
  if (wrong.length === 3) return isRight(setting) ? " The other three settings are wrong." : " The other three settings are wrong too.";
  return ` ${isRight(setting) ? "Wrong" : "Also wrong"}: ${wrong.map(({ stride, padding }) => `stride ${stride} with padding ${padding}`).join(", ")}.`;
}

/** A number with its sign for a small cell: as few decimals as it has, and `decimals` at most. */
function changeText(change, decimals = 1) {
  if (change === null) return "·";
  const size = Math.abs(change);
  const digits = size >= 1000 ? size.toExponential(0).replace("e+", "e") : String(Number(size.toFixed(size < 9.95 ? decimals : 0)));
  return (change < 0 ? "−" : "+") + digits;
}

/** A score in a small cell: no plus, for its colour says it. */
function cellText(score, decimals) {
  const text = changeText(score, decimals).replace("+", "");
  return text === "−0" ? "0" : text;
}

/** A score where there is room. */
function scoreText(score) {
  return score === null ? "no number" : signed(score);
}

/** One place in a sentence for ears. */
function spoken(facts) {
  const { setting, place, verdict, own, right } = facts;
  if (!setting.isDrawn) return `${capitalized(setting.problem)}. A right score at ${placeText(place)} is ${scoreText(facts.rightScore)}, it reads ${readsInWords(right)}`;
  const belongs = right ? `; right is ${scoreText(facts.rightScore)}, and it reads ${readsInWords(right)}` : "";
  const says = `your score at ${placeText(place)} is ${scoreText(facts.score)} and ${verdict[0]}`;
  return verdict[1] ? `${says}: ${readsInWords(own)}` : `${says}: ${readsInWords(own)}${belongs}`;
}

/** The pixels that change a score, row by row, for ears. */
function readsInWords(reads) {
  const rows = Array.from({ length: SIZE }, (_, row) => {
    const changes = reads.slice(row * SIZE, (row + 1) * SIZE).flatMap((change, column) => (change === 0 ? [] : [{ change, column }]));
    if (!changes.length) return null;
    return `row ${row + 1} from column ${changes[0].column + 1}: ${changes.map(({ change }) => changeText(change)).join(" ")}`;
  }).filter(Boolean);
  return rows.length ? rows.join(", ") : "no pixel";
}
