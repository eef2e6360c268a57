-- Until when a password that was made for an operator lets them in, to choose their own; null once they have.
ALTER TABLE operators ADD COLUMN initial_password_until timestamp(6) with time zone;
--> statement-breakpoint
-- Every password there is was printed by the command that makes operators, and is in use since. The local demo's stays:
-- db/seed.ts says why.
UPDATE operators SET initial_password_until = now() + interval '30 days' WHERE email <> 'operator@ecai.example';
