document.querySelector('form[data-submits="at-once"]')?.submit()
