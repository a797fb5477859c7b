// SPDX-License-Identifier: GPL-2.0-or-later
// Search as one types, key by key: the combobox of the WAI-ARIA Authoring Practices, on slow, lost and returning
// networks, and how its popup looks. Answers are held back and let go by the test, so that no clock decides.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { axe, inLanguage, inStates, openBrowser, openContext, quiet, serveExample, sideways } from './browser.mjs';
import { wait } from './harness.mjs';

let server;
let browser;

before(async (t) => {
  server = await serveExample(t);
  browser = await openBrowser(t);
});

const typed = { ar: 'استرداد', en: 'refund' };
const says = {
  ar: { loading: 'جارٍ البحث', offline: 'لا اتصال بالشبكة. سنبحث حين يعود.', none: 'لا اقتراحات' },
  en: { loading: 'Searching', offline: 'No connection. We will search when it is back.', none: 'No suggestions' },
};
const OPEN = '.pop:not([hidden])';
const field = (page) => page.locator('form.search input[name=q]').first();
const value = (page) => field(page).inputValue();
const status = (page) => page.locator('form.search [role=status]').first();
const isOpen = async (page) => (await page.locator(OPEN).count()) > 0;
const options = (page) => page.locator(`${OPEN} [role=option]`);
const recall = (page, list) => page.addInitScript((entries) => localStorage.setItem('jawab-recent', JSON.stringify(entries)), list);
const until = (page, selector, text) =>
  page.waitForFunction(([where, what]) => document.querySelector(where)?.textContent === what, [selector, text]);

// In every language and width, on the home page with the field in focus.
const everywhere = (t, body, states = {}) =>
  inStates(t, browser, states, async (state) => {
    await state.before?.(state);
    await state.page.goto(inLanguage(server, '/', state.lang));
    await field(state.page).focus();
    await body(state);
  });

// Until the answer to all of it is there: one to its beginning may come first.
const suggest = async ({ page, lang }, text = typed[lang]) => {
  await page.keyboard.type(text);
  await page.locator(`${OPEN} [data-href*="/articles/"][data-href*="?q=${encodeURIComponent(text)}&"]`).first().waitFor();
};

// The server's answers to /typing, each held until its release is called; only the first `most` of them. What is asked
// is put in at once: letter by letter, a busy machine asks for the first ones as well.
async function holdAnswers(page, most = Infinity) {
  const held = [];
  await page.route('**/typing?*', (route) => {
    const query = new URL(route.request().url()).searchParams.get('q');
    const release = () => route.continue().catch(() => {});
    held.push({ query, release });
    if (held.length > most) release();
  });
  held.arrived = async (n) => {
    for (let i = 0; held.length < n && i < 250; i++) await wait(20);
    assert.ok(held.length >= n, `${held.length} of ${n} asked`);
  };
  return held;
}

test('roles and states are those of a combobox with a list', async (t) => {
  await everywhere(t, async (state) => {
    const { page } = state;
    const attribute = (name) => field(page).getAttribute(name);
    assert.equal(await attribute('role'), 'combobox');
    assert.equal(await attribute('aria-autocomplete'), 'list');
    assert.equal(await attribute('aria-expanded'), 'false');
    await suggest(state);
    assert.equal(await attribute('aria-expanded'), 'true');
    const list = page.locator(`[id="${await attribute('aria-controls')}"]`);
    assert.equal(await list.getAttribute('role'), 'listbox');
    assert.ok(await list.getAttribute('aria-label'));
    const groups = page.locator(`${OPEN} [role=group]`);
    assert.equal(await groups.count(), 2);
    for (const group of await groups.all()) {
      const label = page.locator(`[id="${await group.getAttribute('aria-labelledby')}"]`);
      assert.ok((await label.textContent()).length > 3);
    }
    assert.equal(await groups.last().locator('[role=option]').count(), 3);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((e) => e.id));
    assert.equal(new Set(ids).size, ids.length, 'an id twice');
  });
});

