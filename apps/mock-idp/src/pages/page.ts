import { html, pagesOf } from '@chain-of-trust/service-kit/pages'

export const sendPage = pagesOf({
  name: 'Contoso (mock)',
  brand: 'Contoso',
  icon: 'icon.svg',
  banner: html`<p><strong>Mock tenant.</strong> No password needed: anybody can sign in as anybody.</p>`,
  footer: html`A stand-in for Microsoft Entra ID, for development only. Not affiliated with Microsoft.`,
})
