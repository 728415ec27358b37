/** The steps for a terminal. */
import { styleText } from 'node:util'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import type { Step, StepToken } from './steps.ts'
import type { Walk } from './walk.ts'

const ANSWER_LINES = 8
const COUNT: Record<number, string> = { 8: 'eight', 10: 'ten', 14: 'fourteen' }
const grey = (text: string): string => styleText('dim', text)

/** @returns lines */
export function printWalk({ steps, audit, linking = [], answer }: Walk): string[] {
  const done = steps.every(({ ok }) => ok)
  return [
    ...steps.flatMap((step) => ['', ...stepLines(step)]),
    '',
    ...(answer === undefined ? [] : [grey('What the person got:'), ...excerpt(answer), '']),
    ...(linking.length === 0 ? [] : [grey('Audit records of the asking and the connecting:')]),
    ...linking.map(recordLine),
    ...(audit.length === 0 ? [] : [grey(auditTitle(audit))]),
    ...audit.map(recordLine),
    '',
    grey(
      steps.some(({ token }) => token?.name === 'local')
        ? 'Claims of the token are taken from the audit record: the command line keeps it sealed, and shows it to nobody.'
        : 'Claims of Tokens B and C are taken from the audit records: those tokens never reach the client.',
    ),
    done
      ? styleText('green', `All ${COUNT[steps.length] ?? steps.length} steps done.`)
      : styleText('red', 'The chain was refused; see the step marked ×.'),
  ]
}

function auditTitle([first]: readonly AuditRecord[]): string {
  return first?.trace_id === undefined
    ? `Audit records of ${first?.service}:`
    : `Audit records of trace ${first.trace_id}:`
}

function recordLine({ time, service, event, outcome, reason, token, link }: AuditRecord): string {
  const uti = token?.uti === undefined ? '' : `  uti ${short(token.uti)}`
  const parent = token?.parent_uti === undefined ? '' : `  parent ${short(token.parent_uti)}`
  const account = link === undefined ? '' : `  ${[link.provider, ...(link.scopes?.granted ?? [])].join(' ')}`
  const why = reason === undefined || (outcome === 'success' && token) ? '' : `  ${reason}`
  return `  ${time}  ${service.padEnd(14)}  ${event.padEnd(15)}${uti}${parent}${account}${why}`
}

function stepLines({ n, title, from, to, ok, ms, checked, token, refusal, note }: Step): string[] {
  const mark = ok ? styleText('green', '✓') : styleText('red', '×')
  const route = from === to ? from : `${from} → ${to}`
  return [
    `${mark} ${String(n).padStart(2)}. ${styleText('bold', title)}  ${grey(`${route}${ms > 0 ? `, ${ms} ms` : ''}`)}`,
    ...(ok && checked && checked.length > 0 ? [grey(`       checked: ${checked.join(' · ')}`)] : []),
    ...(note === undefined ? [] : [grey(`       ${note}`)]),
    ...(token ? tokenLines(token) : []),
    ...(refusal && !ok
      ? [`       ${styleText('red', `${refusal.by}: ${refusal.reason}`)}${wireOf(refusal)}`]
      : []),
  ]
}

function wireOf({ status, error }: { status?: number; error?: string }): string {
  const said = [status, error].filter(Boolean).join(' ')
  return said === '' ? '' : grey(` (on the wire: ${said})`)
}

function tokenLines({ name, claims }: StepToken): string[] {
  const { aud, scp, azp, tid, oid, uti, cnf } = claims
  if (name === 'provider') {
    const { provider, scope, generation } = claims
    return [
      `       ${styleText('cyan', 'Token of the provider')}  ${String(provider)}  scope ${String(scope)}  generation ${String(generation)}`,
      `                for azp ${named(azp)}`,
      `                and tid ${String(tid)}  oid ${String(oid)}`,
    ]
  }
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : 'none (bearer)'
  return [
    `       ${styleText('cyan', name === 'local' ? 'Token' : `Token ${name}`)}  aud ${named(aud)}  scp ${String(scp)}  azp ${named(azp)}`,
    `                tid ${String(tid)}  oid ${String(oid)}`,
    `                uti ${String(uti)}  cnf.jkt ${String(jkt)}`,
  ]
}

/** A GUID and whose it is. */
function named(appId: unknown): string {
  const name = registrations().applications.find((app) => app.appId === appId)?.name
  return name ? `${String(appId)} (${name})` : String(appId)
}

function excerpt(text: string): string[] {
  const lines = text.trim().split('\n')
  const shown = lines.slice(0, ANSWER_LINES).map((line) => `  ${line}`)
  return lines.length > ANSWER_LINES
    ? [...shown, grey(`  … ${lines.length - ANSWER_LINES} more lines`)]
    : shown
}

function short(uti: string | undefined): string {
  return (uti ?? '').slice(0, 10)
}
