// The writer's desk in a real browser. usage: node preview.mjs ADDRESS FILE   (the inspection behind the address)
// Prints one JSON object of what was seen; tests/test_preview_browser.py judges it.
import { chromium } from 'playwright-core';
import { mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [address, file] = process.argv.slice(2);
const saves = Number(process.env.SAVES || 5);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const seen = { requests: [], messages: [] };
try {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
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

  // Paragraphs and lists that come and go above, in the same text, leave a reader where they are: at a paragraph, and in the midst of a long one.
  const long = `Long, ${'and so on and on '.repeat(300)}.`;
  const told = (...paragraphs) => writeFileSync(file, good.replace('MARKER', paragraphs.join('\n\n      ')));
  const texts = ['one', 'two', 'three', 'four', 'five'].map((word) => `Paragraph ${word}. ${'It is here to be read. '.repeat(15)}`);
  const where = (begin) => page.evaluate((text) => Math.round([...document.querySelectorAll('main p')].find((n) => n.textContent.startsWith(text)).getBoundingClientRect().top), begin);
  const changes = {
    inserted: [texts[0], `Inserted. ${'New words. '.repeat(60)}`, ...texts.slice(1), long],
    list: [texts[0], 'Listed:', '- one\n      - two\n      - three', ...texts.slice(1), long],
    deleted: [...texts.slice(1), long],
    both: ['Other words altogether.', texts[1].replace('read', 'heard'), ...texts.slice(2), long],
  };
  seen.stays = {};
  for (const [begin, top, width] of [['Paragraph four', 5, 1200], ['Long', -600, 1200], ['Paragraph four', 40, 320], ['Long', -600, 320]]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 320) seen.contentsFloat = await page.evaluate(() => getComputedStyle(document.querySelector('.to-contents')).position);
    for (const [name, change] of Object.entries(changes)) {
      told(`${marker} start of ${name} ${top} ${width}.`, ...texts, long); await says(`start of ${name} ${top} ${width}`);
      await page.evaluate(([text, y]) => {
        const node = [...document.querySelectorAll('main p')].find((n) => n.textContent.startsWith(text));
        scrollBy({ top: node.getBoundingClientRect().top - y, behavior: 'instant' });
      }, [begin, top]);
      const had = await where(begin);
      told(`${marker} end of ${name} ${top} ${width}.`, ...change); await says(`end of ${name} ${top} ${width}`);
      seen.stays[`${name}, ${begin}, ${width}`] = [had, await where(begin)];
    }
  }
  await page.setViewportSize({ width: 1200, height: 800 });

  // The paragraph that is being written stays in sight as it grows, where it is the first there; whoever is at the very top stays there.
  told(`${marker} a sentence.`, ...texts, long); await says('a sentence');
  await page.evaluate((text) => {
    const node = [...document.querySelectorAll('main p')].find((n) => n.textContent.startsWith(text));
    scrollBy({ top: node.getBoundingClientRect().top - 10, behavior: 'instant' });
  }, marker);
  const begun = await where(marker);
  told(`${marker} more sentences. ${'More was found. '.repeat(200)}`, ...texts, long); await says('more sentences');
  seen.written = [begun, await where(marker)];
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  writeFileSync(file, good.replace(/^title: .*/m, `title: ${'A title that takes several lines '.repeat(8)}`));
  await page.waitForFunction(() => document.querySelector('main').textContent.includes('several lines'), null, { timeout: 15000 });
  seen.atTop = await page.evaluate(() => scrollY);
  told(`${marker} ready.`, ...texts, long); await says('ready');

  // The label of a line follows a save under a mouse that rests.
  const rests = page.locator('main p', { hasText: 'Paragraph four' });
  await rests.scrollIntoViewIfNeeded(); await rests.hover();
  told(`${marker} moved.`, 'One above.', 'Another above.', ...texts, long); await says('moved');
  seen.label = [await page.textContent('#desk-line'), await rests.getAttribute('data-line')];
  told(`${marker} ready again.`, ...texts, long); await says('ready again');
  seen.lines = await page.evaluate(() => [...document.querySelectorAll('main p[data-line]')].filter((n) => /^(Paragraph|Long)/.test(n.textContent)).map((n) => [n.dataset.line, n.textContent.slice(0, 14)]));
  seen.fileThen = readFileSync(file, 'utf8').split('\n').map((line, n) => [n + 1, line.trim().slice(0, 14)]).filter(([, line]) => /^(Paragraph|Long)/.test(line));
  save('as before'); await says('as before');

  // The list of checks that is open stays open.
  told(`${marker} first. The XQZV was there.`); await says('first');
  await page.waitForSelector('#desk details summary');
  await page.click('#desk summary');
  told(`${marker} second. The XQZV and the ZVQX were there.`); await says('second');
  await page.waitForFunction(() => document.getElementById('desk').textContent.includes('ZVQX'), null, { timeout: 15000 });
  seen.checksOpen = await page.evaluate(() => document.querySelector('#desk details').open);
  seen.gap = await page.evaluate(() => document.getElementById('desk').getBoundingClientRect().top - document.querySelector('#desk details > div').getBoundingClientRect().bottom);
  await page.click('#desk summary');

  // A broken save lays the problem over the last good page; the next good save takes it away.
  writeFileSync(file, good.replace('title:', 'titel:'));
  await page.waitForFunction(() => !document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  seen.overlay = await page.textContent('#desk-problems');
  seen.pageBehindOverlay = (await page.textContent('main')).includes('rror');
  seen.places = await page.evaluate(() => [...document.querySelectorAll('#desk-problems a.place')].map((a) => [a.textContent, a.getAttribute('href')]));
  seen.covers = await page.evaluate(() => document.getElementById('desk-problems').offsetHeight / innerHeight);
  await page.click('#desk-problems summary');
  seen.putAway = await page.evaluate(() => document.getElementById('desk-problems').offsetHeight / innerHeight);
  save('mended'); await says('mended');
  await page.waitForFunction(() => document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  seen.overlayGone = true;

  // A file that is deleted is said to be gone, over the page, which is there after a reload too; it comes back with the file.
  const over = (words) => page.waitForFunction((text) => document.getElementById('desk-problems').textContent.includes(text), words, { timeout: 15000 });
  unlinkSync(file); await over('this file no longer exists');
  const answer = await page.reload();
  await over('this file no longer exists');
  seen.gone = { status: answer.status(), page: (await page.textContent('main')).includes(marker) };
  save('back'); await says('back');
  await page.waitForFunction(() => document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  seen.gone.overlayGone = true;
  seen.gone.messages = seen.messages.splice(0);

  // A paragraph tells its file and line.
  await page.evaluate(() => scrollTo(0, 0));
  const paragraph = page.locator('main [data-line]').first();
  await paragraph.scrollIntoViewIfNeeded(); await paragraph.hover();
  seen.line = await page.textContent('#desk-line');
  seen.editor = await page.getAttribute('#desk-line', 'href');

  // From the paragraph the mouse reaches the label, and a click on the paragraph opens the same.
  const box = await paragraph.boundingBox();
  for (let y = box.y + 5; y > box.y - 12; y -= 0.5) await page.mouse.move(box.x + 5, y);
  seen.reached = await page.evaluate(() => !document.getElementById('desk-line').hidden && document.getElementById('desk-line').matches(':hover'));
  await page.evaluate(() => document.addEventListener('click', (event) => { if (event.target.id === 'desk-line') { event.preventDefault(); window.opened = event.target.href; } }, true));
  await paragraph.click();
  seen.opened = await page.evaluate(() => window.opened);

  // Where the editor has no address, a click copies its command: on a paragraph, and on a place in the list of problems.
  const terminal = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const other = await terminal.newPage();
  await other.route('**/west-sussex-2022/', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-editor="[^"]*"/, 'data-editor="vim +{line} {path}"') });
  });
  await other.goto(address);
  const first = other.locator('main [data-line]').first();
  await first.click();
  await other.waitForFunction(() => document.getElementById('desk-line').textContent.startsWith('Copied: '), null, { timeout: 8000 });
  seen.copied = [await first.getAttribute('data-line'), await other.evaluate(() => navigator.clipboard.readText())];
  told(`${marker} third. The XQZV was there.`);
  await other.click('#desk summary');
  const place = other.locator('#desk button.place').first(), named = await place.textContent();
  await place.click();
  await other.waitForFunction(() => document.querySelector('#desk button.place').textContent.startsWith('Copied: '), null, { timeout: 8000 });
  seen.copiedPlace = [named, await other.evaluate(() => navigator.clipboard.readText())];
  await terminal.close();

  // More tabs than a browser keeps connections see the same, the last opened as soon as the first.
  const tabs = [];
  for (let n = 0; n < 9; n++) {
    const tab = await context.newPage();
    await tab.goto(n % 3 ? address : new URL('/', address).href, { timeout: 8000 });
    if (n % 3) tabs.push(tab);
  }
  save('shared'); await says('shared');
  for (const tab of tabs) await tab.waitForFunction((text) => document.querySelector('main').textContent.includes(text), `${marker} shared`, { timeout: 8000 });
  await page.close();  // the tab that waited for all
  save('passed on');
  for (const tab of tabs) await tab.waitForFunction((text) => document.querySelector('main').textContent.includes(text), `${marker} passed on`, { timeout: 8000 });
  seen.tabs = tabs.length;

  // A page that was broken when it was opened, and one whose template has another head or script, are whole after the next good save, and mark the place.
  const fresh = await context.newPage(), second = file.replace(/[^/]*$/, 'second.yaml'), templates = join(dirname(dirname(file)), 'templates');
  fresh.on('pageerror', (error) => seen.messages.push(String(error)));
  writeFileSync(second, good.replace('title:', 'titel:'));
  await fresh.goto(new URL('/second/', address).href);
  await fresh.waitForFunction(() => !document.getElementById('desk-problems').hidden, null, { timeout: 15000 });
  writeFileSync(second, good);
  await fresh.waitForSelector('.contents', { timeout: 15000 });
  await fresh.evaluate(() => scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' }));
  await fresh.waitForSelector('.contents [aria-current]', { timeout: 8000 });
  seen.placeMarked = true;
  const high = await fresh.evaluate(() => scrollY);
  mkdirSync(templates);
  writeFileSync(join(templates, 'document.html.j2'), readFileSync(process.env.DOCUMENT, 'utf8')
    .replace('<html ', '<html data-own="1" ').replace('</head>', '<style>main { outline: 9px solid red }</style></head>'));
  await fresh.waitForSelector('html[data-own]', { timeout: 15000 });
  await fresh.waitForTimeout(300);
  seen.head = await fresh.evaluate((y) => [getComputedStyle(document.querySelector('main')).outlineWidth, Math.abs(scrollY - y) < 5], high);
  writeFileSync(join(templates, 'page.js'), 'document.documentElement.dataset.script = "own";');
  await fresh.waitForSelector('html[data-script=own]', { timeout: 15000 });
  rmSync(templates, { recursive: true });
  await fresh.waitForSelector('html:not([data-own]):not([data-script])', { timeout: 15000 });
  seen.navigations = await fresh.evaluate(() => performance.getEntriesByType('navigation')[0].type);
  await fresh.close();

  // A page whose inspection is there no more says so, and asks for nothing over and over.
  const lost = await browser.newPage();
  let asked = 0;
  lost.on('request', () => { asked += 1; });
  await lost.route('**/.desk/wait?*', (route) => { const url = new URL(route.request().url()); url.searchParams.set('slug', 'gone-2020'); route.continue({ url: url.href }); });
  await lost.goto(address);
  await lost.waitForFunction(() => document.querySelector('#desk [role=status]').textContent.includes('has no inspection'), null, { timeout: 15000 });
  await lost.waitForTimeout(1500);
  seen.asked = asked;
  writeFileSync(file, good);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
