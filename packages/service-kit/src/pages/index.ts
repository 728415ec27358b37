/** Pages that a server writes: escaped templates, a strict policy, one look. Stylesheet and layout are shared. */
export { assets } from './assets.ts'
export { html, type Html } from './html.ts'
export { pagesOf, type Page, type SendPage, type Site } from './page.ts'
