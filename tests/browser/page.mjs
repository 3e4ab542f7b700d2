// Pages in a real browser. usage: node page.mjs [--glance] FILE.html…   Prints one JSON object for each; tests/test_page_browser.py judges it.
// --glance: how they look and whether they are valid, and not how they are read through.
import { chromium } from 'playwright-core';
import { HtmlValidate, FileSystemConfigLoader } from 'html-validate';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const validate = new HtmlValidate(new FileSystemConfigLoader({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document'],
  rules: {
    'no-inline-style': 'error',
    'long-title': 'off', // a report is called what it is called
    'require-sri': ['error', { target: 'crossorigin' }], // the pages of the site share a style
    'valid-id': ['error', { relaxed: true }], // a standard is s-2.2
  },
}));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

/** Opens a page as a reader would, and collects what it asks for and complains of. */
async function open(file, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: false, ...options });
  const page = await context.newPage();
  const seen = { requests: [], messages: [] };
  page.on('request', (request) => { if (!request.url().startsWith('data:') && request.url() !== `file://${file}`) seen.requests.push(request.url()); });
  page.on('console', (message) => seen.messages.push(message.text()));
  page.on('pageerror', (error) => seen.messages.push(String(error)));
  await page.goto(`file://${file}`);
  await page.waitForTimeout(50);
  return { context, page, seen };
}

const wider = () => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 0.5)
    .slice(0, 3).map((e) => `${e.tagName}.${e.getAttribute('class')} ${e.textContent.slice(0, 40)}`).concat('the page scrolls sideways');
};

/** Headings of which a word is parted between two lines without a hyphen. */
const parted = () => {
  const found = [];
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, caption')) {
    const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      for (const word of node.data.matchAll(/[^\s\u00a0-]+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) found.push(word[0]);
      }
    }
  }
  return found;
};

/** Rows that begin with a sentence set in a column too narrow to be read. */
const narrow = () => [...document.querySelectorAll('tbody tr > :first-child')].filter((e) => e.textContent.length > 24 && e.getBoundingClientRect().width < 140)
  .map((e) => `${Math.round(e.getBoundingClientRect().width)}: ${e.textContent.slice(0, 40)}`);

const glance = process.argv[2] === '--glance';
const files = process.argv.slice(glance ? 3 : 2);
const inTurn = async () => { for (let file; (file = files.shift());) await look(file); };
await Promise.all([inTurn(), inTurn()]); // mostly they wait
await browser.close();

