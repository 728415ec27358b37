/** An MCP server that verifies signature, issuer and times of a token, and not for whom it was made. */
import { jwtVerify } from 'jose'
import { BUDGET, FORECAST } from '../weak-documents.ts'
import { startWeakMcpServer } from '../weak-mcp-server.ts'
import { credentialOf, ISSUER, issuerKeys, type WeakServer } from '../weak-server.ts'

export function startVulnerable(): Promise<WeakServer> {
  return startWeakMcpServer(async (_tool, request, log) => {
    // THE MISTAKE: no `audience` here. Every token that the tenant has ever made for anybody will do.
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER })
    log(`200 search_documents for ${String(payload['oid'])}`)
    return [BUDGET, FORECAST].map(({ name, text }) => `${name}: ${text}`).join('\n')
  })
}
