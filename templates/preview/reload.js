// Loads a page of the site again when the site was made again; says what kept it from being made.
"use strict";
const show = (problems) => {
  document.getElementById("reload-problems")?.remove();
  if (!problems.length) return;
  const box = document.createElement("pre");
  box.id = "reload-problems";
  box.setAttribute("role", "alert");
  box.textContent = `The site could not be made again:\n${problems.join("\n")}`;
  document.body.prepend(box);
};
const follow = async (after) => {
  try {
    const news = await (await fetch(`/.desk/wait?after=${after}`)).json();
    if (after !== "" && news.count !== after && !news.problems.length) return location.reload();
    show(news.problems);
    return follow(news.count);
  } catch {
    setTimeout(() => follow(after), 1000);
  }
};
follow("");
