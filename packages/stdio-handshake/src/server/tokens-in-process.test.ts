import { expect, test } from 'vitest'
import { HandshakeError } from '../handshake-error.ts'
import { token } from '../pipe.fixture.ts'
import { refuseTokensInProcess } from './tokens-in-process.ts'

const secret = await token()

function refusal(env: Record<string, string>, argv: string[] = []): HandshakeError {
  try {
    refuseTokensInProcess(env, argv)
  } catch (error) {
    if (error instanceof HandshakeError) return error
  }
  throw new Error('was not refused')
}

test('a token in the environment ends the server with 78; its variable is named, its value is not', () => {
  const error = refusal({ PATH: '/usr/bin', MCP_TOKEN: secret, OTHER: `x ${secret}` })
  expect(error).toMatchObject({ exitCode: 78, reason: 'credential_in_environment' })
  expect(error.message).toContain('MCP_TOKEN, OTHER')
  expect(error.message).not.toContain(secret.slice(0, 12))
})

test('a token in the arguments ends the server with 78; its position is named', () => {
  const error = refusal({}, ['--root', '/tmp', `--token=${secret}`])
  expect(error).toMatchObject({ exitCode: 78, reason: 'credential_in_arguments' })
  expect(error.message).toContain('Argument 3 ')
  expect(error.message).not.toContain(secret.slice(0, 12))
})

test('a variable whose name is the token is not repeated either', () => {
  const { message } = refusal({ [secret]: secret })
  expect(message).not.toContain(secret.slice(0, 12))
})

test('an ordinary environment is none of our business', () => {
  expect(() =>
    refuseTokensInProcess(
      { PATH: '/usr/bin:/bin', HOME: '/home/alice', ISSUER: 'http://localhost:4490/t/v2.0' },
      ['--root', '/home/alice/project'],
    ),
  ).not.toThrow()
})
