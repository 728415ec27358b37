import { chmodSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openState } from '../../state/open-state.ts'
import { PLACES, usePlaces } from '../../state/places.fixture.ts'
import { enforceSharedKey, openGrantKey } from './grant-key.ts'

const places = usePlaces()

test('the key is made once, for the owner alone, and nothing is left beside it', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'grant-key-')), 'keys')
  const file = join(folder, 'orchestrator-jobs.key')
  const settings = { STATE_DIR: dirname(folder) }
  const made = openGrantKey(settings)
  expect(openGrantKey(settings)).toEqual(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['orchestrator-jobs.key'])
})

test('a key that others may read, or that is none, is refused', () => {
  const settings = { STATE_DIR: mkdtempSync(join(tmpdir(), 'grant-key-')) }
  openGrantKey(settings)
  const file = join(settings.STATE_DIR, 'keys', 'orchestrator-jobs.key')
  chmodSync(file, 0o640)
  expect(() => openGrantKey(settings)).toThrow(/0600/)
  expect(openGrantKey({ ...settings, GRANT_KEY_FILE: file })).toHaveLength(32)
  chmodSync(file, 0o644)
  expect(() => openGrantKey({ ...settings, GRANT_KEY_FILE: file })).toThrow(/0600/)
  writeFileSync(file, 'short')
  expect(() => openGrantKey(settings)).toThrow(/32 bytes/)
})

test('a key that was named is not made: replicas would seal under different ones', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'grant-key-')), 'jobs.key')
  expect(() => openGrantKey({ STATE_DIR: 'unused', GRANT_KEY_FILE: file })).toThrow(/cannot be read/)
})

test('a replica with another key does not start: what it sealed would not open at the others', async () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const outcomes: Record<string, unknown> = {}
  for (const kind of PLACES) {
    const state = await openState(await places.open(kind))
    const { grants } = state.jobs
    await enforceSharedKey(grants, one)
    await enforceSharedKey(grants, one)
    outcomes[kind] = await enforceSharedKey(grants, two).then(
      () => 'starts',
      (error: Error) => error.message.includes('GRANT_KEY_FILE'),
    )
    await state.close()
  }
  // A file has one process: it may have lost its key, and its jobs then ask their people.
  expect(outcomes).toEqual({ SQLite: 'starts', PostgreSQL: true })
})
