// Every page works without this file. It adds a few small comforts.

// The element itself, or the first in it, that a selector means.
const first = (root, selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));

// After a form came back with errors, reading starts at the summary.
const focusSummary = (root) => {
  const summary = first(root, ".govuk-error-summary");
  if (summary && !summary.dataset.met) {
    summary.dataset.met = "yes"; // a later exchange elsewhere on the page must not draw the focus back
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
};

// The buttons above a text field are loaded only where there is such a field.
const loadToolbar = (root) => {
  const address = document.querySelector('meta[name="markdown-toolbar"]')?.content;
  if (address && first(root, "markdown-toolbar")) import(address);
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

// After an exchange by htmx, reading goes on in what has come: at its errors, at what it marks with data-focus, or
// at its beginning if what had the focus went away. What was put elsewhere on the page draws no focus.
let focused = null;
const rememberFocus = () => (focused = document.activeElement);
const moveFocus = ({ detail: { task, newContent } }) => {
  const elements = newContent.filter((node) => node.nodeType === Node.ELEMENT_NODE && node !== document.body);
  elements.forEach(loadToolbar);
  if (task.type !== "main") return;
  elements.forEach(focusSummary);
  if (elements.some((element) => first(element, ".govuk-error-summary"))) return;
  const marked = elements.map((element) => first(element, "[data-focus]")).find(Boolean);
  const next = marked ?? (focused?.isConnected === false ? elements[0] : null);
  if (!next || next.contains(document.activeElement)) return;
  if (!next.matches("a[href], button, input, select, textarea, summary")) next.setAttribute("tabindex", "-1");
  next.focus();
};

document.addEventListener("htmx:before:swap", rememberFocus);
document.addEventListener("htmx:after:settle", moveFocus);

// What the links of a paragraph lead to opens in its place: the form under it, the comments on it beside it.
const openPlace = (event) => {
  const link = event.target.closest?.("#text .para > p > a");
  if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const para = link.closest(".para");
  const pid = para.id.replace("p-", "");
  const writes = link.search !== "";
  const [id, kind, home] = writes
    ? [`w${pid}`, "para__here", para]
    : [`t${pid}`, "para__talk", link.parentElement];
  let place = document.getElementById(id);
  if (!place) {
    place = Object.assign(document.createElement("div"), { id, className: kind });
    home.append(place);
  }
  event.preventDefault();
  // A form that stands there already is gone back to: another would take the place of what was typed.
  const open = writes && place.querySelector(".here textarea");
  if (open) return open.focus();
  window.htmx.ajax("GET", link.pathname + link.search, { target: place, swap: "innerHTML", source: link });
};
document.addEventListener("click", openPlace);

// A form that was opened in place is closed again, and reading goes on at the link that opened it.
const closePlace = ({ target }) => {
  const section = target.matches?.("[data-close]") && target.closest("[data-closable]");
  if (!section) return;
  const link = section.closest(".para")?.querySelector(":scope > p > a[href*='?']");
  section.remove();
  link?.focus();
};
document.addEventListener("click", closePlace);

focusSummary(document);
findParagraph();
stepKeys();
loadToolbar(document);
foldContents();
document.addEventListener("change", printComments);
