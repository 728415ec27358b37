/**
 * `npm run containers [-- --no-build] [--no-browser] [--keep] [FILTER…]`: builds the images, starts docker-compose.yml, and
 * tries it: the walkthrough, the browser, and the tests of packages/e2e/src/containers (networks, replicas, outages, down and up).
 * A filter runs just those that match. Ends with a line `N passed, N failed`; stops the containers, and keeps their volumes,
 * unless --keep.
 */
import { ensureChromium } from '../chromium.ts'
import { findCompose, NoEngine, show, waitUntilAllHealthy } from '../containers/engine.ts'
import { closingLine, runVitest } from '../run-vitest.ts'

const OPTIONS = ['--no-build', '--no-browser', '--keep']
const given = process.argv.slice(2)
const filters = given.filter((arg) => !OPTIONS.includes(arg))
const say = (line: string): void => console.log(line)
const counts = { passed: 0, failed: 0, skipped: 0 }

try {
  const compose = findCompose()
  await tryAll(compose)
} catch (error) {
  if (!(error instanceof NoEngine)) throw error
  console.error(error.message)
  counts.failed += 1
}
console.log(closingLine(counts))
process.exitCode = counts.failed === 0 ? 0 : 1

async function tryAll(compose: readonly string[]): Promise<void> {
  const build = given.includes('--no-build') ? [] : ['--build']
  const up = await show([...compose, 'up', '-d', ...build])
  const sick = up ? await waitUntilAllHealthy(compose) : ['docker-compose up failed']
  for (const line of sick) console.error(`not healthy: ${line}`)
  count('every container is healthy', sick.length === 0)
  if (sick.length > 0) return
  try {
    if (filters.length === 0) await walkAndLook()
    add(
      await runVitest(['--project=containers', ...filters], { CONTAINERS: 'on', COMPOSE: compose.join(' ') }),
    )
    count('the audit trail is as it was written', await command('audit', 'verify', '--dir', 'var/compose'))
  } finally {
    if (!given.includes('--keep')) await show([...compose, 'down'])
  }
}

async function walkAndLook(): Promise<void> {
  const audit = ['--audit-dir', 'var/compose']
  count('the walkthrough', await command('walkthrough', ...audit))
  count('the walkthrough of pattern 3', await command('walkthrough', ...audit, '--pattern', '3', '--anew'))
  if (given.includes('--no-browser')) return
  const env = { CHROMIUM_PATH: ensureChromium(say), E2E_TARGET: 'running' }
  add(await runVitest(['--project=e2e', 'packages/e2e/src/browser.test.ts'], env))
}

function command(name: string, ...args: string[]): Promise<boolean> {
  return show([process.execPath, new URL(`./${name}.ts`, import.meta.url).pathname, ...args])
}

function count(what: string, ok: boolean): void {
  say(`${ok ? '✓' : '×'} ${what}`)
  add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 })
}

function add(more: typeof counts): void {
  for (const key of ['passed', 'failed', 'skipped'] as const) counts[key] += more[key]
}
