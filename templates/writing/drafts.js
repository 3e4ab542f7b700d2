// Text that is typed and not yet saved, kept in this browser: it survives a reload, a crash of the preview and a closed window.
const PREFIX = "reportgen-draft:";
let tab = "";

// Each window has a name, and holds a lock by it as long as it lives: its drafts are offered to no other meanwhile.
export function readTab() {
  tab = sessionStorage.getItem("reportgen-tab") || "";
  const isCopy = tab && performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (!tab || isCopy) tab = String(Date.now()) + Math.floor(Math.random() * 1e6);
  sessionStorage.setItem("reportgen-tab", tab);
  if (navigator.locks) navigator.locks.request("reportgen-tab-" + tab, () => new Promise(() => {}));
}

export function keepDraft(slug, form, origin, values) {
  const key = `${PREFIX}${slug}:${tab}:${JSON.stringify(origin)}`;
  try { localStorage.setItem(key, JSON.stringify({ form, origin, values, when: Date.now() })); } catch (full) { return ""; } // the browser's store is full, or closed
  return key;
}

export function forgetDraft(key) { if (key) localStorage.removeItem(key); }

export async function listDrafts(slug) {
  const held = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
  const drafts = [];
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${slug}:`))) {
    const owner = key.slice(`${PREFIX}${slug}:`.length).split(":")[0];
    if (owner !== tab && held.includes("reportgen-tab-" + owner)) continue;
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      draft.words = String(draft.values.find((value) => value.trim()) || "").slice(0, 60);
      draft.forget = () => localStorage.removeItem(key);
      drafts.push(draft);
    } catch (damaged) { localStorage.removeItem(key); }
  }
  return drafts.sort((one, other) => one.when - other.when);
}
