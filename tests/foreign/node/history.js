// Goes back and forward through a payment in a real browser:
// `node history.js chromium|firefox ADDRESS [scripts] [cookies] [memory]`. What is not named is turned off; `memory` is what
// lets a browser put whole pages aside for Back. It ends with 1 and says why where a page is not ours, or does not say
// what was typed, or still says it once an order was made, and with 75 where the browser has not done what is looked at.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [browserName, address, ...allowed] = process.argv.slice(2);
const [hasScripts, hasCookies, hasMemory] = ["scripts", "cookies", "memory"].map((word) => allowed.includes(word));
const APPEARS_MAX = 30000; // milliseconds
const SERVICE = `${address}/ro/moldsilva/forest-land-rent`;
const TYPED = {
  "payer.id": "2006022048426",
  "payer.name": "Ștefan Țîră",
  contract: "AB23215",
  date: "25.01.2025",
  telephone: "60 606 060",
  rent: "9267,05",
};
// What no page may say after the order: what is nobody's but the payer's.
const SECRETS = ["2006022048426", "Ștefan", "AB23215", "606 060", "9267,05"];

const folder = mkdtempSync(join(tmpdir(), "history-"));
const launched = () => {
  if (browserName === "firefox") {
    const extraPrefsFirefox = {
      // As many pages are put aside for Back as on a machine with room: else a busy one puts none aside.
      "browser.sessionhistory.max_total_viewers": hasMemory ? 8 : 0,
      "network.cookie.cookieBehavior": hasCookies ? 0 : 2,
      // Scripts of pages are not loaded; ours are all files.
      "permissions.default.script": hasScripts ? 1 : 2,
    };
    const executablePath = "/usr/bin/firefox-esr";
    return puppeteer.launch({ browser: "firefox", executablePath, headless: true, extraPrefsFirefox, userDataDir: folder });
  }
  mkdirSync(join(folder, "Default"));
  const cookies = hasCookies ? 1 : 2;
  const preferences = { profile: { default_content_setting_values: { cookies } } };
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
  const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  if (!hasMemory) args.push("--disable-features=BackForwardCache");
  return puppeteer.launch({ executablePath: "/usr/bin/chromium", headless: true, args, userDataDir: folder });
};

const browser = await launched();
const page = (await browser.pages())[0] ?? (await browser.newPage());
if (!hasScripts && browserName !== "firefox") await page.setJavaScriptEnabled(false);

