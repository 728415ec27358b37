import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { assets, html, pagesOf, type Page } from './index.ts'

const site = { name: 'Site', brand: 'The <brand>', icon: 'page.svg' }
const question: Page = { title: 'Question', body: html`<h1>Yes?</h1>` }

async function sent(page: Page, all = site) {
  const app = Fastify()
  app.get('/', (_request, reply) => pagesOf(all)(reply, page))
  const { statusCode, headers, body } = await app.inject('/')
  return { statusCode, policy: String(headers['content-security-policy']), headers, body }
}

test('a page loads nothing foreign, runs nothing and cannot be framed', async () => {
  const { statusCode, policy, headers, body } = await sent(question)
  expect(statusCode).toBe(200)
  expect(policy).toBe(
    `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  )
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' })
  expect(body).toContain('<title>Question · Site</title>')
  expect(body).toContain('The &lt;brand&gt;')
  expect(body).not.toMatch(/<header|<footer|<script/)
})

test('a script, a form that leads elsewhere, a banner and colours are what a site adds', async () => {
  const own = { ...site, stylesheet: 'site.css', banner: html`<p>Mind the gap</p>`, footer: html`Bye` }
  const more = { assets: { stylesheet: 'more.css', script: 'more.js' }, formTarget: 'https://app.example' }
  const { policy, body } = await sent({ ...question, ...more, status: 400 }, own)
  expect(policy).toContain(`script-src 'self'; connect-src 'self'; `)
  expect(policy).toContain(`form-action 'self' https://app.example;`)
  expect(body).toMatch(/<header class="banner">\s*<p>Mind the gap/)
  const sheets = [...body.matchAll(/href="(\/assets\/[^"]+)"/g)].map(([, name]) => name)
  expect(sheets).toEqual(['/assets/pages.css', '/assets/site.css', '/assets/more.css', '/assets/page.svg'])
})

test('a page that hands something over posts there and not even to its own origin', async () => {
  const { policy, body } = await sent({
    ...question,
    handsOverTo: 'http://localhost:1',
    assets: { script: 's.js' },
  })
  expect(policy).toContain(`form-action http://localhost:1;`)
  expect(body).toContain('<script type="module" src="/assets/s.js"></script>')
  expect(body).not.toContain('undefined')
})

test('assets are the named files and the shared stylesheet, with their media types; no others', async () => {
  const app = Fastify()
  assets(app, import.meta.url, [])
  const { statusCode, headers } = await app.inject('/assets/pages.css')
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/css; charset=utf-8'])
  expect((await app.inject('/assets/page.ts')).statusCode).toBe(404)
  expect(() => assets(Fastify(), import.meta.url, ['page.ts'])).toThrow('no media type')
})
