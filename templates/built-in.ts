import type { AnyBuiltIn } from './define.ts';
import { conversationSummaryCustomer } from './conversation_summary_customer/template.ts';
import { conversationSummaryGathered } from './conversation_summary_gathered/template.ts';
import { conversationSummarySales } from './conversation_summary_sales/template.ts';
import { genericMessage } from './generic_message/template.ts';
import { systemNotification } from './system_notification/template.ts';

/** Every template that comes with the service. */
export const builtIns: readonly AnyBuiltIn[] = [
  systemNotification,
  genericMessage,
  conversationSummaryCustomer,
  conversationSummarySales,
  conversationSummaryGathered,
];
