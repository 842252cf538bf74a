/** The saved page's looks: the system's letters, light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#222;--soft:#5f5f5f;--line:#b5b5b5;--ground:#fff;--accent:#1565c0}
@media (prefers-color-scheme:dark){:root{--ink:#eee;--soft:#b5b5b5;--line:#555;--ground:#16171d;--accent:#8ab4f8}}
body{margin:16px auto;padding:0 12px;max-width:760px;background:var(--ground);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:18px}.about{margin:0 0 12px;color:var(--soft);overflow-wrap:anywhere}
#heads{display:flex;flex-wrap:wrap;gap:8px 16px;margin-bottom:8px}
#heads select{min-height:28px;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:4px}
#map{width:fit-content;max-width:100%}#map canvas{display:block}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
#said{min-height:3em;margin:8px 0}#said b{font-size:16px;margin-inline-end:8px}#said small{display:block;color:var(--soft)}
#bar{max-width:360px;color:var(--soft);font-size:12px}#bar canvas{display:block;width:100%;height:10px;outline:1px solid var(--line)}
#bar div{display:flex;justify-content:space-between}
details{margin-top:16px}details img{max-width:100%;background:#fff}
[hidden]{display:none!important}
`;
