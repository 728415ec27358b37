import { ALICE, BOB } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { KekUnavailable } from '../kek/keks.ts'
import { pruneOnce } from './prune.ts'
import { openReplacements } from './replacements.ts'
import { ALLOW, owner, startLinking, type TestLinking } from './linking.fixture.ts'

/** Alice's agent uses alice-codes; now she comes back from GitHub as another account. */
async function cameBackAs(account: string, linked = 'alice-codes') {
  const linking = await startLinking()
  for (const [index, login] of [linked, account].entries()) {
    const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
    const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
    const shown = await browser.open(linking.at.github.allow(location!, login))
    if (index === 1) return { linking, browser, page: shown }
  }
  throw new Error('unreachable')
}

const linkedNow = async ({ store }: TestLinking) => (await store.find(owner(ALICE)))?.account.name

test('another account than before is asked about, and nothing is replaced meanwhile', async () => {
  const { linking, page } = await cameBackAs('alice-private')
  expect(page.body).toContain('data-testid="swap"')
  for (const name of ['alice-codes', 'alice-private']) expect(page.body).toContain(name)
  expect(await linkedNow(linking)).toBe('alice-codes')
})

test('replaced: the old grant is revoked, the new one serves', async () => {
  const { linking, browser, page } = await cameBackAs('alice-private')
  const done = await browser.submit(page, /^\/replace\//, { decision: 'replace' })
  expect(done.body).toContain('data-testid="done"')
  expect(await linkedNow(linking)).toBe('alice-private')
  await linking.vault.close()
  expect(linking.at.github.revoked).toEqual(['alice-codes'])
  expect(linking.audit.records.map(({ reason }) => reason)).toContain('relinked')
})

test('kept: the new grant is given back, the old one goes on', async () => {
  const { linking, browser, page } = await cameBackAs('alice-private')
  await browser.submit(page, /^\/replace\//, { decision: 'keep' })
  expect(await linkedNow(linking)).toBe('alice-codes')
  expect(linking.at.github.revoked).toEqual(['alice-private'])
  expect(linking.audit.records.slice(-2).map(({ reason }) => reason)).toEqual(['kept', 'given_back'])
})

test('the decision is made once, and in the session in which the question came', async () => {
  const { linking, browser, page } = await cameBackAs('alice-private')
  const path = /action="(\/replace\/[^"]+)"/.exec(page.body)![1]!
  for (const oid of [BOB, ALICE]) {
    const other = await linking.openAs(oid, '/')
    expect((await other.browser.open(path)).status).toBe(404)
    const csrf = /name="csrf" value="([^"]+)"/.exec(other.page.body)![1]!
    expect((await other.browser.post(path, { csrf, decision: 'replace' })).status).toBe(404)
    expect(linking.lastRecord()).toMatchObject({ reason: 'replacement_unknown', subject: { oid } })
  }
  expect(await linkedNow(linking)).toBe('alice-codes')
  await browser.submit(page, /^\/replace\//, { decision: 'replace' })
  expect((await browser.submit(page, /^\/replace\//, { decision: 'replace' })).status).toBe(404)
})

test('what nobody decides on is given back, and cannot be decided on any more', async () => {
  const { linking, browser, page } = await cameBackAs('alice-private')
  linking.clock.ahead += 4 * 60_000 + 1000
  await pruneOnce(linking.pruning)
  expect(linking.at.github.revoked).toEqual(['alice-private'])
  expect((await browser.submit(page, /^\/replace\//, { decision: 'replace' })).status).toBe(404)
  expect(await linkedNow(linking)).toBe('alice-codes')
})

test('the waiting grant lies sealed, and what is sealed for it opens in no other row', async () => {
  const { linking } = await cameBackAs('alice-private')
  const [row] = await linking.database.all('select * from link_replacement')
  const [kekId, wrappedKey, ciphertext] = JSON.parse(String(row!['sealed'])) as [string, string, string]
  const bytes = (text: string) => Buffer.from(text, 'base64')
  const sealed = { kekId, wrappedKey: bytes(wrappedKey), ciphertext: bytes(ciphertext) }
  const tokens = await linking.cipher.open(sealed, owner(ALICE), 'github', 0)
  expect(JSON.stringify(row)).not.toContain(tokens.refreshToken!.reveal())
  for (const [who, generation] of [
    [owner(BOB), 0],
    [owner(ALICE), 1],
  ] as const) {
    await expect(linking.cipher.open(sealed, who, 'github', generation)).rejects.toThrow('does not belong')
  }
})

test('two linkings under way at once, of two accounts: the second is asked about', async () => {
  const linking = await startLinking()
  const backs = await Promise.all(
    ['alice-codes', 'alice-private'].map(async (account) => {
      const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
      const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
      return { browser, back: linking.at.github.allow(location!, account) }
    }),
  )
  const pages = await Promise.all(backs.map(({ browser, back }) => browser.open(back)))
  const shown = pages.map(({ body }) => /data-testid="(done|swap)"/.exec(body)?.[1])
  expect(new Set(shown)).toEqual(new Set(['done', 'swap']))
})

test('a yes to the end of one account does not end a third, which came meanwhile', async () => {
  const { linking, browser, page } = await cameBackAs('alice-private')
  const third = await linking.store.find(owner(ALICE))
  const tokens = await linking.cipher.open(third!.sealed, owner(ALICE), 'github', third!.generation)
  const grant = { provider: 'github', tokens, scopes: third!.scopes, expiresAt: third!.expiresAt }
  await linking.links.end(owner(ALICE))
  await linking.links.store(owner(ALICE), { ...grant, account: { id: 'id-third', name: 'alice-third' } })
  const asked = await browser.submit(page, /^\/replace\//, { decision: 'replace' })
  expect(asked.body).toContain('data-testid="swap"')
  expect(asked.body).toContain('alice-third')
  expect(await linkedNow(linking)).toBe('alice-third')
})

test('one waiting grant that cannot be opened does not keep another from being given back', async () => {
  const { linking } = await cameBackAs('alice-private')
  await linking.database.run(
    `insert into link_replacement (digest, session, shown, sealed, expires_at)
     select 'altered', session, replace(shown, '"oid":', '"was":'), sealed, expires_at - 1 from link_replacement`,
  )
  linking.clock.ahead += 4 * 60_000 + 1000
  await expect(pruneOnce(linking.pruning)).rejects.toThrow('cannot be opened')
  expect(linking.at.github.revoked).toEqual(['alice-private'])
})

test('while its key is out of reach, a waiting grant is kept, and given back when the key is there again', async () => {
  const { linking } = await cameBackAs('alice-private')
  linking.clock.ahead += 4 * 60_000 + 1000
  const outOfReach = {
    ...linking.cipher,
    open: () => Promise.reject(new KekUnavailable('kek', 'out of reach')),
  }
  const now = () => Date.now() + linking.clock.ahead
  const replacements = await openReplacements(linking.database, outOfReach, now)
  await expect(pruneOnce({ ...linking.pruning, replacements })).rejects.toThrow('cannot be opened')
  expect(linking.at.github.revoked).toEqual([])
  await pruneOnce(linking.pruning)
  expect(linking.at.github.revoked).toEqual(['alice-private'])
})
