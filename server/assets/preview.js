// SPDX-License-Identifier: GPL-2.0-or-later
// A writer's open page follows what is published. Each answer ends at once, and the browser asks again after the
// pause that it names: nothing is held open, and a server that was started anew is found again.
const shown = document.querySelector('meta[name=generation]').content;
new EventSource('/preview/events').onmessage = ({ data }) => data === shown || location.reload();
