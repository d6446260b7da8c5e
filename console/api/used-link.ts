/** The page behind a link that was used before. It stands alone: no script, and a style that its own hash allows. */

const STYLE = `:root{color-scheme:light dark;--ground:light-dark(oklch(98.5% .003 200),oklch(19% .01 210));
--ink:light-dark(oklch(25% .015 210),oklch(92% .008 200));--soft:light-dark(oklch(46% .015 210),oklch(72% .012 205));
--line:light-dark(oklch(89% .006 205),oklch(32% .012 210))}
body{margin:0;min-height:100vh;display:grid;align-content:center;justify-content:center;background:var(--ground);
color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60ch;padding:32px 24px}
h1{font-size:20px;font-weight:600;margin:0 0 12px}
p{margin:0 0 12px;color:var(--soft)}
code{display:block;margin:16px 0;padding:12px;border:1px solid var(--line);border-radius:6px;color:var(--ink);
font:14px/1.45 ui-monospace,monospace;overflow-x:auto}`

export const USED_LINK_STYLE = STYLE

export const USED_LINK_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign-in link used - Waymark</title>
<style>${STYLE}</style>
<main>
<h1>This sign-in link has been used</h1>
<p>A link signs in once, and only for a day, so that a copy of it opens nothing.</p>
<p>On the machine that runs the console, make a new one:</p>
<code>npm run -s console -- sign-in-link</code>
<p>Is this browser signed in already? Then go on to <a href="/">the console</a>.</p>
</main>
</html>
`
