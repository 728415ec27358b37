import { expect, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import {
  localSchema,
  parseConfig,
  receivesSecurityEvents,
  sendsResourceIndicators,
  serviceSchema,
} from './config.ts'

const schema = serviceSchema('mock-graph')
const problemsOf = (environment: Record<string, string>) => {
  try {
    parseConfig(schema, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n')
  }
  return 'none'
}

test('an empty environment gives a service of the local system', () => {
  expect(parseConfig(schema, {})).toMatchObject({
    PORT: 4491,
    HOST: '127.0.0.1',
    ISSUER: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/v2.0',
    AUDIENCE: 'a1b00000-0000-4000-8000-000000004491',
    SENDER_CONSTRAINT: 'dpop',
  })
})

test('every problem is named at once, and no value is repeated', () => {
  const problems = problemsOf({ PORT: 'my-secret-port', ISSUER: 'not a url', SENDER_CONSTRAINT: 'maybe' })
  expect(problems).toContain('PORT')
  expect(problems).toContain('ISSUER')
  expect(problems).toContain('SENDER_CONSTRAINT')
  expect(problems).not.toContain('my-secret-port')
})

test.each(['http://idp.example/v2.0', 'http://169.254.169.254/', 'http://localhost.attacker.example/'])(
  'tokens are not trusted to %s in clear',
  (ISSUER) => expect(problemsOf({ ISSUER })).toContain('https'),
)

test('an empty variable is an unset one', () => {
  expect(parseConfig(schema, { PORT: '' }).PORT).toBe(4491)
})

test.each([
  [{}, true],
  [{ RESOURCE_INDICATORS: 'off' }, false],
  [{ ISSUER: 'https://login.microsoftonline.com/t/v2.0' }, false],
  [{ ISSUER: 'https://login.microsoftonline.com/t/v2.0', RESOURCE_INDICATORS: 'on' }, true],
  [{ ISSUER: 'https://login.microsoftonline.com.attacker.example/t/v2.0' }, true],
])('with %j token requests name the resource: %s', (environment, sends) => {
  expect(sendsResourceIndicators(parseConfig(serviceSchema('orchestrator'), environment))).toBe(sends)
})

test.each([
  [{}, true],
  [{ SECURITY_EVENTS: 'off' }, false],
  [{ ISSUER: 'http://localhost:9999/v2.0' }, false],
  [{ ISSUER: 'https://login.microsoftonline.com/t/v2.0' }, false],
  [{ ISSUER: 'http://localhost:9999/v2.0', SECURITY_EVENTS: 'on' }, true],
])('with %j security events are waited for: %s', (environment, receives) => {
  expect(receivesSecurityEvents(parseConfig(serviceSchema('mock-graph'), environment))).toBe(receives)
})

test('registrations that were adopted for a tenant of Entra ID make nobody wait for events that never come', () => {
  const ISSUER = 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0'
  expect(receivesSecurityEvents({ ISSUER, SECURITY_EVENTS: undefined }, ISSUER)).toBe(false)
  expect(receivesSecurityEvents({ ISSUER, SECURITY_EVENTS: 'on' }, ISSUER)).toBe(true)
})

test.each([
  ['postgresql://vault@db.example/vault', 'must be on loopback, or say sslmode=verify-full'],
  ['postgresql://vault@db.example/vault?sslmode=require', 'must be on loopback'],
  ['postgresql://vault@db.example/vault?sslmode=verify-full&sslmode=disable', 'must be on loopback'],
  ['postgresql://vault@127.0.0.1/vault?host=db.example', 'the parameter host is not supported'],
  ['postgresql://vault:my-secret@127.0.0.1/vault', 'a password belongs into DATABASE_PASSWORD_FILE'],
  ['mysql://vault@127.0.0.1/vault', 'must look like postgresql://'],
])('the database %s is refused', (DATABASE_URL, problem) => {
  expect(problemsOf({ DATABASE_URL })).toContain(problem)
  expect(problemsOf({ DATABASE_URL })).not.toContain('my-secret')
})

test.each([
  'postgresql://vault@localhost:5432/vault',
  'postgres://vault@db.example/vault?sslmode=verify-full',
])('the database %s is taken', (DATABASE_URL) => {
  expect(problemsOf({ DATABASE_URL })).toBe('none')
})

test("what runs on a person's machine has an identity and no address", () => {
  const config = parseConfig(localSchema('mcp-workspace'), {})
  expect(config.CLIENT_ID).toBe('a1b00000-0000-4000-8000-000000004414')
  expect(config).not.toHaveProperty('PORT')
})

test('a proxy to trust is an address or a range, never everybody', () => {
  const read = (TRUSTED_PROXIES: string) =>
    parseConfig(serviceSchema('orchestrator'), { TRUSTED_PROXIES }).TRUSTED_PROXIES
  expect(read('')).toEqual([])
  expect(read('10.201.1.250,10.2.0.0/16,fd00::/8')).toEqual(['10.201.1.250', '10.2.0.0/16', 'fd00::/8'])
  for (const everybody of ['0.0.0.0/0', '10.0.0.1,::/0']) expect(() => read(everybody)).toThrow(/everybody/)
  expect(() => read('orchestrator-proxy')).toThrow(/TRUSTED_PROXIES/)
})
