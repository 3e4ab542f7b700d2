// Writing in the page, in a real browser and by keyboard alone. usage: node write.mjs PYTHON ROOT SLUG
// Starts the preview itself, kills it once, and prints one JSON object of what was seen; tests/writing/test_writing_browser.py judges it.
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [python, root, slug] = process.argv.slice(2);
const file = join(root, 'inspections', `${slug}.yaml`);
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

function serve(port) {
  const server = spawn(python, ['-m', 'reportgen', '--root', root, 'preview', slug, '--write', '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => server.stdout.once('data', (line) => resolve([server, String(line).split(' ')[2]])));
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const seen = { messages: [], requests: [], axe: {}, wide: {} };
let [server, address] = await serve(0);
const port = new URL(address).port;
try {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  async function open(url) {
    const page = await context.newPage();
    page.on('request', (request) => { if (!/^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) seen.requests.push(request.url()); });
    page.on('pageerror', (fault) => seen.messages.push(String(fault)));
    // An attack that is pasted is refused aloud; so is what the server refuses.
    page.on('console', (message) => { if (message.type() === 'error' && !/ERR_|status of 4|Executing inline event handler/.test(message.text())) seen.messages.push(message.text()); });
    await page.goto(url);
    await page.waitForSelector('.writing #write-bar');
    return page;
  }
  const page = await open(address);
  const key = (name) => page.keyboard.press(name);
  const type = (words) => page.keyboard.type(words);
  const text = () => readFileSync(file, 'utf8');
  const focus = (where = page) => where.evaluate(() => { const node = document.activeElement; return node.getAttribute('aria-label') || node.textContent.trim().slice(0, 40); });
  const wait = (look, value, where = page) => where.waitForFunction(look, value, { timeout: 20000, polling: 30 });
  const says = (words) => wait((wanted) => document.getElementById('write-status').textContent.includes(wanted), words);
  const shows = (words) => wait((wanted) => document.querySelector('main').innerText.replace(/\s+/g, ' ').includes(wanted), words);
  const edit = async (words, where = page) => {
    await where.locator(`.write-edit[aria-label^="Edit: ${words}"]`).first().focus();
    await where.keyboard.press('Enter');
    await where.waitForSelector('.write-form');
  };
  const check = async (name) => {
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    seen.axe[name] = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
    seen.wide[name] = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  };

  // The token is in no address that is shown, and in no request.
  seen.address = page.url();
  await check('page');

  // A paragraph, with a figure chosen from a list, and what is said while it is typed.
  await edit('The second paragraph');
  await key('Control+End');
  await type(' In {pct 2.1.2');
  await page.waitForSelector('.write-offers:not([hidden]) li');
  await check('offers');
  await key('Enter');
  await wait(() => document.querySelector('.write-values')?.textContent.includes('61 per cent'));
  await type(' TODO');
  await wait(() => document.querySelector('.write-problems').textContent.includes('TODO'));
  await check('form with a problem');
  for (let n = 0; n < 5; n++) await key('Backspace');
  await type(' of cases.');
  await key('Control+Enter');
  await shows('In 61 per cent of cases.');
  await says('Saved.');
  await page.waitForTimeout(150);
  seen.focusAfterSave = await focus();
  seen.paragraph = text().split('\n').filter((line) => line.includes('of cases.'));

  // Undo and redo by keys.
  await key('Control+z');
  await says('taken back');
  seen.undone = text();
  await key('Control+Shift+z');
  await says('made again');

  // A result, with the rating and its margin while it is typed; a wrong one is marked and not written.
  await edit('61%');
  await key('Control+a'); await type('60 of 51');
  await wait(() => document.querySelector('.write-problems')?.textContent.includes('60 of 51'));
  await key('Enter');
  await wait(() => document.querySelector('.write-messages')?.textContent.includes('Nothing was saved'));
  seen.invalid = await page.evaluate(() => [document.activeElement.getAttribute('aria-invalid'), document.activeElement.value]);
  await check('refused form');
  await key('Control+a'); await type('24 of 51');
  await wait(() => document.querySelector('.write-advice').textContent.includes('Inadequate'));
  seen.rating = await page.textContent('.write-advice');
  await key('Enter');
  await wait(() => !document.querySelector('.write-form'));
  await wait(() => document.querySelector('main').innerText.includes('47%'));

  // A recommendation is added after another, moved up, and deleted.
  await edit('Recruit');
  await page.locator('.write-form button', { hasText: 'Add a recommendation after' }).focus(); await key('Enter');
  await wait(() => document.querySelector('.write-title')?.textContent.startsWith('New'));
  await type('Keep staff');
  await key('Control+Enter');
  await shows('Keep staff');
  await edit('Keep staff');
  await key('Control+End'); await type('!');
  await page.locator('.write-form button', { hasText: 'Move up' }).focus(); await key('Enter');
  await wait(() => document.querySelector('.write-messages').textContent.includes('Save or cancel'));
  seen.stillTyped = await page.inputValue('.write-form textarea');
  await page.locator('.write-form textarea').focus(); await key('Control+End'); await key('Backspace');
  await page.locator('.write-form button', { hasText: 'Move up' }).focus(); await key('Enter');
  await says('Moved up');
  seen.recommendations = text().split('\n').filter((line) => line.startsWith('      - '));
  await wait(() => [...document.querySelectorAll('main ol li')].map((node) => node.innerText).join().search('Keep staff') < [...document.querySelectorAll('main ol li')].map((node) => node.innerText).join().search('Recruit'));
  await edit('Keep staff');
  await page.locator('.write-form button', { hasText: 'Delete this recommendation' }).focus(); await key('Enter');
  await says('Deleted');

  // Escape leaves, and asks where something was typed.
  await edit('The last');
  await type('x'); await key('Escape');
  await wait(() => document.querySelector('.write-messages').textContent.includes('not saved'));
  await check('leaving');
  seen.focusAtLeaving = await focus();
  await key('Escape');
  await page.locator('.write-form button', { hasText: 'Throw my change away' }).focus(); await key('Enter');
  seen.focusAfterLeaving = await focus();

  // Pasted from Word and from a web page.
  await edit('The last');
  const paste = (html) => page.evaluate((words) => {
    const data = new DataTransfer(); data.setData('text/html', words); data.setData('text/plain', 'plain');
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    return document.activeElement.value;
  }, html);
  seen.pasted = [];
  for (const html of JSON.parse(readFileSync(process.env.PASTED, 'utf8'))) {
    await key('Control+a'); await key('Delete');
    seen.pasted.push(await paste(html));
  }
  await key('Control+z');
  seen.unpasted = await page.evaluate(() => document.activeElement.value);
  await key('Control+a'); await type('The last words, and '); 

  // What is typed survives a reload, and a crash of the preview.
  await page.waitForTimeout(100);
  await page.reload();
  await page.waitForSelector('.write-drafts');
  await check('drafts');
  seen.offered = await page.textContent('.write-drafts li');
  await page.locator('.write-drafts button', { hasText: 'Continue' }).focus(); await key('Enter');
  await page.waitForSelector('.write-form');
  seen.resumed = await page.evaluate(() => document.activeElement.value);
  await type('more.');
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  await key('Control+Enter');
  await wait(() => document.querySelector('.write-messages').textContent.includes('kept in this browser'));
  [server, address] = await serve(port);
  await key('Control+Enter');
  await wait(() => document.querySelector('.write-messages').textContent.includes('open the address'));
  await page.goto(address); // the new address in the window that is open: only the end of it is new
  await says('You can write again.');
  seen.newAddress = page.url();
  await page.close();
  const again = await open(address);
  await again.waitForSelector('.write-drafts button');
  await again.locator('.write-drafts button', { hasText: 'Continue' }).focus(); await again.keyboard.press('Enter');
  await again.waitForSelector('.write-form');
  seen.afterCrash = await again.evaluate(() => document.activeElement.value);
  await again.keyboard.press('Control+Enter');
  await wait(() => document.querySelector('main').innerText.includes('The last words, and more.'), null, again);

  // Two windows: the second to save sees what the first wrote.
  const other = await open(address);
  await edit('The first paragraph', again); await edit('The first paragraph', other);
  await again.bringToFront();
  await again.keyboard.press('Control+End'); await again.keyboard.type(' From one window.');
  await again.keyboard.press('Control+Enter');
  await wait(() => document.querySelector('main').innerText.includes('From one window.'), null, again);
  await other.bringToFront();
  seen.stayed = await other.evaluate(() => document.querySelectorAll('.write-form').length);
  await other.keyboard.press('Control+End'); await other.keyboard.type(' From another.');
  await other.keyboard.press('Control+Enter');
  await wait(() => document.querySelector('.write-messages textarea'), null, other);
  seen.conflict = await other.evaluate(() => [document.querySelector('.write-messages').textContent, document.querySelector('.write-messages textarea').value, document.querySelector('.write-field textarea').value]);
  seen.drafts = await again.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('reportgen-draft')).length);
  await other.keyboard.press('Enter');
  await wait(() => document.querySelector('main').innerText.includes('From another.'), null, other);
  seen.replaced = text().split('\n').filter((line) => line.includes('The first paragraph'));

  // What was typed comes back by a key when the other text was taken.
  const before = text();
  await edit('The first paragraph', other);
  await other.keyboard.press('Control+End'); await other.keyboard.type(' Mine.');
  writeFileSync(file, before.replace('From another.', 'From an editor.'));
  await wait(() => document.querySelector('main').innerText.includes('From an editor.'), null, other);
  await other.keyboard.press('Control+Enter');
  await other.locator('.write-messages button', { hasText: 'Use it instead of mine' }).focus(); await other.keyboard.press('Enter');
  seen.taken = [await other.inputValue('.write-field textarea')];
  await other.keyboard.press('Control+z');
  seen.taken.push(await other.inputValue('.write-field textarea'));
  writeFileSync(file, before);
  await other.close();

  // A picture is chosen, and wants words for those who do not see it.
  await edit('The second paragraph', again);
  await again.locator('.write-picture summary').focus(); await again.keyboard.press('Enter');
  await again.locator('.write-picture input[type=file]').setInputFiles({ name: 'The office.png', mimeType: 'image/png', buffer: Buffer.from(process.env.PICTURE, 'base64') });
  const put = again.locator('.write-picture button');
  await put.focus(); await again.keyboard.press('Enter');
  seen.picture = [await again.textContent('.write-picture [role=status]')];
  await again.keyboard.type('The office, "seen" from the [road]');
  await put.focus(); await again.keyboard.press('Enter');
  await wait(() => document.activeElement.value?.includes('.png)'), null, again);
  seen.picture.push(await again.evaluate(() => document.activeElement.value.split('\n').pop()));
  await again.keyboard.press('Control+Enter');
  await again.waitForSelector('main img.picture');
  seen.picture.push(await again.getAttribute('main img.picture', 'alt'));
  seen.withPicture = text();

  // An editor saves what it had loaded before: the page offers to write its text again.
  const loaded = text();
  await edit('The last words', again);
  await again.keyboard.press('Control+End'); await again.keyboard.type(' At the end.');
  await again.keyboard.press('Control+Enter');
  await wait(() => document.querySelector('main').innerText.includes('At the end.'), null, again);
  writeFileSync(file, loaded);
  await again.waitForSelector('#write-lost-title');
  await again.evaluate(axe);
  seen.axe['written over'] = (await again.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }))).violations.map((one) => one.id);
  await again.locator('.write-drafts button', { hasText: 'Write it again' }).focus(); await again.keyboard.press('Enter');
  await wait(() => document.querySelector('main').innerText.includes('At the end.'), null, again);
  seen.writtenAgain = text().split('\n').filter((line) => line.includes('At the end.'));

  // What is left to write: everything by keyboard, wide and on a telephone.
  const phone = await open(address);
  Object.assign(seen, { panel: {} });
  for (const width of [1200, 320]) {
    await phone.setViewportSize({ width, height: 800 });
    await phone.locator('#write-bar button').first().focus(); await phone.keyboard.press('Enter');
    await phone.waitForSelector('#write-panel h3');
    const result = await (async () => { await phone.evaluate(axe); return phone.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })); })();
    seen.axe[`list at ${width}`] = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
    seen.wide[`list at ${width}`] = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await phone.locator('#write-panel button', { hasText: /^Text$/ }).first().focus(); await phone.keyboard.press('Enter');
    await phone.waitForSelector('#write-panel form, main form');
    seen.wide[`form of the list at ${width}`] = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    seen.panel[width] = await phone.evaluate(() => document.activeElement.tagName);
    if (width === 320) {
      const inside = await phone.evaluate(() => { const box = document.activeElement.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth + 1; });
      seen.panel.inside = inside;
    }
    await phone.keyboard.press('Escape');
    await phone.waitForTimeout(300);
    await phone.locator('#write-panel .write-close').focus(); await phone.keyboard.press('Enter');
    seen.panel[`closed at ${width}`] = await focus(phone);
  }
  seen.file = text();
} finally {
  await browser.close();
  server.kill('SIGKILL');
}
console.log(JSON.stringify(seen));
