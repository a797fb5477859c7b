// SPDX-License-Identifier: GPL-2.0-or-later
// The help button: <script src="https://help.example.com/widget.js" defer></script> on any page of a site
// that site.yaml allows. Opens the help centre in a frame. Options are attributes of the script tag:
//   data-lang="ar|en"   language; else that of the page
//   data-query="..."    searched for when it opens, such as the page's subject
//   data-side="start|end"   corner of the page, in its reading direction; end unless said
(() => {
  const script = document.currentScript;
  if (!script) return;
  const origin = new URL(script.src).origin;
  const page = document.documentElement;
  const lang = (script.dataset.lang ?? page.lang ?? '').startsWith('en') ? 'en' : 'ar';
  const rtl = lang === 'ar';
  const words = { ar: ['@open-ar@', '@close-ar@'], en: ['@open-en@', '@close-en@'] }[lang]; // the server's
  const pageRtl = getComputedStyle(page).direction === 'rtl';
  const atEnd = script.dataset.side !== 'start';
  const side = atEnd === pageRtl ? 'left' : 'right';

  const style = `
    :host{all:initial}
    button,iframe{position:fixed;z-index:2147483000;${side}:20px;border:0}
    button{bottom:20px;display:flex;gap:8px;align-items:center;min-height:48px;padding:0 20px;border-radius:24px;
      background:oklch(43% calc(.085*@chroma@) @hue@);color:#fff;font:600 16px/1 system-ui,"Segoe UI","SF Arabic","Noto Sans Arabic",Tahoma,sans-serif;
      cursor:pointer;box-shadow:0 4px 16px rgb(0 0 0/.25)}
    button:focus-visible{outline:3px solid #1e59cd;outline-offset:2px}
    svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
    iframe{bottom:80px;width:400px;max-width:calc(100vw - 40px);height:min(640px,calc(100vh - 110px));border-radius:12px;
      background:#fff;box-shadow:0 12px 40px rgb(0 0 0/.3)}
    iframe[hidden]{display:none}
    @media (max-width:480px){iframe{inset:0;width:100%;max-width:none;height:calc(100% - 76px);bottom:76px;border-radius:0}
      button{${side}:12px;bottom:14px}}
    @media print{:host{display:none}}`;

  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet(); // unlike a style element, no policy of the page refuses it
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  button.lang = lang;
  button.dir = rtl ? 'rtl' : 'ltr';
  button.setAttribute('aria-expanded', 'false');
  button.innerHTML =
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 9a4 4 0 1 1 6 3.4c-1.3.8-2 1.6-2 3.1"/><path d="M12 19.5v.1"/></svg><span></span>';
  const label = button.querySelector('span');
  label.textContent = words[0];
  let frame;

  const toggle = (show) => {
    if (show && !frame) {
      frame = document.createElement('iframe');
      frame.title = words[0];
      const query = script.dataset.query;
      const path = query ? `/widget/search?q=${encodeURIComponent(query)}&ui=${lang}` : `/widget?lang=${lang}`;
      frame.src = origin + path;
      root.append(frame);
    }
    frame.hidden = !show;
    button.setAttribute('aria-expanded', String(show));
    label.textContent = words[show ? 1 : 0];
    if (show) frame.focus();
    else button.focus();
  };
  button.addEventListener('click', () => toggle(!frame || frame.hidden));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && frame && !frame.hidden) toggle(false);
  });
  // The frame asks to be closed when Escape is pressed inside of it.
  addEventListener('message', (event) => {
    if (frame && event.origin === origin && event.source === frame.contentWindow && event.data === 'jawab:close') toggle(false);
  });
  root.append(button);
  document.body.append(host);
})();
