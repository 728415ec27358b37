import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommandLine } from '../command-line.ts'
import { COMMANDS } from './index.ts'
import { terminalOf } from '../identity/tenant.fixture.ts'

const bin = fileURLToPath(new URL('../../bin/ai-host-cli', import.meta.url))
const env = () => ({ STATE_DIR: mkdtempSync(join(tmpdir(), 'ai-host-cli-')), CACHE_KEY_STORE: 'file' })

async function run(...args: string[]) {
  const io = terminalOf(env())
  const code = await runCommandLine(args, io)
  return { code, said: io.said(), printed: io.printed() }
}

test('every command stands in the help, under its own name, and explains itself', async () => {
  const { code, printed } = await run('--help')
  expect(code).toBe(0)
  for (const [name, load] of Object.entries(COMMANDS)) {
    const command = await load()
    expect(command.name).toBe(name)
    expect(printed).toContain(`  ${name}`)
    expect(printed).toContain(command.summary)
    const { code: help, printed: usage } = await run(name, '--help')
    expect({ help, usage }).toEqual({ help: 0, usage: command.usage })
    expect(usage).toMatch(/^Usage: ai-host-cli /)
  }
})

test('the help of a program behind -- is that program’s', async () => {
  const { printed } = await run('status', '--', '--help')
  expect(printed).not.toContain('Usage:')
})

test.each([[['nonsense']], [['status', '--nope']], [['status', 'what']], [[]]])(
  'a wrong command line ends with 64: %j',
  async (args) => {
    const { code, said } = await run(...args)
    expect(code).toBe(64)
    expect(said).not.toMatch(/\bat .*\.ts/)
  },
)

test('a wrong configuration names every variable, no value, and ends with 78', async () => {
  const io = terminalOf({ ...env(), ISSUER: 'http://evil.example', SENDER_CONSTRAINT: 'sometimes' })
  expect(await runCommandLine(['status'], io)).toBe(78)
  expect(io.said()).toMatch(/ISSUER[\s\S]*SENDER_CONSTRAINT/)
  expect(io.said()).not.toContain('evil')
})

test('nobody is signed in: status says so with 77, in JSON too', async () => {
  expect(await run('status')).toMatchObject({
    code: 77,
    said: expect.stringContaining('ai-host-cli login') as string,
  })
  const { code, printed } = await run('status', '--json')
  expect({ code, report: JSON.parse(printed) as unknown }).toMatchObject({
    code: 77,
    report: { account: null, tokens: [] },
  })
})

test('the start script works through a link, from anywhere, and lets nobody load code into the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bin-'))
  symlinkSync(bin, join(folder, 'ai-host-cli'))
  const foreign = { NODE_OPTIONS: '--require /nowhere/evil.js', NODE_COMPILE_CACHE: join(folder, 'cache') }
  const { status, stdout, stderr } = spawnSync(join(folder, 'ai-host-cli'), ['status', '--json'], {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env(), ...foreign },
  })
  expect({ status, stderr }).toEqual({ status: 77, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ account: null })
  // Node writes there what it would load the next time.
  expect(existsSync(foreign.NODE_COMPILE_CACHE)).toBe(false)
})
