// The writer's desk in a real browser. usage: node preview.mjs ADDRESS FILE   (the inspection behind the address)
// Prints one JSON object of what was seen; tests/test_preview_browser.py judges it.
import { chromium } from 'playwright-core';
import { readFileSync, writeFileSync } from 'node:fs';

const [address, file] = process.argv.slice(2);
const saves = Number(process.env.SAVES || 5);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const seen = { requests: [], messages: [] };
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  page.on('request', (request) => { if (!request.url().startsWith(new URL(address).origin) && !request.url().startsWith('data:')) seen.requests.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') seen.messages.push(message.text()); });
  page.on('pageerror', (error) => seen.messages.push(String(error)));
  await page.goto(address);
  const good = readFileSync(file, 'utf8');
  const marker = 'The word of the day is';
  const says = (word) => page.waitForFunction((text) => document.querySelector('main').textContent.includes(text), `${marker} ${word}`, { timeout: 15000, polling: 10 });
  const save = (word) => writeFileSync(file, good.replace('MARKER', `${marker} ${word}.`));

  // A save shows, and the reader stays where they were: in the middle of the page, below the change.
  save('zero'); await says('zero');
  await page.evaluate(() => { document.querySelector('[data-watched]')?.removeAttribute('data-watched'); scrollTo(0, document.body.scrollHeight / 2); });
  await page.waitForTimeout(100);
  const before = await page.evaluate(() => {
    const nodes = [...document.querySelectorAll('main p')];
    const node = nodes.find((n) => n.getBoundingClientRect().top > 100);
    node.id = node.id || 'watched-paragraph'; node.setAttribute('data-watched', '');
    return { y: scrollY, top: node.getBoundingClientRect().top };
  });
  const times = [];
  for (let i = 0; i < saves; i++) {
    const start = performance.now();
    save(`number ${i}`); await says(`number ${i}`);
    times.push(performance.now() - start);
    await page.waitForTimeout(150);
  }
  seen.times = times;
  seen.scroll = { before: before.y, after: await page.evaluate(() => scrollY) };
  seen.samePage = await page.evaluate(() => performance.getEntriesByType('navigation').length === 1 && performance.getEntriesByType('navigation')[0].type === 'navigate');

  // A paragraph that grows above the reader does not move the reader.
  writeFileSync(file, good.replace('MARKER', `${marker} long. ${'More and more was found. '.repeat(200)}`)); await says('long');
  await page.waitForTimeout(200);
  seen.grown = await page.evaluate(() => scrollY);

  // A broken save lays the problem over the last good page; the next good save takes it away.
  writeFileSync(file, good.replace('title:', 'titel:'));
  await page.waitForFunction(() => !document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  seen.overlay = await page.textContent('#desk-problems');
  seen.pageBehindOverlay = (await page.textContent('main')).includes(marker);
  save('mended'); await says('mended');
  await page.waitForFunction(() => document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  seen.overlayGone = true;
  seen.bar = await page.textContent('#desk');

  // A paragraph tells its file and line.
  await page.evaluate(() => scrollTo(0, 0));
  const paragraph = page.locator('main [data-line]').first();
  await paragraph.scrollIntoViewIfNeeded(); await paragraph.hover();
  seen.line = await page.textContent('#desk-line');
  seen.editor = await page.getAttribute('#desk-line', 'href');

  // Several tabs see the same.
  const other = await browser.newPage();
  await other.goto(address);
  save('shared'); await says('shared');
  await other.waitForFunction((text) => document.querySelector('main').textContent.includes(text), `${marker} shared`, { timeout: 15000 });
  seen.tabs = 2;
  writeFileSync(file, good);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
