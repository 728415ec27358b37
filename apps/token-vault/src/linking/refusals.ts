import { currentTrace, Refusal, TokenEndpointError, type AuditLog } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { KekUnavailable } from '../kek/keks.ts'
import { PAGE_REFUSALS, PageRefusal } from '../pages/page-refusal.ts'
import { refusalPage } from '../pages/refusal-page.ts'
import { sendPage } from '../pages/site.ts'

/** Seconds, where nobody said when. */
const RETRY_AFTER = 5

/** Every error of these routes becomes a page, and every refusal a record. */
export function showRefusals(
  app: FastifyInstance,
  { audit, authority }: { audit: AuditLog; authority: string },
): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error)
    const { reason, context } = refusal
    const { status } = PAGE_REFUSALS[reason]
    if (reason === 'server_error') request.log.error({ err: error }, 'failed')
    else request.log.info({ reason, err: context.cause }, 'refused')
    record(audit, request, refusal)
    if (status === 503) reply.header('retry-after', String(Math.ceil(context.retryAfter ?? RETRY_AFTER)))
    return sendPage(reply, refusalPage(refusal, { authority, traceId: currentTrace()?.traceId }))
  })
}

function record(audit: AuditLog, request: FastifyRequest, { reason, context }: PageRefusal): void {
  const { event = 'account_link', subject, client, link, diagnostics } = context
  audit.write({
    event,
    outcome: 'failure',
    reason,
    ...(subject === undefined ? {} : { subject }),
    ...(client === undefined ? {} : { client }),
    ...(link === undefined ? {} : { link }),
    ...(diagnostics === undefined ? {} : { diagnostics }),
    ...origin(request),
  })
}

/** What is down is an outage and nobody's fault who asks; what Fastify cannot read is the sender's. */
function refusalOf(error: unknown): PageRefusal {
  if (error instanceof PageRefusal) return error
  if (error instanceof DatabaseUnavailable || error instanceof KekUnavailable) {
    return new PageRefusal('vault_unavailable', { cause: error })
  }
  if (error instanceof TokenEndpointError || (error instanceof Refusal && error.status === 503)) {
    const retryAfter = error instanceof Refusal ? error.params.retryAfter : error.retryAfter
    return new PageRefusal('vault_unavailable', { event: 'sign_in', retryAfter, cause: error })
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new PageRefusal(status < 500 ? 'request_malformed' : 'server_error', { cause: error })
}
