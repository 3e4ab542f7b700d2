// The list of what is left to write, part by part: what is open, what `check` says, and one click to each.
import { make } from "./dom.js";

export function makePanel(tools, button) {
  const body = make("div", { class: "write-parts" });
  const title = make("h2", { id: "write-panel-title", tabindex: "-1" }, "What is left to write");
  const summary = make("p", { role: "status" });
  const filter = make("input", { type: "checkbox", id: "write-panel-open", checked: true, onchange: () => show() });
  const panel = make("section", { id: "write-panel", "aria-labelledby": "write-panel-title", "data-desk-keep": "", hidden: true },
    title, make("button", { type: "button", class: "write-close", onclick: () => close() }, "Close"), summary,
    make("p", {}, filter, make("label", { for: "write-panel-open" }, " Only what is open")), body);
  document.body.append(panel);
  let parts = [], came = null;

  async function load() {
    const answer = await tools.send("parts", {});
    if (!answer.isDone) { summary.textContent = tools.explain(answer); return; }
    parts = answer.parts;
    summary.textContent = answer.summary;
    show();
  }

  // Not while a form stands in the list: whoever types in it would lose their place.
  function show() {
    if (body.querySelector("form")) return;
    const active = document.activeElement, key = active && active.dataset ? active.dataset.key : "";
    body.replaceChildren(...parts.filter((part) => !filter.checked || !part.is_complete).map(section));
    if (!key) return;
    const again = body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (document.activeElement === document.body) (again || title).focus({ preventScroll: true });
  }

  function section(part) {
    const rows = part.entries.map((entry) => make("li", { "data-entry": entry.key, class: entry.is_open ? "open" : null },
      make("button", { type: "button", "data-key": entry.key, onclick: (event) => go(entry, event.currentTarget) }, entry.label), ` ${entry.state}`));
    const problems = part.problems.map((problem) => make("li", { class: problem.severity },
      problem.line ? make("button", { type: "button", "data-key": `${problem.path}:${problem.line}:${problem.message}`, onclick: (event) => goTo(problem, event.currentTarget) }, `Line ${problem.line}`) : null,
      ` ${problem.severity}: ${problem.message}`));
    return make("section", {}, make("h3", {}, part.title), make("p", { class: "write-state" }, part.is_complete ? "done" : part.state),
      rows.length ? make("ul", {}, ...rows) : null, problems.length ? make("ul", { class: "write-found" }, ...problems) : null);
  }

  async function go(entry, from) {
    came = from.dataset.key;
    const block = tools.find(entry.at);
    if (block && !narrow()) block.scrollIntoView({ block: "center" });
    if (entry.insert) await tools.insertAfter(entry.insert, block && !narrow() ? block : null);
    else await tools.openAt({ path: entry.path }, block && !narrow() ? block : null);
  }

  async function goTo(problem, from) {
    came = from.dataset.key;
    const target = { file: problem.path, line: problem.line, column: problem.column };
    await tools.openAt(target, narrow() ? null : tools.find(target));
  }

  function narrow() { return innerWidth < 1000; }

  function hold(form) {
    if (panel.hidden) open();
    const from = came && body.querySelector(`[data-key="${CSS.escape(came)}"]`);
    (from ? from.closest("li") : body).append(form);
    if (form.parentNode === body) body.prepend(form);
    form.scrollIntoView({ block: "nearest" });
  }

  // The text makes room for the list; what is in sight stays in sight.
  function turn(isOpen) {
    const seen = [...document.querySelectorAll("main :is(p, li, h2, h3, tr)")].find((node) => node.getBoundingClientRect().top > 60);
    const top = seen ? seen.getBoundingClientRect().top : 0;
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    document.documentElement.classList.toggle("with-panel", isOpen);
    if (seen) scrollBy({ top: seen.getBoundingClientRect().top - top, behavior: "instant" });
  }
  function open() { turn(true); load(); }
  function close() { turn(false); button.focus({ preventScroll: true }); }
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); close(); } });
  addEventListener("reportgen:shown", () => { if (!panel.hidden) load(); });
  addEventListener("reportgen:back", () => {
    const from = came && body.querySelector(`[data-key="${CSS.escape(came)}"]`);
    (from || title).focus();
    load();
  });
  return {
    hold,
    toggle() { if (panel.hidden) { open(); title.focus({ preventScroll: true }); } else close(); },
  };
}
