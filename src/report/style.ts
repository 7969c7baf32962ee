/** How the page looks, on a screen wide or narrow and on paper. The fonts are those that the reader has. */
export const STYLE = `
:root{--ink:#17202e;--soft:#5d6b7e;--line:#e3e8ef;--paper:#fff;--back:#f3f5f9;--serving:#2f6fde;--warm_idle:#f2a93b;
--cold_idle:#9aa7b8;--shared:#8a63d2;--unattributed:#e0607e;--good:#12805c;--warning:#a85b00}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",Arial,sans-serif;font-variant-numeric:tabular-nums}
.pick{position:absolute;opacity:0;pointer-events:none}
#in-en:checked~.sheet .zh,#in-zh:checked~.sheet .en{display:none}
.languages{float:right;display:flex;border:1px solid #ffffff55;border-radius:99px;overflow:hidden;font-size:13px}
.languages label{padding:4px 14px;cursor:pointer;color:#dfe7f5}
#in-en:checked~.sheet label[for=in-en],#in-zh:checked~.sheet label[for=in-zh]{background:#fff;color:#17325f}
.pick:focus-visible~.sheet .languages{outline:2px solid #fff;outline-offset:2px}
.sheet{max-width:1360px;margin:0 auto;padding:24px}
header{background:linear-gradient(120deg,#122448,#1f4b93);color:#fff;border-radius:16px;padding:26px 32px 24px}
.brand{margin:0;font-size:13px;letter-spacing:.12em;text-transform:uppercase;color:#a9c2ee}
h1{margin:6px 0 2px;font-size:32px;line-height:1.2;letter-spacing:-.01em}
.range{margin:0;font-size:18px;color:#dfe7f5}
.made{margin:10px 0 0;font-size:13px;color:#b7c8e6}
section{background:var(--paper);border:1px solid var(--line);border-radius:16px;padding:22px 28px 24px;margin-top:18px}
h2{margin:0 0 12px;font-size:21px;letter-spacing:-.01em}
h3{margin:24px 0 8px;font-size:15px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;margin-bottom:14px}
.tile{background:var(--back);border-radius:12px;padding:12px 16px}
.tile p{margin:0;font-size:13px;color:var(--soft)}
.tile .figure{font-size:22px;font-weight:650;letter-spacing:-.01em}
.tile:first-child{background:#e8effc}
.tile:first-child .figure{font-size:26px}
.note{margin:0 0 10px;color:var(--soft);max-width:90ch;font-size:14px}
.note.warning{color:var(--warning)}
.note.good{color:var(--good)}
.note.warning::before,.note.good::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;background:currentColor;margin-right:8px}
figure{margin:18px 0 8px}
figcaption{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px;margin-bottom:6px}
figcaption b{margin-right:auto}
.key{color:var(--soft);font-size:13px}
.key i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px}
svg.days{display:block;width:100%;height:auto}
.rule{stroke:var(--line);stroke-width:1;fill:none}
.rule.zero{stroke:#9aa7b8}
.tick{font-size:11px;fill:var(--soft)}
svg.spark{width:88px;height:22px;vertical-align:middle}
.spark .course{fill:none;stroke:var(--serving);stroke-width:1.5}
.spark .below{fill:#2f6fde22}
.scroll{overflow-x:auto;margin:0 -6px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:7px 8px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{font-size:12px;font-weight:600;color:var(--soft);vertical-align:bottom;border-bottom:1px solid #c6cfdb}
tbody th{font-weight:550;max-width:340px;overflow-wrap:anywhere;white-space:normal;min-width:110px}
#versions tbody th{min-width:150px}#versions table{font-size:12.5px}#versions th,#versions td{padding:7px 5px}#versions svg.spark{width:64px}
td small{min-width:64px}
.right{text-align:right}
thead th{white-space:normal}
td small,th small,.figure small{display:block;font-size:11.5px;line-height:1.35;color:var(--soft);font-weight:400;white-space:normal;letter-spacing:0}
tr.total th,tr.total td{font-weight:700;border-bottom:0;border-top:2px solid #c6cfdb}
.unknown{color:var(--warning);font-style:italic}
.quiet{color:var(--soft)}
.warning{color:var(--warning)}
.good{color:var(--good)}
footer{color:var(--soft);font-size:13px;padding:16px 4px}
${['serving', 'warm_idle', 'cold_idle', 'shared', 'unattributed']
  .map((kind) => `.fill-${kind}{fill:var(--${kind})}.back-${kind}{background:var(--${kind})}`)
  .join('\n')}
@media (max-width:640px){.sheet{padding:10px}header{padding:18px}h1{font-size:25px}section{padding:16px 14px}
.tiles{grid-template-columns:1fr 1fr}.tile .figure,.tile:first-child .figure{font-size:19px}.tile:first-child{grid-column:1/-1}
.tick{font-size:20px}}
@media print{@page{size:A4 landscape;margin:10mm}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{background:#fff;font-size:11px}.languages{display:none}.sheet{max-width:none;padding:0}
section{border:0;padding:8px 0;border-radius:0}header{border-radius:8px;padding:14px 20px}
table{font-size:10px}th,td{padding:4px 6px}td small,th small{font-size:9px}.scroll{overflow:visible;margin:0}.note{font-size:11px}thead th{font-size:9px}#versions,#bills{break-before:page}
#versions table{font-size:8.5px}#versions th,#versions td{padding:3px}#versions tbody th{min-width:100px}td small{min-width:0}svg.spark{width:56px}
thead{display:table-header-group}tr,figure,.tile,.note{break-inside:avoid}h2,h3,.note{break-after:avoid}}
`
