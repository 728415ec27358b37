import { expect, test } from 'vitest'
import { isConnectPage } from './connect-page.ts'

const VAULT = 'http://localhost:4420'
const TICKET = 'kx0_-Q'

test('the connect page of the vault is one', () => {
  expect(isConnectPage(`${VAULT}/connect/${TICKET}`, VAULT)).toBe(true)
})

test.for([
  'http://localhost:4421/connect/t',
  'https://localhost:4420/connect/t',
  'http://localhost.evil.example:4420/connect/t',
  'http://localhost:4420@evil.example/connect/t',
  'http://alice@localhost:4420/connect/t',
  '//localhost:4420/connect/t',
  'javascript:alert(1)',
  'data:text/html,x',
  // On the vault, but somebody else's code at its callback would link somebody else's account.
  `${VAULT}/callback/github?code=x&state=y`,
  `${VAULT}/connect/../callback/github`,
  `${VAULT}/connect/t/../../callback/github`,
  `${VAULT}/connect/%2e%2e/callback/github`,
  `${VAULT}/connect/t?next=http://evil.example`,
  `${VAULT}/connect/t#x`,
  `${VAULT}/connect/`,
  `${VAULT}/`,
  ` ${VAULT}/connect/t`,
  `HTTP://LOCALHOST:4420/connect/t`,
  '',
])('%s is none', (url) => {
  expect(isConnectPage(url, VAULT)).toBe(false)
})