test('the arrows go round by way of the field, and the field keeps the focus', async (t) => {
  await everywhere(t, async (state) => {
    const { page } = state;
    await suggest(state);
    const n = await options(page).count();
    const at = async () => {
      const id = await field(page).getAttribute('aria-activedescendant');
      const selected = await options(page).evaluateAll((all) => all.flatMap((e, i) => (e.getAttribute('aria-selected') === 'true' ? [i] : [])));
      assert.ok(selected.length <= 1);
      if (selected.length) assert.equal(await options(page).nth(selected[0]).getAttribute('id'), id);
      else assert.equal(id, null);
      assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
      return selected[0] ?? -1;
    };
    assert.equal(await at(), -1);
    for (let i = 0; i < n; i++) {
      await page.keyboard.press('ArrowDown');
      assert.equal(await at(), i);
      assert.ok(await options(page).nth(i).evaluate((e) => {
        const { top, bottom } = e.getBoundingClientRect();
        const list = e.closest('[role=listbox]').getBoundingClientRect();
        return top >= list.top - 1 && bottom <= list.bottom + 1;
      }), `option ${i} is not in sight`);
    }
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), -1);
    await page.keyboard.press('ArrowUp');
    assert.equal(await at(), n - 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 0);
    await page.keyboard.press('ArrowUp');
    assert.equal(await at(), -1);
    assert.equal(await value(page), typed[state.lang]); // choosing changes nothing that was typed
  });
});

test('Enter and a click open what was chosen', async (t) => {
  await everywhere(t, async (state) => {
    const { page } = state;
    for (const open of [
      async (option, presses) => {
        for (let i = 0; i <= presses; i++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
      },
      (option) => option.click(),
    ]) {
      for (const kind of ['/search?', '/articles/']) {
        await page.goto(inLanguage(server, '/', state.lang));
        await field(page).focus();
        await suggest(state);
        const leads = await options(page).evaluateAll((all) => all.map((e) => e.dataset.href));
        const i = leads.findIndex((href) => href.startsWith(kind));
        await open(options(page).nth(i), i);
        await page.waitForURL((url) => url.pathname + url.search + url.hash === leads[i] || url.pathname + url.search === leads[i]);
        assert.equal(await page.getAttribute('html', 'lang'), state.lang);
      }
    }
  });
});

test('Enter after more was typed searches for what is typed, not for what was chosen before', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    await suggest(state);
    await page.keyboard.press('ArrowDown');
    await holdAnswers(page);
    await page.keyboard.type(' x');
    assert.equal(await field(page).getAttribute('aria-activedescendant'), null);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
    assert.equal(new URL(page.url()).searchParams.get('q'), `${typed[lang]} x`);
  }, { widths: [1280] });
});

test('Escape closes, then clears; also while an answer is waited for, and from the buttons', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    await suggest(state);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    assert.equal(await isOpen(page), false);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
    assert.equal(await field(page).getAttribute('aria-activedescendant'), null);
    assert.equal(await value(page), typed[lang]);
    await page.keyboard.press('ArrowDown'); // opens again
    await options(page).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.equal(await value(page), '');

    const held = await holdAnswers(page);
    await page.keyboard.insertText(typed[lang]);
    await held.arrived(1);
    await page.keyboard.press('Escape');
    assert.equal(await value(page), typed[lang]);
    held[0].release();
    await wait(100);
    assert.equal(await isOpen(page), false);
    await page.unroute('**/typing?*');

    await page.keyboard.press('ArrowDown');
    await options(page).first().waitFor();
    await page.keyboard.press('Tab'); // to the clear button
    assert.equal(await isOpen(page), true);
    await page.keyboard.press('Escape');
    assert.equal(await isOpen(page), false);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    assert.equal(await value(page), typed[lang]);
  });
});

test('the clear button is there while there is something to clear', async (t) => {
  await everywhere(t, async (state) => {
    const { page } = state;
    const clear = page.locator('form.search .clear');
    assert.equal(await clear.isVisible(), false);
    await suggest(state);
    assert.ok(await clear.getAttribute('aria-label'));
    await clear.click();
    assert.equal(await value(page), '');
    assert.equal(await isOpen(page), false);
    assert.equal(await clear.isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  });
});

test('an answer to what is typed no more is dropped, whenever it comes', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    const held = await holdAnswers(page, 1);
    const [half, rest] = [typed[lang].slice(0, 4), typed[lang].slice(4)];
    await page.keyboard.insertText(half);
    await held.arrived(1);
    await page.keyboard.insertText(rest);
    await held.arrived(2);
    assert.deepEqual(held.map((answer) => answer.query), [half, typed[lang]]);
    await options(page).first().waitFor();
    const shown = await page.locator(OPEN).innerHTML();
    held[0].release();
    await wait(400); // longer than until "searching" is said
    assert.equal(await page.locator(OPEN).innerHTML(), shown);
    assert.notEqual(await status(page).textContent(), says[lang].loading);
  }, { widths: [1280] });
});

