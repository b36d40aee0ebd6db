// Opens an order's page anew once the payment that it waits for has come, and not before. Without this script, or when the
// server does not answer, the page has a button that does the same.
(() => {
  const waits = document.querySelector("[data-refresh]");
  if (!waits || !window.fetch) return;
  for (const told of waits.querySelectorAll("[hidden]")) told.hidden = false;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.ok && !(await answer.text()).includes("data-refresh=")) return location.reload();
    } catch {
      // The next look may be luckier.
    }
    setTimeout(look, waits.dataset.refresh * 1000);
  };
  setTimeout(look, waits.dataset.refresh * 1000);
})();
// Writes a date, a telephone, an account or an amount as people write it once it is typed whole. What is typed in another way
// stays as it is, and so does what could be read in two ways; the server reads both, and as the same.
document.addEventListener("change", ({ target }) => {
  const mask = target.dataset.mask;
  if (!mask || target.readOnly) return;
  // Spaces, and what nobody sees of a paste.
  const typed = target.value.replace(/[\s\u00ad\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff]/g, "");
  if (mask === "amount") {
    const [, whole, bani = ""] = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed) || [];
    // Spaces between digits must be where thousands end.
    if (!whole || !/^\s*(\d+|\d{1,3}(\s\d{3})+)([.,]\d+)?\s*$/.test(target.value)) return;
    target.value = `${whole.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${bani.padEnd(2, "0")}`;
    return;
  }
  if (!/^[0-9a-z]+$/i.test(typed) || typed.length !== mask.replace(/[^#]/g, "").length) return;
  // Days first is ours: what has another order, or is no day, is not cut.
  const [month, year] = [typed.slice(-6, -4), typed.slice(-4)];
  if (mask.includes(".") && !(month >= 1 && month <= 12 && year >= 1900 && year <= 2100)) return;
  let at = 0;
  target.value = mask.replace(/#/g, () => typed[at++].toUpperCase());
});
// Keeps the total and the fields of a service's page in step with the answers. The server computes both and judges the
// form once more; without this script, or when the server does not answer, the page has a button that does the same.
(() => {
  const form = document.getElementById("service-form");
  if (!form || !form.dataset.preview || !window.AbortController) return;
  const root = document.documentElement;
  const comesAndGoes = form.querySelectorAll("[data-when]");
  const counting = new Set(form.dataset.live.split(" "));
  const PAUSE = 400; // milliseconds after the last key
  const REST = 15000; // milliseconds after the server did not answer
  let timer, running, known, restUntil = 0;

  // Only what the total and the conditions depend on is sent: not the name of someone who has not decided yet. The answers
  // that a personal link locks are known to the server.
  const counts = (name) =>
    name === "_link" || name.startsWith("_row.") || counting.has(name) || name.split(".").some((part) => counting.has(part));

  const answers = () => {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (counts(name)) pairs.append(name, value);
    return pairs.toString();
  };

  // Whether the browser has put back answers that the server did not see, as after "Back".
  const isChanged = (control) => {
    if (!counts(control.name || "")) return false;
    if (control.options) return [...control.options].some((one) => one.selected && one.value && !one.defaultSelected);
    if (control.type === "radio" || control.type === "checkbox") return control.checked !== control.defaultChecked;
    return "defaultValue" in control && control.value !== control.defaultValue;
  };

  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const showTotal = ({ lines, label, total, note }) => {
    for (const list of document.querySelectorAll("[data-lines]")) {
      list.hidden = !lines.length;
      list.replaceChildren(
        ...lines.map(({ reason, amount }) => {
          const [row, what, sum] = ["div", "dt", "dd"].map((name) => document.createElement(name));
          what.textContent = reason;
          sum.textContent = amount;
          sum.className = "nums";
          row.append(what, sum);
          return row;
        }),
      );
    }
    for (const place of document.querySelectorAll("[data-total]")) {
      place.hidden = !total;
      write(place.firstElementChild, label);
      write(place.lastElementChild, total);
    }
    for (const place of document.querySelectorAll("[data-note]")) {
      const text = note || (total ? "" : place.dataset.note);
      place.hidden = !text;
      write(place, text);
    }
  };

  const showFields = (shown) => {
    for (const place of comesAndGoes) place.classList.toggle("asked", shown.includes(place.id));
    root.classList.add("live");
  };

  // The page as it is without a script: all fields with a hint, no total that could be wrong, the button.
  const giveUp = () => {
    root.classList.remove("live");
    known = undefined;
    showTotal({ lines: [], label: "", total: "", note: "" });
    restUntil = Date.now() + REST;
  };

  const ask = async () => {
    if (running) running.abort();
    const asked = answers();
    if (asked === known) return;
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: asked,
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        signal: mine.signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (mine !== running) return;
      known = asked;
      showTotal(told);
      showFields(told.shown);
    } catch {
      if (!mine.signal.aborted) giveUp();
    }
  };

  const askSoon = (event) => {
    if (event.target.name && !counts(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(PAUSE, restUntil - Date.now()));
  };

  for (const control of form.querySelectorAll("[data-required]")) control.required = true;
  root.classList.add("live");
  form.addEventListener("input", askSoon);
  form.addEventListener("change", askSoon);
  addEventListener("pageshow", () => {
    if (comesAndGoes.length || [...form.elements].some(isChanged)) ask();
  });
})();
// Back to a form that the browser has put aside shows it as it was typed, and else without its amounts and codes: then its
// last step is opened, where the server has all of it. Once an order was made of it, it is emptied.
(() => {
  let kept;
  try {
    kept = window.sessionStorage;
    kept.getItem("");
  } catch {
    return; // as where cookies are refused
  }
  const CONFIRMED = "confirmed";
  const review = document.getElementById("review-form");
  const form = document.getElementById("service-form");
  const sent = (form || review || { action: "" }).action; // where its steps lie, in this language
  const name = sent.split("/").slice(4, 6).join("/");
  const token = location.href.startsWith(sent + "/") && location.href.slice(sent.length + 1, sent.length + 27);
  if (token) kept.setItem(name, token);
  if (review) {
    kept.removeItem(CONFIRMED);
    review.addEventListener("submit", ({ submitter }) => {
      if (submitter && /^_a/.test(submitter.name)) kept.setItem(CONFIRMED, "yes");
    });
  }
  if (!form) return;
  form.addEventListener("input", () => kept.removeItem(CONFIRMED));
  addEventListener("pageshow", async ({ persisted }) => {
    const { type } = performance.getEntriesByType("navigation")[0] || {};
    if (!persisted && type === "navigate" && !token) kept.removeItem(name);
    if (!persisted && type !== "back_forward") return;
    if (kept.getItem(CONFIRMED)) return form.reset();
    const last = kept.getItem(name);
    if (persisted || token || !last) return;
    const answer = await fetch(`${sent}/${last}`).catch(() => ({}));
    if (answer.ok || answer.status === 422) location.replace(`${sent}/${last}`);
  });
})();
