import type { Template } from '../functions/templates/template.ts';
import { systemNotification } from './system_notification/template.ts';

export const builtInTemplates: readonly Template[] = [systemNotification];
