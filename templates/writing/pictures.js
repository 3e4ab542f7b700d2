// Puts a picture into a text: a file that is chosen here, copied beside the inspection by the server, with words for those who do not see it.
import { make, nextId } from "./dom.js";

export function pictureField(input, tools) {
  const ids = [nextId(), nextId(), nextId()];
  const file = make("input", { type: "file", id: ids[0], accept: "image/png,image/jpeg" });
  const alt = make("input", { type: "text", id: ids[1], autocomplete: "off" });
  const caption = make("input", { type: "text", id: ids[2], autocomplete: "off" });
  const said = make("p", { role: "status" });
  const box = make("details", { class: "write-picture" }, make("summary", {}, "Add a picture"),
    make("label", { for: ids[0] }, "File: PNG or JPEG"), file,
    make("label", { for: ids[1] }, "What it shows, for those who do not see it"), alt,
    make("label", { for: ids[2] }, "Caption, if it has one"), caption,
    make("button", { type: "button", onclick: add }, "Put it into the text"), said);

  async function add() {
    const chosen = file.files[0];
    if (!chosen) { said.textContent = "Choose a file first."; file.focus(); return; }
    if (!alt.value.trim()) { said.textContent = "Say what the picture shows: nobody may be left out."; alt.focus(); return; }
    said.textContent = "The picture is copied …";
    const query = new URLSearchParams({ slug: tools.slug, name: chosen.name });
    const answer = await tools.send("picture?" + query, chosen, chosen.type || "application/octet-stream");
    if (!answer.isDone) { said.textContent = tools.explain(answer); return; }
    const clean = (words) => words.replace(/\s+/g, " ").trim();
    const title = caption.value.trim() ? ` "${clean(caption.value).replace(/["\\]/g, "\\$&")}"` : "";
    const words = `![${clean(alt.value).replace(/[\[\]\\]/g, "\\$&")}](${answer.name}${title})`;
    const before = input.value.slice(0, input.selectionEnd).replace(/\s+$/, ""), after = input.value.slice(input.selectionEnd).replace(/^\s+/, "");
    input.value = [before, words, after].filter(Boolean).join("\n\n");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    box.open = false;
    input.focus();
    tools.say("The picture is in the text. Save to keep it.");
  }
  return box;
}
