import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, afterEach, expect, test } from 'vitest'
import { startWeakServer, type WeakServer } from '../pairs/weak-server.ts'
import { createProofKey } from '../proof.ts'
import { startCarelessServer } from './careless-server.fixture.ts'
import { attackTarget, MOST } from './command.ts'
import { PROBES } from './run-probes.ts'

const folder = mkdtempSync(join(tmpdir(), 'attack-target-'))
const servers: WeakServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const TOKEN = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.c2lnbmF0dXJl`
const TARGET = ['--target', 'http://127.0.0.1:9/mcp']
const tokenFile = file('token', `${TOKEN}\n`)

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

async function attack(args: readonly string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = []
  const status = await attackTarget(args, (line) => lines.push(line))
  return { status, text: stripVTControlCharacters(lines.join('\n')) }
}

const { privateJwk, jwk } = await createProofKey()
const rsa = await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey)
const bound = ['--token-kind', 'dpop', '--token-file', tokenFile, '--dpop-key-file']
const dpop = (key: string) => [...TARGET, ...bound, key]

test.each([
  ['no address', ['--target', 'mcp.example'], '--target must be the http(s) address'],
  ['an address that is no web address', ['--target', 'file:///etc/passwd'], '--target must be the http(s)'],
  ['an option that there is not', [...TARGET, '--token', TOKEN], "Unknown option '--token'"],
  ['another kind of token', [...TARGET, '--token-kind', 'mac'], '--token-kind is dpop or bearer'],
  ['a bound token without its key', [...TARGET, '--token-kind', 'dpop'], '--token-kind dpop needs'],
  [
    'a key for a token without one',
    [...TARGET, '--token-file', tokenFile, '--dpop-key-file', tokenFile],
    '--dpop-key-file goes with --token-kind dpop',
  ],
  ['a token file that is not there', [...TARGET, '--token-file', join(folder, 'none')], 'none: ENOENT'],
  ['a folder for a file', [...TARGET, '--expired-token-file', folder], 'EISDIR'],
  ['an empty token file', [...TARGET, '--token-file', file('empty', '\n')], 'empty: empty'],
  ['a key that is no JSON', dpop(tokenFile), 'token: no private JWK for ES256'],
  ['a public key', dpop(file('public.jwk', JSON.stringify(jwk))), 'public.jwk: no private JWK for ES256'],
  ['an RSA key', dpop(file('rsa.jwk', JSON.stringify(rsa))), 'rsa.jwk: no private JWK for ES256'],
  ['a server that is not there', TARGET, 'http://127.0.0.1:9/mcp cannot be reached: ECONNREFUSED'],
])('%s is said so, without what is in the files', async (_, args, message) => {
  const failed = await attack(args).catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: 'SystemError', message: expect.stringContaining(message) as string })
  expect((failed as Error).message).not.toContain(TOKEN)
})

test('what a careless server lets in is listed, and the exit status says it', async () => {
  const careless = await startCarelessServer({ asks: false })
  servers.push(careless)
  const { status, text } = await attack(['--target', `${careless.url}/mcp`])
  expect(status).toBe(1)
  expect(text).toMatch(/^Only servers that you run, or may test/)
  expect(text).toMatch(/^× ACCEPTED +no-token +A request without a token \(200\)$/m)
  expect(text).toMatch(/^- not applicable proof-missing .*\(needs a good token: --token-file\)$/m)
  expect(text.match(/^[✓×-] .+$/gm)).toHaveLength(PROBES.length)
})

test('nothing is sent but what the notice says, and it is counted', async () => {
  const seen: string[] = []
  const refusing = await startWeakServer(({ url, body }) => {
    seen.push(url.pathname.startsWith('/.well-known') ? 'metadata' : String(body['method']))
    // Asks everybody for a nonce, each time: the most that there can be.
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'again' }
    return { status: 401, body: {}, headers }
  })
  servers.push(refusing)
  const key = file('private.jwk', JSON.stringify(privateJwk))
  const given = [...bound, key, '--other-audience-token-file', tokenFile, '--json']
  const { text } = await attack(['--target', `${refusing.url}/mcp`, ...given])
  const { target, requests, probes } = JSON.parse(text) as {
    target: string
    requests: number
    probes: { id: string; verdict: string }[]
  }
  expect(target).toBe(`${refusing.url}/mcp`)
  expect(probes.map(({ id }) => id)).toEqual(PROBES.map(({ id }) => id))
  expect(requests).toBe(seen.length)
  expect(requests).toBeLessThanOrEqual(MOST.published + MOST.probe * PROBES.length)
  expect([...new Set(seen)].sort()).toEqual(['metadata', 'tools/list'])
  expect(text).not.toContain(TOKEN)
})
