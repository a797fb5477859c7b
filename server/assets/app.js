// SPDX-License-Identifier: GPL-2.0-or-later
// What makes the help centre instant: results as one types, keys, recent searches, the contents list that
// follows, copying. Every page is complete without it; every word it shows comes from the page.
import { copyText, plainText, readable } from './text.js';

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
const set = (on, attributes) => {
  for (const [name, value] of Object.entries(attributes)) on.setAttribute(name, value);
};
const icon = (name) => {
  const made = element('span');
  made.innerHTML = `<svg class="i" aria-hidden="true" viewBox="0 0 24 24"><use href="#i-${name}"/></svg>`;
  return made.firstChild;
};

// --- toast ---

const toast = Object.assign(element('div', { id: 'toast', className: 'toast', hidden: true }, icon('ok'), element('span')), {
  say(text) {
    this.hidden = false; // first, or the words are not announced
    requestAnimationFrame(() => (this.lastChild.textContent = text));
    this.wait();
  },
  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.hidden = true), 4000);
  },
});
toast.setAttribute('role', 'status');
toast.addEventListener('mouseenter', () => clearTimeout(toast.timer));
toast.addEventListener('mouseleave', () => toast.wait());
document.body.append(toast);

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
const SHOWN_RECENT = 4; // as many counts as the fragment brings
const ROOM_MIN_PX = 240;
const cameBack = performance.getEntriesByType('navigation')[0]?.type !== 'navigate';

