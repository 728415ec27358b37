import { html, pagesOf } from '@chain-of-trust/service-kit/pages'

const banner = html`<p><strong>Mock.</strong> No password needed: anybody can sign in as anybody.</p>`

/** Each provider looks like a place of its own: nobody should take it for the tenant. */
export const githubPages = pagesOf({
  name: 'GitHub (mock)',
  brand: 'GitHub (mock)',
  icon: 'github.svg',
  stylesheet: 'github.css',
  banner,
  footer: html`A stand-in for GitHub, for development only. Not affiliated with GitHub.`,
})

export const jiraPages = pagesOf({
  name: 'Jira (mock)',
  brand: 'Jira (mock)',
  icon: 'jira.svg',
  stylesheet: 'jira.css',
  banner,
  footer: html`A stand-in for Jira, for development only. Not affiliated with Atlassian.`,
})

export const consolePages = pagesOf({
  name: 'Mock SaaS',
  brand: 'Mock SaaS',
  icon: 'jira.svg',
  footer: html`Stand-ins for GitHub and Jira, for development only.`,
})
