import type { HttpAnswer } from '../platform/http.ts';

/** What the viewer is made of, which lies beside the bundle, with its content types. */
export const viewerFiles = {
  'index.html': 'text/html; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'viewer.css': 'text/css; charset=utf-8',
  'viewer.js': 'text/javascript; charset=utf-8',
} as const;
export type ViewerFile = keyof typeof viewerFiles;

/** Whether a name is that of a file of the viewer. */
export const isViewerFile = (name: string): name is ViewerFile => Object.hasOwn(viewerFiles, name);

/** Everything comes from this address, and calls go to it alone; React sets some styles by attribute. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** How long browsers keep a file: a deployment brings others under the same names. */
const MAX_AGE_S = 300;

/** A file of the viewer, as it is answered. */
export const answerFile = (file: ViewerFile, content: string): HttpAnswer => ({
  status: 200,
  body: content,
  headers: {
    'content-type': viewerFiles[file],
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': `public, max-age=${MAX_AGE_S}`,
  },
});
