// One form: its fields with what `check` says of them while they are typed, and what may be done with it.
import { make, nextId, later } from "./dom.js";
import { keepDraft, forgetDraft } from "./drafts.js";
import { pasteAsMarkdown } from "./paste.js";
import { offerPlaceholders } from "./placeholders.js";
import { pictureField } from "./pictures.js";

const HINTS = {
  lines: "Write one on each line.",
  pairs: "Write one on each line, as name: value.",
  date: "Write it as 2025-06-30, 2025-06 or 2025.",
  result: "Write it as 31 of 51, or 63%.",
  markdown: "An empty line begins a new paragraph, - a bullet, { a figure; **bold**, *italic*.",
};

function sentence(words) {
  if (!words) return "";
  return words[0].toUpperCase() + words.slice(1) + (/[.?!]$/.test(words) ? "" : ".");
}

export function openForm(data, origin, block, tools, values) {
  const open = document.querySelector(`form[data-origin="${CSS.escape(JSON.stringify(origin))}"]`);
  if (open) { open.querySelector("textarea, input, select").focus(); return open; }
  return new WritingForm(data, origin, block, tools, values).node;
}

class WritingForm {
  constructor(data, origin, block, tools, values) {
    Object.assign(this, { data, origin, tools, draft: null, tries: 0, button: document.activeElement });
    const before = document.querySelector(".write-form:focus-within"); // a form from which this one is opened
    if (before && before.opener) Object.assign(this, before.opener);
    else this.index = [...document.querySelectorAll(".write-edit")].indexOf(this.button);
    this.block = block;
    this.fields = data.fields.map((field, number) => this.makeField(field, values && values[number]));
    this.messages = make("div", { class: "write-messages" });
    this.advice = make("div", { class: "write-advice", role: "status" });
    this.title = nextId();
    this.node = make("form", { class: "write-form", "data-desk-keep": "", "aria-labelledby": this.title, novalidate: true, "data-origin": JSON.stringify(origin) },
      make("h2", { id: this.title, class: "write-title" }, data.title),
      ...this.fields.map((field) => field.node), this.advice, this.messages, this.makeButtons());
    this.node.opener = { button: this.button, index: this.index };
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.tryLater = later(() => this.tryNow(), 250);
    this.onShown = () => this.stay();
    addEventListener("reportgen:shown", this.onShown);
    tools.place(this.node, block);
    (this.fields[data.focus] || this.fields[0]).input.focus();
    if (values) this.keep();
    this.tryNow();
  }

  makeField(field, value) {
    const id = nextId(), help = nextId(), messages = nextId();
    const isLong = ["markdown", "lines", "pairs"].includes(field.kind);
    const shown = value === undefined ? field.value : value;
    const about = { id, "aria-describedby": `${help} ${messages}`, autocomplete: "off", spellcheck: "true", lang: document.documentElement.lang };
    let input;
    if (field.options.length) {
      const words = field.options.includes(shown) || !shown ? field.options : [shown, ...field.options];
      input = make("select", about, make("option", { value: "" }, "– none –"), ...words.map((word) => make("option", { value: word }, word)));
    } else if (isLong) input = make("textarea", { ...about, rows: Math.min(16, Math.max(2, shown.split("\n").length + Math.floor(shown.length / 70))) });
    else input = make("input", { ...about, type: "text" });
    input.value = shown;
    const hints = [sentence(field.about), field.options.length ? "" : HINTS[field.kind]].filter(Boolean).join(" ");
    const box = make("ul", { class: "write-problems", id: messages });
    const node = make("div", { class: "write-field" }, make("label", { for: id }, field.label), make("p", { class: "write-help", id: help }, hints), input, box);
    input.addEventListener("input", () => { this.keep(); this.tryLater(); });
    if (field.kind === "markdown") {
      input.addEventListener("paste", (event) => pasteAsMarkdown(event, input));
      node.append(offerPlaceholders(input, this.tools), pictureField(input, this.tools));
    }
    return { field, input, node, box };
  }

  makeButtons() {
    const item = this.data.item, act = (words, work) => make("button", { type: "button", onclick: work }, words);
    const buttons = [make("button", { type: "submit", class: "write-save" }, "Save"), act("Cancel", () => this.leave())];
    if (item) {
      const isColumn = item.word === "column";
      const list = item.lines ? { file: item.file, path: item.path, lines: item.lines, was: item.was } : { file: item.file, path: item.path };
      const one = item.lines ? list : { file: item.file, path: [...item.path, item.index], was: item.was };
      const add = item.lines ? { ...list, action: "insert" } : { ...list, action: "insert", to: item.index + 1 };
      buttons.push(act(`Add a ${item.word} after`, () => this.leaveFor(() => this.tools.insertAfter(add, this.block))));
      if (item.index > 0) buttons.push(act(isColumn ? "Move left" : "Move up", () => this.act({ ...one, action: "move", to: -1 }, isColumn ? "Moved left." : "Moved up.")));
      if (item.index < item.count - 1) buttons.push(act(isColumn ? "Move right" : "Move down", () => this.act({ ...one, action: "move", to: 1 }, isColumn ? "Moved right." : "Moved down.")));
      buttons.push(act(`Delete this ${item.word}`, () => this.act({ ...one, action: "remove" }, "Deleted. Undo brings it back.")));
    }
    return make("div", { class: "write-buttons" }, ...buttons);
  }

