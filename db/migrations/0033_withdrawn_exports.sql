ALTER TABLE utility_runs DROP CONSTRAINT utility_runs_state_check;
--> statement-breakpoint
ALTER TABLE utility_runs ADD CONSTRAINT utility_runs_state_check CHECK (state in ('queued', 'running', 'finished', 'failed', 'undoing', 'undone', 'withdrawn'));
