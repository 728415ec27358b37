import { createTestIssuer } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { journaled, note, shown, shownRequest, shownUrl } from './journal.ts'

const issuer = await createTestIssuer()
const token = await issuer.token({ audience: 'x', scp: 'Files.Read' })

test('a request is shown with the claims of its token, and without the token', () => {
  const headers = { host: 'x', authorization: `DPoP ${token}`, dpop: [token] }
  // In a member whose name does not give it away.
  const request = shownRequest('POST', `http://x/mcp?access_token=${token}`, headers, `{"note":"${token}"}`)
  expect(request.tokens).toMatchObject([
    { as: 'DPoP', claims: { aud: 'x', scp: 'Files.Read' } },
    { as: 'dpop', claims: { aud: 'x' } },
  ])
  expect(request.headers).toEqual(['host', 'authorization', 'dpop'])
  // A long body is cut, and the signature with it: the beginning would still be shown.
  for (const part of token.split('.')) expect(JSON.stringify(request)).not.toContain(part)
})

test.each([
  ['{"access_token":"gho_abcdefghijklmnop"}', '{"access_token":"[redacted]"}'],
  ['grant_type=x&client_secret=abcdefghijklmnop', 'grant_type=x&client_secret=[redacted]'],
  ['{"code":"invalid"}', '{"code":"invalid"}'],
])('%s is shown as %s', (text, expected) => {
  expect(shown(text)).toBe(expected)
})

test('of megabytes only the beginning is looked at, and a credential that goes on there is none to see', () => {
  const text = shown(`{"access_token":"${'x'.repeat(10_000_000)}`)
  expect(text).toBe('{"access_token":"[redacted]')
})

test('a journal has what was noted in it, and nothing of another one', async () => {
  const exchange = {
    sent: shownRequest('GET', 'http://x/', {}, undefined),
    received: { status: 200, body: '' },
  }
  const one = await journaled(() => Promise.resolve(note(exchange)))
  const two = await journaled(() => Promise.resolve())
  expect([one.exchanges.length, two.exchanges.length]).toEqual([1, 0])
})

test('of a page only its title is shown: its hidden fields hold tickets', () => {
  const page =
    '<!doctype html><title>Connect</title><input type="hidden" name="ticket" value="s3cr3t-ticket">'
  expect(shown(page)).toBe('(a page: Connect)')
})

test('of a query only the names of things are shown: a code or a state could be used', () => {
  expect(shownUrl('http://localhost:4420/callback?code=abc123456789&state=xyz&client_id=vault')).toBe(
    'http://localhost:4420/callback?code=…&state=…&client_id=vault',
  )
})