test('a slow answer is said to be on its way, and that goes when it comes', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    const held = await holdAnswers(page);
    await page.keyboard.insertText(typed[lang]);
    await until(page, `${OPEN} .say`, says[lang].loading);
    assert.equal(await status(page).textContent(), says[lang].loading);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false'); // there is no list yet
    await page.keyboard.insertText(' ');
    await held.arrived(2);
    held[1].release();
    await options(page).first().waitFor();
    assert.equal(await page.locator(`${OPEN} .say`).isVisible(), false);
    assert.match(await status(page).textContent(), lang === 'ar' ? /اقتراح/ : /suggestion/);
  });
});

test('without a network it says so where one looks, and searches when it is back', async (t) => {
  await everywhere(t, async (state) => {
    const { page, context, lang } = state;
    await context.setOffline(true);
    await page.keyboard.type(typed[lang]);
    await until(page, `${OPEN} .say`, says[lang].offline);
    assert.equal(await status(page).textContent(), says[lang].offline);
    assert.equal(await page.locator('[role=status]').filter({ hasText: says[lang].offline }).count(), 1, 'said once');
    context.complaints.length = 0; // the browser itself complains of the lost request
    await context.setOffline(false);
    await options(page).first().waitFor();
    assert.equal(await page.locator(`${OPEN} .say`).isVisible(), false);

    await context.setOffline(true);
    await page.keyboard.type(' x');
    await until(page, `${OPEN} .say`, says[lang].offline);
    await page.keyboard.press('Escape'); // then it is not opened again by itself
    await context.setOffline(false);
    await wait(400);
    assert.equal(await isOpen(page), false);
    context.complaints.length = 0;
  });
});

test('an error of the server closes the popup and leaves the form to work', async (t) => {
  await everywhere(t, async (state) => {
    const { page, context, lang } = state;
    await page.route('**/typing?*', (route) => route.fulfill({ status: 503, body: 'busy' }));
    const answered = page.waitForResponse(/typing/);
    await page.keyboard.type(typed[lang]);
    await answered;
    assert.equal(await isOpen(page), false);
    context.complaints.length = 0;
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
  }, { widths: [1280] });
});

test('nothing found is said, and nothing opens', async (t) => {
  await everywhere(t, async ({ page, lang }) => {
    await page.keyboard.type('zzzzqq');
    await page.waitForFunction((text) => [...document.querySelectorAll('[role=status]')].some((e) => e.textContent === text), says[lang].none);
    assert.equal(await isOpen(page), false);
  });
});

test('searches of before: those that begin alike, and they count', async (t) => {
  await inStates(t, browser, {}, async ({ page, lang }) => {
    const own = [`${typed[lang]} <b>x</b>`, 'Galaxy S24 لا يشحن', `${typed[lang]} y`];
    await recall(page, own);
    await page.goto(inLanguage(server, '/', lang));
    await page.keyboard.press('/');
    assert.deepEqual(await options(page).allTextContents(), own);
    await page.keyboard.type(typed[lang]);
    await page.locator(`${OPEN} [data-href]`).first().waitFor();
    assert.deepEqual(await page.locator(`${OPEN} [data-query]`).allTextContents(), [own[0], own[2]]);
    const n = await options(page).count();
    const said = (await status(page).textContent()).replaceAll(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660);
    assert.equal(parseInt(said, 10), n);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
    assert.equal(new URL(page.url()).searchParams.get('q'), own[2]);
  });
});

test('what was chosen is remembered, as the question that it was', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    await suggest(state, typed[lang].slice(0, 5));
    const completion = await options(page).first().locator('span').first().textContent();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem('jawab-recent'))), [completion]);
  }, { widths: [1280] });
});

