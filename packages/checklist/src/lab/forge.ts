import type { JWTPayload } from 'jose'

interface Parts {
  header: Record<string, unknown>
  payload: JWTPayload
}

/** Header and claims of a JWT, to be signed anew. */
export function forgeable(jwt: string): Parts {
  const [header, payload] = jwt.split('.', 2).map((part) => Buffer.from(part, 'base64url').toString())
  return { header: JSON.parse(header!) as Parts['header'], payload: JSON.parse(payload!) as JWTPayload }
}

/** The JWT with parts laid over, and the signature that it had: wrong now, unless one is given. */
export function forge(jwt: string, bend: Partial<Parts> & { signature?: string }): string {
  const { header, payload } = forgeable(jwt)
  const written = [
    { ...header, ...bend.header },
    { ...payload, ...bend.payload },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  return [...written, bend.signature ?? jwt.split('.')[2]].join('.')
}
