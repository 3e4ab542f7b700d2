// From Ctrl+Enter to the painted change. usage: node write_speed.mjs ADDRESS EDITS   Prints the times of the edits in milliseconds as JSON.
import { chromium } from 'playwright-core';

const [address, edits] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const times = [];
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(address);
  await page.waitForSelector('.writing #write-bar');
  for (let number = 0; number < Number(edits); number++) {
    await page.locator('main p > .write-edit').nth(5).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.write-form');
    await page.keyboard.press('Control+End');
    const words = `Edit number ${number} here.`;
    await Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/write/try') && answer.request().postData().includes(words)), page.keyboard.type(` ${words}`)]);
    await page.waitForTimeout(600); // a writer looks at the form before it is saved
    const painted = page.evaluate((wanted) => new Promise((resolve) => {
      let began = 0;
      addEventListener('keydown', (event) => { if (event.key === 'Enter') began = performance.now(); }, { capture: true, once: false });
      const observer = new MutationObserver(() => {
        if (![...document.querySelectorAll('main p')].some((node) => node.textContent.includes(wanted))) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    }), words);
    await page.evaluate(() => 0);
    await page.keyboard.press('Control+Enter');
    times.push(await painted);
    await page.waitForTimeout(1200);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(times));
