import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** What a token must be to be believed, and what its thief can do with it. */
export const tokens = [
  {
    id: 'AUD-1',
    title: 'Every server validates the audience',
    text: 'aud must be this application and nothing else; a token for a neighbour, for several, or for the resource’s URL is refused at each tier.',
    source: 'Checklist: pre-deployment',
    standards: mapped({
      asvs: ['9.2.3', '10.3.1'],
      mcpTop10: ['MCP07'],
      mcp: ['Token Passthrough'],
      rfc9700: ['2.3', '4.10.2'],
      soc2: ['CC6.1'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'AUD-2',
    title: 'Signature, issuer, tenant and type are verified',
    text: 'Only listed algorithms, only keys of the configured issuer, the issuer as an exact string, the tenant of the list, access tokens and nothing that looks like one.',
    source: 'Pattern 2: STDIO handshake',
    standards: mapped({
      asvs: ['9.1.1', '9.1.2', '9.1.3', '9.2.2'],
      mcpTop10: ['MCP07'],
      soc2: ['CC6.1'],
      iso: ['A.8.5', 'A.8.24'],
    }),
  },
  {
    id: 'AUD-3',
    title: 'Lifetime and scopes decide, each time',
    text: 'Expired, not yet valid or undated tokens are refused, at every request and from the cache as well; each scope of the route or tool must be there by its full name.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({ asvs: ['9.2.1', '10.3.2'], mcpTop10: ['MCP07'], soc2: ['CC6.1'], iso: ['A.8.5'] }),
  },
  {
    id: 'POP-1',
    title: 'A stolen token is of no use',
    text: 'Every token of the chain is bound to a key of its client (DPoP); without a proof by that key, or as a bearer token, it is refused at each tier.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['10.3.5', '10.4.14'],
      mcpTop10: ['MCP01'],
      rfc9700: ['2.2.1', '4.10.1'],
      soc2: ['CC6.1', 'CC6.7'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'POP-2',
    title: 'A proof is good for one request',
    text: 'The twelve checks of RFC 9449 §4.3: one proof, its type, algorithm, key, method, URL, age, nonce, token and single use, at whichever replica.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['10.3.5'],
      mcp: ['Session Hijacking'],
      rfc9700: ['2.2.1', '4.10.1'],
      soc2: ['CC6.1'],
      iso: ['A.8.5', 'A.8.24'],
    }),
  },
  {
    id: 'POP-3',
    title: 'Refresh tokens are bound and used once',
    text: 'A refresh token works for its client and key, is replaced with each use, and its second use ends the family.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['10.4.5'],
      rfc9700: ['2.2.2', '4.14'],
      soc2: ['CC6.1'],
      iso: ['A.5.17'],
    }),
  },
  {
    id: 'RES-1',
    title: 'Token requests name their resource',
    text: 'Every request for a token says for which resource it is, and the token is for that one; a token cannot be exchanged for a tier that is not next.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['9.2.4', '10.4.11'],
      mcp: ['Token Passthrough'],
      rfc9700: ['2.3', '4.10.2'],
      soc2: ['CC6.1'],
      iso: ['A.5.15'],
    }),
  },
  {
    id: 'RES-2',
    title: 'A resource says who it is and whom it trusts',
    text: 'Each resource publishes its metadata (RFC 9728) at its own address, its challenges point there, and a client that finds another name there goes no further.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['10.2.2'],
      mcpTop10: ['MCP09'],
      rfc9700: ['4.4', '4.9'],
      soc2: ['CC6.6'],
      iso: ['A.8.27'],
    }),
  },
] as const satisfies readonly Control[]
