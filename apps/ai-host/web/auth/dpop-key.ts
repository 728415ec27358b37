import { createDpopKey, dpopKeyFrom, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'

const DATABASE = 'chain-of-trust'
const STORE = 'keys'
const NAME = 'dpop'

/**
 * The browser's key. It lives in IndexedDB as a CryptoKey whose private half cannot be read by any script:
 * stolen tokens are useless without it, and they outlive a reload because it does.
 */
export async function loadDpopKey(): Promise<DpopKey> {
  const database = await openDatabase()
  const kept = await inStore<CryptoKeyPair | undefined>(database, 'readonly', (store) => store.get(NAME))
  if (kept !== undefined) return dpopKeyFrom(kept)
  const key = await createDpopKey()
  // `add`, not `put`: of two tabs that start together one wins, and both use its key.
  await inStore(database, 'readwrite', (store) => store.add(key.pair, NAME)).catch(() => {})
  const won = await inStore<CryptoKeyPair>(database, 'readonly', (store) => store.get(NAME))
  return dpopKeyFrom(won)
}

/** Tokens bound to it can never be used again. */
export async function forgetDpopKey(): Promise<void> {
  const database = await openDatabase()
  await inStore(database, 'readwrite', (store) => store.delete(NAME))
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
  return settled(request)
}

function inStore<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  return settled<T>(act(database.transaction(STORE, mode).objectStore(STORE)))
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')))
  })
}
