/** Light and dark by the reader's own choice; on paper without what only a screen can use. */
export const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1a1d21, #e8eaed); --page: light-dark(#fff, #16181c);
  --line: light-dark(#d0d4da, #3a3f47); --good: light-dark(#176b34, #6fd08c); --bad: light-dark(#a3191f, #ff9b94);
  --open: light-dark(#7a4d00, #f0c060); --link: light-dark(#0b57a4, #8ab8f5) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--page) }
h1, h2 { line-height: 1.25 }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; font-size: 1.2rem }
a { color: var(--link) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line) }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
.scroll table { min-width: 54rem }
.scroll td:last-child { white-space: nowrap }
.proven { color: var(--good); font-weight: 600 }
.failed { color: var(--bad); font-weight: 600 }
.excluded { color: var(--open); font-weight: 600 }
.standards { display: flex; flex-wrap: wrap; gap: .25rem .5rem; padding: 0; list-style: none; font-size: .8rem }
.standards li { border: 1px solid var(--line); border-radius: .25rem; padding: 0 .4rem }
@media print { body { max-width: none; padding: 0 } nav { break-after: page } tr { break-inside: avoid }
  .scroll { overflow: visible } .scroll table { min-width: 0 } }
`
