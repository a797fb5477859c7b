// SPDX-License-Identifier: GPL-2.0-or-later
// What makes the help centre instant: results as one types, keys, recent searches, the contents list that
// follows, copying. Every page is complete without it; every word it shows comes from the page.
import { copyText, plainText } from './text.js';

const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const template = $('#typing');
const words = template?.dataset ?? {};
const typing = (target) => target.closest?.('input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]');

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const icon = (name) => {
  const made = element('span');
  made.innerHTML = `<svg class="i" aria-hidden="true" viewBox="0 0 24 24"><use href="#i-${name}"/></svg>`;
  return made.firstChild;
};

// --- toast ---

let toastTimer;
const toast = (text) => {
  let box = $('#toast');
  if (!box) {
    box = element('div', { id: 'toast', className: 'toast' });
    box.setAttribute('role', 'status');
    box.addEventListener('mouseenter', () => clearTimeout(toastTimer));
    document.body.append(box);
  }
  clearTimeout(toastTimer);
  box.textContent = text;
  box.hidden = false;
  toastTimer = setTimeout(() => (box.hidden = true), 4000);
};

// --- recent searches: in this browser only ---

const RECENT = 'jawab-recent';
const recent = {
  read() {
    try {
      const list = JSON.parse(localStorage.getItem(RECENT));
      return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
    } catch {
      return [];
    }
  },
  write(list) {
    try {
      if (list.length) localStorage.setItem(RECENT, JSON.stringify(list.slice(0, 8)));
      else localStorage.removeItem(RECENT);
    } catch {
      // storage is refused: nothing is remembered
    }
  },
  add(query) {
    const text = query.trim().slice(0, 200);
    if (text) this.write([text, ...this.read().filter((entry) => entry !== text)]);
  },
};

// --- results as one types (WAI-ARIA Authoring Practices, combobox with a listbox popup) ---

const LETTERS_MIN = 2;
const DEBOUNCE_MS = 100;
const LOADING_MS = 300;
const SHOWN_RECENT = 4;

class Typing {
  constructor(form, number) {
    this.form = form;
    this.input = $('input[name=q]', form);
    this.listId = `typing-list-${number}`;
    this.asked = 0;
    const { input } = this;
    this.list = element('div', { id: this.listId });
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', words.label);
    this.popup = element('div', { className: 'pop', hidden: true }, this.list, template.content.cloneNode(true));
    this.forget = $('footer button', this.popup);
    this.status = element('p', { className: 'vh' });
    this.status.setAttribute('role', 'status');
    this.clear = element('button', { type: 'button', className: 'clear', hidden: true }, icon('x'));
    this.clear.setAttribute('aria-label', words.clear);
    input.after(this.clear);
    form.append(this.popup, this.status);
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': this.listId, 'aria-autocomplete': 'list',
    })) input.setAttribute(name, value);
    this.listen();
    this.showClear();
  }

  listen() {
    const { input, form } = this;
    input.addEventListener('input', () => this.typed());
    input.addEventListener('focus', () => this.input.value.trim() || this.showRecent());
    input.addEventListener('keydown', (event) => this.key(event));
    form.addEventListener('submit', () => recent.add(input.value));
    form.addEventListener('focusout', (event) => form.contains(event.relatedTarget) || this.close());
    this.popup.addEventListener('mousedown', (event) => event.target.closest('button') || event.preventDefault());
    this.list.addEventListener('click', (event) => this.go(event.target.closest('[role=option]')));
    this.forget.addEventListener('click', () => {
      recent.write([]);
      input.focus();
      if (input.value.trim()) this.typed();
      else this.close();
    });
    this.clear.addEventListener('click', () => this.empty());
    addEventListener('online', () => this.waiting && this.typed());
  }

  showClear() {
    this.clear.hidden = !this.input.value;
  }

  options() {
    return all('[role=option]', this.list);
  }

  selected() {
    return $('[aria-selected=true]', this.list);
  }

  select(option) {
    this.selected()?.setAttribute('aria-selected', 'false');
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', option.id);
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  get isOpen() {
    return !this.popup.hidden;
  }

  open() {
    const empty = this.options().length === 0;
    this.popup.hidden = empty;
    this.input.setAttribute('aria-expanded', String(!empty));
  }

  close() {
    this.asked++;
    this.request?.abort();
    clearTimeout(this.timer);
    clearTimeout(this.loading);
    this.popup.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.select(null);
  }

  empty() {
    this.input.value = '';
    this.close();
    this.showClear();
    this.input.focus();
  }

  // The searches of before that begin like what is typed, as options of their own.
  recentGroup(typed) {
    const found = recent.read().filter((entry) => entry !== typed && entry.startsWith(typed)).slice(0, SHOWN_RECENT);
    this.forget.hidden = recent.read().length === 0;
    if (found.length === 0) return null;
    const id = `${this.listId}-recent`;
    const group = element('div', {}, element('div', { className: 'lbl', id, textContent: words.recent }));
    group.setAttribute('role', 'group');
    group.setAttribute('aria-labelledby', id);
    for (const [i, entry] of found.entries()) {
      const option = element('div', { id: `${id}-${i}` }, icon('clock'), element('span', {}, element('bdi', { textContent: entry })));
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.query = entry;
      group.append(option);
    }
    return group;
  }

  showRecent() {
    const group = this.recentGroup('');
    this.list.replaceChildren(...(group ? [group] : []));
    this.open();
  }

  say(text) {
    this.status.textContent = text;
  }

  typed() {
    this.showClear();
    clearTimeout(this.timer);
    this.request?.abort();
    const query = this.input.value.trim();
    const number = ++this.asked;
    if (!query) return this.showRecent();
    if ([...query].length < LETTERS_MIN) return this.close();
    this.timer = setTimeout(() => this.ask(query, number), DEBOUNCE_MS);
  }

  async ask(query, number) {
    this.request = new AbortController();
    this.waiting = false;
    this.loading = setTimeout(() => {
      this.form.setAttribute('aria-busy', 'true');
      this.say(words.loading);
    }, LOADING_MS);
    try {
      const base = location.pathname.startsWith('/widget') ? '/widget' : '';
      const parameters = new URLSearchParams({ q: query, ui: document.documentElement.lang });
      const answer = await fetch(`${base}/typing?${parameters}`, { signal: this.request.signal });
      const html = answer.ok ? await answer.text() : '';
      if (number === this.asked) this.show(html, query);
    } catch (error) {
      if (error.name === 'AbortError' || number !== this.asked) return;
      this.waiting = true; // until the network is back
      this.say(words.offline);
      toast(words.offline);
    } finally {
      if (number === this.asked) {
        clearTimeout(this.loading);
        this.form.removeAttribute('aria-busy');
      }
    }
  }

  show(html, query) {
    if (document.activeElement !== this.input) return;
    this.list.innerHTML = html;
    const count = $('[data-count]', this.list);
    count?.remove();
    const group = this.recentGroup(query);
    if (group) this.list.append(group);
    for (const option of this.options()) option.id = `${this.listId}-${option.id}`;
    this.select(null);
    this.open();
    this.say(count?.textContent ?? '');
  }

  go(option) {
    if (!option) return;
    if (option.dataset.query) {
      this.input.value = option.dataset.query;
      this.form.requestSubmit();
      return;
    }
    recent.add(this.input.value);
    location.assign(option.dataset.href);
  }

  key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const options = this.options();
    const at = options.indexOf(this.selected());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) return void (this.input.value.trim() ? this.typed() : this.showRecent());
      // Past either end stands the field itself.
      const next = at < 0 ? (step > 0 ? 0 : options.length - 1) : at + step;
      this.select(options[next]);
    } else if (event.key === 'Enter' && this.isOpen && at >= 0) {
      event.preventDefault();
      this.go(options[at]);
    } else if (event.key === 'Escape' && (this.isOpen || this.input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (this.isOpen) this.close();
      else this.empty();
    }
  }
}

