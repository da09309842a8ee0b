// Asks the browser for a passkey, and sends its answer with the page's own form.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const failed = document.getElementById("passkey-failed");

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function ask() {
    const asked = JSON.parse(form.dataset.options);
    asked.challenge = bytes(asked.challenge);
    if (form.dataset.passkey === "create") {
      asked.user.id = bytes(asked.user.id);
      asked.excludeCredentials = named(asked.excludeCredentials);
      return navigator.credentials.create({ publicKey: asked });
    }
    asked.allowCredentials = named(asked.allowCredentials);
    return navigator.credentials.get({ publicKey: asked });
  }

  function told(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify(told(await ask()));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
  form.hidden = false;
})();
