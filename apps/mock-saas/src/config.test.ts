import { ConfigError } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.split(':', 1)[0]!)
    throw error
  }
  return []
}

test('the defaults fit npm start', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ PORT: 4492, HOST: '127.0.0.1', PUBLIC_URL: 'http://localhost:4492' })
  expect(config.CLIENT_URL).toBe('http://localhost:4420')
  expect(config.CLIENTS_DIR).toBe(`${config.STATE_DIR}/saas-clients`)
})

test('the issuers follow the port', () => {
  expect(readConfig({ PORT: '5492' }).PUBLIC_URL).toBe('http://localhost:5492')
  expect(readConfig({ PORT: '5492', PUBLIC_URL: 'http://saas.test/x' }).PUBLIC_URL).toBe('http://saas.test')
})

test('it is not reachable from elsewhere, and not production, whatever else is said', () => {
  expect(problemsOf({ HOST: '0.0.0.0', NODE_ENV: 'production', PORT: 'many' }).toSorted()).toEqual([
    'HOST',
    'NODE_ENV',
    'PORT',
  ])
  expect(problemsOf({ HOST: '0.0.0.0', INSIDE_COMPOSE: 'true' })).toEqual([])
  expect(problemsOf({ NODE_ENV: 'production', INSIDE_COMPOSE: 'true' })).toEqual(['NODE_ENV'])
})
