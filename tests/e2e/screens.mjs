// SPDX-License-Identifier: GPL-2.0-or-later
// Every screen and the states worth looking at, one row each: for the checks of screens.browser.mjs and the
// pictures of `make screens`.
import { inLanguage, q, signIn } from './browser.mjs';

const typed = { ar: 'استرداد', en: 'refund' };
const asked = { ar: 'متى يصل مبلغ الاسترداد', en: 'when will I get my refund' };
const article = { ar: 'ar/returns/refund-times', en: 'en/returns/refund-times' };

const type = async ({ page, lang }) => {
  await page.keyboard.press('/');
  await page.keyboard.type(typed[lang]);
  await page.waitForSelector('.pop:not([hidden]) [role=option]');
  await page.keyboard.press('ArrowDown');
};

const call = { ar: 'تقسيط مرفوض', en: 'refund' };

const ask = async ({ page, lang }) => {
  await page.keyboard.type(call[lang]);
  await page.waitForSelector('.hits a');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#opened', { state: 'attached' });
};

// `path` is where the screen is, `before` is done on it. `script`: there is none without a script. `agent`: seen
// by who has signed in; these come last, for the session stays. `widths`: where else it is not to be had.
export const screens = [
  { name: 'home', path: () => '/' },
  { name: 'typing', path: () => '/', script: true, before: type },
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
  { name: 'desk', path: () => '/agent', agent: true },
  {
    name: 'desk-open',
    path: (lang) => `/agent?q=${q(call[lang])}&open=${article[lang]}`,
    agent: true,
  },
  { name: 'desk-asked', path: () => '/agent', agent: true, script: true, before: ask },
  {
    name: 'desk-keys',
    path: () => '/agent',
    agent: true,
    script: true,
    before: async (state) => {
      const { page } = state;
      await ask(state);
      await page.keyboard.press('Shift+Slash');
      await page.waitForSelector('dialog[open]');
    },
  },
];

// Brings the page of `state` (page, lang, context, server) to a screen. Gives the HTML as the server sent it.
export async function show(state, screen) {
  const { page, context, server, lang } = state;
  if (screen.agent && !context.signedIn) {
    await signIn(page, server, lang);
    context.signedIn = true;
  }
  let sent;
  const keep = (response) => response.request().resourceType() === 'document' && (sent = response);
  page.on('response', keep);
  await page.goto(inLanguage(server, screen.path(lang), lang));
  await screen.before?.(state);
  page.off('response', keep);
  return sent.text();
}
