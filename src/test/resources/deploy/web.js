#!/bin/node
// An app that behaves as MODE says. It answers with VERSION, slowly on /slow?ms=N, and echoes over a web socket.
const http = require('http'), crypto = require('crypto');
const { MODE = 'ok', VERSION = '?', PORT = '8080' } = process.env;
console.log(`starting ${VERSION} as ${process.env.DYNO} in mode ${MODE}`);
if (MODE === 'exit') { console.error('Error: no database'); process.exit(3); }
if (MODE === 'silent') { setInterval(() => {}, 1000); return; }
let sick = MODE === '500';
const server = http.createServer((q, s) => {
  const url = new URL(q.url, 'http://x');
  s.setHeader('X-Version', VERSION);
  if (url.pathname === '/health') { s.statusCode = MODE === 'nohealth' ? 404 : sick ? 500 : 200; return s.end(VERSION); }
  if (url.pathname === '/sick') { sick = url.searchParams.get('on') === '1'; return s.end('ok'); }
  if (url.pathname === '/die') { s.end('bye'); return setTimeout(() => process.exit(1), 50); }
  if (url.pathname === '/env') { return s.end(JSON.stringify(process.env)); }
  if (url.pathname === '/write') {
    try { require('fs').writeFileSync(url.searchParams.get('to'), 'x'); return s.end('written'); } catch (e) { return s.end(e.code); }
  }
  setTimeout(() => s.end(VERSION), Number(url.searchParams.get('ms') || 0));
});
server.on('upgrade', (q, socket) => {
  const key = crypto.createHash('sha1').update(q.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`);
  socket.on('error', () => {});
  socket.on('data', d => {
    if ((d[0] & 15) === 8) { return socket.end(Buffer.from([0x88, 0])); }
    const n = d[1] & 127, mask = d.slice(2, 6), text = Buffer.from(d.slice(6, 6 + n).map((b, i) => b ^ mask[i % 4]));
    const answer = Buffer.from(VERSION + ':' + text);
    socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), answer]));
  });
});
process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
server.listen(MODE === 'otherport' ? 3000 : Number(PORT), MODE === 'localhost' ? '127.0.0.1' : '0.0.0.0', () => console.log('listening'));
