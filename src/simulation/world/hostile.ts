/**
 * Texts that hurt. IAM names hold `\w+=,.@-` alone, paths any visible ASCII character, and the account
 * names and tags here hold whatever UTF-8 can, more than AWS lets a person type.
 */
export const HOSTILE_TEXTS: readonly string[] = [
  'plain',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007',
  "=cmd|'/C calc'!A0",
  'O\'Brien "quoted"; DROP TABLE accounts; --',
  '<script>alert("x")</script> &amp; ]]>',
  '../../etc/passwd',
  'line one\nline two\r\n\ttabbed',
  '\u202Eevil\u202C right to left',
  'naïve Ünïcode 日本語 🚀👩‍💻',
  'nul \u0000 inside',
  '%s %n {{7*7}} $(id) `id` \\',
  '  spaces around  ',
];

/** Names that IAM takes and a spreadsheet or a shell may not. */
export const HOSTILE_NAMES: readonly string[] = [
  '=1+2@SUM,A1',
  '-rf',
  '+plus=equals,comma.dot@at_under-dash',
  '@import',
  'null',
  '__proto__',
  'constructor',
];

/** Paths that IAM takes. */
export const HOSTILE_PATHS: readonly string[] = [
  '/../../etc/',
  '/<script>alert(1)</script>/',
  '/"quoted"/\'single\'/',
  '/a;b|c&d`e`/',
  '/%2e%2e/%00/',
  '/=cmd|x!A0/',
  '/{}[]()*?~^$#/',
];
