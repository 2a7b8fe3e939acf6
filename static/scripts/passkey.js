// Passkeys: the browser makes or shows one, and the form takes its answer to the server as any form would.
// Nothing is fetched and nothing is kept here.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

// The server's options are JSON; the browser wants bytes.
const readOptions = (form) => {
  const options = JSON.parse(form.dataset.options);
  const named = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = named(options.allowCredentials);
  return options;
};

// And the browser's bytes are JSON again for the server.
const writeAnswer = (credential) => {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: { ...Object.fromEntries(given), transports: response.getTransports?.() },
  });
};

const explain = (form, error) => {
  if (error.name === "InvalidStateError") return form.dataset.known;
  return ["NotAllowedError", "AbortError"].includes(error.name) ? form.dataset.cancelled : form.dataset.failed;
};

const perform = async (event) => {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy) return;
  const said = form.querySelector("[data-passkey-said]");
  form.dataset.busy = "yes";
  said.textContent = "";
  try {
    const asked = { publicKey: readOptions(form) };
    const way = form.dataset.passkey;
    form.elements.key.value = writeAnswer(await navigator.credentials[way](asked));
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    said.textContent = explain(form, error);
    delete form.dataset.busy;
  }
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !navigator.credentials) break;
  form.addEventListener("submit", perform);
  form.hidden = false;
  form.parentElement.querySelector("[data-passkey-without]")?.remove();
}
