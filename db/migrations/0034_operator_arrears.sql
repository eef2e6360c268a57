-- Staff see since when an invoice is unpaid, and nothing of the invoice.
GRANT SELECT (tenant_id, unpaid_since, stopped_at) ON billing_accounts TO ecai_operator;
--> statement-breakpoint
CREATE POLICY billing_accounts_operator ON billing_accounts FOR SELECT TO ecai_operator USING (true);
