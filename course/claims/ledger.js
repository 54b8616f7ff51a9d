// The ledger's filter and keys: what is shown, which claim is current, its experiment opened.
for (const ledger of document.querySelectorAll(".course-ledger")) {
  const choices = [...ledger.querySelectorAll("[role=radio]:not([disabled])")];
  const rows = [...ledger.querySelectorAll("article.finding")];
  const shown = () => rows.filter((row) => !row.hidden);

  // Of each group one is reached by Tab, the others by arrows.
  const makeCurrent = (group, chosen) => group.forEach((each) => (each.tabIndex = each === chosen ? 0 : -1));

  function choose(choice) {
    choices.forEach((each) => each.setAttribute("aria-checked", each === choice));
    makeCurrent(choices, choice);
    rows.forEach((row) => (row.hidden = choice.dataset.kind !== "" && row.dataset.kind !== choice.dataset.kind));
    makeCurrent(rows, shown()[0]);
    ledger.querySelector(".count").textContent = shown().length;
  }

  function neighbour(group, element, key) {
    const last = group.length - 1;
    const at = group.indexOf(element);
    const forward = Math.min(at + 1, last);
    const back = Math.max(at - 1, 0);
    return group[{ ArrowDown: forward, ArrowRight: forward, ArrowUp: back, ArrowLeft: back, Home: 0, End: last }[key]];
  }

  function move(event, group, arrive) {
    const next = neighbour(group, event.currentTarget, event.key);
    if (!next) return;
    event.preventDefault();
    arrive(next);
    next.focus();
  }

  for (const choice of choices) {
    choice.addEventListener("click", () => choose(choice));
    choice.addEventListener("keydown", (event) => move(event, choices, choose));
  }
  for (const row of rows) {
    row.addEventListener("focus", () => makeCurrent(rows, row));
    row.addEventListener("keydown", (event) => {
      if (event.target !== row) return; // keys inside an opened experiment are the browser's
      if (["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      if (event.key === "Enter") row.querySelector("details").toggleAttribute("open");
      else move(event, shown(), (next) => makeCurrent(rows, next));
    });
  }
  makeCurrent(rows, rows[0]);
}
