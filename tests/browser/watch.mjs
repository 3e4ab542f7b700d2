// Says when a page had some words. usage: node watch.mjs ADDRESS   then one line of words after another on standard input
// Prints `ready`, and for each line the moment at which <main> had the words, in milliseconds since 1970, and the moment at which it was painted.
import { chromium } from 'playwright-core';
import { createInterface } from 'node:readline';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
await page.goto(process.argv[2]);
await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
console.log('ready');
for await (const words of createInterface({ input: process.stdin })) {
  const seen = page.evaluate((wanted) => new Promise((resolve) => {
    const now = () => performance.timeOrigin + performance.now();
    const look = () => {
      if (!document.querySelector('main').textContent.includes(wanted)) return false;
      const had = now();
      requestAnimationFrame(() => setTimeout(() => resolve([had, now()])));
      return true;
    };
    if (look()) return;
    const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  }), words);
  await page.evaluate(() => 0);
  console.log('waiting');
  console.log((await seen).join(' '));
}
await browser.close();
