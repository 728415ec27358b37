import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

const config = readConfig({ LOG_LEVEL: 'silent' })
const folder = mkdtempSync(join(tmpdir(), 'ai-host-'))
const root = join(folder, 'dist')
let app: FastifyInstance

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'outside')
  for (const file of ['index.html', 'redirect.html', 'assets/index-abc.js', '.built-from']) {
    writeFileSync(join(root, file), file)
  }
  app = await buildApp(config, root)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

function directives(header: unknown): Record<string, string> {
  return Object.fromEntries(
    String(header)
      .split('; ')
      .map((directive) => {
        const [name = '', ...values] = directive.split(' ')
        return [name, values.join(' ')]
      }),
  )
}

test('the page may run its own scripts only, and talk to itself, the orchestrator and the identity provider', async () => {
  const { headers, body } = await app.inject('/')
  expect(body).toBe('index.html')
  const csp = directives(headers['content-security-policy'])
  expect(csp).toMatchObject({
    'default-src': `'none'`,
    'script-src': `'self'`,
    'style-src': `'self'`,
    'connect-src': `'self' http://localhost:4401 http://localhost:4490`,
    'frame-ancestors': `'none'`,
    'base-uri': `'none'`,
  })
})

test.each([
  ['attack lab', { ATTACK_LAB_URL: 'http://localhost:4480' }],
  ['audit trail', { AUDIT_TRAIL_URL: 'http://localhost:4430' }],
])('where there is an %s, the page may send requests there, too', async (_what, added) => {
  const beside = await buildApp({ ...config, ...added }, root)
  const { headers } = await beside.inject('/')
  await beside.close()
  expect(directives(headers['content-security-policy'])['connect-src']).toBe(
    `'self' http://localhost:4401 http://localhost:4490 ${Object.values(added)[0]}`,
  )
})

test.each(['/', '/redirect.html', '/assets/index-abc.js', '/config.json', '/nothing', '/healthz'])(
  '%s allows nothing unsafe and is not sniffed',
  async (url) => {
    const { headers } = await app.inject(url)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|data:|blob:/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
  },
)

test('the page is cut off from its openers, and the bridge page is not: it must answer the page that waits', async () => {
  const page = await app.inject('/')
  const bridge = await app.inject('/redirect.html?code=x&state=y')
  expect(page.headers['cross-origin-opener-policy']).toBe('same-origin')
  expect(bridge.statusCode).toBe(200)
  expect(bridge.headers).not.toHaveProperty('cross-origin-opener-policy')
})

test('only our own page may frame the bridge page', async () => {
  const { headers } = await app.inject('/redirect.html')
  expect(directives(headers['content-security-policy'])['frame-ancestors']).toBe(`'self'`)
})

test('files with a digest in their name are kept, pages and configuration are not', async () => {
  const caching = async (url: string) => (await app.inject(url)).headers['cache-control']
  expect(await caching('/assets/index-abc.js')).toContain('immutable')
  expect(await caching('/')).toBe('no-cache')
  expect(await caching('/redirect.html')).toBe('no-store')
  expect(await caching('/config.json')).toBe('no-store')
})

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/assets/../../secret.txt',
  '//secret.txt',
])('%s does not leave the folder of the page', async (url) => {
  const { statusCode, body } = await app.inject({ url })
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(body).not.toContain('outside')
})

test('a dot file of the build is not served', async () => {
  expect((await app.inject('/.built-from')).statusCode).toBe(404)
})

test('it says that it is well', async () => {
  const { statusCode, body } = await app.inject('/healthz')
  expect([statusCode, JSON.parse(body)]).toEqual([200, { status: 'ok' }])
})

test('without a built page it refuses to start and says what to run', async () => {
  await expect(buildApp(config, join(folder, 'nowhere'))).rejects.toThrow('node apps/ai-host/build.ts')
})
