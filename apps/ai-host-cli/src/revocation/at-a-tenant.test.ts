import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { scopesOf } from '../config.ts'
import { openTokenSource } from '../identity/open-token-source.ts'
import { startTenant, terminalOf, type TestTenant } from '../identity/tenant.fixture.ts'
import type { Revocation } from './own-events-poll.ts'
import { watchRevocation } from './watch-revocation.ts'

const READ = scopesOf('mcp-workspace', 'Workspace.Read')
const OWN_EVENTS = scopesOf('security-events', 'SecurityEvents.Read.Own')

let tenant: TestTenant
beforeAll(async () => {
  tenant = await startTenant()
}, 60_000)
afterAll(() => tenant.stop())

test(
  'a revocation at the console is heard at once, and again after the next sign-in',
  { timeout: 60_000 },
  async () => {
    const env = tenant.env({ SECURITY_EVENTS: 'on' })
    const config = tenant.config(env)
    const source = await openTokenSource(config, terminalOf(env, 'Alice'), { open: false })
    await source.signIn({ scopes: READ, alsoConsentTo: OWN_EVENTS })
    const { issuedAt } = await source.token({ scopes: READ, interactive: false })

    const heard: Revocation[] = []
    const failures: unknown[] = []
    let polls = 0
    const watch = watchRevocation({
      config,
      source,
      issuedAt: () => issuedAt,
      onRevoked: (revocation) => heard.push(revocation),
      fetch: (input, init) => {
        if (input.endsWith('/ssf/poll')) polls += 1
        return fetch(input, init)
      },
      onFailed: (error) => failures.push(error),
    })
    try {
      await vi.waitFor(() => expect(polls).toBeGreaterThan(0), { timeout: 15_000 })
      await tenant.act('Bob', 'revokeSessions')
      await tenant.act('Alice', 'revokeSessions')
      await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 15_000 })
      const [first] = heard
      expect(first!.event).toBe('session-revoked')
      expect(first!.at).toBeGreaterThan(issuedAt)
      await expect(
        source.token({ scopes: READ, newerThan: first!.at, interactive: false }),
      ).rejects.toMatchObject({
        actor: 'user',
      })

      await source.signIn({ scopes: READ, alsoConsentTo: OWN_EVENTS })
      const before = polls
      watch.wake()
      await vi.waitFor(() => expect(polls).toBeGreaterThan(before), { timeout: 15_000 })
      await tenant.act('Alice', 'changePassword')
      await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 15_000 })
      expect(heard[1]).toMatchObject({ event: 'credential-change' })
      expect(heard[1]!.at).toBeGreaterThan(first!.at)
      expect(failures).toEqual([])
    } finally {
      await watch.stop()
      source.close()
    }
  },
)

test('no events are asked for where the application may not hear them', { timeout: 60_000 }, async () => {
  const env = tenant.env({ SECURITY_EVENTS: 'on' })
  const config = tenant.config(env)
  const source = await openTokenSource(config, terminalOf(env, 'Carol'), { open: false })
  await source.signIn({ scopes: READ })
  const sent: string[] = []
  const watch = watchRevocation({
    config,
    source,
    onRevoked: () => undefined,
    fetch: (input, init) => {
      sent.push(input)
      return fetch(input, init)
    },
    backoff: 1,
  })
  await new Promise((resolve) => setTimeout(resolve, 500))
  await watch.stop()
  source.close()
  expect(sent).toEqual([])
})
