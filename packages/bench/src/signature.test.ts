import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { toDer } from './signature.ts'

test('OpenSSL takes the converted signature, whatever zeros it begins with', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  for (let index = 0; index < 600; index++) {
    const input = Buffer.from(String(index))
    const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    expect(verify('sha256', input, publicKey, toDer(signature))).toBe(true)
  }
})
