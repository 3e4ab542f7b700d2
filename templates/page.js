// What makes the page easier to use where scripts run. The page is whole without it. Where the text is edited, the page is changed
// as it was sent, so nothing is added to it.

// A table that is whole in its frame is no stop for the keyboard; one that is not says that there is more of it.
(function () {
  if (!window.ResizeObserver || document.querySelector("[data-path]")) return;
  var observer = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var frame = entry.target, scrolls = frame.scrollWidth > frame.clientWidth + 1;
      if (scrolls) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
      frame.classList.toggle("scrolls", scrolls);
      frame.dataset.scroll = document.documentElement.dataset.scroll;
    });
  });
  document.querySelectorAll(".table, .table-wrap").forEach(function (frame) { observer.observe(frame); });
})();

// A table as CSV, as the reader sees it: what is drawn and the signs of notes are left out. Cells are in quotation marks, and none
// begins as a formula does.
(function () {
  var root = document.documentElement;
  if (!root.dataset.csv || document.querySelector("[data-path]")) return;
  function write(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("sup, svg").forEach(function (one) { one.remove(); });
    copy.querySelectorAll("p, li, br, .rated-on, .tag, .counts").forEach(function (one) { one.before(" "); });
    var text = copy.textContent.replace(/\s+/g, " ").trim();
    return '"' + (/^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"';
  }
  document.querySelectorAll(".table, .table-wrap").forEach(function (frame, n) {
    var table = frame.querySelector("table"), title = frame.querySelector("caption");
    if (!table) return;
    var button = document.createElement("button"), name = title ? title.textContent.trim() : "";
    button.type = "button";
    button.className = "csv";
    button.dataset.word = root.dataset.csv;
    button.setAttribute("aria-label", root.dataset.csv + (name && ": ") + name);
    button.addEventListener("click", function () {
      var lines = [...table.querySelectorAll("tr:not([aria-hidden])")].map(function (row) {
        return [...row.cells].filter(function (cell) { return !cell.matches(".bars"); }).map(write).join(",");
      });
      var link = document.createElement("a"), slug = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60).replace(/^-|-$/g, "");
      link.href = "data:text/csv;charset=utf-8," + encodeURIComponent("\ufeff" + lines.join("\r\n") + "\r\n");
      link.download = (slug || "table-" + (n + 1)) + ".csv";
      link.click();
    });
    frame.append(button);
  });
})();

// The address of each heading, for the mouse and for touch; for the keyboard and for readers by ear the contents have them.
(function () {
  if (document.querySelector("[data-path]")) return;
  document.querySelectorAll("main :is(h2, h3, h4):not(.contents *)").forEach(function (heading) {
    var place = heading.closest("section[id]"), id = heading.id;
    if (place && place.id + "-title" === id) id = place.id;
    if (!id) return;
    var link = document.createElement("a");
    link.className = "anchor";
    link.href = "#" + id;
    link.tabIndex = -1;
    link.setAttribute("aria-hidden", "true");
    heading.append(link);
  });
})();

// Marks the reader's place in the contents.
(function () {
  var links = {}, headings = [], current = null, left = 0;
  document.querySelectorAll(".contents a[href^='#']").forEach(function (link) {
    var target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) { links[target.id] = link; headings.push(target); }
  });
  var nav = document.querySelector(".contents");
  if (!headings.length || !nav || !window.IntersectionObserver) return;
  // The heading the reader is at: the last that has passed the window's top. At the page's end some can never get there: then it is
  // the one just asked for, or the last.
  function reached() {
    var found = null, atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2, asked = document.querySelector(":target");
    if (atEnd && scrollY > 0) return asked && links[asked.id] && asked.getBoundingClientRect().top >= 0 ? asked : headings[headings.length - 1];
    headings.forEach(function (heading) { if (heading.getBoundingClientRect().top < 100) found = heading; });
    return found;
  }
  // Contents longer than the window scroll to the marked link, but not while the reader is looking elsewhere in them.
  function show(link) {
    var box = nav.getBoundingClientRect(), at = link.getBoundingClientRect(), top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (bottom - top < 120) return; // they leave the window with the text they stand beside
    if (at.top < top + 40) nav.scrollTop -= top + 40 - at.top;
    else if (at.bottom > bottom - 40) nav.scrollTop += at.bottom - bottom + 40;
    left = nav.scrollTop;
  }
  function place() {
    var found = reached(), link = found && links[found.id], isBeside = getComputedStyle(nav).position === "sticky";
    // At contents that stand before the text or within it, the mark says where the reader came from.
    var box = nav.getBoundingClientRect();
    if (!isBeside && (!link || (box.bottom > 0 && box.top < innerHeight))) return;
    if (link === current) {
      if (link && isBeside && nav.scrollTop === left) show(link);
      return;
    }
    if (current) current.removeAttribute("aria-current");
    current = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    if (isBeside) show(link);
  }
  var observer = new IntersectionObserver(place, { rootMargin: "-90px 0px 0px 0px", threshold: [0, 0.01] });
  headings.forEach(function (heading) { observer.observe(heading); });
  var waiting = false;
  addEventListener("scroll", function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () { waiting = false; place(); });
  }, { passive: true });
  addEventListener("hashchange", place);
  // Asked for from the text, the contents come into sight with the reader's place in them.
  document.querySelectorAll(".to-contents a").forEach(function (link) {
    link.addEventListener("click", function () { setTimeout(function () { if (current) current.scrollIntoView({ block: "nearest" }); }); });
  });
  place();
})();
