import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Account } from '../wire/account.ts'
import { AccountItem } from './account-item.tsx'
import type { PendingLink } from './pending.ts'

const LINKED: Account = {
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state: 'linked',
  account: { name: 'alice-codes' },
  scopes: ['issues:read'],
  possibleScopes: ['issues:read', 'delete_repo'],
  defaultScopes: ['issues:read'],
  requiredScopes: [],
  linkedAt: '2026-11-20T08:00:00.000Z',
  lastUsedAt: '2026-11-22T08:00:00.000Z',
}
const words = {
  provider: 'github',
  title: 'GitHub',
  scopes: [{ value: 'issues:read', description: 'Read issues' }],
}
const nothing = () => {}

function item(account: Account, pending?: PendingLink): string {
  const actions = {
    onConnect: nothing,
    onOpened: nothing,
    onForget: nothing,
    onDisconnect: async () => {},
    onLook: nothing,
  }
  return renderToStaticMarkup(
    createElement(AccountItem, { account, usedBy: 'GitHub tools', words, pending, busy: false, ...actions }),
  )
}
const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const pendingAt = (url: string): PendingLink => ({
  link: { url, expiresAt: '2999-11-23T08:10:00.000Z' },
  scopes: [],
  opened: false,
  before: LINKED,
})

test('a connected account: whose, for which server, what it may, since when, and last used when', () => {
  const html = item(LINKED)
  expect(textOf(html)).toContain(
    'Account alice-codes Used by GitHub tools mcp-github It may Read issues issues:read',
  )
  for (const time of [LINKED.linkedAt, LINKED.lastUsedAt]) expect(html).toContain(`<time dateTime="${time}">`)
  expect(textOf(html)).not.toContain('delete_repo')
})

test('what was never used says so', () => {
  expect(textOf(item({ ...LINKED, lastUsedAt: undefined }))).toContain('Last used Not yet')
})

test('once disconnected nothing is shown that was: only what could be', () => {
  const text = textOf(item({ ...LINKED, state: 'revoking' }))
  expect(text).not.toMatch(/alice-codes|Last used/)
  expect(text).toContain('At most Read issues issues:read delete_repo')
})

test('before its page is opened the whole address stands there, and nothing has opened it', () => {
  const url = 'http://localhost:4420/connect/9f8e7d'
  const html = item({ ...LINKED, state: 'not_linked' }, pendingAt(url))
  expect(html.match(/<a\b[^>]*>/g)).toEqual([
    `<a class="button primary" href="${url}" target="_blank" rel="noopener noreferrer">`,
  ])
  expect(textOf(html)).toContain('http:// localhost:4420 /connect/9f8e7d')
})

test('an address that is no page is not offered', () => {
  const html = item({ ...LINKED, state: 'not_linked' }, pendingAt('javascript:alert(1)'))
  expect(html).not.toMatch(/<a\b|href=/)
  expect(textOf(html)).toContain('Get a new address')
})
