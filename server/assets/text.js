// SPDX-License-Identifier: GPL-2.0-or-later
// A piece of a page as plain text that can be pasted into a message: lists keep their numbers, tables
// their rows, links their address, and what runs in the other direction stays in its place.

// First strong isolate and its end (UAX #9), as escapes: they are invisible.
const FSI = '\u2068';
const PDI = '\u2069';

const ARABIC = /[\u0590-\u08ff]/;
const FOREIGN = /[A-Za-z0-9+#][A-Za-z0-9@._+\-/:#%&=?~ ]*[A-Za-z0-9]|[A-Za-z0-9]/g;

// In a text from right to left, runs of Latin letters and digits are set apart; from left to right,
// Arabic ones need no help inside a Latin sentence as long as no sign stands at their edge.
const isolated = (text, rtl) => (rtl ? text.replace(FOREIGN, (run) => FSI + run + PDI) : text);

const SKIP = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'BUTTON', 'SVG', 'svg']);
const BLOCKS = new Set(['P', 'DIV', 'LI', 'UL', 'OL', 'TR', 'TABLE', 'PRE', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6',
  'BLOCKQUOTE', 'SECTION', 'FIGURE', 'DL', 'DT', 'DD']);

const bullet = (item) => {
  const list = item.parentElement;
  if (list.tagName !== 'OL') return '- ';
  const number = [...list.children].indexOf(item) + (Number(list.getAttribute('start')) || 1);
  const locale = item.closest('[lang]')?.lang === 'ar' ? 'ar-u-nu-arab' : 'en';
  return `${new Intl.NumberFormat(locale).format(number)}. `;
};

// An address as people read it; blanks would end it where it is pasted.
export const readable = (address) => {
  try {
    return decodeURI(address).replace(/\s/g, encodeURIComponent);
  } catch {
    return address;
  }
};

// The text of a link, and behind it where it leads unless that is what it says already.
const link = (anchor, rtl) => {
  const words = anchor.textContent.trim();
  const scheme = anchor.protocol;
  if (scheme === 'tel:' || scheme === 'mailto:') return isolated(words, rtl);
  if (anchor.getAttribute('href')?.startsWith('#')) return isolated(words, rtl);
  const address = anchor.origin + anchor.pathname + anchor.hash;
  return words === address ? FSI + address + PDI : `${isolated(words, rtl)} (${FSI}${readable(address)}${PDI})`;
};

// The paragraph of a list item stands beside its bullet.
const isFirst = ({ previousSibling: before }) =>
  !before || (!before.previousSibling && before.nodeType === Node.TEXT_NODE && !before.data.trim());

const write = (node, rtl, out) => {
  if (node.nodeType === Node.TEXT_NODE) {
    out.push(isolated(node.data.replace(/\s+/g, ' '), rtl));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || SKIP.has(node.tagName) || node.matches('.secret, [hidden], .vh')) return;
  if (node.tagName === 'BR') out.push('\n');
  else if (node.tagName === 'A') out.push(link(node, rtl));
  else if (node.tagName === 'CODE' || node.tagName === 'KBD') out.push(FSI + node.textContent + PDI);
  else {
    const block = BLOCKS.has(node.tagName);
    if (block && !(node.parentElement.tagName === 'LI' && isFirst(node))) out.push('\n');
    if (node.tagName === 'LI') out.push(bullet(node));
    if ((node.tagName === 'TD' || node.tagName === 'TH') && node.previousElementSibling) out.push(' | ');
    for (const child of node.childNodes) write(child, rtl, out);
    if (block) out.push('\n');
  }
};

export function plainText(element) {
  const language = element.closest('[lang]')?.lang ?? '';
  const rtl = element.closest('[dir]')?.dir === 'rtl' || (!language && ARABIC.test(element.textContent));
  const out = [];
  for (const child of element.childNodes) write(child, rtl, out);
  return out
    .join('')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .filter(Boolean)
    .join('\n');
}

// Copies; a page without a secure origin has no clipboard, so that an old way is kept.
export async function copyText(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // refused: try the old way
    }
  }
  const area = document.createElement('textarea');
  const focused = document.activeElement;
  area.value = text;
  area.className = 'vh';
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return copied;
}