if (template) all('form.search').forEach((form, i) => new Typing(form, i));

// --- keys, by their place on the keyboard: an Arabic layout changes nothing ---

document.addEventListener('keydown', (event) => {
  const slash = event.code === 'Slash' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
  const control = event.code === 'KeyK' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const field = $('form.search input[name=q]');
  if (field && (control || (slash && !typing(event.target)))) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === 'Escape' && parent !== window) {
    parent.postMessage('jawab:close', '*'); // the widget's frame closes from inside
  }
});

// --- copying and printing ---

for (const button of all('[data-copy-link],[data-print],[data-copy],.tools')) button.hidden = false;
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy-link],[data-print],[data-copy]');
  if (!button) return;
  if ('print' in button.dataset) return print();
  const source = button.dataset.copy && document.getElementById(button.dataset.copy);
  const link = $('link[rel=canonical]')?.href ?? location.href;
  const copied = await copyText(source ? plainText(source) : decodeURI(link));
  if (copied) toast(source ? words.copied : words.copiedLink);
});

// --- the theme: at once, and for the next pages by the form's cookie ---

$('[data-theme-choice]')?.addEventListener('submit', (event) => {
  const { value } = event.submitter;
  event.preventDefault();
  if (value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  for (const button of all('button', event.target)) button.setAttribute('aria-pressed', String(button.value === value));
  const body = new URLSearchParams(new FormData(event.target));
  body.set('theme', value);
  fetch(event.target.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {});
});

// --- votes: thanked for in place ---

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-vote]');
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: 'POST', body });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const thanks = page.getElementById('thanks');
    if (!answer.ok || !thanks) throw new Error(String(answer.status));
    const why = $('form.vote', page);
    const box = element('div', { className: 'thanks', tabIndex: -1 }, ...thanks.childNodes);
    for (const heading of all('h1', box)) heading.replaceWith(element('p', { className: 'h' }, ...heading.childNodes));
    box.setAttribute('role', 'status');
    form.replaceWith(box, ...(why ? [why] : []));
    box.focus();
  } catch {
    form.removeAttribute('data-vote'); // the page itself says what is wrong
    form.requestSubmit(event.submitter);
  }
});

// --- the contents list follows the reader ---

const contents = $('[data-contents]');
if (contents && 'IntersectionObserver' in window) {
  const links = new Map(all('a', contents).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const follow = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.3);
    const current = links.get((passed.at(-1) ?? headings[0])?.id);
    for (const link of links.values())
      if (link === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
  };
  const observer = new IntersectionObserver(follow, { rootMargin: '0px 0px -70% 0px' });
  for (const heading of headings) observer.observe(heading);
  follow();
}

// --- the sheet of filters where the browser has no popovers: it stays open below the results' head ---

if (!('popover' in HTMLElement.prototype)) {
  const sheet = document.getElementById('filters');
  sheet?.removeAttribute('popover');
  for (const button of all('[popovertarget]')) button.hidden = true;
}
