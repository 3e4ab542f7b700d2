// Writing in the page: what connects the forms, the list of what is left and the drafts with the page and the server.
// The server checks and writes; nothing here decides what is right.
import { openForm } from "./form.js";
import { makePanel } from "./panel.js";
import { listDrafts, readTab } from "./drafts.js";
import { make, find } from "./dom.js";

const desk = document.querySelector("script[data-slug]");
const slug = desk ? desk.dataset.slug : "";

// The token is in the part of the address that no server sees. It is kept for this tab, and taken out of the address.
function takeToken() {
  const match = /^#write=([\w-]+)$/.exec(location.hash);
  if (match) {
    sessionStorage.setItem("reportgen-token", match[1]);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem("reportgen-token") || "";
}
let token = takeToken();
// The new address of a preview that was started again, opened in the window that is open: the page is not loaded anew.
addEventListener("hashchange", () => {
  const before = token;
  token = takeToken();
  if (token === before) return;
  if (!before) { location.reload(); return; }
  say("You can write again.");
  send("history", {}).then(showHistory);
});

async function send(action, body, type) {
  try {
    const answer = await fetch("/.desk/write/" + action, {
      method: "POST",
      headers: { "Content-Type": type || "application/json", "X-Reportgen-Token": token },
      body: type ? body : JSON.stringify(Object.assign({ slug }, body)),
    });
    const data = await answer.json();
    return Object.assign(data, { status: answer.status, isDone: answer.ok });
  } catch (fault) {
    return { status: 0, isDone: false, message: "The preview does not answer. Your text is kept in this browser: start the preview again, and open the address that it prints." };
  }
}

const status = make("p", { role: "status", id: "write-status" });
const undo = make("button", { type: "button", disabled: true, onclick: () => go("undo") }, "Undo");
const redo = make("button", { type: "button", disabled: true, onclick: () => go("redo") }, "Redo");
const left = make("button", { type: "button", "aria-expanded": "false", onclick: () => panel.toggle() }, "What is left to write");
const bar = make("div", { id: "write-bar", role: "region", "aria-label": "Writing", "data-desk-keep": "" }, left, undo, redo, status);

function say(words) {
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 30); // so that the same words are announced again
}

function showHistory(answer) {
  if (answer.undo === undefined) return;
  const hadFocus = document.activeElement;
  undo.disabled = !answer.undo;
  redo.disabled = !answer.redo;
  if (hadFocus === undo && undo.disabled) (redo.disabled ? left : redo).focus();
  if (hadFocus === redo && redo.disabled) (undo.disabled ? left : undo).focus();
}

async function go(action) {
  const index = [...document.querySelectorAll(".write-edit")].indexOf(document.activeElement);
  const answer = await send(action, {});
  showHistory(answer);
  if (answer.done && index >= 0) addEventListener("reportgen:shown", () => { if (document.activeElement === document.body) focusNear(null, index); }, { once: true });
  if (answer.status === 409) say("Somebody else has changed the same lines since. Nothing was written.");
  else if (!answer.isDone) say(explain(answer));
  else if (answer.done) say(action === "undo" ? "The last change was taken back." : "The change was made again.");
  else say(action === "undo" ? "There is nothing to take back." : "There is nothing to make again.");
}

function explain(answer) {
  const problems = (answer.problems || []).map((problem) => `${problem.message}. ${problem.hint}`);
  return [answer.message, ...problems].filter(Boolean).join(" ");
}

// Where a form stands: after the block, or in the list of what is left.
function place(form, block) {
  const frame = block && (block.closest(".table, .table-wrap") || block.closest("table"));
  if (!block) panel.hold(form);
  else if (frame) frame.after(form);
  else if (block.matches("li, dd, td, th")) block.append(form);
  else block.after(form);
}

// The block that a button belongs to: what it stands in, or before.
function blockOf(button) {
  const block = button.closest("[data-line], [data-path]");
  const next = button.nextElementSibling;
  return next && next.matches("[data-line], [data-path]") && !(block && block.firstElementChild === button) ? next : block;
}

function targetOf(block) {
  if (block.dataset.path) return { path: JSON.parse(block.dataset.path) };
  const line = block.dataset.line.split(":");
  return { line: Number(line.pop()), file: line.join(":"), column: Number(block.dataset.column || 1) };
}

const tools = { send, say, slug, explain, showHistory, place, find: findBlock, focusNear, openAt, insertAfter };

async function openAt(target, block) {
  const answer = await send("open", target);
  if (!answer.isDone) { say(explain(answer)); return null; }
  return openForm(answer, { target }, block, tools);
}

