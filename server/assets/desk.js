// SPDX-License-Identifier: GPL-2.0-or-later
// The agents' desk by keyboard. The server writes both panes; this script fetches them as one types,
// moves among them, copies, and keeps what belongs to the call at hand in the tab alone.
import { copyText, plainText } from './text.js';

const $ = (id) => document.getElementById(id);
const field = $('field');
const hits = $('hits');
const open = $('open');
const words = $('words').dataset;
const language = document.documentElement.lang;
const url = new URL(location.href);

// --- what is remembered for the call; gone with the tab ---

const KEY = 'jawab-call';
const fresh = () => ({ began: Date.now(), trail: [], pinned: [] });
const load = (key, otherwise) => {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const save = (key, value) => {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // no storage: the call is remembered until the page goes
  }
};
let call = load(KEY, fresh());
let asked = load('jawab-asked', []);

const clock = (ms) => {
  const digits = new Intl.NumberFormat(language === 'ar' ? document.documentElement.dataset.digits ?? 'ar-u-nu-arab' : 'en', {
    minimumIntegerDigits: 2,
    useGrouping: false,
  });
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${digits.format(Math.floor(seconds / 60))}:${digits.format(seconds % 60)}`;
};

// --- telling ---

let toastTimer;
const toast = (text) => {
  const box = $('toast');
  clearTimeout(toastTimer);
  box.textContent = text;
  box.hidden = false;
  toastTimer = setTimeout(() => (box.hidden = true), 4000);
};
$('toast').addEventListener('mouseenter', () => clearTimeout(toastTimer));

// --- the mode: letters are typed, or are keys ---

let keysMode = false;
const singleKeys = $('single-keys');
const setMode = (keys) => {
  keysMode = keys && singleKeys.checked;
  const badge = $('mode');
  badge.hidden = false;
  badge.textContent = keysMode ? words.modeKeys : words.modeTyping;
  const hint = document.createElement('span');
  hint.className = 'vh';
  hint.textContent = keysMode ? ` ${words.modeHint}` : '';
  badge.append(hint);
  badge.classList.toggle('typing', !keysMode);
};
try {
  singleKeys.checked = localStorage.getItem('jawab-single-keys') !== 'off';
} catch {
  // stays on
}
singleKeys.addEventListener('change', () => {
  try {
    localStorage.setItem('jawab-single-keys', singleKeys.checked ? 'on' : 'off');
  } catch {
    // for this page only
  }
  if (!singleKeys.checked) setMode(false);
});

// --- panes from the server ---

// One request in flight for each pane; what is asked meanwhile waits, and only the last of it.
const pane = (element, path) => {
  let busy = false;
  let next = null;
  const run = async (parameters) => {
    busy = true;
    try {
      const answer = await fetch(`${path}?${parameters}`, { redirect: 'manual' });
      if (answer.type === 'opaqueredirect') return toast(words.signedOut);
      if (answer.ok && !next) element.innerHTML = await answer.text();
    } catch {
      toast(words.lost);
    } finally {
      busy = false;
    }
    if (next) {
      const { parameters: waiting, done } = next;
      next = null;
      done(await run(waiting));
    }
  };
  return (parameters) => {
    if (!busy) return run(parameters);
    next?.done();
    return new Promise((done) => (next = { parameters, done }));
  };
};
const fetchHits = pane(hits, '/agent/hits');
const fetchOpen = pane(open, '/agent/open');

const parameters = (more = {}) => {
  const all = { q: field.value, product: $('product').value, ui: url.searchParams.get('lang') ?? '', ...more };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value));
};

const links = () => [...hits.querySelectorAll('.hits a')];
const currentLink = () => hits.querySelector('[aria-current]');
const select = (link) => {
  currentLink()?.removeAttribute('aria-current');
  link?.setAttribute('aria-current', 'true');
  link?.scrollIntoView({ block: 'nearest' });
};

const search = async () => {
  await fetchHits(parameters());
  const opened = $('opened')?.dataset.id;
  select(links().find((link) => link.dataset.id === opened));
};

const remember = (list, entry, max) => [entry, ...list.filter((other) => other.id !== entry.id)].slice(0, max);

const show = async (link) => {
  if (!link) return;
  select(link);
  const target = new URL(link.href);
  await fetchOpen(parameters({ open: target.searchParams.get('open') ?? '', at: target.searchParams.get('at') ?? '' }));
  open.scrollTop = 0;
  if (matchMedia('(max-width: 64rem)').matches) open.scrollIntoView(); // there it stands below the results
  showPrepared();
  const opened = $('opened')?.dataset;
  if (!opened) return;
  const entry = { id: opened.id, title: opened.title, href: target.search, at: Date.now() - call.began };
  call.trail = remember(call.trail, entry, 20);
  save(KEY, call);
  if (field.value.trim()) {
    asked = remember(asked, { id: field.value.trim(), title: field.value.trim() }, 20);
    save('jawab-asked', asked);
  }
  showCall();
};

// --- the rail ---

const entryLink = (entry, path) => {
  const link = document.createElement('a');
  link.href = path;
  link.dir = 'auto';
  link.textContent = entry.title;
  return link;
};

const fill = (id, entries, make) => {
  const section = $(id);
  section.hidden = entries.length === 0;
  section.querySelector('ol').replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement('li');
      item.append(...make(entry));
      return item;
    }),
  );
};

const showCall = () => {
  fill('trail', call.trail, (entry) => {
    const time = document.createElement('time');
    time.className = 'ltr';
    time.textContent = clock(entry.at);
    return [time, entryLink(entry, `/agent${entry.href}`)];
  });
  fill('pinned', call.pinned, (entry) => [entryLink(entry, `/agent${entry.href}`)]);
  fill('asked', asked.slice(0, 5), (entry) => [entryLink(entry, `/agent?q=${encodeURIComponent(entry.title)}`)]);
  const pin = open.querySelector('[data-do=pin]');
  const pinned = call.pinned.some((entry) => entry.id === $('opened')?.dataset.id);
  if (pin) pin.childNodes[1].data = pinned ? words.unpin : words.pin;
};

// What only a script can do is hidden until there is one.
const showPrepared = () => {
  for (const button of open.querySelectorAll('[data-do][hidden]')) button.hidden = false;
  const form = $('outcomes');
  if (!form) return;
  const set = (name, value) => {
    let input = form.querySelector(`input[name=${name}]`);
    if (!input) {
      input = Object.assign(document.createElement('input'), { type: 'hidden', name });
      form.append(input);
    }
    input.value = value;
  };
  set('article', $('opened')?.dataset.id ?? '');
  set('q', field.value);
};

// --- what keys and buttons do ---

const copyAnswer = async () => {
  const answer = $('answer-text');
  if (!$('opened')) return;
  if (!answer) return toast(words.notCopied);
  const link = $('opened').dataset.link;
  const text = `${plainText(answer)}\n\u2068${decodeURI(location.origin + link)}\u2069`;
  if (await copyText(text)) toast(open.querySelector('.secret') ? words.copiedWithout : words.copied);
  field.focus();
};

const copyLink = async () => {
  const opened = $('opened')?.dataset;
  if (!opened) return;
  if (!opened.link) return toast(words.notCopied);
  if (await copyText(location.origin + opened.link)) toast(words.copiedLink);
  field.focus();
};

const pin = () => {
  const opened = $('opened')?.dataset;
  if (!opened) return;
  const there = call.pinned.some((entry) => entry.id === opened.id);
  const rest = call.pinned.filter((entry) => entry.id !== opened.id);
  const href = `?open=${encodeURIComponent(opened.id)}`;
  call.pinned = there ? rest : [{ id: opened.id, title: opened.title, href }, ...rest];
  save(KEY, call);
  showCall();
};

const nextProduct = () => {
  const product = $('product');
  product.selectedIndex = (product.selectedIndex + 1) % product.options.length;
  toast(product.options[product.selectedIndex].text);
  search();
};

const record = async (outcome) => {
  const form = $('outcomes');
  const button = form?.querySelector(`[value=${outcome}]`);
  if (!button) return;
  showPrepared();
  const data = new URLSearchParams(new FormData(form));
  data.set('outcome', outcome);
  try {
    const answer = await fetch(form.action, { method: 'POST', body: data, redirect: 'manual' });
    if (answer.type !== 'opaqueredirect') throw new Error(answer.status);
    toast(words.recorded.replace('{outcome}', button.firstChild.data.trim()));
  } catch {
    toast(words.notRecorded);
  }
  field.focus();
};

const nextCall = async () => {
  call = fresh();
  save(KEY, call);
  field.value = '';
  $('product').selectedIndex = 0;
  setMode(false);
  await Promise.all([fetchHits(parameters()), fetchOpen(new URLSearchParams())]);
  showPrepared();
  showCall();
  toast(words.nextCall);
};

const sheet = $('keysheet');
const toggleSheet = () => (sheet.open ? sheet.close() : sheet.showModal());
sheet.addEventListener('close', () => field.focus());

const type = () => {
  setMode(false);
  field.focus();
  field.select();
};

// By the key's place on the keyboard (event.code): an Arabic layout changes nothing.
const keys = {
  KeyC: copyAnswer,
  KeyL: copyLink,
  KeyP: pin,
  KeyF: nextProduct,
  KeyS: () => record('solved'),
  KeyW: () => record('wrong'),
  KeyM: () => record('missing'),
  Slash: type,
  Backspace: type,
};

const move = (step) => {
  const all = links();
  const at = all.indexOf(currentLink());
  select(all[Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))]);
};

const digit = (code) => Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0);

const act = (event, action) => {
  event.preventDefault();
  action();
};

const onKey = (event) => {
  const { code } = event;
  if (event.isComposing || sheet.open) {
    if (sheet.open && code === 'Slash' && event.shiftKey) act(event, toggleSheet);
    return;
  }
  if ((event.ctrlKey || event.metaKey) && code === 'KeyK') return act(event, type);
  if (event.ctrlKey || event.metaKey) return;
  const n = digit(code);
  if (event.altKey) {
    if (n) act(event, () => show(links()[n - 1]));
    else if (code === 'KeyC') act(event, copyAnswer);
    return;
  }
  if (code === 'Escape') return act(event, nextCall);
  if (event.target !== field) return;
  if (code === 'ArrowDown') return act(event, () => move(1));
  if (code === 'ArrowUp') return act(event, () => move(-1));
  if (code === 'Enter' || code === 'NumpadEnter')
    return act(event, async () => {
      setMode(true);
      await search();
      show(currentLink() ?? links()[0]);
    });
  if (!keysMode) return;
  if (code === 'Slash' && event.shiftKey) return act(event, toggleSheet);
  if (n) return act(event, () => show(links()[n - 1]));
  if (keys[code]) return act(event, keys[code]);
  if (event.key.length === 1) event.preventDefault(); // a letter that is no key types nothing
};

document.addEventListener('keydown', onKey);
field.addEventListener('input', search);
$('desk').addEventListener('submit', (event) => event.preventDefault());
$('product').addEventListener('change', search);
$('outcomes')?.addEventListener('submit', (event) => act(event, () => record(event.submitter.value)));
hits.addEventListener('click', (event) => {
  const link = event.target.closest('.hits a');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    act(event, () => show(link));
    setMode(true);
    field.focus();
  }
});
open.addEventListener('click', (event) => {
  const action = { copy: copyAnswer, link: copyLink, pin }[event.target.closest('[data-do]')?.dataset.do];
  if (action) action();
});

$('call').hidden = false;
const tick = () => ($('call').querySelector('span').textContent = clock(Date.now() - call.began));
setInterval(tick, 1000);
tick();
for (const key of document.querySelectorAll('.product kbd')) key.hidden = false;
setMode(Boolean($('opened')));
showPrepared();
showCall();
field.focus();
