// Every page works without this file. It adds a few small comforts.

// After a form came back with errors, reading starts at the summary.
const focusSummary = (root) => {
  const summary = root.querySelector(".govuk-error-summary");
  if (summary && !summary.dataset.met) {
    summary.dataset.met = "yes"; // a later exchange elsewhere on the page must not draw the focus back
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
};

// The buttons above a text field are loaded only where there is such a field.
const loadToolbar = (root) => {
  const address = document.querySelector('meta[name="markdown-toolbar"]')?.content;
  if (address && root.querySelector("markdown-toolbar")) import(address);
};

// On a phone the contents start folded; from 64rem up they stand open beside the text.
const foldContents = () => {
  const wide = matchMedia("(width >= 64rem)");
  const set = () => document.querySelectorAll("details.contents").forEach((el) => (el.open = wide.matches));
  wide.addEventListener("change", set);
  set();
};

// Printing with the comments: a box on the page marks the body.
const printComments = (event) => {
  if (event.target.matches?.("[data-print-comments]")) {
    document.body.classList.toggle("print-comments", event.target.checked);
  }
};

// A comparison of several pages: a link to a paragraph that stands on another page goes on to it.
const findParagraph = () => {
  const [, pid] = location.hash.match(/^#p-(\d+)$/) ?? [];
  const comparison = document.getElementById("comparison");
  if (!pid || !comparison || document.getElementById(`p-${pid}`)) return;
  const address = new URL(location.href);
  if (address.searchParams.has("at")) return;
  address.searchParams.delete("page");
  address.searchParams.set("at", pid);
  location.replace(address);
};

// From change to change by the keys n and p, for those who turn it on; then for all comparisons of the window.
const stepKeys = () => {
  const box = document.querySelector("[data-step-keys]");
  if (!box) return;
  box.closest("[hidden]").hidden = false;
  box.checked = sessionStorage.getItem("step-keys") === "on";
  box.addEventListener("change", () => sessionStorage.setItem("step-keys", box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const way = { n: "next", p: "prev" }[event.key];
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (!box.checked || !way || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const here = document.querySelector('[id^="change-"]:target');
    const link = here ? here.querySelector(`a[rel=${way}]`) : document.querySelector('[id^="change-"]');
    if (link?.href) link.click();
    else if (link && way === "next") location.hash = link.id;
  });
};

focusSummary(document);
findParagraph();
stepKeys();
loadToolbar(document);
foldContents();
document.addEventListener("change", printComments);
