import { escapePointer } from '../../platform/faults.ts';
import { checkSources, publishFaults, type SourceCheck, untranslatedTexts } from '../check-template.ts';
import { DEFAULT_LOCALE } from '../../platform/locales.ts';
import { makeBudget, type Spend } from '../../rendering/engine/budget.ts';
import { lastUpTo } from '../../rendering/engine/sorted.ts';
import { makeLineOf, TemplateFault } from '../../rendering/engine/template-fault.ts';
import {
  type CompiledTemplate,
  compileTemplate,
  type Rendered,
  renderTemplate,
} from '../../rendering/render.ts';
import { type SampleContext, sampleMail } from '../sample-mail.ts';
import type { TemplateContent } from '../../rendering/template.ts';
import { checkData, exampleData } from '../../rendering/variables.ts';
import { cssBoundsFinding, htmlBoundsFinding } from './bounds.ts';
import { addParts, clientFindings, noParts, type Parts } from './clients.ts';
import { contentRules } from './content.ts';
import { contrastRule } from './contrast.ts';
import { distinct, type Finding } from './finding.ts';
import { linkRules } from './links.ts';
import { parseMail, type Rule } from './mail.ts';
import { marketingRule } from './marketing.ts';
import { structureRules } from './structure.ts';

export interface Sample {
  name: string;
  data: Record<string, unknown>;
}

const rules: readonly Rule[] = [
  ...structureRules,
  ...contentRules,
  ...linkRules,
  marketingRule,
  contrastRule,
];

/** What a template brings to show itself with; made of its variables' examples when it brings nothing. */
export const samplesOf = (content: TemplateContent): Sample[] => {
  const named = Object.entries(content.samples ?? {}).map(([name, data]) => ({ name, data }));
  if (content.sampleData) return [{ name: 'sampleData', data: content.sampleData }, ...named];
  return named.length > 0 ? named : [{ name: 'examples', data: exampleData(content.variables) }];
};

/** The languages that a template is written in. */
export const localesOf = (content: TemplateContent): string[] => [
  ...new Set([
    content.locale ?? DEFAULT_LOCALE,
    ...Object.keys(content.locales ?? {}),
    ...Object.keys(content.texts ?? {}),
  ]),
];

/** All that is to be said of a template before it is published: of its sources, and of the mails it makes of its samples. */
export const lintTemplate = async (
  content: TemplateContent & { name: string },
  context: SampleContext,
): Promise<Finding[]> => {
  const check = checkSources(content);
  const faults = publishFaults(content, check).map(({ pointer, code, detail }): Finding => ({
    severity: 'error',
    rule: code,
    part: pointer,
    ...lineOf(detail),
    message: detail,
    remedy: remedies[code] ?? 'Mend the source at this place.',
  }));
  if (faults.length > 0) return faults.slice(0, MAX_FINDINGS);
  const template = compileTemplate(content, { traced: true });
  const findings = translationFindings(content, check);
  const parts = noParts();
  try {
    const spend = makeBudget(MAX_LINT_WORK, 'To look at each sample in each language takes too much work.');
    for (const sample of samplesOf(content)) {
      findings.push(...sampleFindings(content, sample));
      for (const locale of localesOf(content)) {
        findings.push(...lintSample(template, { sample, locale, spend, parts }, context));
      }
    }
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    findings.push(tooMuchWork(error.message));
  }
  findings.push(...(await clientFindings(parts)));
  return distinct(findings).slice(0, MAX_FINDINGS);
};

/** What the samples of a template may cost together, in the units of one mail's budget; about a second. */
const MAX_LINT_WORK = 100_000_000;
/** What the rules take to look at a character, and at an element with all around it. */
const CHARACTER_WORK = 20;
const ELEMENT_WORK = 1500;

const tooMuchWork = (message: string): Finding => ({
  severity: 'error',
  rule: 'template_limit',
  part: '/samples',
  message,
  remedy:
    'Keep fewer or shorter samples; one that shows all there is, and one that shows the least, are enough.',
});

/** More than anybody mends at a time; errors come first. */
const MAX_FINDINGS = 200;

