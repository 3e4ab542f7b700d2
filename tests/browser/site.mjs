// The site in a real browser. usage: node site.mjs dark FILE.html…   what axe-core finds in the dark, one JSON object a page
//                                   node site.mjs search FILE.html WORD…   how long each search takes, and how many rows it leaves
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const [, , what, ...words] = process.argv;

if (what === 'dark') {
  for (const file of words) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(`file://${file}`);
    const session = await context.newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    const result = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], preload: false }));
    console.log(JSON.stringify({ file, ground: await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      violations: result.violations.map((v) => `${v.id} ${v.nodes.length}: ${v.nodes[0].target.join(' ')}`) }));
    await context.close();
  }
} else {
  const [file, ...searches] = words;
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 900 } })).newPage();
  await page.goto(`file://${file}`);
  await page.locator('input[type=search]').waitFor();
  for (const word of searches) {
    // From the key to a page laid out anew: what the reader waits for. The best of five, because a busy machine interrupts.
    console.log(JSON.stringify({ word, ...await page.evaluate(async (word) => {
      const input = document.querySelector('input[type=search]');
      const type = (text) => {
        input.value = text;
        const began = performance.now();
        input.dispatchEvent(new Event('input', { bubbles: true }));
        document.body.getBoundingClientRect();
        return performance.now() - began;
      };
      const times = [];
      for (let n = 0; n < 5; n++) {
        type(n % 2 ? 'zzz' : 'a');
        times.push(type(word));
      }
      const rows = [...document.querySelectorAll('table[data-filter] tbody tr')];
      return { milliseconds: Math.min(...times), shown: rows.filter((row) => row.getBoundingClientRect().height > 0).length,
        status: document.querySelector('[role=status]').textContent };
    }, word) }));
  }
}
await browser.close();
