import type { Template } from '../../functions/templates/template.ts';

const htmlTemplate = `<!doctype html>
<html lang="{{= it.locale }}" dir="auto">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="supported-color-schemes" content="light dark">
    <title>{{= it.title }}</title>
    <style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      @media (prefers-color-scheme: dark) {
        .page { background-color: #14161a !important; }
        .card { background-color: #1f2329 !important; }
        .ink { color: #f2f4f7 !important; }
        .soft { color: #aab2bf !important; }
        .rule { border-color: #343a43 !important; }
      }
    </style>
  </head>
  <body class="page" style="margin:0;padding:0;background-color:#f3f4f6;">
    <div style="display:none;max-height:0;overflow:hidden;color:#1f2937;">{{= it.preheader }}</div>
    <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f4f6;">
      <tr>
        <td align="center" style="padding:32px 16px;">
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
            <tr>
              <td style="padding:0 8px 16px;font:600 15px/1.4 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;">
                {{ if (it.brand.logoUrl) { }}<img src="{{= it.brand.logoUrl }}" alt="{{= it.brand.company }}" height="32" style="display:block;border:0;height:32px;">{{ } else { }}<span class="ink" style="color:#1f2937;">{{= it.brand.company }}</span>{{ } }}
              </td>
            </tr>
            <tr>
              <td class="card" style="background-color:#ffffff;border-radius:12px;border-top:4px solid {{= it.brand.color }};padding:32px 28px;">
                <h1 class="ink" style="margin:0 0 16px;font:600 24px/1.3 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#111827;">{{= it.title }}</h1>
                {{ for (const paragraph of it.paragraphs) { }}<p class="ink" style="margin:0 0 16px;font:400 16px/1.6 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2937;white-space:pre-line;">{{= paragraph }}</p>
                {{ } }}{{ if (it.actionUrl) { }}<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin-top:8px;">
                  <tr>
                    <td style="border-radius:8px;background-color:{{= it.brand.color }};">
                      <a href="{{= it.actionUrl }}" style="display:inline-block;padding:14px 24px;font:600 16px/1.2 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#ffffff;text-decoration:none;border-radius:8px;">{{= it.actionLabel }}</a>
                    </td>
                  </tr>
                </table>{{ } }}
              </td>
            </tr>
            <tr>
              <td class="soft" style="padding:20px 8px 0;font:400 13px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#4b5563;">
                {{= it.brand.company }}{{ if (it.brand.postalAddress) { }}<br>{{= it.brand.postalAddress }}{{ } }}
              </td>
            </tr>
          </table>
        </td>
      </tr>
    </table>
  </body>
</html>
`;

const textTemplate = `{{= it.title }}

{{= it.body }}
{{ if (it.actionUrl) { }}
{{= it.actionLabel }}: {{= it.actionUrl }}
{{ } }}
--
{{= it.brand.company }}{{ if (it.brand.postalAddress) { }}
{{= it.brand.postalAddress }}{{ } }}
`;

/** A notice from the system: a title, some lines of text and at most one button. */
export const systemNotification: Template = {
  name: 'system_notification',
  version: 1,
  category: 'system',
  description: 'A notice: title, text and at most one button.',
  subjectTemplate: '{{= it.title }}',
  htmlTemplate,
  textTemplate,
  variables: {
    title: {
      type: 'string',
      required: true,
      maxLength: 200,
      description: 'Subject and headline.',
      example: 'Your export is ready',
    },
    body: {
      type: 'string',
      required: true,
      maxLength: 20_000,
      description: 'Plain text; an empty line starts a new paragraph.',
      example: 'The export that you asked for can be fetched for the next seven days.',
    },
    actionLabel: {
      type: 'string',
      required: false,
      maxLength: 80,
      description: 'What the button says.',
      example: 'Fetch the export',
    },
    actionUrl: {
      type: 'string',
      format: 'https-url',
      required: false,
      maxLength: 2000,
      description: 'Where the button leads.',
      example: 'https://example.com/exports/42',
    },
  },
};