  get isChanged() { return this.fields.some(({ field, input }) => input.value !== field.value); }

  keep() {
    if (this.isChanged) {
      this.draft = keepDraft(this.tools.slug, this.data, this.origin, this.fields.map(({ input }) => input.value));
      if (!this.draft && !this.isWarned) this.tools.say("This browser cannot keep text that is not saved. Save often.");
      this.isWarned = !this.draft;
    } else { forgetDraft(this.draft); this.draft = null; }
  }

  onKey(event) {
    if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); this.leave(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.save(); }
  }

  // What is to be written: one change for each field, or the one that makes something new.
  changes(all) {
    const insert = this.data.insert;
    const values = this.fields.map(({ field, input }) => ({ field, value: readValue(field, input.value) }));
    if (insert) return this.isChanged ? [insertion(insert, values)] : [];
    return values.filter(({ field, value }) => all || JSON.stringify(value) !== JSON.stringify(readValue(field, field.value)))
      .map(({ field, value }) => ({ file: field.file, path: field.path, action: "set", value, was: field.was, lines: field.lines }));
  }

  async tryNow() {
    const number = ++this.tries, changed = this.changes(false);
    const changes = changed.length ? changed : this.data.insert ? [] : this.changes(true).map((change) => ({ ...change, value: change.was }));
    if (!changes.length) return;
    const answer = await this.tools.send("try", { changes, standard: this.data.standard });
    if (number !== this.tries || !this.node.isConnected) return;
    if (answer.isDone) this.showAdvice(answer);
    else if (answer.status !== 409) this.showProblems([], answer.problems || [{ severity: "error", message: answer.message, hint: "" }]);
  }

  showAdvice(answer) {
    this.showProblems(answer.here, answer.elsewhere);
    const rows = answer.values.map((value) => make("li", {}, make("code", {}, value.text), ` is ${value.value}`));
    const rating = answer.rating, parts = [];
    if (rows.length) parts.push(make("ul", { class: "write-values" }, ...rows));
    if (rating) parts.push(make("p", {}, make("strong", {}, `${rating.title}: ${rating.rating}. `), [rating.because, rating.margin, rating.overall && rating.overall + "."].filter(Boolean).join(" ")));
    const words = parts.map((part) => part.textContent).join();
    if (this.said !== words) { this.advice.replaceChildren(...parts); this.said = words; }
  }

  // Each problem stands at its field; with several, at the one whose value or name it names, else at the first.
  showProblems(here, elsewhere) {
    for (const one of this.fields) { one.box.replaceChildren(); one.input.removeAttribute("aria-invalid"); }
    const describe = (problem) => make("li", { class: problem.severity }, make("strong", {}, `${problem.severity}: `), sentence(problem.message), problem.hint ? make("span", {}, ` What to do: ${problem.hint}.`) : null);
    for (const problem of here) {
      const owner = this.fields.find(({ field, input }) => this.fields.length > 1 && ((input.value.trim() && problem.message.includes(input.value.trim())) || problem.message.includes(field.label))) || this.fields[0];
      owner.box.append(describe(problem));
      if (problem.severity === "error") owner.input.setAttribute("aria-invalid", "true");
    }
    for (const problem of elsewhere) this.fields[0].box.append(describe({ ...problem, message: `${problem.path ? `${problem.path}, line ${problem.line}: ` : ""}${problem.message}` }));
  }

  async save(changes) {
    const wanted = changes || this.changes(false);
    if (!wanted.length) { this.close("Nothing was changed."); return; }
    const answer = await this.tools.send("save", { changes: wanted });
    this.tools.showHistory(answer);
    if (answer.isDone) { this.close("Saved."); return; }
    if (answer.status === 409) { this.showConflict(answer); return; }
    this.messages.replaceChildren(make("p", { role: "alert" }, answer.problems ? "Nothing was saved. Correct what is marked first." : answer.message));
    if (answer.problems) this.showProblems(answer.problems, []);
    (this.fields.find(({ input }) => input.hasAttribute("aria-invalid")) || this.fields[0]).input.focus();
  }

  async act(change, words) {
    if (this.isChanged) { this.askToSave(); return; }
    const answer = await this.tools.send("save", { changes: [change] });
    this.tools.showHistory(answer);
    if (answer.isDone) this.close(words);
    else this.messages.replaceChildren(make("p", { role: "alert" }, this.tools.explain(answer)));
  }

  // What somebody else wrote meanwhile, beside what is typed here.
  showConflict(answer) {
    const id = nextId(), present = describeValue(answer.present), single = this.fields.length === 1;
    const mine = make("button", { type: "button", onclick: () => { this.accept(answer.present); this.save(); } }, "Replace it by my text");
    const theirs = make("button", { type: "button", onclick: () => { this.accept(answer.present); this.messages.replaceChildren(); this.fields[0].input.focus(); write(this.fields[0].input, present); this.keep(); this.tryNow(); } }, "Use it instead of mine");
    this.messages.replaceChildren(make("p", { role: "alert" }, answer.message),
      make("label", { for: id }, "The text in the file now"), make("textarea", { id, readonly: true, rows: 4 }, present),
      single && answer.present !== null ? make("div", { class: "write-buttons" }, mine, theirs) : make("p", {}, "Copy what you need, then cancel, and open it again."));
    (single && answer.present !== null ? mine : this.messages.querySelector("textarea")).focus();
  }

  accept(present) {
    const field = this.fields[0].field;
    field.was = present;
    field.value = describeValue(present);
    if (this.data.item) this.data.item.was = present;
  }

  leave() {
    if (!this.isChanged) { this.close(""); return; }
    const keep = make("button", { type: "button", onclick: () => { this.messages.replaceChildren(); this.fields[0].input.focus(); } }, "Keep writing");
    const drop = make("button", { type: "button", onclick: () => this.close("Your change was not saved.") }, "Throw my change away");
    this.messages.replaceChildren(make("p", { role: "alert" }, "Your change is not saved."), make("div", { class: "write-buttons" }, keep, drop));
    keep.focus();
  }

  // What is typed would be lost with the form.
  askToSave() { this.messages.replaceChildren(make("p", { role: "alert" }, "Save or cancel your change first.")); }

  async leaveFor(next) {
    if (this.isChanged) { this.askToSave(); return; }
    if (await next()) this.close("", true);
  }

  close(words, isSilent) {
    forgetDraft(this.draft);
    removeEventListener("reportgen:shown", this.onShown);
    const held = this.node.closest("#write-panel");
    this.node.remove();
    dispatchEvent(new CustomEvent("reportgen:closed"));
    if (words) this.tools.say(words);
    if (isSilent) return;
    if (held) { dispatchEvent(new CustomEvent("reportgen:back", { detail: this.origin })); return; }
    this.tools.focusNear(this.button, this.index);
    const left = document.activeElement; // whoever has gone on meanwhile stays where they are
    const again = () => { if ([document.body, left].includes(document.activeElement)) this.tools.focusNear(this.button, this.index); };
    if (words) addEventListener("reportgen:shown", again, { once: true });
    setTimeout(() => removeEventListener("reportgen:shown", again), 3000);
  }

  // The page has changed around the form: it stays, wherever its block is now.
  stay() {
    if (this.node.isConnected) return;
    const active = this.node.contains(document.activeElement);
    this.tools.place(this.node, this.tools.find(this.origin.target || this.origin.near));
    if (active) this.fields[0].input.focus();
  }
}

