"use strict";

// textual.js reads where to connect, and how large to write, from the element when the page has loaded.
const AGAIN_MS = 3000;
// What can be read from four metres: 24 rows, and at least 100 columns (a row is 1.32 and a column 0.6 of its size).
const READABLE = Math.max(12, Math.floor(Math.min(innerHeight / 24 / 1.32, innerWidth / 100 / 0.6)));
const terminal = document.querySelector(".textual-terminal");
const asked = Number(new URLSearchParams(location.search).get("fontsize"));
terminal.dataset.sessionWebsocketUrl = `${location.origin.replace(/^http/, "ws")}/ws`;
terminal.dataset.fontSize = asked >= 6 && asked <= 80 ? asked : READABLE;

// Cells are measured once: not before the font is there.
const begin = window.onload;
window.onload = async (event) => {
  await document.fonts.load("16px 'Roboto Mono'").catch(() => undefined);
  begin(event);
};

// Nobody sits at a wall to press reload: it comes back when the door answers again.
async function comeBack() {
  for (;;) {
    await new Promise((done) => setTimeout(done, AGAIN_MS));
    const answer = await fetch("/", { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok) {
      location.reload();
      return;
    }
  }
}

const closing = new MutationObserver(() => {
  if (document.body.classList.contains("-closed")) {
    closing.disconnect();
    comeBack();
  }
});
closing.observe(document.body, { attributes: true, attributeFilter: ["class"] });
