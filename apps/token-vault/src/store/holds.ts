import type { StoredLink } from './link-store.ts'

/**
 * Whether the row is the very one that we have written: no two ciphertexts are alike. A write whose answer was lost has to
 * be known again by it. A rotation wraps the data key anew, and leaves the ciphertext as it is.
 */
export function holds(
  row: StoredLink | undefined,
  { generation, sealed }: Pick<StoredLink, 'generation' | 'sealed'>,
): boolean {
  if (row?.generation !== generation) return false
  return Buffer.compare(row.sealed.ciphertext, sealed.ciphertext) === 0
}
