import { expect, test } from 'vitest'
import { connectPage } from './connect-page.ts'

test('the address is taken apart, and nothing of it is left out', () => {
  const page = connectPage('https://vault.example:8443/connect/abc?x=1#y')!
  expect(page).toMatchObject({ scheme: 'https://', host: 'vault.example:8443', disguised: false })
  expect(page.scheme + page.host + page.rest).toBe(page.href)
})

test.each(['http://localhost:4420/connect/abc', 'http://127.0.0.1:4420/', 'http://[::1]:4420/'])(
  '%s is this machine',
  (url) => expect(connectPage(url)?.href).toBe(url),
)

test.each([
  'javascript:alert(document.domain)//https://vault.example/',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://vault.example/1',
  'http://vault.example/connect/abc',
  'http://localhost.evil.example/connect/abc',
  'https://vault.example@evil.example/connect/abc',
  'https://:x@evil.example/',
  '/connect/abc',
  '',
  undefined,
])('nobody is sent to %s', (url) => expect(connectPage(url)).toBeUndefined())

test('letters that only look like others are shown as what they are', () => {
  // The second letter is Cyrillic.
  expect(connectPage('https://g\u0456thub.com/')).toMatchObject({
    host: 'xn--gthub-n2e.com',
    disguised: true,
  })
})

test('what the browser would read differently is shown as the browser reads it', () => {
  expect(connectPage('https:\\\\evil.example\\vault.example')?.href).toBe(
    'https://evil.example/vault.example',
  )
})
