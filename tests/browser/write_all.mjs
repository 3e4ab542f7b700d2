// A whole inspection written in the page, from nothing to a PDF, with no mouse and no editor. usage: node write_all.mjs PYTHON ROOT SLUG
// Only keys are pressed: Tab to what is open in the list of what is left, Enter, text, Ctrl+Enter. Prints one JSON object of what was seen.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';

const [python, root, slug] = process.argv.slice(2);
const server = spawn(python, ['-m', 'reportgen', '--root', root, 'preview', slug, '--write', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => server.stdout.once('data', (line) => resolve(String(line).split(' ')[2])));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const seen = { forms: 0, keys: 0, left: [], messages: [] };
try {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, ...(process.env.FILM ? { recordVideo: { dir: process.env.FILM } } : {}) });
  page.on('pageerror', (fault) => seen.messages.push(String(fault)));
  await page.goto(address);
  await page.waitForSelector('.writing #write-bar');
  const key = async (name) => { seen.keys++; await page.keyboard.press(name); };
  const type = async (words) => { seen.keys += words.length; await page.keyboard.type(words); };

  // Tab, or Shift and Tab, until the focus is there.
  async function tabTo(selector) {
    for (let n = 0; n < 1500; n++) {
      const where = await page.evaluate((wanted) => {
        const target = document.querySelector(wanted), here = document.activeElement;
        if (!target) return 'none';
        if (target === here) return 'there';
        return here !== document.body && here.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab';
      }, selector);
      if (where === 'none') return false; // the list has been renewed meanwhile
      if (where === 'there') return true;
      await key(where);
    }
    throw new Error(`Tab does not reach ${selector}`);
  }

  const facts = {
    Title: 'Bradford and Calderdale PDU', Region: 'Yorkshire and the Humber', 'Date of publication': '2025-06', Fieldwork: 'started January 2025',
    Name: 'A Person', 'Lead inspector': 'Another Person', Sample: 'community: 60', Publisher: 'The Inspectorate', Addressee: 'Bradford and Calderdale PDU', 'To': 'Bradford and Calderdale PDU',
  };
  let number = 0;
  const words = ['Leaders', 'Managers', 'Officers', 'Partners', 'Reviewers', 'Planners', 'Tutors', 'Analysts'];
  function filler(field, title) {
    if (field.kind === 'SELECT') return field.label === 'Rating' ? 'Good' : null;
    if (field.value && !/TODO/.test(field.value)) return null;
    if (/^\d+\.\d+\.\d+$/.test(field.label)) return `${36 + (number++ % 12)} of 51`;
    if (/^\d/.test(field.label)) return null;
    if (field.label in facts) return title === 'Chief inspector' && field.label === 'Title' ? null : facts[field.label];
    if (/^(Subtitle|Notice|Reason|Why|Adjusted|Address|ISBN|Copyright|Licence|Available|Contact)/.test(field.label)) return null;
    number++;
    if (/###/.test(field.value)) return field.value.replace(/TODO/g, () => `${words[number++ % 8]} showed us in ${words[(number * 5) % 8].toLowerCase()} meetings what they do ${'abcdefghijklmnopqrstuvwxyz'[number % 26]}.`);
    if (/^(Strength|Area|Recommendation)/.test(field.label)) return `${words[number % 8]} work well with partners on point ${words[(number * 3) % 8].toLowerCase()} ${'abcdefghijklmnopqrstuvwxyz'[number % 26]}`;
    return `${words[number % 8]} told us what they do, and we saw it in ${words[(number * 5) % 8].toLowerCase()} meetings ${'abcdefghijklmnopqrstuvwxyz'[number % 26]}.`;
  }

  const current = () => page.evaluate(() => {
    const here = document.activeElement, label = here.id && document.querySelector(`label[for="${here.id}"]`);
    return here.closest('.write-form') && /^(INPUT|TEXTAREA|SELECT)$/.test(here.tagName) && here.type !== 'file'
      ? { kind: here.tagName, label: label ? label.textContent : '', value: here.value, inPicture: Boolean(here.closest('.write-picture')) } : null;
  });

  async function fill() {
    await page.waitForFunction(() => document.activeElement.closest('.write-form'), null, { timeout: 20000 });
    const title = await page.textContent('.write-title');
    for (let n = 0; n < 60; n++) {
      const field = await current();
      if (field && !field.inPicture) {
        const value = filler(field, title);
        if (value) {
          if (field.kind === 'SELECT') await type(value.slice(0, 2));
          else { await key('Control+a'); await type(value); }
        }
      }
      const isLast = await page.evaluate(() => { const all = [...document.querySelectorAll('.write-form :is(input, textarea, select)')].filter((node) => !node.closest('.write-picture')); return all[all.length - 1] === document.activeElement; });
      if (isLast) break;
      await key('Tab');
    }
    await key('Control+Enter');
    await page.waitForFunction(() => !document.querySelector('.write-form') || document.querySelector('.write-messages').textContent, null, { timeout: 20000 });
    const refused = await page.evaluate(() => document.querySelector('.write-form')?.textContent || '');
    if (refused) throw new Error(`not saved: ${refused}`);
    seen.forms++;
  }

  await tabTo('#write-bar button');
  await key('Enter');
  await page.waitForSelector('#write-panel li.open');
  const tried = new Map();
  for (let n = 0; n < 120; n++) {
    await page.waitForSelector('#write-panel h3, #write-panel .write-parts:empty');
    const open = await page.evaluate(() => [...document.querySelectorAll('#write-panel li.open > button')].map((node) => node.dataset.key));
    const next = open.find((one) => (tried.get(one) || 0) < 2);
    if (!next) break;
    if (!await tabTo(`#write-panel button[data-key="${next.replace(/["\\]/g, '\\$&')}"]`)) continue;
    tried.set(next, (tried.get(next) || 0) + 1);
    await key('Enter');
    await fill();
    await page.waitForFunction((done) => ![...document.querySelectorAll('#write-panel li.open > button')].some((node) => node.dataset.key === done), next, { timeout: 8000 }).catch(() => {});
  }
  await page.waitForTimeout(1500);
  seen.left = await page.evaluate(() => [...document.querySelectorAll('#write-panel li.open')].map((node) => node.textContent));
  seen.summary = await page.textContent('#write-panel [role=status]');
  await page.waitForFunction(() => document.activeElement !== document.body);
  await tabTo('#desk a[href$="/pdf"]');
  seen.link = await page.evaluate(() => document.activeElement.getAttribute('href'));
  const pdf = await page.request.get(new URL(seen.link, address).href, { timeout: 120000 });
  const data = await pdf.body();
  Object.assign(seen, { status: pdf.status(), pdf: data.subarray(0, 5).toString(), size: data.length });
  await page.context().close();
} finally {
  await browser.close();
  server.kill('SIGKILL');
}
console.log(JSON.stringify(seen));
