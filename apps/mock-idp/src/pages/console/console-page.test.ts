import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { ALICE, openTestTenant, ORIGIN, type TestTenant } from '../../tenant.fixture.ts'

async function openConsole(post: () => Promise<Response>) {
  const tenant = await openTestTenant({ signals: { post, later: () => () => {} } })
  await tenant.app.ready()
  const { signals } = tenant.app.identityProvider
  const receivers = signals.receivers.length
  let outcomes = 0
  signals.onOutcome(() => void (outcomes += 1))
  return {
    tenant,
    /** How many services hear of an event. */
    receivers,
    page: async () => (await tenant.fetch(`${ORIGIN}/console`)).text(),
    act: (action: object) => perform(tenant, action),
    told: () => vi.waitFor(() => expect(outcomes).toBe(receivers), { timeout: 20_000 }),
  }
}

async function perform({ fetch }: TestTenant, action: object): Promise<void> {
  const { status } = await fetch(`${ORIGIN}/console/api/users/${ALICE}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN },
    body: JSON.stringify(action),
  })
  expect(status).toBe(200)
}

const accepted = () => Promise.resolve(new Response(null, { status: 202 }))
const textOf = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const buttonOf = (markup: string, id: string) => new RegExp(`<button[^>]*id="${id}"[^>]*>`).exec(markup)?.[0]

test('every action of the console’s API has its button, and the present state is pressed', async () => {
  const { page, act } = await openConsole(accepted)
  await act({ action: 'setRisk', value: 'high' })
  await act({ action: 'setLocation', value: 'Home office' })
  const markup = await page()
  for (const action of ['disable', 'revokeSessions', 'changePassword']) {
    expect(buttonOf(markup, `${ALICE}-${action}`)).toContain(`data-action="${action}"`)
  }
  expect(buttonOf(markup, `${ALICE}-setRisk-high`)).toContain('aria-pressed="true"')
  expect(buttonOf(markup, `${ALICE}-setRisk-none`)).toContain('aria-pressed="false"')
  expect(buttonOf(markup, `${ALICE}-setDevice-compliant`)).toContain('aria-pressed="true"')
  expect(buttonOf(markup, `${ALICE}-setLocation-Home-office`)).toContain('data-value="Home office"')

  await act({ action: 'disable' })
  const disabled = await page()
  expect(buttonOf(disabled, `${ALICE}-disable`)).toBeUndefined()
  expect(buttonOf(disabled, `${ALICE}-enable`)).toBeDefined()
})

test('what each button sends is an action that the API takes', async () => {
  const { tenant, page } = await openConsole(accepted)
  const buttons = [...(await page()).matchAll(new RegExp(`<button[^>]*data-user="${ALICE}"[^>]*>`, 'g'))]
  expect(buttons).toHaveLength(12)
  for (const [button] of buttons) {
    const action = /data-action="([^"]*)"/.exec(button)?.[1]
    const value = /data-value="([^"]*)"/.exec(button)?.[1]
    await perform(tenant, value === undefined ? { action } : { action, value })
  }
})

test('shows each event with how long every service took to hear of it', async () => {
  const { page, act, told, receivers } = await openConsole(accepted)
  expect(textOf(await page())).toContain('Nothing has happened yet.')
  await act({ action: 'revokeSessions' })
  await told()
  const markup = await page()
  expect(textOf(markup)).toMatch(
    /Sessions revoked Alice Archer · [\d:]{8} UTC orchestrator delivered after \d+ ms/,
  )
  expect(markup).toMatch(
    new RegExp(`data-summary="All ${receivers} services heard of it within [\\d.]+ m?s\\."`),
  )
  expect(markup).toContain('data-open="false"')
})

test('shows who has not heard of it, and why', async () => {
  const { page, act, told, receivers } = await openConsole(() =>
    Promise.resolve(Response.json({ err: 'invalid_key', description: '<b>' }, { status: 400 })),
  )
  await act({ action: 'changePassword' })
  await told()
  const markup = await page()
  expect(markup).toContain('waiting for a poll; the push was refused: invalid_key: &lt;b&gt;')
  expect(markup).toContain(
    `data-summary="0 of ${receivers} services heard of it, ${receivers} have not yet."`,
  )
  expect(markup).toContain('data-open="true"')
})

test('an unreachable service is being retried', async () => {
  const { page, act, told } = await openConsole(() => Promise.reject(new TypeError('fetch failed')))
  await act({ action: 'setDevice', value: 'notCompliant' })
  await told()
  expect(textOf(await page())).toContain('mock-graph retrying, 1 failed: not reachable')
})

test('the policies are there to switch, and as JSON that the API takes back', async () => {
  const { tenant, page } = await openConsole(accepted)
  const markup = await page()
  const { policies } = tenant.app.identityProvider
  expect(markup.match(/role="switch"/g)).toHaveLength(policies.list().length)
  const json = /<textarea[^>]*>\s*([^]*?)<\/textarea>/.exec(markup)?.[1] ?? ''
  expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual(policies.list())
})

test('the page runs its own script only, and nothing inline', async () => {
  const { tenant, page } = await openConsole(accepted)
  const { headers } = await tenant.fetch(`${ORIGIN}/console`)
  const policy = headers.get('content-security-policy')
  expect(policy).toContain(`default-src 'none'; script-src 'self'; connect-src 'self';`)
  expect(policy).toContain(`frame-ancestors 'none'`)
  expect(policy).not.toContain('unsafe')
  const markup = await page()
  expect(markup.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/assets/console.js">'])
  expect(markup).not.toMatch(/\s(on\w+|style)="/)
  const script = await tenant.fetch(`${ORIGIN}/assets/console.js`)
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const home = await tenant.fetch(`${ORIGIN}/`)
  expect([home.status, home.headers.get('location')]).toEqual([302, '/console'])
})

test('everything that the script looks for is on the page', async () => {
  const { page, act } = await openConsole(accepted)
  await act({ action: 'revokeSessions' })
  const markup = await page()
  const script = readFileSync(new URL('console.js', import.meta.url), 'utf8')
  const ids = [...script.matchAll(/getElementById\('([^']+)'\)/g)].map(([, id]) => id!)
  expect(ids.length).toBeGreaterThan(4)
  for (const id of ids) expect(markup).toContain(`id="${id}"`)
  const attributes = new Set(
    [...script.matchAll(/dataset\.(\w+)|\{ user, (action), (value), (policy) \}/g)].flatMap((match) =>
      match.slice(1).filter((name) => name !== undefined),
    ),
  )
  attributes.delete('mood')
  expect([...attributes].sort()).toEqual(['action', 'done', 'open', 'policy', 'summary', 'value'])
  for (const name of attributes) expect(markup).toContain(`data-${name}="`)
})
