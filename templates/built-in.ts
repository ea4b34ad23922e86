import type { AnyBuiltIn } from './define.ts';
import { genericMessage } from './generic_message/template.ts';
import { systemNotification } from './system_notification/template.ts';

/** Every template that comes with the service. */
export const builtIns: readonly AnyBuiltIn[] = [systemNotification, genericMessage];
