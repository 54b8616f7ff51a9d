// The card live: Python writes its HTML, this passes on what is clicked and typed, and keeps the focus in place.

const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function render({ model, el }) {
  const send = (action, text = "") => model.send({ action, text });

  const draw = () => {
    const held = el.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
    const had = el.contains(document.activeElement);
    el.innerHTML = model.get("html");
    // What was clicked may be gone, as when the answer takes its place: then the whole card takes the focus.
    if (had) (el.querySelector(`[data-act="${held}"]`) ?? el.firstElementChild).focus();
  };

  const choose = (radio) => {
    for (const other of radio.parentElement.children) {
      other.setAttribute("aria-checked", String(other === radio));
      other.tabIndex = other === radio ? 0 : -1;
    }
    send(radio.dataset.act);
  };

  const enter = () => send("enter", el.querySelector("input").value);

  el.addEventListener("click", (event) => {
    const clicked = event.target.closest("button[data-act]");
    if (clicked?.getAttribute("role") === "radio") choose(clicked);
    else if (clicked?.dataset.act === "commit") enter();
    else if (clicked) send("show");
  });

  // Arrows move, Space and Enter choose: a button's own keys do that. An arrow alone must not commit.
  el.addEventListener("keydown", (event) => {
    // Not a form that submits itself: JupyterLab keeps the browser from doing that.
    if (event.key === "Enter" && event.target.matches("input")) return enter();
    const radio = event.target.closest("[role=radio]");
    if (!radio) return;
    const radios = [...radio.parentElement.children];
    const ends = { Home: 0, End: radios.length - 1 };
    const here = radios.indexOf(radio);
    const next = ends[event.key] ?? (event.key in ARROWS ? here + ARROWS[event.key] : undefined);
    if (next === undefined) return;
    event.preventDefault();
    radios[(next + radios.length) % radios.length].focus();
  });

  model.on("change:html", draw);
  draw();
  return () => model.off("change:html", draw);
}

export default { render };
