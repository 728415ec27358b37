import { expect, test } from 'vitest'
import { token } from './pipe.fixture.ts'
import { isSecretVariable, isTokenShaped } from './token-shaped.ts'

test.each([
  ['an access token', await token()],
  ['one inside an option', `--header=Authorization: ${await token()}`],
  ['a refresh token of Entra ID', `0.A${'x'.repeat(80)}`],
  ['a GitHub token', `ghp_${'a1'.repeat(18)}`],
  ['a fine-grained one', `github_pat_${'a'.repeat(40)}`],
  ['an API key', `sk-${'a'.repeat(40)}`],
  ['an access key of a cloud', 'AKIAIOSFODNN7EXAMPLE'],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE'],
  ['a header', `Bearer ${'x'.repeat(30)}`],
])('%s looks like a token', (_title, text) => {
  expect(isTokenShaped(text)).toBe(true)
})

test.each([
  ['a path', '/home/alice/.config/eyJ/settings.json'],
  ['an address', 'http://localhost:4490/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token'],
  ['a GUID', 'a1b00000-0000-4000-8000-000000004414'],
  ['an option', '--root=/work/sk-short'],
  ['a search path', '/usr/local/bin:/usr/bin:/bin'],
])('%s does not', (_title, text) => {
  expect(isTokenShaped(text)).toBe(false)
})

test.each([
  ['SOME_TOKEN', 'a'.repeat(40), true],
  ['API_KEY', '0123456789abcdef0123', true],
  ['TOKEN_ENDPOINT', 'http://localhost:4490/x/oauth2/v2.0/token', false],
  ['MAX_TOKEN', 'http://localhost:4490/x/oauth2/v2.0/token', false],
  ['KEY_PASSWORD', '/run/secrets/a-file-that-holds-it', false],
  ['MAX_TOKEN_AGE', '600', false],
  ['SESSION', 'a'.repeat(40), false],
])('the name of %s=%s counts', (name, value, secret) => {
  expect(isSecretVariable(name, value)).toBe(secret)
})
