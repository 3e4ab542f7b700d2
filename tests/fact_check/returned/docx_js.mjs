// Writes the words of the copy as a document of docx.js, with changes and comments:
// node docx_js.mjs KEY.json OUT.docx
import { readFileSync, writeFileSync } from "node:fs";
import * as docx from "docx";

const { Document, Packer, Paragraph, TextRun, Table, TableRow, TableCell, InsertedTextRun,
  DeletedTextRun, CommentRangeStart, CommentRangeEnd, CommentReference, FootnoteReferenceRun } = docx;
const key = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const when = "2025-02-20T10:00:00Z";
const who = { author: "Jo Script", date: when };
let number = 0;
const comments = [];
const note = (words, text) => {
  const id = comments.length;
  comments.push({ id, author: "Jo Script", date: new Date(when), children: [new Paragraph(text)] });
  return [new CommentRangeStart(id), new TextRun(words), new CommentRangeEnd(id),
    new TextRun({ children: [new CommentReference(id)] })];
};
const inserted = (text) => new InsertedTextRun({ text, id: ++number, ...who });
const deleted = (text) => new DeletedTextRun({ text, id: ++number, ...who });
// For some words of a paragraph, what stands in their place.
const edits = [
  ["ECS has two offices", "two offices", () => note("two offices", "There are three.")],
  ["Plans are short", "short", () => [deleted("short"), inserted("brief")]],
  ["There was little", "little ", () => [deleted("little ")]],
  ["We inspected 24", "cases", () => [new TextRun("cases"), inserted(" in January")]],
  ["Of the 30", "21", () => [new TextRun("24")]],
  ["The south office has turned", "a room", () => note("a room", "Two rooms.")],
];
const runs = (text, label) => {
  const start = label ? [new TextRun(`${label}\u2002`)] : [];
  for (const [begins, words, make] of edits) {
    if (text.startsWith(begins)) {
      const [before, ...after] = text.split(words);
      return [...start, new TextRun(before), ...make(), new TextRun(after.join(words))];
    }
  }
  return [...start, new TextRun(text)];
};
const children = [];
const footnotes = {};
let cells = [];
const flush = () => {
  if (!cells.length) return;
  const rows = cells.map((one) => new TableRow({ children: [new TableCell({ children: [one] })] }));
  children.push(new Table({ rows }));
  cells = [];
};
let pending = null;
for (const [, label, kind, , , , text] of key.paragraphs) {
  if (kind === "front" || kind === "end" || !text || text.startsWith("Once a month")) continue;
  if (kind === "footnote") {
    pending = Object.keys(footnotes).length + 1;
    footnotes[pending] = { children: [new Paragraph(text.replace("closed", "under repair"))] };
    continue;
  }
  const style = kind === "heading" ? { heading: docx.HeadingLevel.HEADING_2 } : {};
  const made = runs(text, label);
  if (pending !== null) {
    made.push(new FootnoteReferenceRun(pending));
    pending = null;
  }
  const paragraph = new Paragraph({ ...style, children: made });
  if (kind === "cell") {
    cells.push(paragraph);
  } else {
    flush();
    children.push(paragraph);
    if (text.startsWith("The service is well led")) {
      children.push(new Paragraph("A third office opened in May."));
    }
  }
}
flush();
const made = new Document({ comments: { children: comments }, footnotes, sections: [{ children }] });
writeFileSync(process.argv[3], await Packer.toBuffer(made));
