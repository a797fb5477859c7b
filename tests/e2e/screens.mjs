// SPDX-License-Identifier: GPL-2.0-or-later
// Every screen and the states worth looking at, one row each: for the checks of screens.test.mjs and the
// pictures of `make screens`.
import { signIn, q } from './browser.mjs';

const typed = { ar: 'استرداد', en: 'refund' };
const asked = { ar: 'متى يصل مبلغ الاسترداد', en: 'when will I get my refund' };
const article = { ar: 'ar/returns/refund-times', en: 'en/returns/refund-times' };

const type = async ({ page, lang }) => {
  await page.keyboard.press('/');
  await page.keyboard.type(typed[lang]);
  await page.waitForSelector('.pop:not([hidden]) [role=option]');
  await page.keyboard.press('ArrowDown');
};

const desk = async ({ page, server, lang }, query) => {
  await signIn(page, server, lang);
  await page.goto(`${server.url}/agent?lang=${lang}`);
  if (!query) return;
  await page.keyboard.type(query);
  await page.waitForSelector('.hits a');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#opened', { state: 'attached' });
};

// `path` is where the screen is; `before` is done on it. Rows with `before` need the script.
export const screens = [
  { name: 'home', path: () => '/' },
  { name: 'typing', path: () => '/', before: type },
  { name: 'results', path: (lang) => `/search?q=${q(typed[lang])}` },
  { name: 'results-answer', path: (lang) => `/search?q=${q(asked[lang])}` },
  { name: 'results-repaired', path: () => `/search?q=${q(';dt hv[u hglkj[')}` }, // كيف ارجع المنتج
  { name: 'results-filtered', path: (lang) => `/search?q=${q(typed[lang])}&lang=${lang}&product=${q('جوّالات')}` },
  {
    name: 'results-sheet',
    path: (lang) => `/search?q=${q(typed[lang])}`,
    widths: [390],
    before: async ({ page }) => page.click('.fopen'),
  },
  { name: 'results-long-word', path: () => `/search?q=${q(`المنتج ${'ه'.repeat(200)}`)}` },
  { name: 'none', path: () => '/search?q=zzzzqq' },
  { name: 'empty', path: () => '/search?q=' },
  { name: 'article', path: (lang) => `/articles/${article[lang]}?q=${q(typed[lang])}` },
  { name: 'article-of-the-other-language', path: (lang) => `/articles/${article[lang === 'ar' ? 'en' : 'ar']}` },
  { name: 'faq', path: (lang) => `/articles/${lang}/faq/orders-and-delivery` },
  {
    name: 'vote-no',
    path: (lang) => `/articles/${article[lang]}`,
    before: async ({ page }) => page.check('input[name=v][value=no]', { force: true }),
  },
  { name: 'thanks', path: (lang) => `/thanks?article=${article[lang]}&v=yes` },
  { name: 'thanks-why', path: (lang) => `/thanks?article=${article[lang]}&v=no&why=1` },
  { name: 'topic', path: () => '/topics/returns' },
  { name: 'topics', path: () => '/topics' },
  { name: 'contact', path: (lang) => `/contact?q=${q(typed[lang])}` },
  { name: 'not-found', path: () => '/nowhere' },
  { name: 'widget', path: () => '/widget', widths: [390] },
  { name: 'widget-results', path: (lang) => `/widget/search?q=${q(asked[lang])}`, widths: [390] },
  { name: 'widget-article', path: (lang) => `/widget/articles/${article[lang]}`, widths: [390] },
  { name: 'signin', path: () => '/agent/signin' },
  {
    name: 'signin-wrong',
    path: () => '/agent/signin',
    before: async ({ page }) => {
      await page.fill('[name=name]', `nobody ${Math.random()}`); // five wrong tries lock a name
      await page.fill('[name=token]', 'x');
      await page.click('main button');
      await page.waitForSelector('.err');
    },
  },
  { name: 'desk', path: () => '/agent/signin', before: (state) => desk(state) },
  {
    name: 'desk-open',
    path: () => '/agent/signin',
    before: (state) => desk(state, { ar: 'تقسيط مرفوض', en: 'refund' }[state.lang]),
  },
  {
    name: 'desk-keys',
    path: () => '/agent/signin',
    before: async (state) => {
      await desk(state, typed[state.lang]);
      await state.page.keyboard.press('Shift+Slash');
      await state.page.waitForSelector('dialog[open]');
    },
  },
];
