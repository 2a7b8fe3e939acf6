// Checks a receipt here in the browser, after docs/verification.md: nothing of the file leaves this machine. What is
// fetched is the public record alone. The words are in the page: each step shows the one that fits.

const RECEIPT = "sbcp receipt 1";
const ENTRY_FIELDS = ["seq", "at", "actor", "action", "subject", "commitment", "previous"];
const HEAD_FIELDS = ["origin", "seq", "digest", "at", "key"];
const CHUNK = 1000; // what the record gives at once

// Canonical JSON (RFC 8785, of whole numbers and ASCII keys).
const canonical = (value) => {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(",")}}`;
};

const utf8 = (text) => new TextEncoder().encode(text);

const toBytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const sha256 = async (value, salt = new Uint8Array()) => {
  const text = utf8(canonical(value));
  const bytes = new Uint8Array(salt.length + text.length);
  bytes.set(salt);
  bytes.set(text, salt.length);
  return toHex(await crypto.subtle.digest("SHA-256", bytes));
};

const chosen = (thing, names) => Object.fromEntries(names.map((name) => [name, thing[name]]));

const load = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

const isWhole = async (entry) => (await sha256(chosen(entry, ENTRY_FIELDS))) === entry.digest;

// Each check says "good", "bad", or "unknown" where it cannot tell.

const checkWords = async ({ submission, digest, state }) => {
  if (submission === null || submission === undefined) return state === "altered" ? "bad" : "unknown";
  return (await sha256(submission)) === digest ? "good" : "bad";
};

const checkCommitment = async ({ digest, entry }) => {
  if (!entry) return "bad";
  if (!entry.payload) return "unknown";
  const { salt, body } = entry.payload;
  const committed = (await sha256(body, toBytes(salt))) === entry.commitment;
  return committed && (await isWhole(entry)) && body.digest === digest ? "good" : "bad";
};

const checkRecord = async ({ entry }) => {
  if (!entry) return "bad";
  const [stands] = (await load(`/api/v1/record?after=${entry.seq - 1}`)).entries;
  return stands && stands.seq === entry.seq && stands.digest === entry.digest ? "good" : "bad";
};

const isSigned = async (head) => {
  const key = await crypto.subtle.importKey("raw", toBytes(head.key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, toBytes(head.signature), utf8(canonical(chosen(head, HEAD_FIELDS))));
};

// From the entry to the head that covers it, each entry must be whole and name the one before.
const leadsTo = async (entry, head) => {
  let last = entry;
  while (last.seq < head.seq) {
    const { entries } = await load(`/api/v1/record?after=${last.seq}`);
    for (const next of entries.slice(0, Math.min(CHUNK, head.seq - last.seq))) {
      if (next.seq !== last.seq + 1 || next.previous !== last.digest || !(await isWhole(next))) return false;
      last = next;
    }
    if (entries.length === 0) return false;
  }
  return last.seq === head.seq && last.digest === head.digest;
};

const checkHead = async ({ entry, head }) => {
  if (!entry || !head) return "unknown";
  if (head.seq < entry.seq || !(await leadsTo(entry, head))) return "bad";
  const [published] = (await load(`/api/v1/record/heads?after=${head.number - 1}`)).heads;
  return published && published.signature === head.signature ? "good" : "bad";
};

const checkSignature = async ({ head }) => {
  if (!head) return "unknown";
  try {
    return (await isSigned(head)) ? "good" : "bad";
  } catch (error) {
    if (error.name === "NotSupportedError") return "unknown"; // an older browser
    throw error;
  }
};

const CHECKS = {
  words: checkWords,
  commitment: checkCommitment,
  record: checkRecord,
  head: checkHead,
  signature: checkSignature,
};

const readReceipt = async (file) => {
  try {
    const receipt = JSON.parse(await file.text());
    return receipt?.format === RECEIPT ? receipt : null;
  } catch {
    return null;
  }
};

const show = (part, outcome) => {
  part.hidden = false;
  part.dataset.outcome = outcome;
  for (const words of part.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== outcome;
};

const verdict = (outcomes) => {
  if (outcomes.includes("bad")) return "bad";
  return outcomes.includes("unknown") ? "unknown" : "good";
};

const check = async (form) => {
  const part = (name) => document.querySelector(`[data-step="${name}"]`);
  for (const step of document.querySelectorAll("[data-step], [data-steps]")) step.hidden = true;
  const [file] = form.elements.receipt.files;
  const receipt = file ? await readReceipt(file) : null;
  if (receipt === null) return show(part("file"), file ? "bad" : "missing");
  if (receipt.origin !== form.dataset.origin) {
    part("origin").querySelector("[data-origin]").textContent = receipt.origin;
    return show(part("origin"), "bad");
  }
  document.querySelector("[data-steps]").hidden = false;
  const outcomes = [];
  for (const [name, judge] of Object.entries(CHECKS)) {
    let outcome;
    try {
      outcome = await judge(receipt);
    } catch (error) {
      outcome = error instanceof TypeError || error.message.startsWith("/api/") ? "unread" : "bad";
    }
    show(part(name), outcome);
    outcomes.push(outcome === "unread" ? "unknown" : outcome);
  }
  return show(part("verdict"), verdict(outcomes));
};

const form = document.querySelector("form[data-receipt-check]");
if (form && window.crypto?.subtle) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    await check(form);
    form.removeAttribute("aria-busy");
  });
  form.hidden = false;
  document.querySelector("[data-receipt-without]")?.remove();
}
