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
