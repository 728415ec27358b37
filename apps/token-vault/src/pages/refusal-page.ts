import { html, type Page } from '@chain-of-trust/service-kit/pages'
import { PAGE_REFUSALS, type PageRefusal } from './page-refusal.ts'

/**
 * @param authority origin of the sign-in, to which the form for another account leads
 * @param traceId the number by which the operator finds the audit record
 */
export function refusalPage(
  { reason, context }: PageRefusal,
  { authority, traceId }: { authority: string; traceId: string | undefined },
): Page {
  const { status, title, text, remedy } = PAGE_REFUSALS[reason]
  const named = (words: string) => words.replaceAll('{provider}', context.provider ?? 'The service')
  const { switchAccount } = context
  return {
    title: named(title),
    status,
    ...(switchAccount === undefined ? {} : { formTarget: authority }),
    body: html`<section data-testid="refused">
      <h1>${named(title)}</h1>
      <p class="problem" role="alert">${named(text)}</p>
      <p>${named(remedy)}</p>
      ${
        switchAccount &&
        html`<p class="account">Signed in here as ${switchAccount.username}</p>
          <form method="post" action="/sign-out" class="decision">
            <input type="hidden" name="csrf" value="${switchAccount.csrf}" />
            <input type="hidden" name="return_to" value="${switchAccount.returnTo}" />
            <button class="secondary" data-testid="switch-account">Sign in with another account</button>
          </form>`
      }
      ${traceId && html`<p class="note">For whoever helps you: <code>${traceId}</code></p>`}
    </section>`,
  }
}
