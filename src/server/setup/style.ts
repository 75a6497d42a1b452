// How the set-up pages look: no file, no script and no font from elsewhere, light or dark as the reader's system is.

import { createHash } from 'node:crypto';

export const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --paper: #fff; --page: #f6f8fa; --rule: #d1d9e0;
  --go: #1f883d; --link: #0969da; --warn: #9a6700; --warn-paper: #fff8c5; --bad: #d1242f; --bad-paper: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f6fc; --soft: #9198a1; --paper: #0d1117; --page: #010409;
  --rule: #3d444d; --go: #238636; --link: #4493f8; --warn: #d29922; --warn-paper: #272115; --bad: #f85149; --bad-paper: #25171c; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 40px 16px; background: var(--page); color: var(--ink);
  font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
main { max-width: 660px; margin: 0 auto; padding: 32px; background: var(--paper); border: 1px solid var(--rule); border-radius: 12px; }
.brand { font-weight: 600; letter-spacing: .08em; color: var(--soft); margin: 0; }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0 16px; }
h2 { font-size: 18px; margin: 32px 0 8px; padding-top: 24px; border-top: 1px solid var(--rule); }
p { margin: 0 0 16px; }
a { color: var(--link); }
.steps { display: flex; gap: 8px; list-style: none; margin: 0 0 24px; padding: 0; font-size: 14px; color: var(--soft); }
.steps li { flex: 1; padding-top: 8px; border-top: 4px solid var(--rule); }
.steps li[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--go); }
label { display: block; font-weight: 600; margin: 16px 0 4px; }
.hint { font-size: 14px; color: var(--soft); margin: 4px 0 0; }
input, textarea { width: 100%; padding: 8px 12px; color: inherit; background: var(--page); border: 1px solid var(--rule); border-radius: 6px;
  font: 15px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
textarea { min-height: 120px; resize: vertical; }
input:focus, textarea:focus, button:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.buttons { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px; }
button { padding: 8px 18px; font: inherit; font-weight: 600; color: #fff; background: var(--go); border: 1px solid transparent; border-radius: 6px; cursor: pointer; }
button.quiet { color: var(--ink); background: transparent; border-color: var(--rule); }
.note { padding: 12px 16px; margin: 0 0 16px; border-radius: 6px; border-left: 4px solid var(--warn); background: var(--warn-paper); }
.note.bad { border-color: var(--bad); background: var(--bad-paper); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 8px 24px; margin: 0 0 16px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { padding: 12px 16px; overflow: auto; background: var(--page); border: 1px solid var(--rule); border-radius: 6px; }
ol.next li { margin-bottom: 12px; }
summary { cursor: pointer; font-weight: 600; }
`;

/** For the content security policy: no other style is let in. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