// Write a text over another, so that Ctrl and Z brings the other back.
function write(input, words) {
  if (input.select) input.select();
  const isDone = input.select && document.execCommand(words ? "insertText" : "delete", false, words);
  if (!isDone || input.value !== words) input.value = words;
}

function readValue(field, value) {
  if (field.kind === "lines") return value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (field.kind !== "pairs") return field.kind === "markdown" ? value.replace(/\s+$/, "") : value.trim();
  const pairs = {};
  for (const line of value.split("\n").filter((words) => words.trim())) {
    const at = line.indexOf(":");
    pairs[(at < 0 ? line : line.slice(0, at)).trim()] = at < 0 ? "" : line.slice(at + 1).trim();
  }
  return pairs;
}

// The item, row, entry or block that the fields of a form make together.
function insertion(insert, values) {
  const { file, path, to, lines, was } = insert;
  const filled = values.filter(({ value }) => value.length || Object.keys(value).length);
  const entries = Object.fromEntries(filled.map(({ field, value }) => [field.path[field.path.length - 1], value]));
  if (insert.shape === "block") return { file, path, action: "insert", lines, was, value: values[0].value };
  if (insert.shape === "text") return { file, path, action: "insert", to, value: values[0].value };
  if (insert.shape === "list") return { file, path, action: "insert", to, value: values.map(({ value }) => value) };
  if (insert.shape === "map") return { file, path, action: "insert", to, value: entries };
  const [name, ...rest] = values;
  const isSingle = rest.length === 1 && rest[0].field.path.length === path.length + 1;
  delete entries[""];
  return { file, path: [...path, name.value], action: "set", was: null, value: isSingle ? rest[0].value : entries };
}

function describeValue(data) {
  if (data === null || data === undefined) return "";
  if (Array.isArray(data)) return data.map(describeValue).join("\n");
  if (typeof data === "object") return Object.entries(data).map(([key, value]) => `${key}: ${describeValue(value)}`).join("\n");
  return String(data).replace(/\n+$/, "");
}
