/** A local MCP server as most READMEs have it: its token is a variable. One line in, one line out. */
import { createInterface } from 'node:readline'
import { registrations } from '@chain-of-trust/service-kit'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { authority, tenant } = registrations()
const keys = createRemoteJWKSet(new URL(`${authority}/${tenant.id}/discovery/v2.0/keys`))

// THE MISTAKE: every program of this person can read it, as long as this one runs.
const token = process.env['ACCESS_TOKEN'] ?? ''
const { payload } = await jwtVerify(token, keys, { issuer: `${authority}/${tenant.id}/v2.0` })
process.stdout.write(`ready for ${String(payload['oid'])}\n`)
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${line}: notes.txt\n`)
}
