/** Values as the worst of callers send them; each must be shown as it is, and do nothing. */
export const hostile = {
  markup: '<script>alert(1)</script> <b>bold</b> & "quoted" \'single\'',
  template: '{{= it.secret }} {{ while (true) {} }} <%= 1 %> ${process.env.HOME}',
  longWord: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung'.repeat(2),
  rightToLeft: 'שלום עולם \u202eevil\u202c مرحبا بالعالم',
  emoji: '👩‍👩‍👧‍👦 𝒜𝒹𝒶 🇩🇪 é',
  controls: 'tab\tbell\u0007 nul\u0000 c1\u0092 line\u2028sep',
  markdown:
    '[Pay](https://evil.example/pay) [x](javascript:alert(1)) ![y](https://evil.example/y.png) <https://evil.example>\n# **open `code\n| a | b | c |\n|---|---:|---|\n| Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung | 1 | 2 |',
  lineBreaks: 'first\r\nBcc: everyone@example.com\r\nsecond',
} as const;