// What stands on the page; nothing while another is on its way.
const look = async () => {
  try {
    return await page.evaluate(() => ({
      address: location.href,
      isWhole: document.readyState === "complete",
      isPutAside: window.isPutAside === true,
      isOurs: Boolean(document.querySelector("main#content")),
      title: document.querySelector("h1")?.textContent ?? "",
      language: document.documentElement.lang,
      text: document.body?.innerText ?? "",
      html: document.documentElement.outerHTML,
      values: Object.fromEntries(
        [...document.querySelectorAll("#service-form input[type=text], #service-form input[type=tel]")]
          .concat([...document.querySelectorAll("#service-form input:not([type])")])
          .map((field) => [field.name, field.value]),
      ),
      errors: document.querySelectorAll(".summary-errors").length,
    }));
  } catch {
    return undefined;
  }
};
let step = "start";
const sees = async (what, isSo) => {
  const deadline = Date.now() + APPEARS_MAX;
  let seen;
  do {
    seen = await look();
    if (seen?.isWhole && isSo(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < deadline);
  throw new Error(`${step}: never ${what}; at ${seen?.address}: ${seen?.title}\n${seen?.text}\n${JSON.stringify(seen?.values)}`);
};
const goes = async (by) => {
  // Not by the driver's own waiting: a page that comes out of the browser's memory is not loaded.
  const session = browserName === "firefox" ? undefined : await page.createCDPSession();
  if (session) {
    const { currentIndex, entries } = await session.send("Page.getNavigationHistory");
    await session.send("Page.navigateToHistoryEntry", { entryId: entries[currentIndex + by].id });
    await session.detach();
  } else {
    await page.evaluate((by) => history.go(by), by).catch(() => {});
  }
};
// Not by a place on the screen: what is pressed may move while fonts arrive, and a click would miss it.
const press = async (selector) => {
  const element = await page.waitForSelector(selector, { timeout: APPEARS_MAX });
  await element.evaluate((one) => one.click()).catch(() => {}); // the page may be gone before it answers
};
const types = async (name, text) => {
  const selector = `#service-form [name='${name}']`;
  await page.waitForSelector(selector, { timeout: APPEARS_MAX });
  await page.focus(selector);
  await page.$eval(selector, (field) => field.select());
  await page.keyboard.press("Backspace");
  await page.keyboard.type(text);
};
const squeezed = (text) => (text ?? "").replace(/\s/g, "");
const isForm = (typed) => (seen) =>
  seen.isOurs && Object.entries(typed).every(([name, text]) => squeezed(seen.values[name]) === squeezed(text));
const isReview = (language, contract) => (seen) =>
  seen.address.includes("/answers/") && seen.address.endsWith("/review") && seen.language === language &&
  seen.text.includes(contract) && seen.text.includes("2006022048426");
const isOrder = (seen) => /\/ro\/order\/[0-9a-z]{26}$/.test(seen.address);

const tell = async (what, act) => {
  step = what;
  await act();
};
// Firefox may throw away what it has put aside, and loads the page anew. Where scripts and cookies are allowed our script
// then opens the last step; else the form is what the browser makes of it, and there is nothing of ours to judge.
class Dropped extends Error {}
const first = { ...TYPED };
const seesFirstForm = async (what) => {
  let isDropped = false;
  await sees(what, (seen) => {
    isDropped = !hasScripts || !hasCookies ? seen.address === SERVICE && !seen.isPutAside : false;
    return isDropped || isForm(first)(seen);
  });
  if (isDropped) throw new Dropped(`${step}: the browser has put no page aside`);
};
try {
  await tell("the form is filled in", async () => {
    await page.goto(SERVICE);
    await press("#f-payer-kind");
    for (const [name, text] of Object.entries(first)) await types(name, text);
    await page.evaluate(() => (window.isPutAside = true));
    await press("button[value=continue]");
    await sees("the review", isReview("ro", "AB23215"));
  });
  await tell("back from the review", async () => {
    await goes(-1);
    await seesFirstForm("the form with all that was typed");
    await goes(+1);
    await sees("the review again", isReview("ro", "AB23215"));
    await goes(-1);
    await seesFirstForm("the form once more");
  });
  await tell("errors, corrected", async () => {
    await types("contract", "!");
    await press("button[value=continue]");
    await sees("the errors", (seen) => seen.errors === 1 && isForm({ ...first, contract: "!" })(seen));
    await types("contract", "AB23216");
    await press("button[value=continue]");
    await sees("the review", isReview("ro", "AB23216"));
    await goes(-1);
    await sees("the form, corrected", (seen) => seen.errors === 0 && isForm({ ...first, contract: "AB23216" })(seen));
    await goes(+1);
    await sees("the review again", isReview("ro", "AB23216"));
  });
  await tell("another language", async () => {
    await press("button[name=_language][value=ru]");
    await sees("the review in Russian", isReview("ru", "AB23216"));
    await goes(-1);
    await sees("the review in Romanian", isReview("ro", "AB23216"));
    await goes(+1);
    await sees("the review in Russian", isReview("ru", "AB23216"));
    await press("button[name=_language][value=ro]");
    await sees("the review in Romanian", isReview("ro", "AB23216"));
  });
  await tell("one answer is changed", async () => {
    await press("button[name=_edit][value=f-contract]");
    await sees("the form", isForm({ ...first, contract: "AB23216" }));
    await types("contract", "AB23217");
    await press("button[value=continue]");
    await sees("the review", isReview("ro", "AB23217"));
  });
  let order;
  await tell("the order", async () => {
    await press("#review-form button[name=_action], #review-form button[name=_again]");
    order = (await sees("the order", isOrder)).address;
  });
  const holdsNothing = (seen) => {
    for (const secret of SECRETS) assert(!seen.html.includes(secret), `${step}: ${seen.address} says ${secret}`);
    for (const value of Object.values(seen.values)) assert.equal(value, "", `${step}: ${seen.address}`);
  };
  const leadsToIt = (seen) => seen.isOurs && seen.address.includes("/answers/") && seen.html.includes(`href="${new URL(order).pathname}"`);
  await tell("back from the order", async () => {
    await goes(-1);
    holdsNothing(await sees("a page that leads to the order", leadsToIt));
    await goes(+1);
    await sees("the order", isOrder);
    await goes(-1);
    await sees("a page that leads to the order", leadsToIt);
    await press(`a[href="${new URL(order).pathname}"]`);
    await sees("the order", isOrder);
  });
  await tell("to MPay and back", async () => {
    await press("form.actions button");
    await sees("MPay", (seen) => seen.address.includes("/service/pay"));
    await goes(-1);
    await sees("the order", isOrder);
    await press("form.actions button");
    await sees("MPay", (seen) => seen.address.includes("/service/pay"));
    await press("button[name=action][value=pay]");
    await sees("the order", isOrder);
  });
  await tell("back through all of it", async () => {
    for (let at = 0; at < 30; at++) {
      const before = await look();
      await page.evaluate(() => (window.isOld = true)).catch(() => {});
      await goes(-1);
      const seen = await sees("another page", (seen) => seen.address !== before?.address || seen.html !== before?.html)
        .catch(() => undefined);
      if (!seen) break;
      if (seen.address === SERVICE) {
        // Where cookies are refused scripts have no memory either.
        if (hasScripts && hasCookies) holdsNothing(await sees("an empty form", (seen) => !Object.values(seen.values).join("")));
        break;
      }
      if (seen.address.includes("/answers/")) holdsNothing(seen);
    }
  });
  console.log(`${browserName}, ${allowed.join(", ") || "nothing"}: well`);
} catch (error) {
  console.error(`${browserName} (${allowed}): ${error.stack}`);
  process.exitCode = error instanceof Dropped ? 75 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
