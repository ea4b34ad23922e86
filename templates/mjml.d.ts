/** What we use of mjml 5, which brings no types. */
declare module 'mjml' {
  interface MjmlResult {
    html: string;
    errors: { message: string; formattedMessage: string }[];
  }
  interface MjmlOptions {
    validationLevel: 'strict' | 'soft' | 'skip';
    minify: boolean;
    minifyOptions: Record<string, boolean>;
  }
  export default function mjml2html(source: string, options: MjmlOptions): Promise<MjmlResult>;
}
