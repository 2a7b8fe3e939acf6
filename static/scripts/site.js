// Every page works without this file. It adds three small comforts.

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

focusSummary(document);
loadToolbar(document);
foldContents();
document.addEventListener("change", printComments);
