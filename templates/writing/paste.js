// What is pasted from Word or a web page becomes Markdown: headings, bullets at every level, tables, bold, italic, footnotes and links.
// The rest falls away. The HTML is read by a parser that runs and fetches nothing, and only its words are used.

export function pasteAsMarkdown(event, input) {
  const data = event.clipboardData, html = data && data.getData("text/html");
  if (!html) return;
  const words = htmlToMarkdown(html);
  if (!words) return;
  event.preventDefault();
  const start = input.selectionStart, end = input.selectionEnd, isBlock = /\n/.test(words);
  const before = input.value.slice(0, start), after = input.value.slice(end);
  const lead = isBlock && before.trim() && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  const tail = isBlock && after.trim() && !after.startsWith("\n\n") ? "\n\n" : "";
  if (document.execCommand("insertText", false, lead + words + tail)) return; // so that Ctrl and Z takes it out again
  input.setRangeText(lead + words + tail, start, end, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "HEAD", "TITLE", "META", "LINK", "IFRAME", "OBJECT", "EMBED", "SVG", "MATH", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "IMG", "VIDEO", "AUDIO", "CANVAS", "O:P", "XML"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "NAV", "ADDRESS", "BLOCKQUOTE", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "DL", "DT", "DD", "TABLE", "PRE", "HR", "FIGURE", "FIGCAPTION", "BODY", "FORM", "FIELDSET"]);
const DEEPEST = 40;

export function htmlToMarkdown(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const reader = new Reader();
  reader.readBlocks(page.body, 0);
  return [...reader.blocks, ...reader.notes].join("\n").replace(/\n{3,}/g, "\n\n").replace(/^\n+|\s+$/g, "");
}

class Reader {
  constructor() { this.blocks = []; this.notes = []; this.numbers = new Map(); this.isInList = false; this.signs = []; }

  add(words, isItem) {
    if (!words.trim()) return;
    if (this.blocks.length && !(isItem && this.isInList)) this.blocks.push("");
    this.blocks.push(words);
    this.isInList = Boolean(isItem);
    if (!isItem) this.signs = [];
  }

  // A bullet stands as far in as the words of the bullet above it begin: further below a number.
  addItem(level, isNumbered, words) {
    this.signs.length = Math.min(this.signs.length, level);
    const indent = this.signs.reduce((sum, one) => sum + one, 0);
    this.signs[level] = sign(isNumbered).length;
    this.add(" ".repeat(indent) + sign(isNumbered) + escapeStart(words), true);
  }

  readBlocks(node, depth) {
    if (depth > DEEPEST) { this.add(clean(node.textContent)); return; }
    let line = "";
    const flush = () => { this.add(escapeStart(tidy(line))); line = ""; };
    for (const child of node.childNodes) {
      if (child.nodeType === 1 && isHidden(child)) continue;
      if (child.nodeType === 1 && (BLOCKS.has(child.tagName) || child.querySelector([...BLOCKS].join()))) { flush(); this.readBlock(child, depth + 1); }
      else line += this.inline(child, depth + 1);
    }
    flush();
  }

