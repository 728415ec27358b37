import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot, type WatchedCommand } from '@chain-of-trust/tooling'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, test } from 'vitest'
import { accessibilityFaults } from './accessibility.ts'
import { browserUnderTest } from './browser.ts'
import { addressOf, commandLineUnderTest, finishSignIn } from './command-line.ts'
import { LAPTOP, screenshot } from './screenshots.ts'
import { systemUnderTest } from './system-under-test.ts'
import { tenant } from './tenant.ts'

systemUnderTest()
const { newPage } = browserUnderTest()
const home = mkdtempSync(join(tmpdir(), 'chain-of-trust-home-'))
const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-folder-'))
writeFileSync(join(folder, 'notes.txt'), 'The offsite is in May.\n')
const cli = commandLineUnderTest(home)

/** Does in real Chromium what the command asks for. */
async function answerInBrowser(command: WatchedCommand, name?: string): Promise<void> {
  const page = await newPage(LAPTOP)
  await page.goto(await addressOf(command))
  await finishSignIn(page, /alice/i)
  expect(new URL(page.url()).search).toBe('')
  expect(await accessibilityFaults(page)).toEqual([])
  if (name !== undefined) await screenshot(page, name)
  await page.context().close()
}

test('signed in by the browser, a tool on this machine reads a file of the folder', async () => {
  expect((await cli.run(['status'])).code).toBe(77)

  const login = cli.start(['login', '--no-open'])
  await answerInBrowser(login, 'command-line-signed-in')
  expect(await login.ended).toBe(0)
  expect(login.stderr()).toContain('Signed in as Alice Archer')

  const read = await cli.run(['call', 'read_file', 'path=notes.txt'], folder)
  expect(read).toMatchObject({ code: 0, out: expect.stringContaining('The offsite is in May.') as string })
})

test('revoked in the middle of a session, the next call says why; signed in again, the same session goes on', async () => {
  const transport = new StdioClientTransport({
    command: join(repositoryRoot, 'apps/ai-host-cli/bin/ai-host-cli'),
    args: ['run', '--', join(repositoryRoot, 'apps/mcp-workspace/bin/mcp-workspace'), '--root', folder],
    env: { ...(process.env as Record<string, string>), STATE_DIR: home, CACHE_KEY_STORE: 'file' },
  })
  const client = new Client({ name: 'ide', version: '1' })
  await client.connect(transport)
  const read = () => client.callTool({ name: 'read_file', arguments: { path: 'notes.txt' } })
  try {
    expect(JSON.stringify(await read())).toContain('The offsite is in May.')

    await tenant.act('Alice', 'revokeSessions')
    await expect.poll(read).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('ai-host-cli login') as string }],
    })

    const login = cli.start(['login', '--no-open'])
    await answerInBrowser(login)
    expect(await login.ended).toBe(0)
    expect(JSON.stringify(await read())).toContain('The offsite is in May.')
  } finally {
    await client.close()
  }
})

test('signed in with a code, on another device', async () => {
  const login = cli.start(['login', '--device-code'])
  const address = await addressOf(login)
  const [, code = ''] = await login.until(/\n {2}([A-Z0-9-]{6,12})\n/)
  await login.until(/Never type a code that somebody else gave you/)

  const page = await newPage(LAPTOP)
  await page.goto(address)
  await screenshot(page, 'device-code')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByLabel('Code').fill(code.toLowerCase())
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: /bob/i }).click()
  await page.getByRole('heading', { name: /are you trying to sign in/i }).waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await screenshot(page, 'device-code-confirm')
  await finishSignIn(page, /bob/i)
  await screenshot(page, 'device-code-done')
  await page.context().close()
  expect(await login.ended).toBe(0)
  expect(login.stderr()).toContain('Signed in as Bob Baker')
  expect((await cli.run(['status'])).out + (await cli.run(['status'])).err).toContain('bob@contoso.example')
  expect((await cli.run(['logout'])).code).toBe(0)
})

test('the agent in the terminal: an answer, an approval, a step-up in the browser, and the call goes on once', async () => {
  const login = cli.start(['login', '--no-open'])
  await answerInBrowser(login)
  await login.ended

  const chat = cli.start(['chat', '--no-open'])
  chat.type('what documents do I have')
  await chat.until(/✓ done, with Documents\.Read/)
  await chat.until(/│ .*Expenses audit/)

  chat.type('delete the expenses audit')
  await chat.until(/Delete a document: “Expenses audit 2026\.md”/)
  await chat.until(/Type y to approve, n to decline: /)
  chat.type('y')
  await chat.until(/Confirm in your browser that it is you\? \[y\/n\] /)
  chat.type('y')
  await answerInBrowser(chat)
  await chat.until(/✓ done, with Documents\.Delete[^]*│ .*deleted/)
  chat.endInput()
  expect(await chat.ended).toBe(0)
  // Neither the token nor the challenge is anything for a screen.
  expect(chat.stdout() + chat.stderr()).not.toMatch(/eyJ[\w-]{10,}\./)
})
