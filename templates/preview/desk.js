// Keeps the page in step with the files: asks the server what is new, changes only what changed, and stays where the reader is.
(function () {
  "use strict";
  var me = document.currentScript, slug = me.dataset.slug, epoch = +me.dataset.epoch, editor = me.dataset.editor || "";
  var bar = document.getElementById("desk"), problems = document.getElementById("desk-problems");

  // Two elements alike in kind are made alike in content; equal beginnings and ends are left alone.
  function patch(now, next) {
    if (now.isEqualNode(next)) return;
    if (now.nodeType !== 1 || next.nodeType !== 1 || now.tagName !== next.tagName || now.tagName === "SCRIPT") { now.replaceWith(next); return; }
    Array.prototype.slice.call(now.attributes).forEach(function (a) { if (!next.hasAttribute(a.name) && a.name !== "aria-current") now.removeAttribute(a.name); });
    Array.prototype.forEach.call(next.attributes, function (a) { if (now.getAttribute(a.name) !== a.value) now.setAttribute(a.name, a.value); });
    var olds = Array.prototype.slice.call(now.childNodes), news = Array.prototype.slice.call(next.childNodes), start = 0;
    while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) start++;
    var oldEnd = olds.length, newEnd = news.length;
    while (oldEnd > start && newEnd > start && olds[oldEnd - 1].isEqualNode(news[newEnd - 1])) { oldEnd--; newEnd--; }
    if (oldEnd - start === newEnd - start) {
      for (var i = start; i < oldEnd; i++) patch(olds[i], news[i]);
      return;
    }
    var before = olds[oldEnd] || null;
    for (var j = start; j < oldEnd; j++) now.removeChild(olds[j]);
    for (var k = start; k < newEnd; k++) now.insertBefore(news[k], before);
  }

  // The first thing that begins in sight, and where it is, so that text above it may grow or shrink without moving the reader.
  function anchor() {
    var all = document.querySelectorAll("main [id], main [data-line]");
    for (var i = 0; i < all.length; i++) {
      var box = all[i].getBoundingClientRect();
      if (box.height && box.top >= 0 && box.top < innerHeight) return { node: all[i], id: all[i].id, top: box.top };
    }
    return null;
  }

  function keep(place, y) {
    var node = place && (place.node.isConnected ? place.node : place.id ? document.getElementById(place.id) : null);
    if (node) scrollBy({ top: node.getBoundingClientRect().top - place.top, behavior: "instant" });
    else scrollTo({ top: y, behavior: "instant" });
  }

  function show(news) {
    var next = new DOMParser().parseFromString(news.html, "text/html"), style = document.querySelector("head style");
    var place = anchor(), y = scrollY;
    document.title = next.title;
    if (news.css !== undefined && style) style.textContent = news.css;
    next.querySelectorAll("body > script").forEach(function (node) { node.remove(); });
    var kept = [bar, problems, label].concat(Array.prototype.slice.call(document.querySelectorAll("body > script")));
    kept.forEach(function (node) { if (node) node.remove(); });
    patch(document.body, next.body);
    kept.forEach(function (node) { if (node) document.body.appendChild(node); });
    keep(place, y);
    dispatchEvent(new CustomEvent("reportgen:shown", { detail: epoch }));
  }

  function tell(news) {
    if (bar && news.bar) bar.innerHTML = news.bar;
    if (!problems) return;
    problems.hidden = !news.problems;
    problems.innerHTML = news.problems || "";
  }

  function wait() {
    var asked = { slug: slug, epoch: epoch, page: me.dataset.page, style: me.dataset.style || "" };
    fetch("/-/wait?" + new URLSearchParams(asked)).then(function (answer) { return answer.json(); }).then(function (news) {
      epoch = news.epoch;
      if (news.html) { me.dataset.page = news.page; me.dataset.style = news.style || ""; show(news); }
      tell(news); wait();
    }).catch(function () { // a preview that is started again counts from the beginning
      epoch = -1; me.dataset.page = "";
      if (bar && slug) bar.querySelector("[role=status]").textContent = "The preview has stopped.";
      setTimeout(wait, 1000);
    });
  }

  // A paragraph tells its file and line.
  var label = document.createElement("a");
  label.id = "desk-line"; label.hidden = true;
  document.body.appendChild(label);
  document.addEventListener("mouseover", function (event) {
    if (event.target === label) return;
    var block = event.target.closest && event.target.closest("[data-line]");
    label.hidden = !block;
    if (!block) return;
    var box = block.getBoundingClientRect(), line = block.dataset.line;
    if (!label.isConnected) document.body.appendChild(label);
    label.textContent = line;
    if (editor) label.href = editor.replace("{path}", me.dataset.root + "/" + line.replace(/:\d+$/, "")).replace("{line}", line.replace(/.*:/, ""));
    label.style.top = (box.top + scrollY - 18) + "px";
    label.style.left = (box.left + scrollX) + "px";
  });
  wait();
})();
