import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FAILURES } from '@chain-of-trust/auth-core/failure'
import { REFUSALS } from '@chain-of-trust/auth-core/refusals'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { startMessages } from './start-messages.ts'
import { troubleshootingPage } from './troubleshooting-page.ts'

const page = troubleshootingPage(repositoryRoot, '')
const firstCells = (heading: string) => {
  const [, section = ''] =
    new RegExp(`^## ${heading}\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page) ?? []
  return [...section.matchAll(/^\| (.*?) \|/gm)].map(([, cell]) => cell).slice(2)
}

function service(source: string): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  mkdirSync(join(root, 'apps/one/src'), { recursive: true })
  writeFileSync(join(root, 'apps/one/src/main.ts'), source)
  return root
}

test('every reason to refuse and every number of Entra ID is there, once', () => {
  expect(firstCells('By the reason in the audit log')).toEqual(
    Object.keys(REFUSALS).map((reason) => `\`${reason}\``),
  )
  const numbers = Object.values(FAILURES).flatMap(({ codes }) => codes as readonly number[])
  expect(firstCells('By the number of Entra ID')).toEqual(
    numbers.toSorted((a, b) => a - b).map((code) => `AADSTS${code}`),
  )
})

test('every reason is behind one status and error', () => {
  const [, wire = ''] = /## By what the wire says\n([\s\S]*?)\n## /.exec(page) ?? []
  const reasons = [...wire.matchAll(/`(\w+)`(?:, | \|$)/gm)].map(([, reason]) => reason!)
  const registered = new Set(Object.values(REFUSALS).map((row) => ('error' in row ? row.error : '')))
  expect(reasons.filter((reason) => reason in REFUSALS).sort()).toEqual(Object.keys(REFUSALS).sort())
  expect(
    reasons.filter((reason) => !(reason in REFUSALS)).every((error) => registered.has(error as never)),
  ).toBe(true)
})

test('what the page says of the commands is what they print', () => {
  const said = ['system.ts', 'chromium.ts', 'redis.ts', '../bin/run.mjs'].map((file) =>
    readFileSync(join(repositoryRoot, 'packages/tooling/src', file), 'utf8'),
  )
  for (const message of firstCells('When something else does not work')) {
    const [, text] = /: `(.+)`$/.exec(message!) ?? []
    if (text === undefined) continue
    expect([text, said.some((source) => source.includes(text))]).toEqual([text, true])
  }
})

test('messages are found however they are put together', () => {
  const root = service(`
    throw new ConfigError(['A: plain'])
    throw new ConfigError([\`B \${file}: a part that varies\`])
    const refuse = (problem: string) => new ConfigError([\`C \${file}: \${problem}\`])
    if (missing) throw refuse(gone ? 'is gone' : 'cannot be read')
    throw new ConfigError(rows.map(({ id }) => \`D \${id} is missing\`))
    throw new AuditLogError('E: one ' + 'and two')
    throw new Error('not this one')
  `)
  expect(startMessages(root).map(({ text }) => text)).toEqual([
    'A: plain',
    'B …: a part that varies',
    'D … is missing',
    'E: one and two',
    'C …: is gone',
    'C …: cannot be read',
  ])
  expect(startMessages(root)[0]?.file).toBe('apps/one/src/main.ts')
})

test('a source that does not parse is an error', () => {
  expect(() => startMessages(service('throw new ConfigError(['))).toThrow(/main\.ts/)
})

test('the services have messages', () => {
  expect(startMessages(repositoryRoot).length).toBeGreaterThan(35)
})
