-- Adds a job. Between graphile-worker's look at the jobs of the key and its insert, a worker may take the job that is to
-- be replaced; it then adds nothing and says nothing (graphile/worker issue 580). Asked again, it sees the taken job,
-- frees the key and adds the new one.
CREATE FUNCTION enqueue_job(task text, payload json, queue_name text, run_at timestamp with time zone, max_attempts integer, job_key text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE added bigint;
BEGIN
  FOR attempt IN 1..1000 LOOP
    SELECT id INTO added FROM graphile_worker.add_job(task, payload, queue_name, run_at, max_attempts, job_key);
    IF added IS NOT NULL THEN RETURN added; END IF;
  END LOOP;
  RAISE EXCEPTION 'the job % could not be added', task;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION retry_application(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM 1 FROM public.applications WHERE id = wanted AND paid_at IS NOT NULL AND state IN ('verified', 'building');
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM public.enqueue_job('applications.build', json_build_object('applicationId', wanted), NULL, NULL, NULL, 'application-build:' || wanted);
  RETURN true;
END $$;