class Typing {
  constructor(form, number) {
    this.form = form;
    this.input = $('input[name=q]', form);
    this.listId = `typing-list-${number}`;
    const { input } = this;
    this.list = element('div', { id: this.listId });
    set(this.list, { role: 'listbox', 'aria-label': words.label });
    this.note = element('p', { className: 'say', hidden: true });
    this.popup = element('div', { className: 'pop', hidden: true }, this.list, this.note, template.content.cloneNode(true));
    this.forget = $('footer button', this.popup);
    this.status = element('p', { className: 'vh' });
    set(this.status, { role: 'status' });
    this.clear = element('button', { type: 'button', className: 'clear' }, icon('x'));
    set(this.clear, { 'aria-label': words.clear });
    input.after(this.clear);
    form.append(this.popup, this.status);
    set(input, { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': this.listId, 'aria-autocomplete': 'list' });
    this.listen();
    if (cameBack) input.value = history.state?.[this.listId] ?? input.value;
    this.showClear();
  }

  listen() {
    const { input, form } = this;
    input.addEventListener('input', () => this.typed());
    input.addEventListener('focus', () => input.value.trim() || this.showRecent());
    form.addEventListener('keydown', (event) => this.key(event));
    form.addEventListener('submit', () => this.leave(input.value));
    form.addEventListener('focusout', (event) => {
      if (form.contains(event.relatedTarget)) return;
      this.keep();
      this.close();
    });
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
      set(option, { 'aria-selected': 'true' });
      option.scrollIntoView({ block: 'nearest' });
      set(this.input, { 'aria-activedescendant': option.id });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  // The popup as it is now: options, a note, or nothing.
  open() {
    this.list.hidden = this.options().length === 0;
    this.popup.hidden = this.list.hidden && this.note.hidden;
    set(this.input, { 'aria-expanded': String(!this.list.hidden) });
    // No longer than the window is below the field, above the keyboard of a phone.
    const view = visualViewport;
    const room = view.offsetTop + view.height - this.form.getBoundingClientRect().bottom - 16;
    this.popup.style.maxBlockSize = `${Math.max(room, ROOM_MIN_PX)}px`;
  }

  // No answer is waited for any more.
  stop() {
    this.request?.abort();
    clearTimeout(this.timer);
    clearTimeout(this.loading);
    this.request = this.timer = null;
    this.waiting = false;
  }

  close() {
    this.stop();
    this.select(null);
    this.popup.hidden = this.note.hidden = true;
    set(this.input, { 'aria-expanded': 'false' });
  }

  // What was typed stays with this page in the browser's history.
  keep() {
    history.replaceState({ ...history.state, [this.listId]: this.input.value }, '');
  }

  empty() {
    this.input.value = '';
    this.input.focus();
    this.close();
    this.showClear();
    this.say('');
  }

  // The searches of before that begin like what is typed, as options of their own.
  recentGroup(typed) {
    const found = recent.read().filter((entry) => entry !== typed && entry.startsWith(typed)).slice(0, SHOWN_RECENT);
    this.forget.hidden = recent.read().length === 0;
    this.popup.classList.toggle('fresh', this.forget.hidden);
    if (found.length === 0) return [];
    const id = `${this.listId}-recent`;
    const group = element('div', {}, element('div', { className: 'lbl', id, textContent: words.recent }));
    set(group, { role: 'group', 'aria-labelledby': id });
    for (const [i, entry] of found.entries()) {
      const option = element('div', { id: `${id}-${i}` }, icon('clock'), element('span', {}, element('bdi', { textContent: entry })));
      set(option, { role: 'option', 'aria-selected': 'false', 'data-query': entry });
      group.append(option);
    }
    return [group];
  }

  showRecent() {
    this.note.hidden = true;
    this.list.replaceChildren(...this.recentGroup(''));
    this.open();
    this.say('');
  }

  say(text) {
    this.status.textContent = text;
  }

  // Said, and to be read below the options.
  tell(text) {
    this.note.textContent = text;
    this.note.hidden = false;
    this.open();
    this.say(text);
  }

  typed() {
    this.stop();
    this.select(null);
    this.showClear();
    const query = this.input.value.trim();
    if (!query) this.showRecent();
    else if ([...query.replace(/[^\p{L}\p{N}]/gu, '')].length < LETTERS_MIN) this.close();
    else this.timer = setTimeout(() => this.ask(query), DEBOUNCE_MS);
  }

  async ask(query) {
    const request = (this.request = new AbortController());
    const form = new FormData(this.form);
    const lang = form.get('ui') ?? form.get('lang');
    const base = location.pathname.startsWith('/widget') ? '/widget' : '';
    const parameters = new URLSearchParams({ q: query, ...(lang && { ui: lang }) });
    let html = null;
    this.loading = setTimeout(() => this.tell(words.loading), LOADING_MS);
    try {
      const answer = await fetch(`${base}/typing?${parameters}`, { signal: request.signal });
      html = answer.ok ? await answer.text() : '';
    } catch {
      // aborted, or there is no network
    }
    if (request !== this.request) return; // typed on meanwhile
    this.stop();
    this.show(html ?? '', query);
    if (html !== null) return;
    this.waiting = true;
    this.tell(words.offline);
  }

  show(html, query) {
    this.list.innerHTML = html;
    const counts = $('[data-counts]', this.list);
    counts?.remove();
    const group = this.recentGroup(query);
    this.list.append(...group);
    for (const option of this.options()) option.id = `${this.listId}-${option.id}`;
    this.select(null);
    this.note.hidden = true;
    this.open();
    this.say(counts?.children[all('[data-query]', this.list).length]?.textContent ?? '');
  }

  // Remembers what was searched for, and leaves the page as one wants to find it again.
  leave(query) {
    recent.add(query);
    this.keep();
    this.close();
  }

  go(option) {
    if (!option) return;
    const { query, href } = option.dataset;
    if (query) {
      this.input.value = query;
      this.form.requestSubmit();
    } else {
      this.leave(new URL(href, location).searchParams.get('q') ?? '');
      location.assign(href);
    }
  }

  key(event) {
    const { key, target } = event;
    const typing = target === this.input;
    const options = this.options();
    const at = options.indexOf(this.selected());
    const step = typing && { ArrowDown: 1, ArrowUp: -1 }[key];
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step) {
      if (this.popup.hidden) this.typed();
      // Past either end stands the field itself.
      else this.select(options[at < 0 ? (step > 0 ? 0 : options.length - 1) : at + step]);
    } else if (key === 'Enter' && typing && at >= 0) {
      this.go(options[at]);
    } else if (key === 'Escape' && (!this.popup.hidden || this.timer || this.request)) {
      this.input.focus();
      this.close();
    } else if (key === 'Escape' && typing && this.input.value) {
      this.empty();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

if (template) all('form.search').forEach((form, i) => new Typing(form, i));

// --- keys, by their place on the keyboard: an Arabic layout changes nothing ---

// A key alone can be switched off, for those who speak to their computer.
const SLASH = 'jawab-slash';
const slashChoice = $('[data-slash]');
if (slashChoice) {
  slashChoice.parentElement.hidden = false;
  try {
    slashChoice.checked = localStorage.getItem(SLASH) !== 'off';
  } catch {
    // no storage: on, for every page anew
  }
  slashChoice.addEventListener('change', () => {
    try {
      localStorage.setItem(SLASH, slashChoice.checked ? 'on' : 'off');
    } catch {
      // for this page only
    }
  });
}

document.addEventListener('keydown', (event) => {
  const slash = slashChoice?.checked !== false && event.code === 'Slash' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
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
  const copied = await copyText(source ? plainText(source) : readable(link));
  if (copied) toast.say(source ? words.copied : words.copiedLink);
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
