CREATE TABLE suspicious_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  network text NOT NULL,
  kind text NOT NULL,
  window_start timestamp (6) with time zone NOT NULL,
  count integer NOT NULL DEFAULT 1,
  first_at timestamp (6) with time zone NOT NULL DEFAULT now(),
  last_at timestamp (6) with time zone NOT NULL DEFAULT now(),
  surface text NOT NULL,
  method text,
  path text,
  detail text,
  user_agent text,
  request_id text,
  tenant_id uuid,
  user_id uuid,
  CONSTRAINT suspicious_requests_window UNIQUE (network, kind, window_start),
  CONSTRAINT suspicious_requests_kind_check CHECK (kind IN ('bad_origin', 'forged_webhook', 'oversized_body', 'path_probe', 'tampered_token', 'throttled', 'unknown_id'))
);
--> statement-breakpoint
CREATE INDEX suspicious_requests_first ON suspicious_requests (first_at, id);
--> statement-breakpoint
CREATE TABLE blocked_networks (
  network text PRIMARY KEY,
  source text NOT NULL,
  reason text NOT NULL,
  created_by text,
  created_at timestamp (6) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp (6) with time zone NOT NULL,
  CONSTRAINT blocked_networks_source_check CHECK (source IN ('automatic', 'manual'))
);
--> statement-breakpoint
CREATE INDEX blocked_networks_expiry ON blocked_networks (expires_at);
--> statement-breakpoint
-- Both surfaces note what they see and block by themselves; only the operator lifts a block, the worker clears what has ended.
GRANT SELECT, INSERT, UPDATE, DELETE ON suspicious_requests, blocked_networks TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON suspicious_requests TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON blocked_networks TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON suspicious_requests, blocked_networks TO ecai_backup;
