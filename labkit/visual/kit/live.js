// Shows the HTML that Python rendered and says which element with data-act was used.
// After each new rendering the focus stays where it was: on the element of the same act and value.

const GONE = "This card’s kernel is gone. Run the cell again, and its buttons work.";
const SILENT = "No answer yet: the kernel is busy, or gone. If it was restarted, run the cell again.";
const BUSY = "The last press is still being answered.";
const PATIENCE_MS = 15000;

function place(element) {
  const { act, value = "", field } = element.dataset;
  if (field) return `[data-field="${CSS.escape(field)}"]`;
  return `[data-act="${CSS.escape(act)}"]` + (value && `[data-value="${CSS.escape(value)}"]`);
}

// A link to another notebook opens it in JupyterLab itself, which obeys these two attributes.
// Its path is seen from the folder of the notebook that is open.
function openInLab(link) {
  const [, open] = window.location.pathname.match(/\/tree\/(.*)$/) ?? [];
  if (open === undefined) return;
  const folder = decodeURIComponent(open).replace(/[^/]*$/, "");
  const [path, id = ""] = link.getAttribute("href").split("#");
  const args = { path: folder + decodeURIComponent(path), id: id && `#${decodeURIComponent(id)}` };
  link.dataset.commandlinkerCommand = "rendermime:handle-local-link";
  link.dataset.commandlinkerArgs = JSON.stringify(args);
}

function render({ model, el }) {
  const body = document.createElement("div");
  const said = document.createElement("p");
  said.className = "dockyard-said";
  said.setAttribute("role", "status");
  el.classList.add("dockyard-live");
  el.replaceChildren(body, said);
  let waiting;
  let widget;
  let turn = model.get("turn");

  // The model as ipywidgets knows it: `comm_live` says whether a kernel stands behind it.
  const isGone = () => widget?.comm_live === false;

  function say(text, isForAll = true) {
    said.textContent = text;
    said.classList.toggle("dockyard-spoken", !isForAll);
  }

  function rest() {
    clearTimeout(waiting);
    el.removeAttribute("aria-busy");
  }

  function show() {
    const focused = el.contains(document.activeElement) ? document.activeElement : null;
    const where = focused && (focused.dataset.act || focused.dataset.field) ? place(focused) : "";
    const fields = [...body.querySelectorAll("[data-field]")];
    const typed = fields.filter((one) => one.value !== one.defaultValue);
    const open = [...body.querySelectorAll("details")].map((one) => one.open);
    body.innerHTML = model.get("html");
    // Here `said` alone speaks: a card that spoke for itself would be read out whole.
    body.querySelectorAll("[role=status]").forEach((one) => one.setAttribute("role", "group"));
    body.querySelectorAll("details").forEach((one, index) => {
      if (open[index] !== undefined) one.open = open[index];
    });
    typed.forEach((one) => (body.querySelector(place(one)) ?? one).value = one.value);
    body.querySelectorAll("a[data-notebook]").forEach(openInLab);
    if (where) (body.querySelector(where) ?? body.querySelector("[data-act]"))?.focus();
  }

  // After all that a message has changed: it may name the turn before the HTML.
  function answered() {
    if (model.get("turn") === turn) return;
    turn = model.get("turn");
    if (!el.hasAttribute("aria-busy")) return;
    rest();
    const heading = body.querySelector("[role=heading], h1, h2, h3, h4")?.textContent ?? "";
    say(model.get("trouble") || heading, Boolean(model.get("trouble")));
  }

  function act(element) {
    if (isGone()) return say(GONE);
    if (el.hasAttribute("aria-busy")) return say(said.textContent === SILENT ? SILENT : BUSY);
    el.setAttribute("aria-busy", "true");
    waiting = setTimeout(() => (isGone() ? (rest(), say(GONE)) : say(SILENT)), PATIENCE_MS);
    model.send({ act: element.dataset.act, value: valueOf(element) });
  }

  // A button may send what stands in a field: data-from="name" names the one with data-field="name".
  function valueOf(element) {
    const { from, value } = element.dataset;
    const field = from && body.querySelector(`[data-field="${CSS.escape(from)}"]`);
    return field ? field.value : (value ?? element.value ?? "");
  }

  function send(event) {
    const element = event.target.closest("[data-act]");
    const kind = element && /^(SELECT|INPUT)$/.test(element.tagName) ? "change" : "click";
    if (element && event.type === kind) act(element);
  }

  // JupyterLab keeps Enter from becoming a change of the field. In a field without an act of its
  // own it presses the button that sends it.
  function enter(event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    const { act: own, field } = event.target.dataset;
    const button = field && body.querySelector(`[data-from="${CSS.escape(field)}"]`);
    if (!own && !button) return;
    event.preventDefault();
    act(own ? event.target : button);
  }

  // Whoever sees buttons is told before pressing one in vain.
  function watch() {
    el.classList.toggle("dockyard-gone", isGone());
    if (isGone() && body.querySelector("[data-act]")) rest(), say(GONE);
    else if (!isGone() && said.textContent === GONE) say("");
  }

  async function find() {
    const id = model.get("own_id");
    if (!id || widget) return;
    widget = await model.widget_manager?.get_model?.(id);
    widget?.on("comm_live_update", watch);
    watch();
  }

  // JupyterLab would take keys for its own commands: an arrow in a select, a letter on a button.
  // It looks for this on what has the focus, and only then on what is around it.
  function keepKeys(event) {
    event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  }

  el.addEventListener("focusin", keepKeys);
  el.addEventListener("click", send);
  el.addEventListener("change", send);
  el.addEventListener("keydown", enter);
  model.on("change:html", show);
  model.on("change", answered);
  model.on("change:own_id", find);
  show();
  find();
  return () => {
    clearTimeout(waiting);
    widget?.off("comm_live_update", watch);
    model.off("change:own_id", find);
    model.off("change:html", show);
    model.off("change", answered);
  };
}

export default { render };
