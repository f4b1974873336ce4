"""A real browser for tests of pages, and what they measure in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


# The colour of each piece of text against every colour that stands behind it, gradients included.
CONTRASTS = """() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [R, G, B] = [r, g, b].map(c => linear(c / 255));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const behind = node => {
    for (; node; node = node.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(node);
      const found = [backgroundColor, ...(backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? [])]
        .map(channels).filter(([, , , alpha]) => alpha !== 0);
      if (found.length) return backgroundImage === "none" ? found : [...found, ...behind(node.parentElement)];
    }
    throw new Error("nothing behind");
  };
  const texts = [...document.querySelectorAll("body *")].filter(node => node.checkVisibility() &&
    !node.closest("script, style") && [...node.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return texts.flatMap(node => behind(node).map(back => {
    const [a, b] = [light(channels(getComputedStyle(node).color)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return [ratio, `${node.localName}.${node.className}: ${node.textContent.slice(0, 30)}`];
  }));
}"""
