/** Reasons to refuse as plain data: for documents, and for a page that explains them. Runs in a browser. */
export { REFUSAL_ADVICE, type Helper, type RefusalAdvice } from './refusal-advice.ts'
export { REFUSALS, type RefusalReason } from './refusal-reasons.ts'