const remedies: Readonly<Record<string, string>> = {
  template_syntax:
    'Write tags as {{= it.name }}, {{ if (it.name) { }} … {{ } }}, {{ for (const x of it.list) { }} … {{ } }}.',
  template_forbidden:
    'Show data with {{= it.name }} and the helpers; compute values before they are passed in.',
  undeclared_variable: 'Declare it in variables, or mend its name.',
  unknown_text: 'Add the text to texts, in every language.',
  unsubscribe_link: 'Move it out of {{ if … }} and {{ for … }}, to the footer.',
};

const translationFindings = (content: TemplateContent, check: SourceCheck): Finding[] =>
  untranslatedTexts(content, check).map(({ locale, key }) => ({
    severity: 'warning',
    rule: 'untranslated_text',
    part: '/texts',
    message: `There is no text "${key}" in ${locale}; its readers see it in another language.`,
    remedy: `Add it to the texts of ${locale}.`,
  }));

const lineOf = (detail: string): { line?: number } => {
  const line = /^Line (\d+)/.exec(detail)?.[1];
  return line === undefined ? {} : { line: Number(line) };
};

const sampleFindings = (content: TemplateContent & { name: string }, sample: Sample): Finding[] =>
  checkData(content, sample.data)
    .slice(0, MAX_FINDINGS)
    .map(({ pointer, detail }) => ({
      severity: 'warning',
      rule: 'sample_data',
      part: sample.name === 'sampleData' ? '/sampleData' : `/samples/${escapePointer(sample.name)}`,
      message: `The sample "${sample.name}" does not fit the variables at ${pointer.replace('/data', '') || '/'}: ${detail}`,
      remedy: 'Mend the sample, or give the variable an example.',
    }));

const lintSample = (
  template: CompiledTemplate,
  { sample, locale, spend, parts }: { sample: Sample; locale: string; spend: Spend; parts: Parts },
  context: SampleContext,
): Finding[] => {
  const { content } = template;
  const marks: { length: number; line: number }[] = [];
  const localized = content.locales?.[locale];
  const part = localized ? `/locales/${escapePointer(locale)}` : '';
  const meter = metered();
  let rendered: Rendered;
  try {
    rendered = renderTemplate(template, sample.data, {
      ...sampleMail(context, { locale }),
      spend: meter.spend,
      trace: (length, line) => marks.push({ length, line }),
    });
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return [
      {
        severity: 'error',
        rule: error.code,
        part: `${part}/htmlTemplate`,
        message: `With the sample "${sample.name}": ${error.message}`,
        remedy: 'Give the sample less data, or show less of it.',
      },
    ];
  } finally {
    spend(meter.spent());
  }
  const lineAt = lineFinder(rendered.html, marks);
  const beyond = htmlBoundsFinding(rendered.html, `${part}/htmlTemplate`, lineAt);
  spend(rendered.html.length * CHARACTER_WORK);
  if (beyond) return [beyond];
  const mail = parseMail({
    ...rendered,
    category: content.category,
    links: context.links,
    postalAddress: context.config.brand.postal_address,
    hasTextSource: (localized ?? content).textTemplate !== undefined,
    lineAt,
    parts: {
      subject: `${part}/subjectTemplate`,
      html: `${part}/htmlTemplate`,
      text: `${part}/textTemplate`,
    },
  });
  spend(mail.elements.length * ELEMENT_WORK);
  const unread = cssBoundsFinding(mail);
  if (unread) return [unread];
  addParts(parts, mail);
  return rules.flatMap((rule) => rule(mail));
};

/** The budget of one mail, and what of it was spent. */
const metered = (): { spend: Spend; spent: () => number } => {
  const own = makeBudget();
  let spent = 0;
  return {
    spend: (work) => {
      spent += work;
      own(work);
    },
    spent: () => spent,
  };
};

/** The line of the source that wrote an offset of the output. */
const lineFinder = (
  html: string,
  marks: readonly { length: number; line: number }[],
): ((offset: number) => number | undefined) => {
  const lineOfHtml = makeLineOf(html);
  return (offset) => {
    const mark = marks[lastUpTo(marks.length, (i) => marks[i]?.length ?? 0, offset)];
    return mark && mark.line + lineOfHtml(offset) - lineOfHtml(mark.length);
  };
};
