// What the page does better with scripts. Every task works without this file, and nothing here is stored or sent elsewhere.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const PROGRESS_AFTER_MS = 300;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("clear") : null;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  let waiting = 0;

  const KINDS = {
    PERSON: "a name", DATE_OF_BIRTH: "a date of birth", NHS_NUMBER: "an NHS number", NI_NUMBER: "a National Insurance number",
    CASE_REFERENCE: "a case number", POSTCODE: "a postcode", ADDRESS: "an address", PHONE: "a phone number",
    EMAIL: "an email address", VEHICLE_REGISTRATION: "a vehicle registration", SCHOOL: "a school",
  };

  function progress(words) {
    const place = document.querySelector("[data-progress]");
    clearTimeout(waiting);
    place.replaceChildren();
    if (!words) return;
    waiting = setTimeout(() => {
      const line = document.createElement("p");
      line.textContent = words;
      place.append(line);
    }, PROGRESS_AFTER_MS);
  }

  function leave() {
    // The entry is replaced, so that Back does not come to a page with a case on it.
    all("textarea, input[name=case]").forEach((box) => { box.value = ""; });
    document.querySelector("main").replaceChildren();
    location.replace("/");
  }

  function count(box) {
    const most = Number(box.dataset.max);
    const line = document.querySelector("[data-count]");
    const show = () => {
      const length = [...box.value].length;
      const words = box.value.trim() ? box.value.trim().split(/\s+/).length : 0;
      const over = length > most;
      line.classList.toggle("lfr-count--over", over);
      line.textContent = over
        ? `${(length - most).toLocaleString("en-GB")} characters too many. At most ${most.toLocaleString("en-GB")} are read.`
        : words ? `${words.toLocaleString("en-GB")} ${words === 1 ? "word" : "words"}. All of it is read.`
          : `Up to ${most.toLocaleString("en-GB")} characters. All of it is read.`;
    };
    box.addEventListener("input", show);
    show();
  }

  async function identifiers(text) {
    try {
      const answer = await fetch("/api/v1/identifiers", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text }), cache: "no-store",
      });
      if (!answer.ok) return [];
      const letters = [...text];
      const found = (await answer.json()).identifiers.map((one) => [letters.slice(one.start, one.end).join(""), KINDS[one.type] || "an identifier"]);
      return [...new Map(found)];
    } catch {
      return [];
    }
  }

  function button(words, secondary, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = secondary ? "govuk-button govuk-button--secondary" : "govuk-button";
    made.textContent = words;
    made.addEventListener("click", press);
    return made;
  }

  function warn(form, found) {
    const place = form.querySelector("[data-identifiers]");
    const heading = document.createElement("h2");
    heading.className = "govuk-heading-s";
    heading.tabIndex = -1;
    heading.textContent = "Your text may identify someone";
    const line = document.createElement("p");
    line.className = "govuk-body";
    found.slice(0, 12).forEach(([words, kind], place_) => {
      const quoted = document.createElement("q");
      quoted.textContent = words;
      line.append(place_ ? ", " : "", quoted, ` (${kind})`);
    });
    line.append(found.length > 12 ? `, and ${found.length - 12} more. ` : ". ", "The match does not need it.");
    const send = (mask) => {
      if (mask) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: "mask", value: "1" });
        form.append(field);
      }
      place.hidden = true;
      form.dataset.checked = "yes";
      form.requestSubmit();
    };
    const buttons = document.createElement("div");
    buttons.className = "lfr-buttons";
    buttons.append(button("Mask these and match", false, () => send(true)), button("Match as it is", true, () => send(false)));
    place.className = "lfr-alert";
    place.replaceChildren(heading, line, buttons);
    place.hidden = false;
    heading.focus();
  }

  async function checkFirst(event) {
    const form = event.target;
    const box = form.querySelector("textarea");
    if (form.dataset.checked === "yes" || !box.value.trim()) {
      progress(form.dataset.progressText);
      return;
    }
    event.preventDefault();
    progress("Looking for names and numbers…");
    const found = await identifiers(box.value);
    progress("");
    if (found.length) {
      warn(form, found);
    } else {
      form.dataset.checked = "yes";
      form.requestSubmit();
    }
  }

  // A correction, a filter or a changed text puts its answer in the place of the last one: no second entry in the history.
  async function swap(event) {
    const form = event.target;
    const by = event.submitter;
    if (by && (by.formTarget || by.hasAttribute("data-download"))) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, by));
    const target = by && by.hasAttribute("formaction") ? by.formAction : form.action;
    const reading = by && by.closest("#readings");
    progress(form.dataset.progressText);
    try {
      const answer = await fetch(target, { method: "POST", body: fields, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      if (!main) throw new Error("not a page");
      document.querySelector("main").replaceWith(document.adoptNode(main));
      document.title = page.title;
      start();
      if (!focusError()) {
        const next = (reading && document.getElementById("readings-title")) || document.querySelector("[data-heading]");
        if (next) {
          next.tabIndex = -1;
          next.focus();
        }
      }
    } catch {
      const place = document.createElement("div");
      place.className = "lfr-alert lfr-alert--gap";
      place.setAttribute("role", "alert");
      place.textContent = "The service did not answer. Your text is still here: try again in a moment.";
      document.querySelector("main").prepend(place);
      window.scrollTo(0, 0);
    } finally {
      progress("");
    }
  }

  // What is read on screen, folded parts too, and the user's own words only where they asked for them.
  function textToCopy(part) {
    const copy = part.cloneNode(true);
    const words = document.querySelector("[data-words]");
    all("details", copy).forEach((one) => { one.open = true; });
    all(".govuk-visually-hidden, button, form, nav, .lfr-filter, [hidden]", copy).forEach((one) => one.remove());
    if (words && !words.checked) all(".lfr-why, .lfr-quotes, .lfr-yours, .lfr-your-words, .lfr-case", copy).forEach((one) => one.remove());
    copy.className = "lfr-copy";
    document.body.append(copy);
    const text = copy.innerText;
    copy.remove();
    return text;
  }

  function focusError() {
    const summary = document.querySelector("[data-error-summary]");
    if (!summary) return false;
    summary.focus();
    all("a[href^='#']", summary).forEach((link) => link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (document.querySelector(`label[for="${field.id}"]`) || field).scrollIntoView();
      field.focus({ preventScroll: true });
    }));
    return true;
  }

  function start() {
    all("[data-needs-script]").forEach((part) => { part.hidden = false; });
    all("[data-max]").forEach(count);
    all("form").forEach((form) => {
      if (form.hasAttribute("data-case-form")) form.addEventListener("submit", checkFirst);
      else if (form.hasAttribute("data-swap")) form.addEventListener("submit", swap);
      else if (form.dataset.progressText) form.addEventListener("submit", () => progress(form.dataset.progressText));
    });
    all("[data-clear]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      if (tabs) tabs.postMessage("clear");
      leave();
    }));
    all("[data-print]").forEach((press) => press.addEventListener("click", () => window.print()));
    all("[data-copy]").forEach((press) => press.addEventListener("click", async () => {
      const copied = document.querySelector("[data-copied]");
      try {
        await navigator.clipboard.writeText(textToCopy(document.querySelector(press.dataset.copy)));
        copied.textContent = "Copied.";
      } catch {
        copied.textContent = "This browser does not let a page copy. Select the text and copy it.";
      }
    }));
    all("a[href='#change']").forEach((link) => link.addEventListener("click", () => { document.getElementById("change").open = true; }));
  }

  // Clear in one tab clears the others that hold the same case. Only a page with a case on it goes.
  if (tabs) tabs.onmessage = () => { if (document.querySelector("textarea, input[name=case]")) leave(); };

  window.addEventListener("pageshow", (event) => {
    const kind = (performance.getEntriesByType("navigation")[0] || {}).type;
    progress("");
    if (event.persisted || kind === "back_forward") all("textarea").forEach((box) => { box.value = ""; box.dispatchEvent(new Event("input")); });
  });

  start();
  focusError();
})();
