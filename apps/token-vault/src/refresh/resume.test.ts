import { expect, test } from 'vitest'
import { startVault } from '../vault.fixture.ts'

const MINUTE = 60_000

test('one refresh that hangs does not keep another interrupted one waiting, until its leeway is over', async () => {
  const { another, link, ownerOf, provider, store, time } = await startVault()
  await link('alice')
  await link('bob')
  time.now += 10 * MINUTE
  const before = new Map<string, number>()
  for (const oid of ['alice', 'bob']) {
    const { generation } = (await store.find(ownerOf(oid)))!
    before.set(oid, generation)
    // Of a process that died in the middle.
    await store.lease(ownerOf(oid), generation, 'dead', time.now - 1)
  }
  const hold = provider.hold('before')
  const vault = another()
  vault.start()
  await hold.reached
  const renewed = async () => {
    const rows = await store.list({ ...ownerOf('alice') })
    const others = await store.list({ ...ownerOf('bob') })
    return [...rows, ...others].filter(({ owner, generation }) => generation > before.get(owner.oid)!).length
  }
  await expect.poll(renewed).toBe(1)
  hold.go()
  await expect.poll(renewed).toBe(2)
  await vault.close()
})