test('spoilt storage does no harm', async () => {
  for (const spoilt of ['{', '"x"', '[1,null,{"a":1}]', '[]', 'null']) {
    const context = await openContext(browser);
    const page = await context.newPage();
    await page.addInitScript((text) => localStorage.setItem('jawab-recent', text), spoilt);
    await page.goto(inLanguage(server, '/', 'ar'));
    await page.keyboard.press('/');
    assert.equal(await isOpen(page), false, spoilt);
    await suggest({ page, lang: 'ar' });
    quiet(context);
    await context.close();
  }
});

test('the typed words are there again on the way back, and not on a new visit', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    await suggest(state);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?/);
    await page.goBack();
    await page.waitForURL((url) => url.pathname === '/');
    assert.equal(await value(page), typed[lang]);
    assert.equal(await isOpen(page), false);
    assert.equal(await page.locator('form.search .clear').isVisible(), true);
    await page.goto(inLanguage(server, '/', lang));
    assert.equal(await value(page), '');
  });
});

test('/ and Ctrl+K by their place on the keyboard; / is a letter within fields', async (t) => {
  await inStates(t, browser, { widths: [1280] }, async ({ page, lang }) => {
    await page.goto(inLanguage(server, `/articles/${lang === 'ar' ? 'ar' : 'en'}/returns/refund-times`, lang));
    const press = (on, code, key, more = {}) =>
      page.evaluate(([s, c, k, m]) => {
        const target = document.querySelector(s);
        target.focus?.();
        target.dispatchEvent(new KeyboardEvent('keydown', { code: c, key: k, bubbles: true, cancelable: true, ...m }));
        const { activeElement } = document;
        const name = activeElement.name ?? '';
        activeElement.blur();
        return name;
      }, [on, code, key, more]);
    for (const [on, code, key, more, focused] of [
      ['body', 'Slash', 'ظ', {}, 'q'], // Arabic
      ['body', 'KeyK', 'ن', { ctrlKey: true }, 'q'],
      ['body', 'KeyK', 'k', { metaKey: true }, 'q'],
      ['main a', 'Slash', '/', {}, 'q'],
      ['input[name=v]', 'Slash', '/', {}, 'q'], // a radio button is no place for letters
      ['body', 'Slash', '؟', { shiftKey: true }, ''],
      ['body', 'Slash', '/', { ctrlKey: true }, ''],
      ['body', 'KeyK', 'ن', {}, ''],
      ['body', 'KeyK', 'K', { ctrlKey: true, shiftKey: true }, ''],
      ['textarea', 'Slash', '/', {}, 'comment'],
      ['textarea', 'KeyK', 'k', { ctrlKey: true }, 'q'],
    ]) {
      if (on === 'textarea') await page.check('input[name=v][value=no]', { force: true });
      assert.equal(await press(on, code, key, more), focused, `${on} ${code} ${key}`);
    }
  });
});

test('while a word is being composed, Enter, Escape and the arrows belong to it', async (t) => {
  await everywhere(t, async (state) => {
    const { page, lang } = state;
    await suggest(state);
    await page.keyboard.press('ArrowDown');
    for (const key of ['Enter', 'Escape', 'ArrowDown']) {
      const taken = await field(page).evaluate(
        (e, k) => !e.dispatchEvent(new KeyboardEvent('keydown', { key: k, isComposing: true, bubbles: true, cancelable: true })),
        key,
      );
      assert.equal(taken, false, key);
    }
    assert.equal(await isOpen(page), true);
    assert.equal(await options(page).first().getAttribute('aria-selected'), 'true');
    assert.equal(await value(page), typed[lang]);
  }, { widths: [1280] });
});

test('leaving the field closes; the popup of an empty field without searches stays shut', async (t) => {
  await everywhere(t, async (state) => {
    const { page } = state;
    await page.keyboard.press('ArrowDown');
    assert.equal(await isOpen(page), false);
    await suggest(state);
    await page.locator('footer.foot').click({ position: { x: 2, y: 2 } });
    assert.equal(await isOpen(page), false);
    assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
  });
});

