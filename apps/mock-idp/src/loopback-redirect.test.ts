import { expect, test } from 'vitest'
import { localRegistration } from '@chain-of-trust/service-kit/registrations'
import { isNativeRedirect } from './loopback-redirect.ts'

const cli = localRegistration('ai-host-cli')
const withPath = {
  ...cli,
  publicClient: { redirectUris: ['http://localhost/signed-in', 'com.example.app:/cb'] },
}

test.each(['http://localhost', 'http://localhost:1', 'http://localhost:4400', 'http://localhost:65535'])(
  'a native application may listen at %s',
  (uri) => {
    expect(isNativeRedirect(cli, uri)).toBe(true)
  },
)

test.each([
  'http://localhost:0',
  'http://localhost:65536',
  'http://localhost:080',
  'http://localhost:',
  'http://localhost/',
  'http://localhost:1234/',
  'http://localhost:1234/x',
  'http://localhost:1234?x=1',
  'http://localhost:1234#x',
  'http://localhost:80@evil.example',
  'http://localhost:1234@evil.example',
  'http://localhost.evil.example:1234',
  'http://localhost:1234.evil.example',
  'http://LOCALHOST:1234',
  'http://localhost:1234\n',
  'http://127.0.0.1:1234',
  'http://[::1]:1234',
  'http://0.0.0.0:1234',
  'https://localhost:1234',
  'http://user@localhost:1234',
  'http://localhost:1234\\@evil.example',
])('%j is not loopback as it is registered', { tags: ['TIER-1'] }, (uri) => {
  expect(isNativeRedirect(cli, uri)).toBe(false)
})

test('a registered path is exact, and a scheme of the application’s own has no port', () => {
  expect(isNativeRedirect(withPath, 'http://localhost:1234/signed-in')).toBe(true)
  expect(isNativeRedirect(withPath, 'com.example.app:/cb')).toBe(true)
  for (const uri of ['http://localhost:1234', 'http://localhost:1234/signed-in/', 'com.example.app:/cb2']) {
    expect(isNativeRedirect(withPath, uri)).toBe(false)
  }
})

test('only a native application has them', () => {
  expect(isNativeRedirect(localRegistration('ai-host'), 'http://localhost:1234')).toBe(false)
})
