// SPDX-License-Identifier: GPL-2.0-or-later
// HTTP as no correct client speaks it: ambiguous framing, bad targets, oversized, slow and pipelined
// requests. Each must get its status or a closed connection, and the server must go on.
import assert from 'node:assert/strict';
import net from 'node:net';
import { before, describe, test } from 'node:test';
import { logLines, makeIndex, raw, startServer, wait } from './harness.mjs';

let server, index;

before(async (t) => {
  ({ index } = makeIndex(t));
  server = await startServer(t, index);
});

const HOST = 'Host: x\r\n';
const get = (path, headers = '') => `GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`;
const post = (headers, body = '', path = '/search') => `POST ${path} HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;

// A form to the sign-in, as a browser sends it from its page, and one with headers of its own.
const form = (body, headers = '', length = `Content-Length: ${body.length}\r\n`, type = 'application/x-www-form-urlencoded') =>
  `POST /agent/signin HTTP/1.1\r\n${HOST}Content-Type: ${type}\r\nSec-Fetch-Site: same-origin\r\n${headers}${length}\r\n${body}`;
const from = (body, headers) => post(`Content-Type: application/x-www-form-urlencoded\r\n${headers}Content-Length: ${body.length}\r\n`, body, '/agent/signin');

// Requests whose end is not certain: answered once, and the connection closed, so that nothing behind
// them is taken for a second request.
const ambiguous = {
  'two lengths': [get('/', 'Content-Length: 0\r\nContent-Length: 5\r\n'), 400],
  'two equal lengths': [get('/', 'Content-Length: 0\r\nContent-Length: 0\r\n'), 400],
  'length and chunks': [post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400],
  'chunks and length': [post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'), 400],
  'two codings': [post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400],
  'unknown coding': [post('Transfer-Encoding: xchunked\r\n'), 400],
  'coding list': [post('Transfer-Encoding: gzip, chunked\r\n'), 400],
  'folded coding': [post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'), 400],
  'folded length': [post('Content-Length:\r\n 3\r\n', 'abc'), 400],
  'length in two lines': [post('Content-Length: 3\r\n 4\r\n', 'abc'), 400],
  'folded host': ['GET / HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n', 400],
  'two hosts': [get('/', 'Host: y\r\n'), 400],
  'no host': ['GET / HTTP/1.1\r\n\r\n', 400],
  'space before colon': ['GET / HTTP/1.1\r\nHost : y\r\n\r\n', 400],
  'negative length': [post('Content-Length: -1\r\n'), 400],
  'signed length': [post('Content-Length: +3\r\n', 'abc'), 400],
  'hexadecimal length': [post('Content-Length: 0x3\r\n', 'abc'), 400],
  'endless length': [post('Content-Length: 99999999999999999999\r\n'), 413],
  'GET with a body': [get('/', 'Content-Length: 3\r\n') + 'abc', 400],
  'GET with chunks': [get('/', 'Transfer-Encoding: chunked\r\n') + '0\r\n\r\n', 400],
  'HEAD with a body': [`HEAD / HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`, 400],
  'body too large': [post('Content-Length: 24577\r\n'), 413],
  'form too large': [form('x', '', 'Content-Length: 24577\r\n'), 413],
  'body of unknown length': [post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'), 411],
  'form of unknown length': [form('3\r\na=b\r\n0\r\n\r\n', '', 'Transfer-Encoding: chunked\r\n'), 411],
  'line without colon': [get('/livez', 'garbage\r\n'), 400],
  'no version': ['GET /livez\r\n\r\n', 400],
  'other protocol': ['GET /livez FOO/1.1\r\n' + HOST + '\r\n', 400],
  'HTTP/2 preface': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  'target too long': [get('/' + 'a'.repeat(40000)), 414],
  'header too long': [get('/livez', `X: ${'a'.repeat(40000)}\r\n`), 431],
  'too many headers': [get('/livez', 'X: a\r\n'.repeat(3000)), 431],
};

describe('ambiguous and oversized requests end the connection', { concurrency: true }, () => {
  for (const [name, [bytes, status]] of Object.entries(ambiguous))
    test(name, async () => {
      const { closed, statuses } = await raw(server.port, bytes + get('/smuggled'), { silence: 1000 });
      // The library's own refusals come twice in one answer, the second as its body.
      assert.deepEqual([...new Set(statuses)], [status]);
      assert.ok(closed);
    });
});

const refused = {
  '%00 in the path': '/%00',
  '%00 in the query': '/search?q=a%00b',
  '%00 in a name': '/search?%00=a',
  'malformed UTF-8 in the path': '/articles/%C3%28',
  'malformed UTF-8 in the query': '/search?q=%FF',
  'raw malformed UTF-8': '/search?q=\xff',
  'a lone surrogate': '/search?q=%ED%A0%80',
  'half an escape': '/search?q=%4',
  'no escape': '/search?q=%zz',
  'too many parameters': '/search?' + 'a=1&'.repeat(65),
  'an asterisk': '*',
  'no slash': 'search',
};

describe('bad targets are 400, and the connection stays', { concurrency: true }, () => {
  for (const [name, target] of Object.entries(refused))
    test(name, async () => {
      const { statuses, closed } = await raw(server.port, get(target) + get('/livez'));
      assert.deepEqual(statuses, [400, 200]);
      assert.ok(!closed);
    });
});

const forms = {
  'no form': [form('name=a', '', undefined, 'text/plain'), 415],
  'several parts': [form('--x--', '', undefined, 'multipart/form-data; boundary=x'), 415],
  'no type': [post('Sec-Fetch-Site: same-origin\r\nContent-Length: 3\r\n', 'a=b', '/agent/signin'), 415],
  'malformed UTF-8': [form('name=%FF'), 400],
  'raw malformed UTF-8': [form('name=\xff'), 400],
  'a NUL byte': [form('name=a\0'), 400],
  'an escaped NUL': [form('name=%00'), 400],
  'too many fields': [form('a=1&'.repeat(65)), 400],
  'from another site': [from('a=b', 'Sec-Fetch-Site: cross-site\r\nOrigin: http://x\r\n'), 403],
  'from a sibling site': [from('a=b', 'Sec-Fetch-Site: same-site\r\n'), 403],
  'from another origin': [from('a=b', 'Origin: http://y\r\n'), 403],
  'from an opaque origin': [from('a=b', 'Origin: null\r\n'), 403],
  'from nowhere': [from('a=b', ''), 403],
  'as large as allowed': [form('a='.padEnd(24576, 'b')), 401],
  'from our origin': [from('a=b', 'Origin: http://x\r\n'), 401],
};

describe('forms that are none, and senders that are not ours; the connection stays', { concurrency: true }, () => {
  for (const [name, [bytes, status]] of Object.entries(forms))
    test(name, async (t) => {
      const other = await startServer(t, index); // failures are counted, and end in 429
      const { statuses, closed } = await raw(other.port, bytes + get('/livez'));
      assert.deepEqual(statuses, [status, 200]);
      assert.ok(!closed);
    });
});

test('a form may come byte by byte', async () => {
  const socket = net.connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (piece) => (text += piece));
  for (const byte of form('name=byte-by-byte&token=wrong')) {
    socket.write(byte);
    await wait(1);
  }
  await wait(200);
  socket.destroy();
  assert.match(text, /^HTTP\/1\.1 401 .*value="byte-by-byte"/s);
});

test('bad targets of the API are problems', async () => {
  const answer = await server.get('/api/v1/search?q=%FF');
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
});

test('good requests of unusual form', async () => {
  const cases = {
    'absolute target': [get('http://other/livez'), [200]],
    'HTTP/1.0 without host': ['GET /livez HTTP/1.0\r\n\r\n', [200]],
    'raw UTF-8': [get('/search?q=' + Buffer.from('كرسي').toString('latin1')), [200]],
    'a query of 8 KB': [get('/search?q=' + 'a'.repeat(8192)), [200]],
    'POST, then GET': [form('name=pipelined') + get('/livez') + form('name=%FF') + get('/livez'), [401, 200, 400, 200]],
    'unknown method': [`BREW /search HTTP/1.1\r\n${HOST}\r\n`, [405]],
    'a small body where none is taken': [post('Content-Length: 3\r\n', 'abc') + get('/livez'), [405, 200]],
    'pipelined': [get('/livez').repeat(20), Array(20).fill(200)],
    'pipelined with HEAD': [`HEAD /search?q=a HTTP/1.1\r\n${HOST}\r\n` + get('/livez'), [200, 200]],
    'asked to close': [get('/livez', 'Connection: close\r\n') + get('/livez'), [200]],
  };
  for (const [name, [bytes, statuses]] of Object.entries(cases))
    assert.deepEqual((await raw(server.port, bytes)).statuses, statuses, name);
});

test('a NUL byte in the request line ends the target', async () => {
  assert.deepEqual((await raw(server.port, get('/a\0b'))).statuses, [404]);
});

test('a request may come byte by byte', async () => {
  const socket = net.connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (piece) => (text += piece));
  for (const byte of get('/livez')) {
    socket.write(byte);
    await wait(5);
  }
  await wait(200);
  socket.destroy();
  assert.match(text, /^HTTP\/1\.1 200/);
});

test('connections that come and go without a word', async () => {
  await Promise.all(Array.from({ length: 200 }, () => new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.destroy());
    socket.on('close', resolve).on('error', () => {});
  })));
  await raw(server.port, '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n');
  await raw(server.port, '\r\n\r\n\r\n');
  assert.equal((await server.get('/livez')).status, 200);
});

// A client that takes nothing of many answers must not hold the others up.
test('who does not read harms nobody else', async () => {
  const sockets = Array.from({ length: 20 }, () => {
    const socket = net.connect(server.port, '127.0.0.1').on('error', () => {});
    socket.pause();
    socket.write(get('/search?q=' + encodeURIComponent('كرسي')).repeat(100));
    return socket;
  });
  await wait(300);
  const began = Date.now();
  for (let i = 0; i < 20; i++) assert.equal((await server.get('/livez')).status, 200);
  assert.ok(Date.now() - began < 2000);
  sockets.forEach((socket) => socket.destroy());
});

describe('slow clients', { concurrency: true }, () => {
  // Writes `piece` every `ms` until the server closes; gives the seconds that took.
  const dribble = (begin, piece, ms, patience) => new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1');
    const began = Date.now();
    socket.write(begin);
    const timer = piece && setInterval(() => socket.write(piece), ms);
    const giveUp = setTimeout(() => reject(new Error('still open')), patience * 1000);
    socket.on('error', () => {}).on('close', () => {
      clearInterval(timer);
      clearTimeout(giveUp);
      resolve((Date.now() - began) / 1000);
    });
    socket.resume();
  });

  test('silence ends after 10 seconds', async () => {
    const seconds = await dribble('GET /li', null, 0, 15);
    assert.ok(seconds > 8 && seconds < 13, `${seconds}`);
  });

  test('a header a second ends after 20 seconds', async () => {
    const seconds = await dribble(`GET /livez HTTP/1.1\r\n${HOST}`, 'X: y\r\n', 1000, 30);
    assert.ok(seconds > 18 && seconds < 25, `${seconds}`);
  });

  test('a body a byte at a time ends with the time of its request, unanswered', async () => {
    await dribble(form('name=', '', 'Content-Length: 1000\r\n'), 'a', 1000, 40);
    await logLines(server, /"method":"POST".*"status":0/);
  });

  test('meanwhile others are answered', async () => {
    for (let i = 0; i < 20; i++) {
      assert.equal((await server.get('/livez')).status, 200);
      await wait(500);
    }
  });
});

test('the log: one JSON object a request, without the words asked for', async () => {
  const secret = 'رقم بطاقتي 5412987600';
  const { headers } = await server.get('/api/v1/search?q=' + encodeURIComponent(secret));
  const [line] = await logLines(server, new RegExp(headers.get('x-request-id')));
  assert.deepEqual(Object.keys(line), ['time', 'id', 'method', 'path', 'query_bytes', 'status', 'bytes', 'took_us']);
  assert.equal(line.path, '/api/v1/search');
  assert.equal(line.query_bytes, 'q='.length + encodeURIComponent(secret).length);
  assert.equal(line.status, 200);
  assert.doesNotMatch(server.log, /5412987600|%D8%B1%D9%82%D9%85/);
  await raw(server.port, get('/a%0a%7b%22status%22:200%7d%1b[31m%e2%80%ae'));
  const [hostile] = await logLines(server, /31m/);
  assert.equal(hostile.path, '/a\n{"status":200}\x1b[31m\u202e');
  assert.doesNotMatch(server.log, /\x1b|\u202e/);
});

test('after all of this it runs, and stops when told', async () => {
  assert.equal((await server.get('/livez')).status, 200);
  assert.equal(await server.stop(), 0);
});