test('the popup: within the window, nothing cut off or overlapping, by axe, in both themes', async (t) => {
  await inStates(t, browser, { widths: [320, 390, 1280], schemes: ['light', 'dark'] }, async (state) => {
    const { page, lang, width } = state;
    await recall(page, [`${typed[lang]} x`, `${typed[lang]} ${'ه'.repeat(120)}`]);
    for (const [path, query] of [['/', typed[lang]], [`/articles/${lang}/returns/refund-times`, lang === 'ar' ? 'iphone شاشة' : 'ضمان']]) {
      await page.goto(inLanguage(server, path, lang));
      await page.keyboard.press('/');
      await suggest({ page }, query);
      await page.keyboard.press('ArrowDown');
      assert.equal(await sideways(page), 0);
      const wrong = await page.evaluate(() => {
        const popup = document.querySelector('.pop:not([hidden])');
        const box = popup.getBoundingClientRect();
        const found = [];
        if (box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) found.push('popup outside of the window');
        for (const e of popup.querySelectorAll('[role=option] > *, footer > *')) {
          const { left, right, width } = e.getBoundingClientRect();
          if (width && (left < box.left || right > box.right)) found.push(`outside: ${e.textContent}`);
        }
        for (const option of popup.querySelectorAll('[role=option]')) {
          const [text, end] = [...option.querySelectorAll(':scope > span')].map((e) => e.getBoundingClientRect());
          if (end?.width && text.left < end.right && end.left < text.right) found.push(`overlap: ${option.textContent}`);
        }
        for (const line of popup.querySelectorAll('small')) if (line.getClientRects().length && line.offsetHeight > 30) found.push(`two lines: ${line.textContent}`);
        return found;
      });
      assert.deepEqual(wrong, [], `${path} ${width}`);
      await axe(page, `${path}, typing`);
    }
  });
});

test('options in two languages begin at one edge', async (t) => {
  await inStates(t, browser, { widths: [1280] }, async ({ page, lang }) => {
    await page.goto(inLanguage(server, '/', lang));
    await page.keyboard.press('/');
    await page.keyboard.type(lang === 'ar' ? 'refund' : 'ضمان');
    await page.locator(`${OPEN} small`).first().waitFor();
    const edges = await page.evaluate((rtl) => {
      const edge = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        const rects = [...range.getClientRects()].filter((r) => r.width > 0);
        return Math.round(rtl ? Math.max(...rects.map((r) => r.right)) : Math.min(...rects.map((r) => r.left)));
      };
      return [...document.querySelectorAll('.pop [data-href*="/articles/"] > span:first-of-type')].map((span) => {
        const edges = [...span.childNodes].filter((node) => node.nodeName !== 'SMALL').map(edge);
        return rtl ? Math.max(...edges) : Math.min(...edges);
      });
    }, lang === 'ar');
    assert.equal(new Set(edges).size, 1, String(edges));
  });
});

test('a phone with its keyboard open: the popup ends above it', async () => {
  const context = await openContext(browser, { width: 390 });
  const page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 460 });
  await page.goto(inLanguage(server, '/topics', 'ar'));
  await field(page).focus();
  await suggest({ page, lang: 'ar' });
  const { bottom, last } = await page.evaluate(() => {
    const popup = document.querySelector('.pop:not([hidden])');
    return { bottom: popup.getBoundingClientRect().bottom, last: popup.querySelectorAll('[role=option]').length };
  });
  assert.ok(bottom <= 460, String(bottom));
  for (let i = 0; i < last; i++) await page.keyboard.press('ArrowDown');
  const { y } = await page.locator('[aria-selected=true]').boundingBox();
  assert.ok(y < 460);
  quiet(context);
  await context.close();
});

test('a browser without popovers and :has() has all of it', async () => {
  const context = await openContext(browser, { width: 390 });
  await context.addInitScript(() => {
    delete HTMLElement.prototype.popover;
  });
  const page = await context.newPage();
  await page.route('**/style.css', async (route) => {
    const answer = await route.fetch();
    const css = (await answer.text()).replaceAll(':has(', ':unknown(').replaceAll(':popover-open', ':unknown-too');
    await route.fulfill({ response: answer, body: css });
  });
  await page.goto(inLanguage(server, '/', 'ar'));
  await page.keyboard.press('/');
  await suggest({ page, lang: 'ar' });
  assert.equal(await sideways(page), 0);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search/);
  assert.equal(await page.locator('#filters').isVisible(), true);
  await page.locator('#filters .btn').scrollIntoViewIfNeeded();
  quiet(context);
  await context.close();
});

