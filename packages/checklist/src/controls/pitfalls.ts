import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** The playbook's five mistakes: what happens where one is made, and that it does not happen here. */
export const pitfalls = [
  {
    id: 'PIT-1',
    title: 'Application permissions instead of delegated ones',
    text: 'With an application permission an agent reads what everybody has; here the same request is refused, and a delegated one shows the person’s own.',
    source: 'Common pitfalls',
    standards: mapped({ mcpTop10: ['MCP02'], soc2: ['CC6.3'], iso: ['A.8.2'] }),
  },
  {
    id: 'PIT-2',
    title: 'Tokens in environment variables',
    text: 'From a process that has its token in the environment another program of the same person reads it; here there is nothing to read.',
    source: 'Common pitfalls',
    standards: mapped({ mcpTop10: ['MCP01'], soc2: ['CC6.1'], iso: ['A.5.17'] }),
  },
  {
    id: 'PIT-3',
    title: 'Audience not validated',
    text: 'A server that does not look at aud takes a token that was meant for another; here each one refuses it.',
    source: 'Common pitfalls',
    standards: mapped({
      asvs: ['9.2.3'],
      mcpTop10: ['MCP07'],
      rfc9700: ['2.3'],
      soc2: ['CC6.1'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'PIT-4',
    title: 'No claims-challenge loop',
    text: 'Without it a high-risk action goes through without MFA, or cannot be done at all; here it asks for MFA and then goes on.',
    source: 'Common pitfalls',
    standards: mapped({ asvs: ['10.3.4'], soc2: ['CC6.1'], iso: ['A.8.5'] }),
  },
  {
    id: 'PIT-5',
    title: 'Too little audit',
    text: 'Without structured records nobody can say who did it; here the records say who, through which applications, and that nobody changed them.',
    source: 'Common pitfalls',
    standards: mapped({ asvs: ['16.3.1'], mcpTop10: ['MCP08'], soc2: ['CC7.3'], iso: ['A.5.28', 'A.8.15'] }),
  },
] as const satisfies readonly Control[]
