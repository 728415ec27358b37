import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** The handshake of processes on one machine. */
export const localAgents = [
  {
    id: 'STD-1',
    title: 'The token goes over stdin, never by environment or argument',
    text: 'The host writes the credential as the first line of the pipe; no process of the system has a token in its environment or its arguments, and a local server refuses to start with one.',
    source: 'Checklist: pre-deployment',
    standards: mapped({
      asvs: ['10.1.1'],
      mcpTop10: ['MCP01'],
      mcp: ['Local MCP Server Compromise'],
      soc2: ['CC6.1', 'CC6.7'],
      iso: ['A.5.17', 'A.8.12'],
    }),
  },
  {
    id: 'STD-2',
    title: 'A local server starts in an environment of a list',
    text: 'The host gives its child the variables of a list and nothing else; what would load code, leave a core file or pass a secret on is left out.',
    source: 'Pattern 2: STDIO handshake',
    standards: mapped({
      mcpTop10: ['MCP01', 'MCP05'],
      mcp: ['Local MCP Server Compromise'],
      soc2: ['CC6.8'],
      iso: ['A.8.12'],
    }),
  },
  {
    id: 'STD-3',
    title: 'The local server verifies what it is handed',
    text: 'Signature by the issuer’s keys, issuer, tenant, audience, client, life and a proof for this very process: before any MCP message; without it the process ends.',
    source: 'Pattern 2: STDIO handshake',
    standards: mapped({
      asvs: ['9.1.1', '9.2.1', '9.2.3', '10.3.5'],
      mcpTop10: ['MCP07'],
      mcp: ['Local MCP Server Compromise'],
      soc2: ['CC6.1'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'STD-4',
    title: 'A local session is renewed, and ends when it must',
    text: 'Fresh credentials follow on the same pipe for the same person and key; an expired lease or a revocation ends the session.',
    source: 'Pattern 2: STDIO handshake',
    standards: mapped({ asvs: ['9.2.1'], soc2: ['CC6.3'], iso: ['A.5.17'] }),
  },
  {
    id: 'STD-5',
    title: 'A local tool stays in its folder and asks before it writes',
    text: 'Paths outside the chosen folder, devices and secret files are refused, through links as well; a write needs the person’s yes to these very contents.',
    source: 'Pattern 2: STDIO handshake',
    standards: mapped({
      mcpTop10: ['MCP05', 'MCP06'],
      mcp: ['Local MCP Server Compromise'],
      soc2: ['CC6.1', 'CC6.8'],
      iso: ['A.8.3'],
    }),
  },
] as const satisfies readonly Control[]
