import { expect, test } from 'vitest'
import { readCredential } from './credential.ts'

test(
  'of two Authorization fields neither counts: a proxy may have looked at the other',
  { tags: ['ZTA-1'] },
  () => {
    const read = (rawHeaders: string[]) => () =>
      readCredential({ authorization: 'DPoP good' }, undefined, rawHeaders)
    expect(read(['Authorization', 'DPoP good'])().scheme).toBe('dpop')
    expect(read(['X', 'authorization', 'Authorization', 'DPoP good'])().scheme).toBe('dpop')
    expect(read(['Authorization', 'DPoP good', 'authorization', 'DPoP other'])).toThrow(
      'credential_malformed',
    )
  },
)
