// Finds services in the list of the first page while you type. The page is whole without it.
(function () {
const normalise = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const table of document.querySelectorAll("table[data-filter]")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 6) continue;
  const texts = rows.map((row) => normalise(row.textContent));
  const box = document.createElement("div");
  box.className = "search";
  box.setAttribute("role", "search");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const status = document.createElement("p");
  input.type = "search";
  input.id = `${table.dataset.filter}-search`;
  input.autocomplete = "off";
  label.htmlFor = input.id;
  label.textContent = "Find a service, a region or a rating";
  status.setAttribute("role", "status");
  box.append(label, input, status);
  const place = document.querySelector(`[data-search="${table.dataset.filter}"]`);
  if (place) place.append(box);
  else table.closest(".table").before(box);
  const ways = place && place.parentElement.querySelector(".ways"); // in the way of what is found
  const search = () => {
    const words = normalise(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, n) => {
      const hit = words.every((word) => texts[n].includes(word));
      if (row.hidden === hit) row.hidden = !hit;
      shown += hit;
    });
    if (ways) ways.hidden = words.length > 0;
    status.textContent = words.length ? `${shown} of ${rows.length}` : "";
  };
  input.addEventListener("input", search);
  if (input.value) search();
}
})();
