import { parseDocument } from 'htmlparser2';
import { findAll } from 'domutils';
import type { Fault } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { htmlBoundsFault } from '../platform/html-bounds.ts';
import { TemplateFault } from '../rendering/engine/template-fault.ts';
import type { Finding } from './lint/finding.ts';
import { lintTemplate, samplesOf } from './lint/lint.ts';
import { preheaderOf } from './lint/mail.ts';
import { mailBytes } from '../rendering/mail-size.ts';
import { compileTemplate, type Rendered, renderTemplate } from '../rendering/render.ts';
import { type SampleContext, sampleMail } from './sample-mail.ts';
import type { TemplateContent } from '../rendering/template.ts';
import { checkData } from '../rendering/variables.ts';

export interface PreviewRequest {
  data?: Record<string, unknown> | undefined;
  /** One of the template's samples by name. */
  sample?: string | undefined;
  locale?: string | undefined;
  timezone?: string | undefined;
}

export interface Preview {
  subject: string;
  preheader: string;
  html: string;
  text: string;
  locale: string;
  sizeBytes: number;
  lint: Finding[];
}

/**
 * Renders a template with given data, or with its sample.
 * @throws ServiceError `invalid` when the data do not fit, or a source does not pass the allow-list.
 */
export const renderPreview = (
  content: TemplateContent & { name: string },
  request: PreviewRequest,
  context: SampleContext,
): Rendered => {
  const data = request.data ?? sampleNamed(content, request.sample);
  if (request.data !== undefined) {
    const faults = checkData(content, request.data);
    if (faults.length > 0) throw invalid(faults);
  }
  try {
    return renderTemplate(compileTemplate(content), data, sampleMail(context, request));
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    throw invalid([{ pointer: '/data', code: error.code, detail: error.message }]);
  }
};

const sampleNamed = (content: TemplateContent, name: string | undefined): Record<string, unknown> => {
  const samples = samplesOf(content);
  const found = name === undefined ? samples[0] : samples.find((sample) => sample.name === name);
  if (found) return found.data;
  const fault: Fault = {
    pointer: '/sample',
    code: 'unknown_sample',
    detail: `There is no sample "${name ?? ''}"; there is ${samples.map((sample) => sample.name).join(', ')}.`,
  };
  throw invalid([fault]);
};

const preheaderIn = (html: string): string =>
  htmlBoundsFault(html) !== undefined ? '' : preheaderOf(findAll(() => true, parseDocument(html).children));

/** A preview with all that is to be said of it. @throws as renderPreview. */
export const previewTemplate = async (
  content: TemplateContent & { name: string },
  request: PreviewRequest,
  context: SampleContext,
): Promise<Preview> => {
  const rendered = renderPreview(content, request, context);
  const lint = await lintTemplate(content, context);
  return {
    subject: rendered.subject,
    preheader: preheaderIn(rendered.html),
    html: rendered.html,
    text: rendered.text,
    locale: rendered.locale,
    sizeBytes: mailBytes(rendered.html),
    lint,
  };
};
