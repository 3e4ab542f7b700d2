// Comments of a check of facts on the page of the preview. usage: node comments.mjs ADDRESS
// Prints one JSON object: what axe finds, how far the page is wider than the window, how many comments are in sight.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';

const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const seen = { axe: {}, wide: {}, comments: 0, listed: 0, rating: '', messages: [] };
try {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  page.on('pageerror', (fault) => seen.messages.push(String(fault)));
  const check = async (name) => {
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    seen.axe[name] = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
    seen.wide[name] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  };
  await page.goto(process.argv[2]);
  await page.waitForSelector('.desk-comments');
  for (const width of [1200, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.locator('.desk-comments').evaluate((list) => { list.open = false; });
    await check(`closed at ${width}`);
    await page.locator('.desk-comments > summary').press('Enter');
    await check(`open at ${width}`);
    seen.listed = await page.locator('.desk-comments li:visible').count();
    seen.comments = await page.locator('.desk-comment:visible').count();
  }
  if (await page.locator('.writing').count()) {
    await page.locator('.sheet .write-edit').first().press('Enter');
    await page.waitForSelector('.write-form select');
    seen.rating = await page.locator('.write-form .write-title').innerText();
    await check('rating at 320');
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
