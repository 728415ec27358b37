import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test.each([['http://evil.example'], ['http://localhost.evil.example:4401']])(
  'Token A is sent to no address from which anybody on the way could read it: %s',
  (url) => expect(() => readConfig({ ORCHESTRATOR_URL: url })).toThrow(/ORCHESTRATOR_URL: must be https/),
)

test('loopback and https will do', () => {
  for (const url of ['http://localhost:4401', 'https://orchestrator.example']) {
    expect(readConfig({ ORCHESTRATOR_URL: url }).ORCHESTRATOR_URL).toBe(url)
  }
})

test('the refresh token goes to the issuer that gave it, whatever the settings of an editor say', () => {
  const TOKEN_ENDPOINT = 'https://evil.example/oauth2/v2.0/token'
  expect(() => readConfig({ TOKEN_ENDPOINT })).toThrow(/TOKEN_ENDPOINT: must be at the origin of ISSUER/)
  expect(readConfig({ TOKEN_ENDPOINT, ISSUER: 'https://evil.example/v2.0' }).ISSUER).toContain('evil')
})
