
"use strict";
(() => {
  const main = document.getElementById("main");
  const jump = document.getElementById("jump");
  const download = document.querySelector("a.download");
  const sessions = [...document.querySelectorAll("section[data-date]")];

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // Today's session: the first one dated today or later, where the course is.

  const formatter = (timeZone) =>
    new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });

  const courseClock = () => {
    try {
      return formatter(main.dataset.timezone);
    } catch {
      return formatter("UTC"); // a zone that this browser does not know
    }
  };
  const clock = courseClock();

  const today = () => {
    const part = Object.fromEntries(clock.formatToParts(new Date()).map(({ type, value }) => [type, value]));
    return `${part.year.padStart(4, "0")}-${part.month}-${part.day}`;
  };

  // Dates are ISO 8601 with four digits of year, so that text compares as time does.
  const currentOn = (day) =>
    sessions
      .filter((session) => session.dataset.date >= day)
      .reduce((best, session) => (best && best.dataset.date <= session.dataset.date ? best : session), null);

  let marked = null;

  const markToday = () => {
    const day = today();
    if (marked === day) return;
    marked = day;
    const current = currentOn(day);
    for (const session of sessions) {
      session.removeAttribute("aria-current");
      session.querySelector(".mark")?.remove();
    }
    jump.hidden = !current;
    if (!current) return;
    const label = current.dataset.date === day ? "Today" : "Next";
    current.setAttribute("aria-current", "date");
    current.querySelector(".when").prepend(element("span", { className: "mark", textContent: label }), " ");
    jump.href = `#${current.id}`;
  };

  markToday();
  document.addEventListener("visibilitychange", () => document.hidden || markToday());
  addEventListener("pageshow", markToday);
  setInterval(markToday, 60_000); // a page that stays on the screen past midnight

  // An address that ends in #today is a promise that many course pages make.
  const followToday = () => {
    if (location.hash === "#today") document.querySelector("[aria-current=date]")?.scrollIntoView();
  };
  followToday();
  addEventListener("hashchange", followToday);

  // Citations. The BibTeX text is that of the download link.

  const citations = JSON.parse(document.getElementById("citations").textContent);
  const bibtex = download ? decodeURIComponent(download.href.slice(download.href.indexOf(",") + 1)) : "";

  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  // Without the clipboard's consent (an http page, a refusal): select the text and copy that.
  const copySelected = (node) => {
    select(node);
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  };

  const copy = async (node) => {
    try {
      await navigator.clipboard.writeText(node.textContent);
      return true;
    } catch {
      return copySelected(node);
    }
  };

  const said = element("p", { className: "said", role: "status" });
  const heading = element("h2", { id: "cite-title" });
  const styles = element("div");
  const close = element("button", { type: "button", className: "close", textContent: "Close" });
  const dialog = element("dialog", {}, heading, styles, said, close);
  dialog.setAttribute("aria-labelledby", "cite-title");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);

  const styleRow = ([name, text]) => {
    const words = element("pre", { textContent: text });
    words.classList.toggle("code", name === "BibTeX");
    const button = element("button", { type: "button", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy ${name}`);
    button.addEventListener("click", async () => {
      said.textContent = "";
      const copied = await copy(words);
      said.textContent = copied
        ? `Copied the ${name} citation.`
        : `The ${name} citation is selected: press Ctrl+C, or ⌘C on a Mac.`;
    });
    return element("div", { className: "style" }, element("h3", { textContent: name }), words, button);
  };

  const showCitation = ({ title, bibtex: [start, end], styles: texts }) => {
    heading.textContent = `Cite “${title}”`;
    said.textContent = "";
    const rows = Object.entries({ ...texts, BibTeX: bibtex.slice(start, end) });
    styles.replaceChildren(...rows.map(styleRow));
    dialog.showModal();
  };

  for (const reading of document.querySelectorAll("[data-citation]")) {
    const citation = citations[Number(reading.dataset.citation)];
    const button = element("button", { type: "button", className: "cite", textContent: "Cite" });
    button.setAttribute("aria-label", `Cite ${citation.title}`);
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => showCitation(citation));
    const facts = reading.querySelector(".facts") ?? reading.appendChild(element("ul", { className: "facts" }));
    facts.append(element("li", {}, button));
  }

  // Paper cannot be unfolded.

  const optional = [...document.querySelectorAll("details.optional")];
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = optional.filter((details) => !details.open);
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
