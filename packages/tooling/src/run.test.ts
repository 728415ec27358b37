import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { repositoryRoot } from './repository.ts'

// Each starts processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 })

/** A repository with one command, and an `npx` that does what an installation leaves behind, or fails. */
function repositoryWith(npx: string, command = `process.exit(7)`): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const folder of ['apps', 'packages/tooling/bin', 'packages/tooling/src/commands', 'bin']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    writeFileSync(join(root, file), '{"type":"module"}')
  }
  cpSync(join(repositoryRoot, 'packages/tooling/bin/run.mjs'), join(root, 'packages/tooling/bin/run.mjs'))
  writeFileSync(join(root, 'packages/tooling/src/commands/hello.ts'), command)
  writeFileSync(join(root, 'bin/npx'), `#!/bin/sh\n${npx}\n`)
  chmodSync(join(root, 'bin/npx'), 0o755)
  return root
}

const INSTALLS = 'echo "$@" >> calls; mkdir -p node_modules'

const script = (root: string): string => join(root, 'packages/tooling/bin/run.mjs')
const environment = (root: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}`,
})

function run(root: string, ...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [script(root), ...args], { env: environment(root), encoding: 'utf8' })
}

const installations = (root: string): string[] =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []

test('it installs once, with the lockfile as it is, and the exit status is the command’s', () => {
  const root = repositoryWith(INSTALLS)
  expect(run(root, 'hello').status).toBe(7)
  expect(run(root, 'hello').status).toBe(7)
  expect(installations(root)).toEqual([expect.stringMatching(/pnpm@[\d.]+ install --frozen-lockfile/)])
})

test('it installs again when the lockfile or a package.json has changed', () => {
  const root = repositoryWith(INSTALLS)
  run(root, 'hello')
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'changed')
  run(root, 'hello')
  writeFileSync(join(root, 'packages/tooling/package.json'), '{}')
  run(root, 'hello')
  expect(installations(root)).toHaveLength(3)
})

test('without a registry it says so, shows what pnpm said, and tries again the next time', () => {
  const root = repositoryWith('echo "$@" >> calls; echo "FetchError: ECONNREFUSED" >&2; exit 1')
  const { status, stderr } = run(root, 'hello')
  expect(status).toBe(1)
  expect(stderr).toMatch(/FetchError: ECONNREFUSED[\s\S]+No npm registry answered/)
  run(root, 'hello')
  expect(installations(root)).toHaveLength(2)
})

test('an unknown command names the known ones', () => {
  const { status, stderr } = run(repositoryWith(INSTALLS), 'nosuch')
  expect(status).toBe(1)
  expect(stderr).toBe('Unknown command: nosuch. Commands: hello\n')
})

test('SIGTERM is passed on, and the command decides how to end', async () => {
  const root = repositoryWith(
    INSTALLS,
    `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')`,
  )
  const child = spawn(process.execPath, [script(root), 'hello'], { env: environment(root) })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(9)
})

test('what a command leaves in its temporary folder goes with it, even when it is killed', () => {
  const root = repositoryWith(
    INSTALLS,
    `import { mkdtempSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    console.error(mkdtempSync(tmpdir() + '/left-'))
    process.kill(process.pid, 'SIGKILL')`,
  )
  const { status, stderr } = run(root, 'hello')
  expect(status).toBe(128 + constants.signals.SIGKILL)
  const left = /\S+left-\S+/.exec(stderr)?.[0] ?? ''
  expect(dirname(left)).toMatch(/chain-of-trust-run-\w{6}$/)
  expect(existsSync(dirname(left))).toBe(false)
})