async function insertAfter(after, block) {
  const answer = await send("insert", { after });
  if (!answer.isDone) { say(explain(answer)); return null; }
  return openForm(answer, { after, near: block ? targetOf(block) : null }, block, tools);
}

// The block of the page that shows a value.
function findBlock(target) {
  if (!target) return null;
  if (target.path) {
    const path = JSON.stringify(target.path);
    const blocks = [...document.querySelectorAll("main [data-path]")].filter((block) => block.dataset.path === path);
    return blocks.find((block) => !block.closest(".sheet")) || blocks[0] || null; // a standard's own chapter before the list of all ratings
  }
  const line = `${target.file}:${target.line}`;
  return [...document.querySelectorAll("main [data-line]")].find((block) => block.dataset.line === line) || null;
}

// The button at which a form was opened; once the page has changed, the one at the same place.
function focusNear(button, index) {
  const buttons = [...document.querySelectorAll(".write-edit")];
  const there = button && button.isConnected ? button : buttons[Math.min(index, buttons.length - 1)];
  (there || left).focus({ preventScroll: false });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest(".write-edit");
  if (!button) return;
  const block = blockOf(button);
  openAt(targetOf(block), block);
});

document.addEventListener("keydown", (event) => {
  const isText = event.target.closest && event.target.closest("input, textarea, select");
  if (isText || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "z" || key === "y") {
    event.preventDefault();
    go(key === "y" || event.shiftKey ? "redo" : "undo");
  }
});

// Text that was not saved before the page was left, the browser closed or the preview stopped.
async function offerDrafts() {
  const drafts = await listDrafts(slug);
  if (!drafts.length) return;
  const list = make("ul", {});
  const box = make("section", { class: "write-drafts", "aria-labelledby": "write-drafts-title", "data-desk-keep": "" },
    make("h2", { id: "write-drafts-title" }, "Text that is not saved yet"), list);
  const done = (item) => { item.remove(); if (!list.children.length) { box.remove(); left.focus(); } };
  for (const draft of drafts) {
    const item = make("li", {});
    item.append(
      make("span", {}, `${draft.form.title}: “${draft.words}” `),
      make("button", { type: "button", onclick: () => { draft.forget(); done(item); resume(draft); } }, "Continue", make("span", { class: "write-hidden" }, ` with ${draft.form.title}`)),
      make("button", { type: "button", onclick: () => { draft.forget(); done(item); say("Deleted."); } }, "Delete", make("span", { class: "write-hidden" }, ` ${draft.form.title}`)));
    list.append(item);
  }
  bar.after(box);
  say(`There is text that is not saved yet: ${drafts.length}.`);
}

function resume(draft) {
  openForm(draft.form, draft.origin, findBlock(draft.origin.target || draft.origin.near), tools, draft.values);
}

// An editor that had loaded the file before the last changes were written, and has saved it since.
let lost = null;
async function lookForLost() {
  const answer = await send("history", {});
  if (!answer.isDone) return;
  showHistory(answer);
  if (lost && !answer.lost.length) { lost.remove(); lost = null; }
  if (!answer.lost.length || lost) return;
  const again = async () => {
    const answer = await send("restore", {});
    say(answer.isDone ? "Your text is written again." : explain(answer));
    if (lost) lost.remove();
    lost = null;
    left.focus();
  };
  const close = () => { lost.remove(); left.focus(); };
  lost = make("section", { class: "write-drafts", role: "alert", "aria-labelledby": "write-lost-title", "data-desk-keep": "" },
    make("h2", { id: "write-lost-title" }, "An editor has written over your text"),
    make("ul", {}, ...answer.lost.map((words) => make("li", {}, `“${words}”`))),
    make("div", { class: "write-buttons" }, make("button", { type: "button", onclick: again }, "Write it again"), make("button", { type: "button", onclick: close }, "Leave it as the editor has it")));
  bar.after(lost);
}
let looking = 0;
addEventListener("reportgen:shown", () => { clearTimeout(looking); looking = setTimeout(lookForLost, 700); });

const panel = makePanel(tools, left);

function start() {
  const first = find(document.body, ".skip, .skip-link") || null;
  if (first) first.after(bar); else document.body.prepend(bar);
  // On a narrow screen the bar has several lines: what stands below it begins further down.
  new ResizeObserver(() => document.documentElement.style.setProperty("--write-bar", `${bar.offsetHeight}px`)).observe(bar);
  if (!token) {
    [left, undo, redo].forEach((button) => { button.disabled = true; });
    say("To write here, open the address that the preview printed: it ends in #write=…");
    return;
  }
  document.documentElement.classList.add("writing");
  readTab();
  send("history", {}).then(showHistory);
  offerDrafts();
}
if (slug) start();
