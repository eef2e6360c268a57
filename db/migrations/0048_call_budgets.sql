-- What a mail provider allows, in its own words, and which of its calls are taken: one row that all workers share.
CREATE TABLE call_budgets (
  provider text PRIMARY KEY,
  calls integer,
  window_ms integer,
  share double precision DEFAULT 1 NOT NULL,
  next_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  open_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT call_budgets_policy_check CHECK ((calls IS NULL) = (window_ms IS NULL) AND calls > 0 AND window_ms > 0),
  CONSTRAINT call_budgets_share_check CHECK (share > 0 AND share <= 1)
);
--> statement-breakpoint
-- Room in its page: the row is written over and over, and nothing of it but the key is indexed.
ALTER TABLE call_budgets SET (fillfactor = 20);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON call_budgets TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON call_budgets TO ecai_operator, ecai_backup;
--> statement-breakpoint
-- The provider's row, locked. Where the clock was set back since it was written, its times go back as far: nobody waits
-- for an hour that passes a second time.
CREATE FUNCTION lock_call_budget(wanted text) RETURNS call_budgets
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  budget public.call_budgets;
  back interval;
BEGIN
  SELECT * INTO budget FROM public.call_budgets c WHERE c.provider = wanted FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.call_budgets (provider) VALUES (wanted) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT budget FROM public.call_budgets c WHERE c.provider = wanted FOR UPDATE;
  END IF;
  back := greatest(budget.updated_at - clock_timestamp(), interval '0');
  budget.next_at := budget.next_at - back;
  budget.open_at := budget.open_at - back;
  RETURN budget;
END $$;
--> statement-breakpoint
-- Takes up to `wanted` calls, the first of them in `wait_ms` and each of the others `every_ms` after the one before (0: all
-- at once, nobody has told an allowance). Only calls that begin within `longest_ms` are taken; `taken` is 0 and `wait_ms`
-- tells when to ask again where none does; both count from `now_ms`, the time of this clock. Evenly spread, whoever takes them, they never meet in one window; a small part
-- of the allowance is left for calls that arrive a moment late. The lock lasts as long as this statement.
CREATE FUNCTION take_calls(wanted_provider text, wanted integer, longest_ms double precision)
RETURNS TABLE (taken integer, wait_ms double precision, every_ms double precision, now_ms double precision)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  used_share constant double precision := 0.97;
  -- So much of a delay is made up for; after a longer one too many calls would fall into one window.
  made_up constant interval := interval '15 milliseconds';
  -- After a refusal the allowance comes back call by call.
  come_back constant double precision := 0.002;
  budget public.call_budgets;
  now_at timestamptz;
  begins timestamptz;
BEGIN
  PERFORM FROM public.call_budgets c
  WHERE c.provider = wanted_provider AND (c.calls IS NOT NULL OR c.open_at > clock_timestamp());
  IF NOT FOUND THEN
    taken := wanted;
    wait_ms := 0;
    every_ms := 0;
    now_ms := extract(epoch FROM clock_timestamp()) * 1000;
    RETURN NEXT;
    RETURN;
  END IF;
  budget := public.lock_call_budget(wanted_provider);
  now_at := clock_timestamp();
  now_ms := extract(epoch FROM now_at) * 1000;
  every_ms := coalesce(budget.window_ms / (budget.calls * used_share * budget.share), 0);
  begins := greatest(budget.next_at, budget.open_at, now_at - made_up);
  wait_ms := extract(epoch FROM begins - now_at) * 1000;
  taken := CASE WHEN wait_ms > longest_ms THEN 0 WHEN every_ms = 0 THEN wanted
    ELSE least(wanted, 1 + floor((longest_ms - wait_ms) / every_ms)) END;
  UPDATE public.call_budgets c SET next_at = CASE WHEN taken = 0 THEN budget.next_at
      ELSE begins + taken * every_ms * interval '1 millisecond' END,
    open_at = budget.open_at, share = least(1, budget.share + taken * come_back), updated_at = now_at
  WHERE c.provider = wanted_provider;
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Keeps what an answer told: the allowance, the calls of this window that were made without it (`unpaced` by the teller,
-- `used` by anybody, as far as the first answer knows), and that no call is welcome for `closed_ms`. A refusal makes everybody slower, once however many calls were refused together: somebody outside uses
-- the same allowance.
CREATE FUNCTION tell_call_budget(wanted_provider text, told_calls integer, told_window_ms integer, unpaced integer,
  used integer, closed_ms double precision, is_refused boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  give_way constant double precision := 0.95;
  least_share constant double precision := 0.1;
  budget public.call_budgets := public.lock_call_budget(wanted_provider);
  now_at timestamptz := clock_timestamp();
BEGIN
  IF told_calls IS NOT NULL THEN
    -- A whole window is enough for whatever was made before now.
    budget.next_at := greatest(budget.next_at, least(now_at + told_window_ms * interval '1 millisecond',
      greatest(budget.next_at, now_at) + CASE WHEN budget.calls IS NULL THEN greatest(unpaced, used) ELSE unpaced END
        * (told_window_ms::double precision / told_calls) * interval '1 millisecond'));
  END IF;
  IF told_calls <> budget.calls OR told_window_ms <> budget.window_ms THEN
    budget.share := 1;
  END IF;
  IF is_refused AND budget.open_at <= now_at THEN
    budget.share := greatest(least_share, budget.share * give_way);
  END IF;
  UPDATE public.call_budgets c SET calls = coalesce(told_calls, budget.calls),
    window_ms = coalesce(told_window_ms, budget.window_ms), share = budget.share, next_at = budget.next_at,
    open_at = CASE WHEN closed_ms > 0 THEN greatest(budget.open_at, now_at + closed_ms * interval '1 millisecond')
      ELSE budget.open_at END, updated_at = now_at
  WHERE c.provider = wanted_provider;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION lock_call_budget(text), take_calls(text, integer, double precision),
  tell_call_budget(text, integer, integer, integer, integer, double precision, boolean) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION lock_call_budget(text), take_calls(text, integer, double precision),
  tell_call_budget(text, integer, integer, integer, integer, double precision, boolean) TO ecai_app;
