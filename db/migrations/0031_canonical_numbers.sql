-- ECMAScript takes the shortest digits that are read back as the number, also where they lie just halfway to its
-- neighbour; PostgreSQL does not take those and writes a digit more.
CREATE OR REPLACE FUNCTION canonical_number(value double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  part text[] := regexp_match(value::text, '^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$');
  digits text := part[2] || coalesce(part[3], '');
  point integer := length(part[2]) + coalesce(part[4]::integer, 0) - (length(digits) - length(ltrim(digits, '0')));
  places integer;
  shorter text;
  is_shorter boolean;
BEGIN
  IF value = 0 THEN RETURN '0'; END IF;
  digits := rtrim(ltrim(digits, '0'), '0');
  LOOP
    places := length(digits);
    -- At the end of the range a neighbour above would be no number at all.
    EXIT WHEN places < 16 OR point > 308;
    is_shorter := false;
    FOREACH shorter IN ARRAY ARRAY[left(digits, -1), (left(digits, -1)::numeric + 1)::text] LOOP
      CONTINUE WHEN (part[1] || shorter || 'e' || (point - places + 1))::double precision <> value;
      point := point + length(shorter) - (places - 1);
      digits := rtrim(shorter, '0');
      is_shorter := true;
      EXIT;
    END LOOP;
    EXIT WHEN NOT is_shorter;
  END LOOP;
  places := length(digits);
  RETURN part[1] || CASE
    WHEN places <= point AND point <= 21 THEN digits || repeat('0', point - places)
    WHEN 0 < point AND point <= 21 THEN substr(digits, 1, point) || '.' || substr(digits, point + 1)
    WHEN -6 < point AND point <= 0 THEN '0.' || repeat('0', -point) || digits
    ELSE substr(digits, 1, 1) || CASE WHEN places > 1 THEN '.' || substr(digits, 2) ELSE '' END
      || 'e' || CASE WHEN point > 0 THEN '+' ELSE '-' END || abs(point - 1)
  END;
END $$;
