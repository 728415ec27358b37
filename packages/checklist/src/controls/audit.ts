import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** What is recorded, and who can rely on it. */
export const audit = [
  {
    id: 'LOG-1',
    title: 'Every authentication event is recorded',
    text: 'Who (tenant and object id), which application, what was asked for and granted, from where, when and with what result; refusals with their precise reason.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['16.2.1', '16.2.2', '16.3.1', '16.3.2', '16.3.3'],
      mcpTop10: ['MCP08'],
      soc2: ['CC7.2', 'CC7.3'],
      iso: ['A.8.15'],
    }),
  },
  {
    id: 'LOG-2',
    title: 'One request can be followed from person to resource',
    text: 'Each hop leaves one record; they join by trace id and by each token’s id and its parent’s, from the host to the resource.',
    source: 'Pattern 1: OBO flow',
    standards: mapped({
      asvs: ['16.2.4'],
      mcpTop10: ['MCP08'],
      soc2: ['CC7.2', 'CC7.3'],
      iso: ['A.5.28', 'A.8.15'],
    }),
  },
  {
    id: 'LOG-3',
    title: 'Edits, deletions and cuts of the log are found',
    text: 'Records are chained by hashes and the chain’s head is signed; a record that is changed, removed, moved or cut from the end does not verify.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['16.4.1', '16.4.2'],
      mcpTop10: ['MCP08'],
      soc2: ['CC7.3'],
      iso: ['A.5.28', 'A.8.15'],
    }),
  },
  {
    id: 'LOG-4',
    title: 'No token, secret or name is in a log',
    text: 'Logs, audit records, spans, error messages and URLs hold no token, code, key or personal data; what looks like one is redacted.',
    source: 'Common pitfalls',
    standards: mapped({
      asvs: ['16.2.5', '16.5.1'],
      mcpTop10: ['MCP01'],
      soc2: ['CC6.7'],
      iso: ['A.8.12', 'A.8.15'],
    }),
  },
  {
    id: 'LOG-5',
    title: 'Records are collected apart from who wrote them, without loss',
    text: 'A service’s records reach another system in order and whole, through outages and restarts of both; that system takes a log only as its continuation, from the service it belongs to.',
    source: 'Checklist: runtime',
    standards: mapped({ asvs: ['16.4.3'], mcpTop10: ['MCP08'], soc2: ['CC7.2'], iso: ['A.8.15', 'A.8.16'] }),
  },
  {
    id: 'LOG-6',
    title: 'A person reads their own records, an auditor all',
    text: 'Whose a record is, its verified subject says, not a trace id; the auditor’s role is assigned in the directory, and a service can only write.',
    source: 'Checklist: runtime',
    standards: mapped({
      asvs: ['16.4.2'],
      soc2: ['CC6.3'],
      iso: ['A.5.3', 'A.8.3', 'A.8.15'],
    }),
  },
] as const satisfies readonly Control[]
