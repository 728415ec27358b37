import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** On whose behalf, and how much of it. */
export const delegation = [
  {
    id: 'DEL-1',
    title: 'Delegated permissions by default',
    text: 'Where a person’s data is, only a delegated token (scp) is taken; one of an application alone (roles, idtyp app) is refused, whatever its roles.',
    source: 'Checklist: pre-deployment',
    standards: mapped({
      asvs: ['10.3.2', '10.4.11'],
      mcpTop10: ['MCP02', 'MCP07'],
      mcp: ['Scope Minimization'],
      rfc9700: ['2.3'],
      soc2: ['CC6.1', 'CC6.3'],
      iso: ['A.5.15', 'A.8.2'],
    }),
  },
  {
    id: 'DEL-2',
    title: 'Application permissions are few, named and reach no person’s data',
    text: 'What a service does without a person (write audit records, fetch security events) has a role of its own, assigned to named applications, and opens nothing else.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ asvs: ['10.4.11'], mcpTop10: ['MCP02'], soc2: ['CC6.3'], iso: ['A.8.2'] }),
  },
  {
    id: 'DEL-3',
    title: 'The person’s own rights have the last word',
    text: 'The resource applies the permissions of the person in the token; an agent reaches nothing that its user could not.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({
      asvs: ['10.3.2', '10.3.3'],
      mcp: ['Confused Deputy Problem'],
      soc2: ['CC6.3'],
      iso: ['A.5.18', 'A.8.3'],
    }),
  },
  {
    id: 'AGT-1',
    title: 'The agent has less than its user',
    text: 'A tool runs only with scopes that the person delegated to the agent, and risky ones only after an approval bound to person, tool and arguments; instructions in data change none of it.',
    source: 'Tiered trust topology',
    standards: mapped({
      asvs: ['10.3.2'],
      mcpTop10: ['MCP02', 'MCP06', 'MCP10'],
      mcp: ['Scope Minimization'],
      soc2: ['CC6.3'],
      iso: ['A.5.18', 'A.8.3'],
    }),
  },
  {
    id: 'OBO-1',
    title: 'The person stays the same from A to B to C',
    text: 'Each exchange keeps the tenant and object id of the person; only the client that a token was issued for can exchange it.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({
      asvs: ['10.3.3'],
      mcp: ['Confused Deputy Problem'],
      soc2: ['CC6.1'],
      iso: ['A.5.16'],
    }),
  },
  {
    id: 'OBO-2',
    title: 'Every exchange narrows',
    text: 'Each token is for the next hop alone and has only the scopes that this one tool call needs.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({
      asvs: ['10.2.3', '10.4.11'],
      mcpTop10: ['MCP02'],
      mcp: ['Scope Minimization'],
      rfc9700: ['2.3'],
      soc2: ['CC6.3'],
      iso: ['A.8.2', 'A.8.3'],
    }),
  },
  {
    id: 'OBO-3',
    title: 'Tools do not hold tokens',
    text: 'A tool gets a fetch that is bound to its resource, never the token; what comes in is never what goes out.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({
      asvs: ['10.1.1'],
      mcpTop10: ['MCP01'],
      mcp: ['Token Passthrough', 'Server-Side Request Forgery (SSRF)'],
      rfc9700: ['4.9'],
      soc2: ['CC6.1'],
      iso: ['A.8.12'],
    }),
  },
] as const satisfies readonly Control[]