test('in the widget the fragments come from the widget', async () => {
  const context = await openContext(browser, { width: 390 });
  const page = await context.newPage();
  const asked = page.waitForRequest(/typing\?/);
  await page.goto(`${server.url}/widget?lang=en`);
  await page.keyboard.press('/');
  await suggest({ page, lang: 'en' });
  assert.equal(new URL((await asked).url()).pathname, '/widget/typing');
  for (const href of await options(page).evaluateAll((all) => all.map((e) => e.dataset.href))) assert.match(href, /^\/widget\/(search|articles)/);
  quiet(context);
  await context.close();
});

test('copied text: lists beside their numbers, links with addresses, Latin runs set apart', async () => {
  const context = await openContext(browser);
  const page = await context.newPage();
  await page.goto(inLanguage(server, '/', 'ar'));
  const copy = (html, dir = 'rtl', lang = 'ar') =>
    page.evaluate(async ([inner, d, l]) => {
      const folder = document.querySelector('script[type=module]').src.replace(/[^/]*$/, '');
      const { plainText } = await import(`${folder}text.js`);
      const box = Object.assign(document.createElement('div'), { innerHTML: inner, dir: d, lang: l });
      document.body.append(box);
      return plainText(box);
    }, [html, dir, lang]);
  const isolate = (run) => `\u2068${run}\u2069`;
  for (const [html, text] of [
    ['<p>أول</p>\n<p>ثانٍ<br>ثالث</p>', 'أول\nثانٍ\nثالث'],
    ['<ol><li>افتح</li><li>اختر</li></ol>', '١. افتح\n٢. اختر'],
    ['<ol start="3">\n<li>\n<p>افتح</p>\n<p>ثم</p>\n</li>\n<li><p>اختر</p></li></ol>', '٣. افتح\nثم\n٤. اختر'],
    ['<ul><li>أب<ul><li>ابن</li></ul></li></ul>', '- أب\n- ابن'],
    ['<p>رقم +966 11 الآن</p>', `رقم ${isolate('+966 11')} الآن`],
    ['<p>جهاز iPhone 15 Pro، هنا</p>', `جهاز ${isolate('iPhone 15 Pro')}، هنا`],
    ['<p>اكتب <code>*123#</code></p>', `اكتب ${isolate('*123#')}`],
    ['<p><a href="/articles/ar/x#%D8%A3">مقال</a></p>', `مقال (${isolate(`${server.url}/articles/ar/x#أ`)})`],
    ['<p><a href="/a%20b%E0">مقال</a></p>', `مقال (${isolate(`${server.url}/a%20b%E0`)})`],
    ['<p><a href="tel:8000000000">800 000</a> <a href="#x">أعلاه</a></p>', `${isolate('800 000')} أعلاه`],
    ['<table><tr><th>أ</th><td>ب</td></tr></table>', 'أ | ب'],
    ['<p>ظاهر</p><p class="secret">سر</p><button>زر</button><p hidden>خفي</p>', 'ظاهر'],
  ])
    assert.equal(await copy(html), text, html);
  assert.equal(await copy('<ol><li>Open iPhone 15</li></ol>', 'ltr', 'en'), '1. Open iPhone 15');
  quiet(context);
  await context.close();
});

test('a toast stays while one points at it, then goes', async () => {
  const context = await openContext(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(inLanguage(server, '/articles/ar/returns/refund-times', 'ar'));
  await page.locator('[data-copy-link]').first().click();
  const toast = page.locator('#toast');
  await toast.waitFor();
  await page.clock.runFor(100);
  assert.equal((await toast.textContent()).trim(), 'نُسخ الرابط');
  assert.equal(await toast.getAttribute('role'), 'status');
  await toast.hover();
  await page.clock.runFor(10000);
  assert.equal(await toast.isVisible(), true);
  await page.mouse.move(1, 1);
  await page.clock.runFor(10000);
  assert.equal(await toast.isVisible(), false);
  await context.close();
});
