import { ConfigError } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { readConfig, sendsSecurityEvents } from './config.ts'

/** Another tenant on the same machine. */
const ELSEWHERE = 'http://localhost:5490/11111111-2222-4333-8444-555555555555/v2.0'

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('the defaults fit npm start', () => {
  expect(readConfig({})).toMatchObject({
    PORT: 4490,
    HOST: '127.0.0.1',
    ISSUER: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/v2.0',
    SENDER_CONSTRAINT: 'dpop',
  })
})

test.each([{ HOST: '0.0.0.0', INSIDE_COMPOSE: 'true' }, { HOST: '::1' }, { HOST: 'localhost' }])(
  '%o is taken',
  (environment) => {
    expect(problemsOf(environment)).toEqual([])
  },
)

test('refuses to be reachable, and to be production, and names every problem at once', () => {
  const problems = problemsOf({
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    PORT: 'many',
    ISSUER: 'http://localhost:4490/elsewhere',
    TENANT_ID: 'contoso',
  })
  const named = problems.map((problem) => problem.split(':', 1)[0])
  expect(new Set(named)).toEqual(new Set(['HOST', 'ISSUER', 'NODE_ENV', 'PORT', 'TENANT_ID']))
})

test('production is refused inside compose, too', () => {
  expect(problemsOf({ NODE_ENV: 'production', INSIDE_COMPOSE: 'true' })).toHaveLength(1)
})

test.each([
  [{}, true],
  [{ SECURITY_EVENTS: 'off' }, false],
  [{ ISSUER: ELSEWHERE }, false],
  [{ ISSUER: ELSEWHERE, SECURITY_EVENTS: 'on' }, true],
])('%o: the registered applications hear of changes: %s', (environment, sends) => {
  expect(sendsSecurityEvents(readConfig(environment))).toBe(sends)
})
