"""What a script can see of a screen: widths, sizes of letters and targets, equal answers, one main button."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.tools import PWA

# Everything that moves to the side: the page, and each box of its own that does.  A field for text is its own box.
SIDEWAYS = """() => {
  const wide = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wide.push('the page is wider than the screen');
  for (const one of document.body.querySelectorAll('*')) {
    const { overflowX } = getComputedStyle(one);
    if (overflowX !== 'auto' && overflowX !== 'scroll') continue;
    if (one.matches('textarea') || one.scrollWidth <= one.clientWidth + 1) continue;
    const edge = one.getBoundingClientRect().right;
    const out = [...one.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > edge + 1);
    wide.push(`moves to the side: ${one.tagName} ${one.className}, because of `
      + out.slice(0, 3).map((part) => part.outerHTML.slice(0, 90)).join(' | '));
  }
  return wide;
}"""

# Text under 16 px, words that their own box cuts off, more than one main button; what is too small for a finger;
# answers that are not all alike; corners that are not where they always are; a Stop that a hurried hand could miss; a
# header of two lines where there is room for one.
SIZES = """() => {
  const found = [];
  // What lies behind an open sheet cannot be pressed.
  const top = document.querySelector('dialog[open]') ?? document;
  const shown = (one) => one.getClientRects().length > 0
    && one.checkVisibility({ visibilityProperty: true }) && !one.closest('.heard-only, .skip, [aria-hidden=true], svg');
  const name = (one) => (one.textContent.trim() || one.outerHTML).slice(0, 60);
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !shown(one)) continue;
    const style = getComputedStyle(one);
    if (parseFloat(style.fontSize) < 15.9) found.push(`small text: ${name(one)}`);
    const cut = style.overflowX === 'hidden' || style.overflowX === 'clip';
    if (cut && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${name(one)}`);
  }
  const mains = [...top.querySelectorAll('.button.main:not(.play-button)')].filter(shown).map(name);
  if (mains.length > 1) found.push(`more than one main button: ${mains.join(', ')}`);
  const pressed = 'button, a.button, input:not([type=hidden]), select, textarea, nav a, a.list-row, summary';
  for (const one of [...document.querySelectorAll(pressed)].filter(shown)) {
    const { height, width } = (one.closest('label.tick') ?? one).getBoundingClientRect();
    if (height < 47.9 || width < 47.9) found.push(`small target ${width} x ${height}: ${name(one)}`);
  }
  for (const group of document.querySelectorAll('.answers, .visit-equal')) {
    const answers = [...group.querySelectorAll('.answer, .equal, .visit-equal > .button')].filter(shown);
    const looks = answers.map((one) => {
      const { height, width } = one.getBoundingClientRect();
      const { backgroundColor, borderStyle, borderColor, borderRadius, fontSize } = getComputedStyle(one);
      if (height < 55.9) found.push(`an answer of ${height}: ${name(one)}`);
      const able = one.getAttribute('aria-disabled') !== 'true';
      const look = [backgroundColor, borderStyle, borderColor, borderRadius, fontSize].join();
      return { size: `${width.toFixed(1)} x ${height.toFixed(1)}`, look, able };
    });
    if (new Set(looks.map(({ size }) => size)).size > 1)
      found.push(`answers of several sizes: ${looks.map(({ size }) => size).join(', ')}: ${name(group)}`);
    // One that cannot be given yet looks so.
    const alike = new Set(looks.filter(({ able }) => able).map(({ look }) => look));
    if (alike.size > 1) found.push(`answers that look unlike: ${name(group)}`);
  }
  for (const titles of document.querySelectorAll('.frame:not(.bare) > header .titles')) {
    const parts = [...titles.children].filter(shown).map((one) => [name(one), one.getBoundingClientRect()]);
    const middles = parts.map(([, { bottom, top }]) => (bottom + top) / 2);
    if (innerWidth >= 1280 && Math.max(...middles) - Math.min(...middles) > 8)
      found.push(`a header of two lines: ${parts.map(([words]) => words).join(' | ')}`);
  }
  // The corners are where they always are; whoever holds the tablet with the other hand has them mirrored.
  const mirrored = document.documentElement.dataset.hand === 'left';
  for (const frame of document.querySelectorAll('.frame:not(.bare)')) {
    for (const [corner, onTheLeft] of [['header .corner', false], ['footer .help', true], ['footer .stop', false]]) {
      const pressed = [...frame.querySelectorAll(`${corner} .button`)].filter(shown);
      if (pressed.length === 0) found.push(`nothing in the corner ${corner}`);
      for (const one of pressed) {
        const { left, right } = one.getBoundingClientRect();
        const wrong = (left + right < innerWidth) !== (onTheLeft !== mirrored);
        if (wrong) found.push(`in the wrong corner: ${name(one)}`);
      }
    }
    const [top, foot] = ['header', 'footer'].map((part) => frame.querySelector(`:scope > ${part}`));
    const { bottom } = top?.getBoundingClientRect() ?? {};
    const content = frame.querySelector('main').getBoundingClientRect();
    if (top === null || bottom > content.top + 1) found.push('the header does not stand over the content');
    if (foot === null || foot.getBoundingClientRect().top < content.bottom - 1) found.push('the foot is not below');
  }
  for (const stop of document.querySelectorAll('.film-stop')) {
    const { height, width } = stop.getBoundingClientRect();
    const whole = width >= innerWidth - 64 && height >= 111.9;
    if (!whole && (width < 199.9 || height < 239.9)) found.push(`a Stop of ${width} x ${height}`);
  }
  return found;
}"""


AXE = """async () => {
  const found = await axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe, ${id}: ${node.html.slice(0, 120)}`));
}"""


def axe(page: Page) -> list[str]:
    """What axe-core finds on the screen as it stands (WCAG 2.2 A and AA, and its own best practice)."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate((PWA / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found: list[str] = page.evaluate(AXE)
    return found


def sideways(page: Page) -> list[str]:
    """What can be moved to the side, and what makes it so wide."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def flaws(page: Page) -> list[str]:
    """Whatever of this a script sees on the screen as it stands."""
    found: list[str] = page.evaluate(SIZES)
    return sideways(page) + found


def in_large_text_on_a_narrow_screen(page: Page) -> list[str]:
    """What moves to the side on 320 px with letters of 200 %; the page is left as it was."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    wide = sideways(page)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    if before is not None:
        page.set_viewport_size(before)
    return wide
