// Offers the figures of the report as soon as { is typed: each with its value and what it is about.
import { make, nextId } from "./dom.js";

const SHOWN = 12;

export function offerPlaceholders(input, tools) {
  const list = make("ul", { role: "listbox", id: nextId(), class: "write-offers", "aria-label": "Figures of this report", hidden: true });
  const said = make("p", { role: "status", class: "write-hidden" });
  let offers = [], loading = null, chosen = 0, matching = [], start = -1;
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);

  function load() {
    loading = loading || tools.send("placeholders", {}).then((answer) => { offers = answer.placeholders || []; });
    return loading;
  }

  function close() { list.hidden = true; input.removeAttribute("aria-activedescendant"); start = -1; }

  function mark() {
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
    const item = list.children[chosen];
    if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
  }

  async function look() {
    const isOpen = () => /\{([^{}\n]{0,40})$/.exec(input.value.slice(0, input.selectionStart));
    if (isOpen()) await load();
    const typed = isOpen();
    if (!typed || document.activeElement !== input) { close(); return; }
    const words = typed[1].toLowerCase().split(/[\s:]+/).filter(Boolean);
    matching = offers.filter((offer) => words.every((word) => `${offer.text} ${offer.about} ${offer.value}`.toLowerCase().includes(word))).slice(0, SHOWN);
    start = typed.index;
    chosen = 0;
    list.replaceChildren(...matching.map((offer, number) => make("li", { role: "option", id: `${list.id}-${number}`, onmousedown: (event) => { event.preventDefault(); chosen = number; take(); } },
      make("strong", {}, offer.value), " ", make("code", {}, offer.text), " ", make("span", {}, offer.about))));
    list.hidden = !matching.length;
    if (!matching.length) { close(); return; }
    said.textContent = `${matching.length} figures. Arrow keys choose, Enter inserts.`;
    mark();
  }

  function take() {
    const offer = matching[chosen];
    if (!offer || start < 0) return;
    const after = input.value.slice(input.selectionStart).replace(/^[^{}\n\s]*\}/, "");
    const before = input.value.slice(0, start) + offer.text;
    input.value = before + after;
    input.setSelectionRange(before.length, before.length);
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : matching.length - 1)) % matching.length;
      mark();
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") { event.preventDefault(); take(); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
  return make("div", { class: "write-offering" }, list, said);
}
