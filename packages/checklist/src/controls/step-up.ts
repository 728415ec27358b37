import type { Control } from './control.ts'
import { mapped } from './standards.ts'

/** The claims-challenge loop, continuous access evaluation and conditional access. */
export const stepUp = [
  {
    id: 'STP-1',
    title: 'High-risk actions ask for more',
    text: 'Deleting, sharing and their like need an authentication context that the session does not have by itself: 401 with the claims that are wanted, and nothing is done.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ asvs: ['10.3.4'], mcpTop10: ['MCP07'], soc2: ['CC6.1'], iso: ['A.8.2', 'A.8.5'] }),
  },
  {
    id: 'STP-2',
    title: 'After the step-up the same call goes on, once',
    text: 'The call that was refused is parked with its arguments and resumes after the step-up; not without it, not twice, not for anybody else.',
    source: 'Claim challenge loop',
    standards: mapped({
      asvs: ['10.3.4'],
      mcp: ['Session Hijacking'],
      soc2: ['CC6.1'],
      iso: ['A.8.5'],
    }),
  },
  {
    id: 'STP-3',
    title: 'A challenge reaches the one who can answer it, unchanged',
    text: 'Each tier passes the claims on unread and unwidened, only to clients that declared that they can answer; the same challenge twice ends the loop.',
    source: 'Claim challenge loop',
    standards: mapped({ asvs: ['10.3.4', '16.5.1'], soc2: ['CC6.1'], iso: ['A.8.5'] }),
  },
  {
    id: 'STP-4',
    title: 'A background job waits for its person',
    text: 'A job that meets a challenge without anybody there is kept and waits; it goes on after the person’s step-up, and a restart loses nothing.',
    source: 'Claim challenge loop',
    standards: mapped({ asvs: ['10.3.4', '16.5.3'], soc2: ['CC6.1'], iso: ['A.8.5'] }),
  },
  {
    id: 'CAE-1',
    title: 'A revocation counts from the next request on',
    text: 'Security events reach every tier; from then on older tokens of that person are refused and what was cached of them is gone, at every replica.',
    source: 'Checklist: pre-deployment',
    standards: mapped({
      asvs: ['10.4.9'],
      mcpTop10: ['MCP01'],
      soc2: ['CC6.2', 'CC6.3'],
      iso: ['A.5.18', 'A.8.5'],
    }),
  },
  {
    id: 'CAE-2',
    title: 'Security events are believed from their sender alone',
    text: 'An event counts when it is signed by the transmitter, for this receiver, of this tenant, and neither stale nor from the future; only the receiver itself can fetch its events.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ asvs: ['9.1.1', '9.2.2', '9.2.3'], soc2: ['CC6.6'], iso: ['A.8.5'] }),
  },
  {
    id: 'CAE-3',
    title: 'Conditional access is evaluated each time a token is issued',
    text: 'Location, device, risk and strength of the sign-in are judged at sign-in, at refresh and at every exchange; who is blocked is told so and is not sent round the step-up.',
    source: 'Checklist: pre-deployment',
    standards: mapped({ asvs: ['10.3.4'], soc2: ['CC6.1'], iso: ['A.5.15', 'A.8.5'] }),
  },
] as const satisfies readonly Control[]
