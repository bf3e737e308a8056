// Comfort only: every page works without it.
"use strict";
(() => {
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // plain HTTP, or not allowed in this frame
    }
  };

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // Airflow's frame silently blocks new tabs; the page around it, of the same origin, may open one.
  const openOutside = (link) => {
    const page = window.top.document;
    const twin = page.createElement("a");
    twin.href = link.href;
    twin.target = "_blank";
    twin.rel = "noopener noreferrer";
    page.body.append(twin);
    twin.click();
    twin.remove();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      const done = await copy(button.dataset.copy);
      if (!done) select(button.parentElement.querySelector("code"));
      button.textContent = done ? "Copied" : "Selected";
      return;
    }
    const link = event.target.closest("a.outside");
    if (link && window.top !== window) {
      event.preventDefault();
      openOutside(link);
    }
  });

  const removed = document.getElementById("show-removed");
  const lines = document.querySelector(".lines");
  if (removed && lines) {
    removed.addEventListener("change", () => lines.classList.toggle("without", !removed.checked));
  }
})();
