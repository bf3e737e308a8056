// Before anything is drawn: the same light or dark as Airflow's page around us; outside of it, the system's.
"use strict";
(() => {
  const root = document.documentElement;
  let around = null;
  try {
    if (window.parent !== window) around = window.parent.document.documentElement;
  } catch { /* framed by somebody else: the policy forbids it, and nothing is to be followed */ }
  if (!around) return;
  const follow = () => {
    if (around.classList.contains("dark")) root.dataset.theme = "dark";
    else if (around.classList.contains("light")) root.dataset.theme = "light";
    else delete root.dataset.theme;
  };
  follow();
  new MutationObserver(follow).observe(around, { attributes: true, attributeFilter: ["class"] });
  root.dataset.framed = "";
})();