async function look(file) {
  const found = { file, widths: {}, invalid: [] };
  for (const width of [320, 768, 1440]) {
    const { context, page, seen } = await open(file, width);
    const scrolls = await page.evaluate(wider);
    const words = await page.evaluate(parted);
    const columns = await page.evaluate(narrow);
    found.title ??= await page.evaluate(() => document.querySelector('h1').getBoundingClientRect().height);
    const font = await page.evaluate(async () => { await document.fonts.ready; return [...document.fonts].filter((f) => f.status === 'loaded').length; });
    const session = await context.newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    const result = await page.evaluate((only) => axe.run(document, { runOnly: { type: 'tag', values: only }, resultTypes: ['violations'], preload: false }), tags); // preloading would ask for the style again
    found.widths[width] = { ...seen, scrolls, words, columns, font,
      violations: result.violations.map((v) => `${v.impact} ${v.id} ${v.nodes.length}: ${v.nodes[0].target.join(' ')}`) };
    await context.close();
  }
  { // As large as a browser's zoom of 200% makes it on a small laptop.
    const { context, page } = await open(file, 640, { deviceScaleFactor: 2 });
    found.zoomed = await page.evaluate(wider);
    await context.close();
  }
  if (!glance) await readThrough(file, found);
  const report = await validate.validateFile(file);
  found.invalid = report.results.flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message} (${m.line}:${m.column})`)).slice(0, 20);
  console.log(JSON.stringify(found));
}

/** What readers do: without JavaScript, with the keyboard, by the contents, on screens of several sizes. */
async function readThrough(file, found) {
  { // Without JavaScript.
    const { context, page, seen } = await open(file, 1280, { javaScriptEnabled: false });
    found.plain = { text: (await page.locator('main').innerText()).length, contents: await page.locator('nav.contents a:visible').count(), ...seen };
    await context.close();
  }
  { // The place in the contents follows the reader; the skip link comes first and works.
    const { context, page } = await open(file, 1440);
    found.script = (await page.locator('main').innerText()).length;
    found.places = await page.evaluate(async () => {
      const links = [...document.querySelectorAll('.contents a')];
      const wrong = [];
      for (const link of links) {
        link.click();
        const marked = () => [...document.querySelectorAll('.contents [aria-current]')];
        const right = () => marked().length === 1 && marked()[0] === link;
        // It is marked with the next picture, which a busy machine may be long in drawing.
        for (let tries = 0; tries < 100 && !right(); tries++) await new Promise((done) => setTimeout(done, 20));
        if (!right()) wrong.push(`${link.textContent}: ${marked().map((m) => m.textContent)}`);
      }
      return { links: links.length, wrong };
    });
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.csv').first().click()]);
    const table = await page.locator(':is(.table, .table-wrap):has(> .csv)').first().evaluate((frame) => ({
      rows: frame.querySelectorAll('tr:not([aria-hidden])').length, title: frame.querySelector('caption')?.textContent,
      cells: [...frame.querySelectorAll('tbody tr:not([aria-hidden])')].map((row) => row.querySelector('th, td').textContent.trim().slice(0, 12)),
    }));
    found.csv = { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8'), ...table };
    await page.reload(); // scrolling has moved the place from which the key goes on
    await page.keyboard.press('Tab');
    found.skip = await page.evaluate(() => document.activeElement.getAttribute('href'));
    await page.keyboard.press('Enter');
    found.skipped = await page.evaluate(() => document.activeElement.id);
    found.measure = await page.evaluate(() => {
      const range = document.createRange();
      const counts = [];
      for (const p of [...document.querySelectorAll('main .part > p')].filter((p) => p.textContent.length > 300)) {
        range.selectNodeContents(p);
        const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.top / 8))).size;
        counts.push(p.textContent.length / lines);
      }
      return counts.length ? counts.sort((a, b) => a - b)[counts.length >> 1] : null;
    });
    await context.close();
  }
  found.sight = [];
  for (const height of [700, 900]) { // However long the contents: the marked link is in sight, unless the reader looks elsewhere in them.
    const { context, page } = await open(file, 1440, { viewport: { width: 1440, height } });
    found.sight.push(await page.evaluate(async () => {
      const nav = document.querySelector('.contents');
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const marked = () => nav.querySelector('[aria-current]');
      const out = () => {
        const box = nav.getBoundingClientRect(), top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
        const link = marked().getBoundingClientRect();
        return bottom - top > 120 && (link.top < top - 1 || link.bottom > bottom + 1);
      };
      const seen = { scrolls: nav.scrollHeight > nav.clientHeight, marks: 0, out: [], moved: [] };
      let looked = null; // the mark at which the reader last looked elsewhere
      const links = [...nav.querySelectorAll('a')];
      for (const link of links.filter((_, n) => n % 3 === 0 || n === links.length - 1)) { // to draw each takes long
        document.getElementById(decodeURIComponent(link.hash.slice(1))).scrollIntoView();
        await drawn();
        seen.marks += marked() === link;
        if (marked() !== looked && out()) seen.out.push(marked().textContent);
        scrollBy(0, 400);
        await drawn();
        if (marked() !== looked && out()) seen.out.push(`below ${marked().textContent}`);
        const before = marked(), own = nav.scrollTop > 20 ? 0 : nav.scrollHeight - nav.clientHeight;
        looked = before;
        nav.scrollTop = own;
        await drawn();
        scrollBy(0, -8);
        await drawn();
        if (marked() === before && Math.abs(nav.scrollTop - own) > 1) seen.moved.push(`${link.textContent}: ${own} became ${nav.scrollTop}`);
      }
      return seen;
    }));
    await context.close();
  }
  found.narrow = {};
  for (const width of [320, 768]) { // The link to the contents covers nothing that has the focus, and leads to the reader's place in them.
    const { context, page } = await open(file, width, { viewport: { width, height: 640 } });
    const covered = [];
    const count = await page.evaluate(() => document.querySelectorAll('a[href], [tabindex="0"]').length);
    for (let pressed = 0; pressed < count; pressed++) {
      await page.keyboard.press('Tab');
      covered.push(await page.evaluate(() => {
        const over = document.querySelector('.to-contents').getBoundingClientRect(), one = document.activeElement;
        if (one === document.body || one.closest('.to-contents')) return null;
        const hit = (box) => box.right > over.left && box.left < over.right && box.bottom > over.top && box.top < over.bottom;
        const lies = [...one.getClientRects()].some((box) => one.matches('a') ? hit(box) : hit(box) && box.top >= over.top);
        return lies ? `${one.tagName} ${one.textContent.trim().slice(0, 40)}` : null;
      }));
    }
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight * 0.6));
    await page.waitForFunction(() => document.querySelector('.contents [aria-current]'));
    await page.waitForTimeout(100);
    const before = await page.evaluate(() => document.querySelector('.contents [aria-current]').hash);
    await page.click('.to-contents a');
    await page.waitForTimeout(100);
    found.narrow[width] = await page.evaluate(([before, covered]) => {
      const links = [...document.querySelectorAll('.contents a')], marked = document.querySelector('.contents [aria-current]');
      const box = marked?.getBoundingClientRect();
      return { covered, hidden: links.filter((link) => !link.getClientRects().length).map((link) => link.textContent),
        before, marked: marked?.hash ?? null, inSight: box?.top >= 0 && box.bottom <= innerHeight };
    }, [before, covered.filter(Boolean)]);
    await context.close();
  }
}
