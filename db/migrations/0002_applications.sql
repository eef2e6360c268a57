ALTER TABLE applications ADD COLUMN link_requested_at timestamp(6) with time zone;
--> statement-breakpoint
ALTER TABLE applications ADD COLUMN code_requested_at timestamp(6) with time zone;
--> statement-breakpoint
ALTER TABLE applications ADD COLUMN terms_ip text;
--> statement-breakpoint
ALTER TABLE applications ADD COLUMN hand_over_hash text;
