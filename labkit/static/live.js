// Shows the HTML that Python rendered and says which element with data-act was used.
// After each new rendering the focus stays where it was: on the element of the same act and value.

function place(element) {
  const { act, value = "" } = element.dataset;
  return `[data-act="${CSS.escape(act)}"]` + (value && `[data-value="${CSS.escape(value)}"]`);
}

function render({ model, el }) {
  el.classList.add("dockyard-live");

  function show() {
    const focused = el.contains(document.activeElement) ? document.activeElement : null;
    const where = focused && focused.dataset.act ? place(focused) : "";
    const open = [...el.querySelectorAll("details")].map((one) => one.open);
    el.innerHTML = model.get("html");
    el.querySelectorAll("details").forEach((one, index) => {
      if (open[index] !== undefined) one.open = open[index];
    });
    if (where) el.querySelector(where)?.focus();
  }

  function send(event) {
    const element = event.target.closest("[data-act]");
    const kind = element && /^(SELECT|INPUT)$/.test(element.tagName) ? "change" : "click";
    if (!element || event.type !== kind) return;
    model.send({ act: element.dataset.act, value: element.dataset.value ?? element.value ?? "" });
  }

  // JupyterLab would take keys that are typed in a field for its own commands.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("click", send);
  el.addEventListener("change", send);
  model.on("change:html", show);
  show();
  return () => model.off("change:html", show);
}

export default { render };
