import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Attempt } from '../operations/operation-desk.ts'
import { WaitingCard } from '../operations/waiting-card.tsx'
import type { Operation } from '../wire/operation.ts'

const URL = 'http://localhost:4420/connect/9f8e7d'
const WAITING: Operation = {
  id: 'op',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'List issues',
  server: 'mcp-github',
  arguments: { state: 'open' },
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2999-11-23T08:15:00.000Z',
  needs: {
    kind: 'link',
    by: 'mcp-github',
    reason: 'GitHub is not connected.',
    url: URL,
    urlExpiresAt: '2999-11-23T08:10:00.000Z',
    provider: 'github',
    providerName: 'GitHub',
    scopes: ['issues:read', 'unheard:of'],
  },
}
const account = {
  provider: 'github',
  title: 'GitHub',
  scopes: [{ value: 'issues:read', description: 'Read issues' }],
}
const nothing = () => {}
const actions = {
  onResume: nothing,
  onCancel: nothing,
  onOpened: nothing,
  onRenew: nothing,
  onOverdue: nothing,
}

interface Given {
  needs?: Partial<NonNullable<Operation['needs']>>
  attempt?: Attempt
  opened?: boolean
  state?: Operation['state']
}

function card({ needs = {}, attempt, opened = false, state = 'needs_user' }: Given = {}): string {
  const operation = { ...WAITING, state, needs: { ...WAITING.needs!, ...needs } }
  const props = {
    account,
    operation,
    attempt,
    opened,
    askedBy: 'GitHub tools',
    username: 'alice@contoso.example',
    actions,
  }
  return renderToStaticMarkup(createElement(WaitingCard, props))
}
const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '')
const links = (html: string): string[] => html.match(/<a\b[^>]*>/g) ?? []
const buttons = (html: string): string[] =>
  [...html.matchAll(/<(?:a|button)\b[^>]*>(.*?)<\/(?:a|button)>/g)].map(([, inside]) =>
    textOf(inside!).trim(),
  )

test('who asks, for whom, for what call, with which permissions', () => {
  const text = textOf(card())
  for (const said of ['GitHub tools mcp-github', 'alice@contoso.example', 'List issues', 'open']) {
    expect(text).toContain(said)
  }
  expect(text).toContain('Read issues issues:read')
  expect(text).toContain('unheard:of')
})

test('the whole address stands there, and its host once more', () => {
  const [, shown] = /<code data-testid="connect-url">(.*?)<\/code>/.exec(card())!
  expect(textOf(shown!)).toBe(URL)
  expect(shown).toContain('<strong>localhost:4420</strong>')
})

test('one link opens it, in a window that knows nothing of this one, and only when it is clicked', () => {
  const html = card()
  expect(links(html)).toEqual([
    `<a class="button primary" href="${URL}" target="_blank" rel="noopener noreferrer">`,
  ])
  // Nothing that a browser would load or visit by itself.
  expect(html).not.toMatch(/<(link|iframe|img|script|meta|object|embed|form|style)\b|\bping=|\bstyle=/)
})

test('it can be declined, and gone on from by hand', () => {
  expect(buttons(card())).toEqual([
    'Copy',
    'Connect GitHub (opens a new window)',
    'I have connected it',
    'Decline',
  ])
})

test.each([
  ['an address that is no page', { url: 'javascript:alert(1)' }],
  ['a host that poses as another', { url: 'https://localhost:4420@evil.example/' }],
  ['an address that has expired', { urlExpiresAt: '2020-11-23T08:10:00.000Z' }],
  ['no address yet', { url: undefined }],
])('%s: no link, and a way to a new one', (_what, needs) => {
  const html = card({ needs })
  expect(links(html)).toEqual([])
  expect(html).not.toContain('href=')
  expect(buttons(html)).toEqual(['Get a new address', 'I have connected it', 'Decline'])
})

test('once opened: open it again, or with a new address, for the first may be used up', () => {
  const html = card({ opened: true })
  expect(buttons(html)).toContain('Connect GitHub again (opens a new window)')
  expect(buttons(html)).toContain('Get a new address')
  expect(textOf(html)).toContain('Continue in the window')
})

test('a name in letters that pose as others is pointed out', () => {
  expect(textOf(card({ needs: { url: 'https://g\u0456thub.com/' } }))).toMatch(/xn--gthub.*Look twice/)
  expect(textOf(card())).not.toContain('Look twice')
})

test('while it goes on there is nothing to click', () => {
  const html = card({ attempt: { phase: 'resuming' } })
  expect([links(html), buttons(html)]).toEqual([[], []])
})

test('running, wherever that was begun: nothing is asked any more', () => {
  const html = card({ state: 'running', needs: {} })
  expect(textOf(html)).toContain('It goes on')
  expect(buttons(html)).toEqual([])
})

test('text of a server is text', () => {
  const html = card({ needs: { reason: '<img src=x onerror=alert(1)>', providerName: '<b>GitHub</b>' } })
  expect(html).not.toMatch(/<img|<b>/)
})
