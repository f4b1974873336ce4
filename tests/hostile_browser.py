"""A browser that tells whether a page did anything but show words."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

_ADDRESS = "https://course.invalid/"
_FOLLOWED = {"http:", "https:", "mailto:"}

# What a person may do to a page, for every element of it; and where its links would lead.
_PROVOKE = """() => {
  const led = [];
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["mouseover", "mouseenter", "focus", "pointerdown", "animationstart"])
      element.dispatchEvent(new Event(name, { bubbles: name === "mouseover" }));
    for (const { name } of element.attributes) if (name.startsWith("on")) led.push(name);
    if ((element.localName === "a" || element.localName === "area") && !element.download)
      led.push(element.protocol);
    else if (element.matches("form, base, object, embed, iframe, link:not([rel=icon])"))
      led.push(element.localName);
  }
  return led;
}"""


def seen(browser: Browser, page: str) -> tuple[str, set[str]]:
    """The words of ``page`` in a browser, and what it did besides, had in it or asked for.

    It opens at the address of a site; ``pwned`` is a function that it could call.
    """
    done: set[str] = set()
    context = browser.new_context()
    try:
        tab = context.new_page()
        tab.expose_function("pwned", lambda *_: done.add("pwned"))
        tab.on("dialog", lambda dialog: (done.add("dialog"), dialog.dismiss()))
        tab.on("popup", lambda _: done.add("popup"))
        context.on("request", lambda request: _note(request, done))
        body = page if "<html" in page else f"<!doctype html><meta charset=utf-8><body>{page}</body>"
        context.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
        tab.goto(_ADDRESS)
        done |= set(tab.evaluate(_PROVOKE)) - _FOLLOWED
        tab.wait_for_load_state("load")
        return str(tab.evaluate("document.body.textContent")), done
    finally:
        context.close()


def _note(request: Any, done: set[str]) -> None:
    if request.url != _ADDRESS and not request.url.startswith("data:"):
        done.add(f"request: {request.url}")
