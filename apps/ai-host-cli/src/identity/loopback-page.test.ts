import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { loopbackPage } from './loopback-page.ts'

const { headers, body } = loopbackPage('You are <signed> in', 'Go back.')
const policy = headers['content-security-policy'] ?? ''

test('the page runs nothing, loads nothing, posts nowhere and cannot be framed', () => {
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none';/)
  expect(policy).toContain(`frame-ancestors 'none'`)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  expect(body).not.toMatch(/<script|<form|<img|https?:/)
})

test('its one style is the one that the policy allows', () => {
  const styles = [...body.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => style)
  expect(styles).toHaveLength(1)
  const hash = createHash('sha256')
    .update(styles[0] ?? '')
    .digest('base64')
  expect(policy).toContain(`'sha256-${hash}'`)
})

test('words are words: none of them is markup', () => {
  expect(body).toContain('<h1>You are &lt;signed&gt; in</h1>')
  expect(body).toContain('<p role="status">Go back.</p>')
})
