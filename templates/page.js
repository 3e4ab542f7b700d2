// Marks the reader's place in the contents. The page is whole without it.
(function () {
  var links = {}, headings = [], current = null;
  document.querySelectorAll(".contents a[href^='#']").forEach(function (link) {
    var target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) { links[target.id] = link; headings.push(target); }
  });
  var nav = document.querySelector(".contents");
  if (!headings.length || !nav || !window.IntersectionObserver) return;
  function place() {
    var found = null;
    headings.forEach(function (heading) { if (heading.getBoundingClientRect().top < 100) found = heading; });
    var link = found && links[found.id];
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    current = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    var top = link.offsetTop - nav.offsetTop;
    if (nav.scrollHeight > nav.clientHeight && (top < nav.scrollTop || top > nav.scrollTop + nav.clientHeight - 80)) nav.scrollTop = top - nav.clientHeight / 3;
  }
  var observer = new IntersectionObserver(place, { rootMargin: "-90px 0px 0px 0px", threshold: [0, 0.01] });
  headings.forEach(function (heading) { observer.observe(heading); });
  var waiting = false;
  addEventListener("scroll", function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () { waiting = false; place(); });
  }, { passive: true });
  place();
})();