  readBlock(node, depth) {
    const name = node.tagName, level = wordLevel(node), heading = headingLevel(node);
    if (isNoteText(node)) this.readNote(node, depth);
    else if (heading) this.add("#".repeat(heading) + " " + tidy(this.inline(node, depth, true)).replace(/[*#]+/g, "").trim());
    else if (level) this.addItem(level - 1, wordIsNumbered(node), tidy(this.inline(node, depth)));
    else if (name === "UL" || name === "OL") { this.isInList = this.isInList && itemLevel(node.firstElementChild) > 0; this.readList(node, 0, depth); }
    else if (name === "TABLE") this.readTable(node, depth);
    else if (name === "PRE") this.add(clean(node.textContent));
    else if (name === "BLOCKQUOTE") { const inner = new Reader(); inner.readBlocks(node, depth); this.add(inner.blocks.join("\n").split("\n").map((words) => ("> " + words).trimEnd()).join("\n")); this.notes.push(...inner.notes); }
    else this.readBlocks(node, depth);
  }

  // Word and web pages nest lists within an item, or beside it; both are a level deeper.
  readList(list, level, depth) {
    if (depth > DEEPEST) return;
    for (const item of list.children) {
      if (item.tagName === "UL" || item.tagName === "OL") { this.readList(item, level + 1, depth + 1); continue; }
      if (isHidden(item)) continue;
      if (isNoteText(item)) { this.readNote(item, depth); continue; }
      let words = "";
      const inner = [];
      const walk = (node) => {
        for (const child of node.childNodes) {
          if (child.nodeType === 1 && (child.tagName === "UL" || child.tagName === "OL")) inner.push(child);
          else if (child.nodeType === 1 && BLOCKS.has(child.tagName)) { words += " "; walk(child); }
          else words += this.inline(child, depth + 1);
        }
      };
      walk(item);
      this.addItem(Math.max(level, itemLevel(item)), list.tagName === "OL", tidy(words));
      inner.forEach((one) => this.readList(one, level + 1, depth + 1));
    }
  }

  readTable(table, depth) {
    const below = []; // the cells of earlier rows that go on in this one
    const rows = [...table.rows].map((row) => {
      const words = [], cells = [...row.cells];
      while (cells.length || below[words.length]) {
        const at = words.length;
        if (below[at]) { below[at]--; words.push(""); continue; }
        const cell = cells.shift(), more = Math.min(1000, Math.max(0, cell.rowSpan - 1));
        words.push(tidy(this.cell(cell, depth)).replace(/\|/g, "\\|"), ...Array(Math.min(20, Math.max(0, cell.colSpan - 1))).fill(""));
        for (let n = at; n < words.length; n++) below[n] = more;
      }
      return words;
    }).filter((row) => row.some(Boolean));
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (!width) return;
    if (width === 1) { rows.forEach((row) => this.add(escapeStart(row[0]))); return; }
    const line = (row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`;
    this.add([line(rows[0]), `| ${Array(width).fill("-").join(" | ")} |`, ...rows.slice(1).map(line)].join("\n"));
  }

  // The words of a cell on one line: its paragraphs and bullets do not run into one another.
  cell(node, depth) {
    if (depth > DEEPEST) return "";
    let words = "";
    for (const child of node.childNodes) words += child.nodeType === 1 && BLOCKS.has(child.tagName) && !isHidden(child) ? ` ${this.cell(child, depth + 1)} ` : this.inline(child, depth + 1);
    return words;
  }

  readNote(node, depth) {
    const back = [...node.querySelectorAll("a")].find((link) => noteNumber(link));
    const number = back ? noteNumber(back) : noteNumber(node);
    if (back) back.remove();
    const words = tidy(this.inline(node, depth)).replace(/^(\**\^\**|\\?\[?\d+\\?\]?[.)]?)\s*/, "");
    if (words) this.notes.push("", `[^${number}]: ${words}`);
  }

  inline(node, depth, isPlain) {
    if (node.nodeType === 3) return escapeWords(node.nodeValue.replace(/[\s\u00a0]+/g, " "));
    if (node.nodeType !== 1 || isHidden(node) || depth > DEEPEST) return "";
    if (node.tagName === "BR") return " ";
    const call = node.tagName === "A" && noteNumber(node);
    if (call) return `[^${call}]`;
    let words = "";
    for (const child of node.childNodes) words += this.inline(child, depth + 1, isPlain);
    if (isPlain || !words.trim()) return words;
    if (node.tagName === "A") return link(node, words);
    if (isBold(node)) words = wrap(words, "**");
    if (isItalic(node)) words = wrap(words, "*");
    return words;
  }
}

function isHidden(node) {
  const style = node.getAttribute("style") || "";
  return DROPPED.has(node.tagName.toUpperCase()) || node.hidden || /display:\s*none|mso-list:\s*Ignore|visibility:\s*hidden/i.test(style);
}

function headingLevel(node) {
  const match = /^H([1-6])$/.exec(node.tagName) || /MsoHeading([1-6])|Heading([1-6])/.exec(node.className || "");
  if (match) return Math.min(6, Math.max(3, Number(match[1] || match[2]) + 1));
  if (node.getAttribute("role") === "heading") return Math.min(6, Math.max(3, Number(node.getAttribute("aria-level") || 2) + 1));
  return /^MsoTitle$/.test(node.className || "") ? 3 : 0;
}

// Word writes a bullet as a paragraph: its level is in the style, its sign in a span to be ignored.
function wordLevel(node) {
  const match = /mso-list:[^;"]*level(\d)/i.exec(node.getAttribute("style") || "");
  return match && node.tagName !== "LI" ? Number(match[1]) : 0;
}
// Word for the web gives each bullet a list of its own, and says its level.
function itemLevel(item) {
  const level = item ? Number(item.getAttribute("data-aria-level") || item.getAttribute("aria-level") || 1) : 1;
  return level > 1 && level < 10 ? level - 1 : 0;
}
function wordIsNumbered(node) {
  const ignored = [...node.querySelectorAll("[style]")].find((span) => /mso-list:\s*Ignore/i.test(span.getAttribute("style")));
  return Boolean(ignored && /^\s*\(?[\da-z]{1,3}[.)]/i.test(ignored.textContent) && !/^\s*o\b/.test(ignored.textContent));
}
function sign(isNumbered) { return isNumbered ? "1. " : "- "; }

function noteNumber(node) {
  const address = (node.getAttribute("href") || "") + " " + (node.getAttribute("name") || "") + " " + (node.id || "");
  const match = /#sdfootnote(\d+)(?:sym|anc)(?:\s|$)/.exec(address) || /(?:^|[\s#_-])(?:ftn|_ftn|_ftnref|edn|fn|footnote|cite_note)[-_:a-z]*?(\d+)(?:\s|$)/i.exec(address);
  return match ? match[1] : "";
}
function isNoteText(node) {
  return /MsoFootnoteText|MsoEndnoteText|\bsdfootnote(?!anc|sym)/.test(node.className || "") || (node.tagName === "LI" && /^(fn|footnote|cite_note)[-_:]?\d+$/i.test(node.id || ""));
}

function isBold(node) {
  const weight = node.style ? node.style.fontWeight : "";
  if (/^(normal|[1-4]00)$/.test(weight)) return false;
  return /^(B|STRONG)$/.test(node.tagName) || /^(bold|bolder|[6-9]00)$/.test(weight);
}
function isItalic(node) {
  const style = node.style ? node.style.fontStyle : "";
  return style !== "normal" && (/^(I|EM)$/.test(node.tagName) || style === "italic");
}
function wrap(words, mark) {
  const match = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  return match[2].startsWith(mark) && match[2].endsWith(mark) ? words : `${match[1]}${mark}${match[2]}${mark}${match[3]}`;
}
function link(node, words) {
  const address = node.getAttribute("href") || "";
  if (!/^(https?:\/\/|mailto:)[^\s()<>"\\]+$/i.test(address)) return words;
  return `[${words.trim()}](${address})`;
}

function clean(words) { return words.replace(/[\s\u00a0]+/g, " ").trim(); }
function tidy(words) { return words.replace(/\*\*\*\*|(?<=\w)\*\*\*\*(?=\w)/g, "").replace(/[ \u00a0]+/g, " ").trim(); }
function escapeWords(words) { return words.replace(/[\\`*_\[\]{}<]/g, "\\$&").replace(/\\_(?=\w)/g, "_"); }
function escapeStart(words) { return words.replace(/^(#{1,6}\s|[-+>]\s|:::|\d+[.)]\s)/, "\\$1").replace(/^\\(\d+)([.)])/, "$1\\$2"); }
