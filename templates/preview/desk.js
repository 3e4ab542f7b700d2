// Keeps the page in step with the files: asks the server what is new, changes only what changed, and stays where the reader is.
(function () {
  "use strict";
  var me = document.currentScript, slug = me.dataset.slug, editor = me.dataset.editor || "", after = "";
  var bar = document.getElementById("desk"), problems = document.getElementById("desk-problems");
  var list = function (found) { return Array.prototype.slice.call(found); };

  // What a node is, apart from the lines it was written on: a paragraph above shifts those and changes nothing.
  function words(node) { return node.nodeType === 1 ? node.outerHTML.replace(/ data-(line|column)="[^"]*"/g, "") : node.nodeType + (node.nodeValue || ""); }
  function kind(node) { return node.nodeType === 1 ? node.tagName + "#" + node.id : String(node.nodeType); }

  // Which of the one list is which of the other, in order: the longest run of pairs with the same key.
  function pairs(olds, news, key) {
    var a = olds.map(key), b = news.map(key), start = 0, found = [], i, j;
    while (start < a.length && start < b.length && a[start] === b[start]) found.push([start, start++]);
    var m = a.length, n = b.length, tail = [];
    while (m > start && n > start && a[m - 1] === b[n - 1]) tail.unshift([--m, --n]);
    if ((m - start) * (n - start) > 4e6) return found.concat(tail);
    var wide = n - start + 1, best = new Uint32Array((m - start + 1) * wide);
    for (i = m - 1; i >= start; i--) for (j = n - 1; j >= start; j--) {
      var at = (i - start) * wide + j - start;
      best[at] = a[i] === b[j] ? best[at + wide + 1] + 1 : Math.max(best[at + wide], best[at + 1]);
    }
    for (i = j = start; i < m && j < n;) {
      var here = (i - start) * wide + j - start;
      if (a[i] === b[j]) found.push([i++, j++]); else if (best[here + wide] >= best[here + 1]) i++; else j++;
    }
    return found.concat(tail);
  }

  // What another script has put into the page, and keeps there itself.
  function isOwn(node) { return node.nodeType === 1 && node.hasAttribute("data-desk-keep"); }

  function patch(now, next) {
    if (now.isEqualNode(next)) return;
    if (now.nodeType !== 1 || now.tagName === "SCRIPT") { now.replaceWith(next); return; }
    list(now.attributes).forEach(function (a) { if (!next.hasAttribute(a.name) && a.name !== "aria-current") now.removeAttribute(a.name); });
    list(next.attributes).forEach(function (a) { if (now.getAttribute(a.name) !== a.value) now.setAttribute(a.name, a.value); });
    var olds = list(now.childNodes).filter(function (node) { return !isOwn(node); }), news = list(next.childNodes), rest = null, i = 0, j = 0;
    while (olds.length && news.length && olds[olds.length - 1].isEqualNode(news[news.length - 1])) { rest = olds.pop(); news.pop(); }
    while (i < olds.length && i < news.length && olds[i].isEqualNode(news[i])) i++;
    olds = olds.slice(i); news = news.slice(i); i = 0;
    if (olds.length === 1 && news.length === 1 && kind(olds[0]) === kind(news[0])) { patch(olds[0], news[0]); return; }
    pairs(olds, news, words).concat([[olds.length, news.length]]).forEach(function (same) { // between two alike: others of their kind
      var from = olds.slice(i, same[0]), to = news.slice(j, same[1]), alike = olds[same[0]], before = alike || rest, k = 0;
      var gone = new Set(from), made = new Map();
      pairs(from, to, kind).forEach(function (pair) { gone.delete(from[pair[0]]); made.set(to[pair[1]], from[pair[0]]); });
      gone.forEach(function (node) { node.remove(); });
      var kept = from.filter(function (node) { return !gone.has(node); });
      to.forEach(function (node) {
        if (made.has(node)) { k++; patch(made.get(node), node); } else now.insertBefore(node, kept[k] && kept[k].isConnected ? kept[k] : before);
      });
      if (alike) patch(alike, news[same[1]]); // its lines
      i = same[0] + 1; j = same[1] + 1;
    });
  }

  // Whether it stays where it is on the screen, whatever moves.
  function floats(node) {
    for (; node && node !== document.body; node = node.parentElement) if (/fixed|sticky/.test(getComputedStyle(node).position)) return true;
    return false;
  }

  // What is in sight, what begins there before what runs in from above, and where it is.
  function sights() {
    var found = [], above = [], all = document.querySelectorAll("main :is(p, li, h1, h2, h3, h4, h5, h6, tr, caption, dt, dd, pre, [data-line])");
    for (var i = 0; i < all.length && found.length < 40; i++) {
      var box = all[i].getBoundingClientRect();
      if (box.height && box.bottom > 0 && box.top < innerHeight && !floats(all[i])) (box.top >= 0 ? found : above).push({ node: all[i], top: box.top });
    }
    return found.concat(above.reverse());
  }

  // The first in sight that is still there stays where it was, whether it grew or not; whoever is at the very top stays there.
  function keep(places, y) {
    if (!y) return;
    var place = places.find(function (one) { return one.node.isConnected; });
    if (place) scrollBy({ top: place.node.getBoundingClientRect().top - place.top, behavior: "instant" });
    else scrollTo({ top: y, behavior: "instant" });
  }

  function show(news) {
    var next = new DOMParser().parseFromString(news.html, "text/html"), style = document.querySelector("head style");
    var places = sights(), y = scrollY;
    document.title = next.title;
    if (news.css !== undefined && style) style.textContent = news.css;
    next.querySelectorAll("body > script").forEach(function (node) { node.remove(); });
    var kept = [bar, problems, label].concat(list(document.querySelectorAll("body > script")));
    kept.forEach(function (node) { if (node) node.remove(); });
    patch(document.body, next.body);
    kept.forEach(function (node) { if (node) document.body.appendChild(node); });
    keep(places, y);
    if (!label.hidden) point(pointed);
    dispatchEvent(new CustomEvent("reportgen:shown", { detail: news.page }));
  }

  // What is open and how far it is read stays so; what differs is opened as the server says.
  function fill(box, html, isNew) {
    var was = box.querySelector("details"), open = was && was.open, inner = was && was.querySelector("div"), y = inner ? inner.scrollTop : 0;
    box.innerHTML = html;
    var now = box.querySelector("details");
    if (was && now && !isNew) { now.open = open; if (open) now.querySelector("div").scrollTop = y; }
    box.querySelectorAll(".place").forEach(link);
  }

  function tell(news) {
    if (news.missing) { say("This preview has no inspection " + slug + "."); return; }
    if (bar && news.bar !== told.bar) fill(bar, news.bar, false);
    if (problems && news.problems !== told.problems) { problems.hidden = !news.problems; fill(problems, news.problems, true); }
    told = news;
  }
  var told = {};

  function say(words) {
    told = {};
    var status = bar && bar.querySelector("[role=status]");
    if (status) status.textContent = words;
  }

  // Asks what is new: at once, or as soon as there is anything.
  function ask(waiting) {
    var asked = { slug: slug, page: me.dataset.page, style: me.dataset.style || "", after: waiting ? after : "" };
    return fetch("/.desk/wait?" + new URLSearchParams(asked)).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (news) {
      after = news.count;
      if (news.html && news.frame !== me.dataset.frame) { location.reload(); return false; }
      if (news.html) { me.dataset.page = news.page; me.dataset.style = news.style || ""; show(news); }
      tell(news);
      return true;
    }).catch(function () { // a preview that is started again counts anew
      after = ""; me.dataset.page = "";
      say("The preview has stopped.");
      return false;
    });
  }

  // A browser keeps but six connections to one address, so one tab waits for news, and tells the others to ask.
  var channel = window.BroadcastChannel && navigator.locks ? new BroadcastChannel("reportgen-desk") : null, asking = false, again = false;
  function lead() {
    ask(true).then(function (well) {
      if (channel) channel.postMessage("");
      if (well) lead(); else setTimeout(lead, 1000);
    });
  }
  function follow() {
    again = asking;
    if (asking) return;
    asking = true;
    ask(false).then(function () { asking = false; if (again) follow(); });
  }
  if (channel) {
    channel.onmessage = follow;
    follow();
    navigator.locks.request("reportgen-desk", function () { lead(); return new Promise(function () {}); });
  } else lead();

  // A paragraph tells its file and line; where an editor is named, a click opens them, or copies the command that does.
  var label = document.createElement("a"), isAddress = editor.indexOf("://") > 0;
  label.id = "desk-line"; label.hidden = true;
  document.body.appendChild(label);
  document.documentElement.classList.toggle("desk-edit", !!editor);
  function target(line) {
    var path = line.replace(/(:\d+)+$/, ""), number = line.slice(path.length + 1).split(":")[0];
    if (path[0] !== "/") path = me.dataset.root + "/" + path;
    if (isAddress && path[0] !== "/") path = "/" + path;  // a drive of Windows
    if (isAddress) path = path.split("/").map(encodeURIComponent).join("/");
    else if (/[^\w.\/+-]/.test(path)) path = "'" + path.replace(/'/g, "'\\''") + "'";
    return editor.replace("{path}", function () { return path; }).replace("{line}", number);
  }
  function copy(line, told) {
    var command = target(line);
    navigator.clipboard.writeText(command).then(function () { told.textContent = "Copied: " + command; }, function () { told.textContent = command; });
  }
  function link(place) {
    if (!editor) return;
    var line = place.textContent, made = document.createElement(isAddress ? "a" : "button");
    made.className = place.className; made.textContent = line;
    if (isAddress) made.href = target(line); else made.onclick = function () { copy(line, made); };
    place.replaceWith(made);
  }
  var pointed = null;
  function point(block) {
    pointed = block && block.isConnected ? block : null;
    label.hidden = !pointed;
    if (!pointed) return;
    var box = block.getBoundingClientRect();
    if (!label.isConnected) document.body.appendChild(label);
    label.textContent = block.dataset.line;
    if (isAddress) label.href = target(block.dataset.line);
    label.style.top = (box.top + scrollY - label.offsetHeight + 2) + "px";
    label.style.left = (box.left + scrollX) + "px";
  }
  document.addEventListener("mouseover", function (event) {
    if (event.target !== label) point(event.target.closest && event.target.closest("[data-line]"));
  });
  document.addEventListener("click", function (event) {
    var block = event.target.closest("[data-line]");
    if (!editor || !block || event.target.closest("a, button, summary") || String(getSelection())) return;
    if (!isAddress) { copy(block.dataset.line, label); return; }
    label.href = target(block.dataset.line);
    label.click();
  });
  document.querySelectorAll(".place").forEach(link);
})();
