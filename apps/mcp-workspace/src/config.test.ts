import { expect, test } from 'vitest'
import { ConfigError, readConfig, UsageError } from './config.ts'

const read = (argv: string[], environment: Record<string, string> = {}) => readConfig(argv, environment)

test('an empty environment fits the local system', () => {
  expect(read(['--root', '.'])).toMatchObject({
    root: '.',
    allowSensitive: false,
    ISSUER: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/v2.0',
    AUDIENCE: 'a1b00000-0000-4000-8000-000000004414',
    RESOURCE: 'api://a1b00000-0000-4000-8000-000000004414',
    SENDER_CONSTRAINT: 'dpop',
    MAX_TOKEN_AGE: 600,
    HANDSHAKE_TIMEOUT: 10,
  })
})

test('nothing is configured that would ask for tokens: there is no credential of its own', () => {
  const config = read(['--root', '.'])
  for (const name of ['CLIENT_ID', 'CLIENT_KEY_FILE', 'TOKEN_ENDPOINT'])
    expect(config).not.toHaveProperty(name)
})

test.each([[[]], [['--root', '']], [['--root']], [['eyJhbGciOi']], [['--root', '.', '--token=eyJhbGciOi']]])(
  'started with %j it says how it is used, and repeats nothing',
  (argv) => {
    expect(() => read(argv)).toThrow(UsageError)
    expect(() => read(argv)).not.toThrow(/eyJ/)
  },
)

test.each(['29', '86401', 'soon'])('a lease of %s seconds is refused', (MAX_TOKEN_AGE) => {
  expect(() => read(['--root', '.'], { MAX_TOKEN_AGE })).toThrow(ConfigError)
})

test('help is help', () => expect(read(['--help'])).toBe('help'))
