// SPDX-License-Identifier: GPL-2.0-or-later
// Walks a page with the Tab key as a person does and tells what is wrong on the way: what is never reached,
// what comes out of turn, where no sign of the focus appears, where it is hidden or lost.

// In the page: notes every stop, and what is around it that looks different than at rest.
function watch() {
  const root = document.querySelector('dialog:modal') ?? document;
  const can = 'a[href],button,input:not([type=hidden]),select,textarea,summary,iframe,[tabindex="0"]';
  const of = (e) => [e.name, e.form];
  const inGroup = (e) => [...root.querySelectorAll('input[type=radio]')].filter((other) => of(other).every((x, i) => x === of(e)[i]));
  const wanted = [...root.querySelectorAll(can)].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
    // Of radio buttons one can be reached: the chosen one, else the first.
    return e.type !== 'radio' || e === (inGroup(e).find((other) => other.checked) ?? inGroup(e)[0]);
  });
  // From the top: where something that is gone had the focus, the next key goes on.
  const top = document.createElement('span');
  top.tabIndex = -1;
  (root === document ? document.body : root).prepend(top);
  top.focus();
  top.remove();
  scrollTo(0, 0);
  const look = (e) => {
    const style = getComputedStyle(e);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join(' ');
  };
  const rest = new Map([...document.querySelectorAll('body *')].map((e) => [e, look(e)]));
  const marked = (e) => {
    const style = getComputedStyle(e);
    const drawn = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    return drawn && look(e) !== rest.get(e);
  };
  const around = (e) => {
    const all = [...(e.labels ?? [])];
    for (let at = e; at && at !== document.body; at = at.parentElement) all.unshift(at);
    return all.reverse();
  };
  // Some of it can be seen: at one of its middles nothing else lies on top, but what was opened and can be closed.
  const visible = (e) =>
    [e, ...(e.labels ?? [])].some((part) =>
      [...part.getClientRects()].some(({ left, top, width, height }) =>
        [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([x, y]) => {
          const hit = document.elementFromPoint(left + x * width, top + y * height);
          return hit && (part.contains(hit) || hit.closest('label')?.control === e || hit.closest(':popover-open'));
        }),
      ),
    );
  const stops = [];
  // The stop before is judged when the next key is pressed: only then has the page scrolled to it.
  const judge = () => {
    const e = document.activeElement;
    if (e === document.body || e === document.documentElement) stops.push(null);
    else stops.push({ e, ring: around(e).some(marked), visible: visible(e) });
  };
  const key = (event) => event.key === 'Tab' && judge();
  addEventListener('keydown', key, true);
  const short = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 100);
  globalThis.tabTold = () => {
    judge();
    removeEventListener('keydown', key, true);
    while (stops.length && !stops[0]) stops.shift();
    const again = stops.findIndex((stop, i) => i > 0 && stop?.e === stops[0].e);
    const circle = again < 0 ? stops : stops.slice(0, again);
    const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
    const first = circle.reduce((best, stop, i) => (stop && follows(stop.e, circle[best].e) ? i : best), 0);
    const round = [...circle.slice(first), ...circle.slice(0, first)];
    while (round.length && !round.at(-1)) round.pop();
    const faults = round.flatMap((stop, i) => {
      if (!stop) return [`focus is lost after ${short(round[i - 1].e)}`];
      const before = round[i - 1]?.e;
      return [
        !stop.ring && `no sign of focus: ${short(stop.e)}`,
        !stop.visible && `hidden when it has the focus: ${short(stop.e)}`,
        before && ![before, stop.e].some((e) => e.closest('[popover]')) && follows(stop.e, before) && `out of turn: ${short(stop.e)}`,
      ].filter(Boolean);
    });
    if (again < 0) faults.push('the focus never comes round');
    for (const e of wanted) if (!round.some((stop) => stop?.e === e)) faults.push(`not reached: ${short(e)}`);
    return faults;
  };
  return wanted.length;
}

export async function tabFaults(page) {
  const cdp = await page.context().newCDPSession(page);
  const count = await page.evaluate(watch);
  // All keys in one go: asked for one after the other, a page would take seconds.
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
  const keys = Array.from({ length: 2 * count + 8 }, () => ['rawKeyDown', 'keyUp']).flat();
  await Promise.all(keys.map((type) => cdp.send('Input.dispatchKeyEvent', { type, ...key })));
  const faults = await page.evaluate(() => globalThis.tabTold());
  await cdp.detach();
  return faults;
}
